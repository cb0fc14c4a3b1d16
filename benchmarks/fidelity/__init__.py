"""How faithfully files are read: documents whose text is known, made by programs that offices use, read back and compared."""
