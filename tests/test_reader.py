"""The reader reads question and passage together."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from benchmarks.training import joint
from benchmarks.training.joint import Changed, Cutter, Network, batched, exported, started
from benchmarks.training.reading import Pair
from casebase.bundled_model import LATE, READING, expand_bundled_model, is_whole
from casebase.embedding import HashingEmbedder, open_embedder
from casebase.errors import ModelError
from casebase.model.reading import READER_FILE, read_reader, reader_digest
from casebase.models import Details, Document, Hit, Passage
from casebase.retrieve.reader import OVERLAP, JointReader, open_reader, parts, read_hits, read_text
from casebase.retrieve.reader import log_odds as of_texts
from casebase.settings import Settings

MINUTES = (
    "岩瀬市は2023年5月から、会議の録音を文字にする仕組みを使っている。1件の議事録は6時間から2時間でできるようになった。"
)
ASKED = "岩瀬市が会議の録音を文字にする仕組みを使い始めたのはいつですか"
NOT_TOLD = "岩瀬市の会議の録音を文字にする仕組みの利用料は年いくらですか"


def hit(title: str, text: str) -> Hit:
    document = Document("d", Details("other", title=title), "d.txt", "v", 1, "", "text/plain", "ja", 1, 1, (), "")
    return Hit(Passage("p", "v", 1, 0, len(text), text), document, score=1.0)


def log_odds(reader: JointReader, question: str, passage: Hit) -> float:
    return of_texts(reader, question, [read_text(passage, passage.passage.text)])[0]


def test_the_titles_above_a_passage_are_read_with_it() -> None:
    assert read_text(hit("水道の料金", ""), "月1,200円です。") == "水道の料金\n月1,200円です。"


def test_only_the_first_are_read_and_none_of_them_twice(reader: JointReader) -> None:
    passage, other = hit("岩瀬市 › 議事録の作成", MINUTES), hit("岩瀬市 › ごみ", "燃えるごみは火曜と金曜に集めます。")
    known = replace(other, log_odds=7.0)
    read = read_hits(reader, ASKED, [known, passage, other], 2)
    assert [one.passage for one in read] == [known.passage, passage.passage, other.passage]
    assert read[0] is known
    assert read[1].log_odds == log_odds(reader, ASKED, passage)
    assert read[2] is other


def test_another_model_or_the_setting_leaves_the_reader_out() -> None:
    assert open_reader(Settings(), HashingEmbedder()) is None
    assert open_reader(Settings(reader=False), open_embedder(Settings())) is None


def test_the_reader_tells_an_answer_from_a_near_miss(reader: JointReader) -> None:
    passage = hit("岩瀬市 › 議事録の作成", MINUTES)
    assert log_odds(reader, ASKED, passage) > log_odds(reader, NOT_TOLD, passage) + 2


def test_an_english_question_of_a_japanese_passage_is_read_too(reader: JointReader) -> None:
    passage = hit("岩瀬市 › 議事録の作成", MINUTES)
    answered = log_odds(reader, "Since when has Iwase City been transcribing recordings of meetings?", passage)
    missed = log_odds(reader, "Which company made the system that Iwase City uses for transcribing?", passage)
    assert answered > missed + 1


def test_what_stands_at_the_end_of_a_passage_too_long_for_one_reading_is_read(reader: JointReader) -> None:
    other = "市は毎年4月に予算書を公表し、事業ごとの支出と成果を一覧にして議会に報告している。" * 12
    answered = log_odds(reader, ASKED, hit("岩瀬市", f"{other}{MINUTES}"))
    assert answered > log_odds(reader, ASKED, hit("岩瀬市", other)) + 2


def test_a_passage_too_long_is_cut_into_parts_that_overlap_and_miss_nothing() -> None:
    cut = parts(703, 300)
    assert all(len(part) <= 300 and part[:2] == [0, 1] and part[-1] == 702 for part in cut)
    bodies = [part[2:-1] for part in cut]
    assert sorted({token for body in bodies for token in body}) == list(range(2, 702))
    assert all(left[-OVERLAP:] == right[:OVERLAP] for left, right in itertools.pairwise(bodies))
    assert parts(300, 300) == [list(range(300))]


def test_a_question_longer_than_is_read_and_an_empty_one_are_no_error(reader: JointReader) -> None:
    passage = hit("", MINUTES)
    assert np.isfinite(log_odds(reader, ASKED * 20, passage))
    assert np.isfinite(log_odds(reader, "", hit("", "")))


@pytest.fixture
def exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute in float32, also where the processor has bfloat16, which is too coarse to compare."""
    monkeypatch.setattr(joint, "COMPUTED", torch.float32)


