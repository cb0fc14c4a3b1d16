"""A sentence is compared with a question by what was stored with its passage; nothing is embedded when somebody asks."""

from __future__ import annotations

import numpy as np
import pytest

from casebase.answer.candidates import Candidate, candidates_of
from casebase.answer.nearness import TokenNearness, VectorNearness, open_nearness
from casebase.embedding import Embedder, HashingEmbedder
from casebase.models import Details, Document, Hit, Passage

TEXT = "青空市は令和6年に生成AIを導入した。会議の記録づくりは３時間から40分になった。🙂 窓口は情報政策課である。"
QUESTION = "議事録を作る時間はどれだけ減りましたか"


class Stored:
    """What ingestion stores: the token vectors of the body, followed by those of the title."""

    def __init__(self, embedder: Embedder) -> None:
        body, title = embedder.embedded([TEXT, "青空市の会議録"])
        self._tokens = body.tokens + title.tokens

    def token_vectors(self, passages: object) -> list[bytes]:
        return [self._tokens]


@pytest.fixture
def sentences() -> list[Candidate]:
    document = Document("d", Details("other"), "d.txt", "v", 1, "", "text/plain", "ja", 1, 1, (), "")
    return candidates_of([Hit(Passage("p", "v", 1, 7, 7 + len(TEXT), TEXT), document, score=1.0)])


def test_the_sentence_that_answers_is_nearest_by_stored_tokens(
    sentences: list[Candidate], real_embedder: Embedder
) -> None:
    scores = TokenNearness(real_embedder, Stored(real_embedder)).scores(QUESTION, sentences)

    assert "40分" in sentences[int(np.argmax(scores))].text
    assert -1 <= scores.min() <= scores.max() <= 1


def test_every_token_vector_has_its_characters(real_embedder: Embedder) -> None:
    texts = [TEXT, "ｶﾞｲﾄﾞﾗｲﾝ、①と㌔。", "…", "a b"]
    spans = real_embedder.token_spans(texts)

    for text, cut, embedded in zip(texts, spans, real_embedder.embedded(texts), strict=True):
        assert len(cut) * 16 == len(embedded.tokens)
        assert (np.diff(cut[:, 0]) >= 0).all()
        assert cut.min() >= 0 and cut.max() <= len(text)
    assert "".join(TEXT[start:end] for start, end in spans[0]).startswith("青空市は令和6年に生成AIを導入した")


def test_a_model_without_token_vectors_compares_whole_sentences(sentences: list[Candidate]) -> None:
    nearness = open_nearness(HashingEmbedder(), Stored(HashingEmbedder()))

    scores = nearness.scores("窓口はどの課ですか", sentences[: nearness.affordable])

    assert isinstance(nearness, VectorNearness)
    assert sentences[int(np.argmax(scores))].text.endswith("窓口は情報政策課である。")
