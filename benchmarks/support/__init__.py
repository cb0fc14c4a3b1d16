"""Whether answers are borne out by their sources, judged by ways that the engine and its gate do not use."""
