"""Questions of a table as a whole (「費用が一番高いのは」, "how many systems handle personal data?"), answered from all its rows.

What a search finds of a register of fifty rows is some of them: the most, a count, a sum and a list are of all. `sheet` reads the
rows of a stored page with typed columns, `question` takes a question apart against one table until every word of it is accounted
for, `registers` chooses the table, `telling` says the rows by their stored quotes: docs/decisions/028-tables.md.
"""