@pytest.mark.usefixtures("exactly")
def test_the_product_runs_the_network_that_training_trains(reader: JointReader) -> None:
    folder = expand_bundled_model(Settings().models)
    network = Network(folder, rank=16, rounded=True)
    assert not network.load_state_dict(started(load_file(READER_FILE)), strict=False).unexpected_keys
    questions = [
        ASKED,
        NOT_TOLD,
        "岩瀬市の議事録",
        "How long does it take to write minutes now?",
        "岩瀬市の人口は何人ですか",
    ]
    passage, cutter = hit("岩瀬市 › 議事録の作成", MINUTES), Cutter(folder)
    pairs = [Pair(question, read_text(passage, MINUTES), True) for question in questions]
    with torch.no_grad():
        trained = [network(*batched([cutter.cut(pair)]))[0].item() for pair in pairs]
    run = [log_odds(reader, question, passage) for question in questions]
    apart = np.array(run) - np.array(trained)
    assert np.sqrt(np.mean(apart**2)) < 0.5, (
        f"what is rounded once more or less in twelve layers adds up to no more: {apart}"
    )
    assert np.corrcoef(run, trained)[0, 1] > 0.98


def test_changes_are_kept_as_whole_numbers_that_lie_close() -> None:
    torch.manual_seed(2)
    a, b = torch.randn(32, 384) / 20, torch.randn(1152, 32) / 20
    state = {
        f"layer.{number}.{part}.{which}": values
        for number in range(12)
        for part in ("qkv", "o", "f1", "f2")
        for which, values in (("a", a), ("b", b))
    }
    made = exported(state)
    name = "layer.3.attention.self.qkv"
    again = (made[f"{name}.b"].float() * made[f"{name}.scale"]) @ made[f"{name}.a"].float()
    exact = b @ a
    assert torch.nn.functional.cosine_similarity(again.flatten(), exact.flatten(), dim=0) > 0.999
    back = started(made)
    assert torch.allclose(back["layer.3.qkv.b"] @ back["layer.3.qkv.a"], again, rtol=1e-4, atol=1e-6)


@pytest.mark.usefixtures("exactly")
@pytest.mark.parametrize("first", [False, True], ids=["values that are trained below", "values that are not"])
def test_a_change_is_trained_as_if_it_were_computed_apart_from_the_weight(first: bool) -> None:
    torch.manual_seed(3)
    layer = Changed(torch.randn(5, 8), torch.randn(5), rank=2)
    torch.nn.init.normal_(layer.b)
    values = torch.randn(2, 3, 8, requires_grad=not first)
    apart = values @ layer.weight.T + layer.bias + values @ layer.a.T @ layer.b.T
    wanted = [layer.a, layer.b, *([] if first else [values])]
    expected = torch.autograd.grad(apart.square().sum(), wanted)
    together = layer(values)
    assert torch.allclose(together, apart, atol=1e-4)
    for one, other in zip(torch.autograd.grad(together.square().sum(), wanted), expected, strict=True):
        assert torch.allclose(one, other, rtol=1e-3, atol=1e-3)


def test_a_damaged_reader_is_named(tmp_path: Path) -> None:
    (tmp_path / "reader.safetensors").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="reader"):
        read_reader(tmp_path / "reader.safetensors")


def test_a_folder_without_this_reader_is_not_whole_and_is_made_again() -> None:
    folder = expand_bundled_model(Settings().models)
    assert (folder / READING).is_file() and (folder / LATE).is_file() and is_whole(folder)
    assert reader_digest() in (folder / "casebase.json").read_text(encoding="utf-8")
