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
    r"(?:あり?ます(?:でしょう)?か|あるで?しょうか|ある(?:の|か|んですか)?|ありませんか|ないですか|ない(?:の|か)?|知りたい(?:です)?|教えて(?:ください|下さい|ほしい)?)?[。?？!！\s]*$"
    rf"|(?P<wished>{THING})を(?:知りたい(?:です)?|探して(?:い)?ます|教えて(?:ください|下さい|ほしい)?)[。?？!！\s]*$"
)
_DESCRIBED = re.compile(r"[るたいす]$|[るたい](?:公的な|新しい|AIの|便利な)$")
"""How what stands before the thing ends where it says what it does: 「…を見つける」."""

IS_WHAT = re.compile(rf"{THING}は何ですか。$|^What (?:helps|[a-z]+s) |^Who is [a-z]+ing ")
"""How these questions look when they were put so."""

_WHETHER_EN = (
    (
        re.compile(
            r"^is there (?:a |an |any |some )?(?:thing |something |anything |tool |system |way )?(?:that|which|to) ",
            re.I,
        ),
        "What ",
    ),
    (re.compile(r"^is there (?:something|anything) (?=\w+s\b)", re.I), "What "),
    (re.compile(r"^(?:is|are) (?:anyone|anybody|someone|somebody) ", re.I), "Who is "),
    (re.compile(r"^how (?:can|could) we ", re.I), "What helps us "),
    (re.compile(r"^how (?:can|could) (?!i\b|you\b)", re.I), "What helps "),
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
            return put + asked[found.end() :]
    return question
