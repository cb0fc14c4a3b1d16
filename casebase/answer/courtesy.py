"""What people type that asks nothing of the casebase: a greeting, thanks, a trial, or who answers here."""

from __future__ import annotations

import re
import time
import unicodedata

from casebase.models import Answer, Status
from casebase.text.language import language_of

NOTHING_ASKED = "NOTHING_ASKED"
"""The notice of an answer to what asks nothing: nothing was looked up."""

_POLITE_JA = (
    r"(?:どうも|いつも|本当に|とても|大変|ご丁寧に|ありがと(?:う|うございます|うございました)?|助かり(?:ます|ました)|お疲れ(?:さま|様)(?:です|でした)?|お世話になって(?:い|お)ります"
    r"|よろしく(?:お願い(?:し|いたし|致し)ます)?|はじめまして|初めまして|こんにち[はわ]|こんばん[はわ]|おはよう(?:ございます)?|もしもし"
    r"|はい|いいえ|うん|(?:わかり|分かり|承知(?:いた)?し|承り)ました|了解(?:です|しました)?|なるほど|すごい(?:です)?|素晴らしい(?:です)?"
    r"|すみません|失礼します|さようなら|テスト(?:です|中|送信)?|以上(?:です)?|終わり(?:です)?|大丈夫(?:です)?|オッケー)(?:ね|よ|な)?"
)
_POLITE_EN = (
    r"(?:hello|hi|hey|good (?:morning|afternoon|evening)|(?:many )?thanks?(?: you)?(?: (?:so|very) much| a lot| again)?"
    r"|cheers|ok(?:ay)?|yes|no|i see|got it|great|perfect|nice|bye|goodbye|test(?:ing)?|there|that (?:is|s) all|please)"
)
_POLITE = re.compile(rf"(?:(?:{_POLITE_JA}|{_POLITE_EN})\s*)+")
_OF_PRODUCT = re.compile(
    r"(?:あなた|君|きみ)(?:は|って)(?:誰|だれ|何者|何)(?:です)?か?"
    r"|(?:ここでは?|あなたは|これで)?(?:何|なに|どんなこと)(?:が|を|は)"
    r"(?:できますか|できるの|できる|聞けますか|聞ける|質問できますか|質問できる|聞けばいい(?:です)?か?|聞いていい(?:です)?か?)"
    r"|(?:この?(?:サイト|ページ|画面|システム|ツール|アプリ|サービス)の)?使い方(?:は|が知りたい|を(?:教えて(?:ください|下さい)?|知りたい))?"
    r"|この(?:サイト|ページ|画面|システム)は(?:何|なん)(?:です)?か?|ヘルプ"
    r"|help(?: me)?|who are you|what are you|what (?:can|do) you do|what can (?:i|you) (?:ask|do|answer)(?: (?:here|you))?"
    r"|how does (?:this|it) work|how do i use (?:this|it)|what is this(?: (?:site|page|tool))?"
)
LONGEST = 80
"""Characters of a courtesy."""

_MARKS = re.compile(r"[\W_]+")


def is_courtesy(text: str) -> bool:
    """Tell whether a text is a greeting, thanks or the like, and nothing else."""
    return len(text) <= LONGEST and _POLITE.fullmatch(_plain(text)) is not None


def asks_nothing(text: str) -> bool:
    """Tell whether a text asks nothing of the casebase: it holds no word, is a courtesy, or asks what this is."""
    plain = _plain(text)
    return not plain or is_courtesy(text) or _OF_PRODUCT.fullmatch(plain) is not None


def nothing_asked(question: str, engine: str, began: float) -> Answer:
    """Return the answer to what asks nothing: that nothing was looked up."""
    ms = (time.perf_counter() - began) * 1000
    return Answer(Status.NOT_IN_CASEBASE, language_of(question), (), (), (), engine, ms, notice=NOTHING_ASKED)


def _plain(text: str) -> str:
    return _MARKS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
