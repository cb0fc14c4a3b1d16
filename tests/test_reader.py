"""The reader sees question and passage together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import torch

from benchmarks.training.reader import Network, batch
from benchmarks.training.reading import Example
from casebase.answer.reader import Compared, Reading, compared, log_odds, open_reader, read_text
from casebase.embedding import HashingEmbedder, open_embedder
from casebase.late import TokenStates
from casebase.models import Details, Document, Hit, Passage
from casebase.settings import Settings


def tokens(vectors: Sequence[Sequence[float]], ids: Sequence[int]) -> TokenStates:
    """Tokens of one character each."""
    made = np.array(vectors, np.float32)
    places = np.arange(len(ids))
    return TokenStates(made, made, np.array(ids), places, np.stack([places, places + 1], axis=1), length=len(ids))


def hit(title: str, text: str) -> Hit:
    document = Document("d", Details("other", title=title), "d.txt", "v", 1, "", "text/plain", "ja", 1, 1, (), "")
    return Hit(Passage("p", "v", 1, 0, len(text), text), document, score=1.0)


def test_a_token_meets_what_is_nearest_to_it() -> None:
    asked = tokens([[2, 0], [0, 1]], [7, 8])
    passage = tokens([[0, 1], [1, 0], [-1, 0], [0, -1]], [5, 7, 6, 9])
    pair = compared(asked, passage, [(0, 2), (2, 4)])
    assert np.allclose(pair.met, [[1, 0], [0, 1]], atol=1e-3)
    assert pair.signs[:, 3].tolist() == [1, 0], (
        "the first token of the question stands in the passage, the second does not"
    )
    assert pair.overall[0] == pytest.approx(1.0)


def test_what_is_scattered_over_sentences_fits_none_of_them() -> None:
    asked = tokens([[1, 0], [0, 1]], [7, 8])
    together = compared(asked, tokens([[1, 0], [0, 1], [-1, -1]], [7, 8, 9]), [(0, 2), (2, 3)])
    scattered = compared(asked, tokens([[1, 0], [-1, -1], [0, 1]], [7, 9, 8]), [(0, 2), (2, 3)])
    assert together.overall[0] == pytest.approx(scattered.overall[0])
    assert together.overall[1] > scattered.overall[1] + 0.3


def test_the_titles_above_a_passage_are_read_with_it() -> None:
    assert read_text(hit("水道の料金", "月1,200円です。")) == "水道の料金\n月1,200円です。"


def test_the_best_of_the_passages_read_counts() -> None:
    assert Reading((-2.0, 1.5, 0.0)).best == 1.5


def test_another_model_or_the_setting_leaves_the_reader_out() -> None:
    assert open_reader(Settings(), HashingEmbedder()) is None
    assert open_reader(Settings(reader=False), open_embedder(Settings())) is None


def test_the_reader_tells_an_answer_from_a_near_miss() -> None:
    reader = open_reader(Settings(), open_embedder(Settings()))
    assert reader is not None, "the reader was not trained on the adapter that ships"
    passage = hit(
        "岩瀬市 › 議事録の作成",
        "岩瀬市は2023年5月から、会議の録音を文字にする仕組みを使っている。1件の議事録は6時間から2時間でできるようになった。",
    )
    answered = reader.read("岩瀬市が会議の録音を文字にする仕組みを使い始めたのはいつですか", [passage]).best
    missed = reader.read("岩瀬市の会議の録音を文字にする仕組みの利用料は年いくらですか", [passage]).best
    assert answered > missed + 1


def test_the_product_runs_the_network_that_training_trains() -> None:
    torch.manual_seed(1)
    network = Network(width=16, layers=1, drop=0.0).eval()
    weights = {name: values.numpy() for name, values in network.state_dict().items()}
    chance = np.random.default_rng(1)

    def example(count: int) -> Example:
        states = [chance.normal(size=(count, size)).astype(np.float32) for size in (384, 384, 384, 12)]
        return Example(Compared(*states, chance.normal(size=6).astype(np.float32)), True, 1.0, "", "")

    pairs = [example(5), example(9)]
    with torch.no_grad():
        trained = network(*batch(pairs)).tolist()
    assert [log_odds(weights, one.pair) for one in pairs] == pytest.approx(trained, abs=1e-5)
