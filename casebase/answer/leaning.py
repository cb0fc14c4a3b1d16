"""Whether a sentence is understood only with those before it: it begins with 「その…」, or says 「同社」 and names no company."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casebase.text.sentences import sentence_spans

Span = tuple[int, int]

FURTHEST = 600
"""Characters before a sentence in which what it calls the same is looked for."""

_BEGINS = re.compile(
    r"\s*(?:[-*・]\s*)?(?:そ(?:の|れ|こ|う|ち)|こ(?:の|れ|こ|う|ち)(?!も)|同(?:年|月|日|市|県|区|町|村|社|氏|省|庁|局|様|制度|事業|システム)|前者|後者|両者|また|さらに"
    r"|なお|ただし|一方|しかし|だが|そして|そこで|結局|ところが|とはいえ|したがって|よって|すなわち|つまり|例えば|たとえば|このため|これにより|それ"
    r"|(?:It|Its|This|That|These|Those|They|Their|He|She|His|Her|Such|However|Therefore|Thus|Moreover|Also|But|And|So)\b)"
)
"""How a sentence begins that leans on the one before it."""

_SAME = re.compile(
    r"(?<![一-鿿])同(?:(?P<company>社)(?!会)|(?P<day>日)(?![本付時])|(?P<month>月)(?!内)|(?P<year>年)(?![代齢度])|(?P<person>氏)|(?P<place>[市県区町村](?![内外民立営])))"
)
_NAMES = {
    "company": re.compile(r"(?<![本支])社(?![会員内])|法人|企業(?!局)|ベンダー?"),
    "day": re.compile(r"[0-9０-９]\s?日|[一二三四五六七八九十]日"),
    "month": re.compile(r"[0-9０-９一二三四五六七八九十]\s?月"),
    "year": re.compile(r"[0-9０-９元]\s?年"),
    "person": re.compile(r"氏|さん|教授|[市区町村]長|知事|[部課係]長|委員"),
    "place": re.compile(r"[一-鿿]{2,}[市県区町村都府]"),
}
"""What is called the same as before, and what names it."""


def leans(text: str) -> bool:
    """Tell whether a sentence leans on those before it."""
    return _BEGINS.match(text) is not None or leans_on_name(text)


def leans_on_name(text: str) -> bool:
    """Tell whether a sentence speaks of the same company, day or place as before."""
    return any(_untold(text))


def named_before(text: str, start: int, end: int) -> Span | None:
    """Return the last sentence before the one at `start`..`end` of a text that names what that one calls the same."""
    sentence = text[start:end]
    kinds = list(_untold(sentence))
    begin = max(0, start - FURTHEST)
    spans = [(left + begin, right + begin) for left, right in sentence_spans(text[begin:start])]
    return next(
        (span for span in reversed(spans) if kinds and all(_NAMES[kind].search(text[slice(*span)]) for kind in kinds)),
        None,
    )


def _untold(text: str) -> Iterator[str]:
    """Yield the kinds of what a sentence calls the same as before without having named it."""
    for found in _SAME.finditer(text):
        if (kind := found.lastgroup) and not _NAMES[kind].search(text, 0, found.start()):
            yield kind
