"""Indexes are disposable: whatever happens to them, the same things are found and nothing is embedded again."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from benchmarks.synthetic import PASSAGES_A_DOCUMENT, fill, read_sources
from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.embedding import HashingEmbedder
from casebase.evaluation.datasets import load_dataset
from casebase.index.dense import SAMPLE
from casebase.index.generation import current_generation, pointed_at
from casebase.models import Filters, Kind
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.store.database import open_database
from tests.conftest import DATA

TOPICS = [
    "議事録の要約",
    "保育所の入所選考",
    "道路の損傷検知",
    "電話の応対記録",
    "翻訳の校正",
    "職員向けの研修",
    "健診の予測",
]
QUESTIONS = [f"{topic}にAIを使った結果は" for topic in TOPICS]


class CountingEmbedder(HashingEmbedder):
    """Counts the texts it is given as passages."""

    def __init__(self) -> None:
        super().__init__()
        self.embedded = 0

    def passages(self, texts):
        self.embedded += len(texts)
        return super().passages(texts)


@pytest.fixture
def filled(casebase: Casebase, add_text) -> Casebase:
    for n, topic in enumerate(TOPICS):
        kind = Kind.CASE if n % 2 else Kind.GUIDELINE
        add_text(f"{n}.txt", f"{topic}に生成AIを使い、作業時間を{n + 2}割減らした。", kind=kind, title=f"{topic}の取組")
    return casebase


def ranking(casebase: Casebase, filters: Filters = Filters()) -> list[list[str]]:
    return [[hit.passage.id for hit in casebase.search(q, LOCAL_READER, filters).hits] for q in QUESTIONS]


def test_a_published_document_is_found_before_any_index_is_built(filled: Casebase):
    assert casebase_files(filled, "道路の損傷")[0] == "2.txt"


def test_building_the_index_changes_no_first_hit(filled: Casebase):
    before = [found[0] for found in ranking(filled)]

    assert filled.index.build()

    assert [found[0] for found in ranking(filled)] == before


def test_deleting_every_index_gives_the_same_answers_without_embedding(filled: Casebase, settings: Settings):
    filled.index.build()
    before, answers = ranking(filled), [filled.ask(q, LOCAL_READER).sentences for q in QUESTIONS]
    shutil.rmtree(settings.index_folder)
    embedder = CountingEmbedder()

    again = open_casebase(settings, embedder)
    again.index.build()

    assert ranking(again) == before
    assert [again.ask(q, LOCAL_READER).sentences for q in QUESTIONS] == answers
    assert embedder.embedded == 0 or embedder.embedded <= len(QUESTIONS) * 32  # sentences of answers, never passages


@pytest.mark.parametrize(
    "victim", ["manifest.json", "rows.npy", "vectors.i8", "dense/chroma.sqlite3", "lexical/meta.json"]
)
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "flipped"])
def test_a_damaged_index_is_answered_from_the_database(filled: Casebase, settings: Settings, victim, damage):
    filled.index.build()
    path = settings.index_folder / pointed_at(settings.index_folder) / victim
    content = bytearray(path.read_bytes())
    if damage == "missing":
        path.unlink()
    else:
        middle = len(content) // 2
        content[middle] ^= 0xFF
        path.write_bytes({"empty": b"", "cut": content[:middle], "flipped": content}[damage])

    again = open_casebase(settings, HashingEmbedder())

    assert [found[0] for found in ranking(again)] == [found[0] for found in ranking(filled)]


def test_a_filtered_search_returns_the_true_top_of_what_passes(filled: Casebase):
    filled.index.build()
    everything = filled.search(QUESTIONS[0], LOCAL_READER, top=100).hits
    wanted = [hit.passage.id for hit in everything if hit.document.details.kind is Kind.CASE]

    found = filled.search(QUESTIONS[0], LOCAL_READER, Filters(kinds=(Kind.CASE,)), top=len(wanted)).hits

    assert {hit.passage.id for hit in found} == set(wanted)
    assert all(hit.document.details.kind is Kind.CASE for hit in found)


@pytest.mark.parametrize("kind", [Kind.CASE, Kind.GUIDELINE])
def test_a_filter_that_leaves_much_is_as_exact_as_one_that_leaves_little(filled: Casebase, settings, monkeypatch, kind):
    filled.index.build()
    filters = Filters(kinds=(kind,))
    few = ranking(filled, filters)

    monkeypatch.setattr("casebase.index.search.EXACT_ROWS", 0)
    again = ranking(open_casebase(settings, HashingEmbedder()), filters)

    assert again == few
    assert all(few)


def test_a_generation_is_built_batch_by_batch_and_holds_every_passage(filled: Casebase, settings, monkeypatch):
    monkeypatch.setattr("casebase.index.generation.BATCH", 3)
    before = ranking(filled)

    filled.index.build()

    assert open_casebase(settings, HashingEmbedder()).index.build_if_due() is False
    assert [set(found) for found in ranking(filled)] == [set(found) for found in before]


def test_a_new_edition_replaces_the_old_one_in_results_at_once(filled: Casebase, add_text):
    filled.index.build()
    old = filled.search("道路の損傷検知", LOCAL_READER).hits[0]

    add_text(
        "2.txt",
        "道路の損傷検知に生成AIを使い、作業時間を4割減らした。翌年度は9割減らした。",
        title="道路の損傷検知の取組",
        kind=Kind.GUIDELINE,
    )
    new = filled.search("道路の損傷検知", LOCAL_READER).hits[0]

    assert new.document.id == old.document.id
    assert (old.document.version_number, new.document.version_number) == (1, 2)
    assert "9割" in new.passage.text
    assert filled.page(old.document.version, 1, LOCAL_READER).text.count("割") == 1


def test_another_process_with_an_older_index_open_sees_what_was_published(
    filled: Casebase, settings: Settings, add_text
):
    filled.index.build()
    other = open_casebase(settings, HashingEmbedder())
    assert other.search("駐輪場", LOCAL_READER).hits[0].document.file_name != "new.txt"

    add_text("new.txt", "駐輪場の空き状況をAIで予測した。")
    filled.index.build()
    filled.index.build()

    assert casebase_files(other, "駐輪場の空き状況")[0] == "new.txt"


def casebase_files(casebase: Casebase, question: str) -> list[str]:
    return [hit.document.file_name for hit in casebase.search(question, LOCAL_READER).hits]


@pytest.mark.slow
def test_an_index_of_thousands_compares_along_principal_directions_and_finds_what_exact_scores_find(
    settings: Settings,
) -> None:
    embedder, data = HashingEmbedder(), load_dataset(DATA / "evaluation" / "jsquad-sample", limit=40)
    sources = read_sources([document.text for document in data.corpus], embedder)
    fill(open_database(settings), embedder.fingerprint, sources, 0, (SAMPLE + 200) // PASSAGES_A_DOCUMENT)
    casebase = open_casebase(settings, embedder)
    questions = embedder.queries([question.text for question in data.questions])
    assert casebase.index.build()
    generation = current_generation(settings.index_folder, embedder.fingerprint)
    assert generation is not None
    assert not generation.manifest.unreached

    everything = generation.vectors.of(slice(0, generation.manifest.rows))
    found = [set(generation.nearest(vector, 10)) for vector in questions]
    exact = [set(np.argsort(-(everything @ vector))[:10].tolist()) for vector in questions]

    shared = sum(len(one & other) for one, other in zip(found, exact, strict=True))
    assert shared >= 0.85 * 10 * len(questions)  # noise lies in every direction alike; of real vectors 0.999 are shared
    assert (settings.index_folder / generation.name / "dense" / "directions.npy").is_file()
    scores = generation.vectors.scores(generation.nearest(questions[0], generation.manifest.rows), questions[0])
    assert np.all(np.diff(scores) <= 0)  # also where everything is asked for


def test_a_sample_is_of_vectors_as_they_are_compared(filled: Casebase) -> None:
    feed = filled.retriever._feed
    held = np.stack([entry.vector for entry in feed.entries()])

    sample = feed.sample(len(held))

    assert sorted(sample.tolist()) == sorted(held.tolist())
    assert feed.sample(3).shape == (3, held.shape[1])
