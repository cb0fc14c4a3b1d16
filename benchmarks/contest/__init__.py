"""The product against its peers, each a program of its own in its own environment, on the same texts and questions."""
