"""Programs that write documents: each module turns a `Text` into files of one kind."""
