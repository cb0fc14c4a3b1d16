"""Cases in and out: the US federal inventory (OMB), the UK ATRS, the columns of the AI Watch T6 Explorer, our own JSON and CSV.

A format is a table of columns (`ingest.exchange.columns`); what a column says that the record has no field for, or not in
these words, is kept in the record's `extra`, so that writing the format again gives back every cell.
"""
