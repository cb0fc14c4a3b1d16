"""What holds when processes are killed, disks fail and files are damaged. `make soak` runs it; figures, not opinions."""
