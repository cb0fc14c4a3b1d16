"""Of a passage in another language the sentences that come nearest to the question are read."""

from __future__ import annotations

from collections.abc import Sequence

from casebase.embedding import Embedder
from casebase.models import Details, Document, Hit, Passage, PassageId
from casebase.retrieve.across import READ, read_across
from casebase.retrieve.excerpts import SENTENCES, nearest_sentences, whole_passages
from tests.sure_reader import Sure

ASKED = "How much shorter did writing the minutes become?"
TEXT = (
    "青空市は令和6年に生成AIを導入した。窓口は情報政策課である。問合せは平日の9時から17時まで受け付ける。"
    "会議の記録づくりは3時間から40分になった。方言の多い会議では誤りが目立った。"
)
SHORT = "青空市の予算は議会で決まる。"


class Stored:
    """What ingestion stores: the token vectors of each passage."""

    def __init__(self, embedder: Embedder, texts: Sequence[str]) -> None:
        self._tokens = {f"p{number}": one.tokens for number, one in enumerate(embedder.embedded(texts))}

    def token_vectors(self, passages: Sequence[PassageId]) -> list[bytes]:
        return [self._tokens[passage] for passage in passages]


def hit(number: int, text: str) -> Hit:
    document = Document("d", Details("other", title="青空市"), "d.txt", "v", 1, "", "text/plain", "ja", 1, 1, (), "")
    return Hit(Passage(f"p{number}", f"v{number}", 1, 0, len(text), text), document, score=1 - number / 10)


def test_the_nearest_sentences_stand_in_their_order_and_a_short_passage_is_read_whole(real_embedder: Embedder) -> None:
    excerpts = nearest_sentences(real_embedder, Stored(real_embedder, [TEXT, SHORT, ""]))
    long, short, nothing = excerpts(ASKED, [hit(0, TEXT), hit(1, SHORT), hit(2, "")])
    assert len(long) == SENTENCES
    assert "会議の記録づくりは3時間から40分になった。" in [TEXT[slice(*span)] for span in long]
    assert list(long) == sorted(long)
    assert (short, nothing) == ([(0, len(SHORT))], [(0, 0)])


def test_what_is_read_across_languages_are_excerpts_below_their_titles(real_embedder: Embedder) -> None:
    hits = [hit(number, TEXT if number else SHORT) for number in range(READ)]
    excerpts = nearest_sentences(real_embedder, Stored(real_embedder, [one.passage.text for one in hits]))
    reader, whole = Sure("40分"), Sure("40分")
    assert read_across(hits, ASKED, reader, excerpts=excerpts)[0].passage.id == "p1"
    assert read_across(hits, ASKED, whole, excerpts=whole_passages)[0].passage.id == "p1"
    assert all(text.startswith("青空市\n") for text in reader.texts)
    assert sum(map(len, reader.texts)) < sum(map(len, whole.texts))
