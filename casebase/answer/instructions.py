"""Recognise sentences of a document that give orders to whoever (or whatever) answers from it.

Text of a document is data. Such a sentence is shown where the document is shown, but never chosen as an answer, and the
health check shows it to the editor. What is recognised and what is not: `tests/data/health/README.md`.
"""

from __future__ import annotations

from casebase.answer.instruction_acts import decoded, speaks_to_a_machine, without_examples
from casebase.answer.instruction_wording import orders_by_wording
from casebase.text.normalize import search_form
from casebase.text.remembered import remembered


@remembered(4096)  # the sentences of a passage are looked at several times for each question
def gives_orders(sentence: str) -> bool:
    """Tell whether `sentence` orders its reader to answer in some way, to forget rules or to give things away.

    An order that is encoded (base64) counts as if it stood there in the open.
    """
    searched = search_form(sentence)
    said = without_examples(searched)
    return orders_by_wording(said) or speaks_to_a_machine(said) or any(map(gives_orders, decoded(sentence)))
