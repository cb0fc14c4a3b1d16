"""Questions whether there is something that does this or that, put as what it is.

「…を見つける仕組みはありますか」 asks for the thing, not for yes or no, and what a sentence must tell to answer it is what the
thing is. Readers of passages are surer of 「…を見つける仕組みは何ですか」 (docs/decisions/020-extractive-answers.md).
"""

from __future__ import annotations

import re

THING = (
    r"(?:仕組み|システム|ツール|サービス|(?:生成)?(?:AI|ＡＩ)|モデル|アルゴリズム|ソフト(?:ウェア)?|アプリ|道具|手段)"
)
LISTED = (
    rf"{THING}(?:を|は|に|には|の)?(?:すべて|全て|全部)?(?:一覧|挙げ|列挙|リスト|まとめ|何がある|何があり|どんなもの|どのようなもの)"
    r"|\b(?:which|what)\s+(?:\w+\s+){0,2}(?:tools|algorithms|chatbots|assistants|apps)\b|\blist\s+(?:all|the|every)\b"
)
"""How things of a kind are asked for, all of them."""

_WHETHER = re.compile(
    rf"(?P<thing>{THING})(?:は|って|が)(?:何か)?"
    r"(?:あり?ます(?:でしょう)?か|あるで?しょうか|ある(?:の|か|んですか)?|ありませんか|ないですか|ない(?:の|か)?|知りたい(?:です)?|教えて(?:ください|下さい|ほしい)?)[。?？!！\s]*$"
    rf"|(?P<wished>{THING})を(?:知りたい(?:です)?|探して(?:い)?ます|教えて(?:ください|下さい|ほしい)?)[。?？!！\s]*$"
)
_DESCRIBED = re.compile(r"[るたいす]$|[るたい](?:公的な|新しい|AIの|便利な)$")
"""How what stands before the thing ends where it says what it does: 「…を見つける」."""

_NO_VERB = (
    r"(?!\w+ (?:\w+ed|does|do|did|should|must|can|could|will|would|have|has|had|are|were|is|was|may|might|need)\b)"
)
"""No noun that does something itself: "that residents complained about"."""

_TOOL_EN = r"(?:(?:a|an|any|some) )?(?:tool|system|service|ai|model|algorithm|app|thing)|something|anything"
_BODIES_EN = "officers|officials|staff|councils?|cities|municipalities|governments|teachers|inspectors"
_OFFICE_EN = rf"we|our \w+(?: \w+){{0,3}}|(?:\w+ )?(?:{_BODIES_EN})"
_WHETHER_EN = (
    (re.compile(rf"^(?:is|are) there (?:{_TOOL_EN})s? (?:that|which) {_NO_VERB}(?=\w+s\b)", re.I), "What "),
    (re.compile(rf"^(?:is|are) there (?:{_TOOL_EN})s? to ", re.I), "What helps to "),
    (re.compile(rf"^is there (?:something|anything) {_NO_VERB}(?=\w+s\b)", re.I), "What "),
    (re.compile(r"^(?:is|are) (?:anyone|anybody|someone|somebody) ", re.I), "Who is "),
    (re.compile(rf"^how (?:can|could) (?={_OFFICE_EN}\b)(?!\w+ (?:\w+ )?be\b)", re.I), "What helps "),
)


def as_sought(question: str) -> str:
    """Return `question` as one for the thing that it asks after; others come back as they are."""
    asked = question.strip()
    if found := _WHETHER.search(asked):
        before = asked[: found.start()]
        thing = found["thing"] or found["wished"]
        return f"{before}{thing}は何ですか。" if _DESCRIBED.search(before) else question
    for pattern, put in _WHETHER_EN:
        if found := pattern.match(asked):
            return put + re.sub(r"^we\b", "us", asked[found.end() :])
    return question
