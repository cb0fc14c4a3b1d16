"""Questions of the cases as a whole (「中止になった事例は？」, "How many trials are there?"), answered from their records.

Passages that read like such a question are not what it asks for: it asks for every case of which something holds, for how many
they are, or for the one that has most of something. `asked` takes the question apart into conditions, `sheet` lays out what each
case says line by line, `conditions` and `measures` decide case by case with the line that shows it, and `telling` says it in
sentences that rest on those lines: docs/decisions/027-catalogue.md.
"""
