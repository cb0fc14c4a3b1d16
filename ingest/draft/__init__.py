"""From an uploaded report to a draft of the case record: every proposed value with the passage that proves it.

`fill.draft_of` is the way in. Rules find labels, headings, tables and phrases; nothing is proposed that stands nowhere.
"""
