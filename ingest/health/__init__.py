"""The health check: what an editor should know of a document before others read it.

Pure functions over what a parser returned and the pages made of it; nothing is changed, nothing is dropped, nothing
that was found is logged. `examine` runs all of them.
"""
