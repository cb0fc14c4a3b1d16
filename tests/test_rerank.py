"""The optional reranker: a real cross-encoder, tiny and untrained, decides the order."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.bundled_model import expand_bundled_model
from casebase.embedding import HashingEmbedder
from casebase.errors import ModelError
from casebase.retrieve.rerank import RERANKED, CrossEncoderReranker, open_reranker
from casebase.settings import Settings

QUESTION = "議事録にAIを使った結果は"


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of one small layer with random weights and the bundled model's tokenizer."""
    import torch  # noqa: PLC0415  (six seconds, only where it is needed)
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification  # noqa: PLC0415

    torch.manual_seed(1)
    folder = tmp_path_factory.mktemp("cross-encoder")
    tokenizer = AutoTokenizer.from_pretrained(expand_bundled_model(Settings().models))
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        num_labels=1,
        pad_token_id=tokenizer.pad_token_id,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.mark.slow
def test_the_best_hits_come_in_the_order_of_the_reranker_that_is_set(cross_encoder, settings, add_text) -> None:
    for n in range(RERANKED + 5):
        add_text(f"{n}.txt", f"議事録の作成に生成AIを使い、作業時間を{n}割減らした。", title=f"取組{n}")
    plain = open_casebase(settings, HashingEmbedder()).search(QUESTION, LOCAL_READER, top=30).hits
    setting = settings.model_copy(update={"reranker": str(cross_encoder)})

    hits = open_casebase(setting, HashingEmbedder()).search(QUESTION, LOCAL_READER, top=30).hits

    scores = CrossEncoderReranker(str(cross_encoder)).scores(
        QUESTION, [f"{hit.document.title}\n{hit.passage.text}" for hit in hits[:RERANKED]]
    )
    assert list(scores) == sorted(scores, reverse=True)
    assert {hit.passage.id for hit in hits[:RERANKED]} == {hit.passage.id for hit in plain[:RERANKED]}
    assert [hit.passage.id for hit in hits[RERANKED:]] == [hit.passage.id for hit in plain[RERANKED:]]
    assert all(1 >= one.score >= other.score >= 0 for one, other in itertools.pairwise(hits))


@pytest.mark.slow
def test_a_reranker_that_cannot_be_loaded_is_named_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="CASEBASE_RERANKER"):
        open_reranker(Settings(reranker=str(tmp_path)))


def test_without_the_setting_there_is_none() -> None:
    assert open_reranker(Settings()) is None
