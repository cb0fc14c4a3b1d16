"""Every quote that is printed stands, character for character, where its citation says: over hundreds of real answers."""

from __future__ import annotations

import pytest

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.evaluation.datasets import load_dataset
from casebase.models import Details, Kind, Status, Visibility
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.pipeline import ingest_file
from ingest.records import FileStatus, IncomingFile
from tests.conftest import DATA

SAMPLE = load_dataset(DATA / "evaluation" / "jsquad-sample", limit=220)
LEAST_QUESTIONS, LEAST_ANSWERED = 220, 200


@pytest.fixture(scope="module")
def filled_casebase(tmp_path_factory, real_embedder) -> Casebase:
    """A hundred paragraphs of an encyclopedia, with the real model; the starter cases are asked in `test_refusal`."""
    casebase = open_casebase(Settings(home=tmp_path_factory.mktemp("integrity")), real_embedder)
    others = Details(organization="other", kind=Kind.OTHER, visibility=Visibility.PUBLIC)
    paragraphs = (IncomingFile(f"{d.id}.md", d.markdown.encode(), others) for d in SAMPLE.corpus)
    for file in paragraphs:
        assert ingest_file(file, casebase.library, casebase.embedder).status is not FileStatus.FAILED
    return casebase


@pytest.mark.slow
def test_every_quote_of_hundreds_of_answers_equals_the_stored_text_at_its_place(filled_casebase):
    questions = [question.text for question in SAMPLE.questions]
    answered, citations = 0, 0
    for question in questions:
        answer = filled_casebase.ask(question, LOCAL_READER)
        answered += answer.status is Status.ANSWERED
        for citation in answer.citations:
            citations += 1
            page = filled_casebase.page(citation.document.version, citation.page, LOCAL_READER)
            assert citation.quote, (question, citation.n)
            assert citation.quote == page.text[citation.start : citation.end], (question, citation.n)
        numbers = {citation.n for citation in answer.citations}
        for sentence in answer.sentences:
            assert sentence.citations, (question, sentence.text)
            assert numbers.issuperset(sentence.citations), (question, sentence.text)

    assert len(questions) >= LEAST_QUESTIONS
    assert citations >= answered >= LEAST_ANSWERED
