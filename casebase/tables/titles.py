"""What stands above a table: whose it is, what it is called."""

from __future__ import annotations

from dataclasses import dataclass

from casebase.retrieve.glossary import concepts_in_other_language
from casebase.tables.columns import stages
from casebase.text.normalize import search_form
from casebase.text.tokens import Vocabulary, Word


@dataclass(frozen=True, slots=True)
class Titles:
    """What a document and its sheet are `called`, and with it all `text` above the table."""

    called: str
    text: str
    vocabulary: Vocabulary
    searched: str

    @staticmethod
    def of(called: str, above: str) -> Titles:
        """Put together what a document and its sheet are called, and what stands above the table."""
        text = f"{called}\n{above}"
        return Titles(called, text, Vocabulary.of(text), search_form(text))

    def say(self, word: Word, written: str) -> bool:
        """Tell whether they say a word, or what it is in the other language."""
        of_stages = [stage for stage in stages() if stage.search(written)]
        if of_stages:  # a line above a table may tell of single rows
            return any(stage.search(search_form(self.called)) for stage in of_stages)
        if self.vocabulary.says(word) or (len(written) > 1 and written in self.searched):
            return True
        others = (form for of_one in concepts_in_other_language(written) for form in of_one)
        return any(form and form <= self.vocabulary.tokens for form in others)
