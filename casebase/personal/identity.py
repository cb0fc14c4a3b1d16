"""Numbers that name one person or their money: My Number, licences, accounts, cards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casebase.findings import Finding, Severity
from casebase.models import Page
from casebase.personal.numbers import is_card_number, is_my_number

_TWELVE = re.compile(r"(?<![\d-])(\d{4}([- ]?)\d{4}\2\d{4})(?![\d-]|\s?[円件人])")
_MY_NUMBER = re.compile(r"マイナンバー|個人番号|my\s?number|individual number", re.IGNORECASE)
_OTHER_LABEL = re.compile(
    r"(?:法人|文書|受付|管理|整理|注文|契約|登録|許可|認可|決裁|案件|調達|資産|事業|製造|製品|図書|会員|識別|発注"
    r"|口座|追跡|伝票|通知書|請求書|免許証?|証明書|台帳|公告|事件)(?:等)?"
    r"(?:番号|No|ID|コード)|ID[::]|(?:No|№)\.?\s?$|JAN|ISBN|ISSN|コード",
    re.IGNORECASE,
)
_CARD = re.compile(r"(?<![\d-])(\d{4}([- ])\d{4}\2\d{4}\2\d{4}|\d{4}([- ])\d{6}\3\d{4,5}|\d{14,16})(?![\d-])")
_CARD_WORD = re.compile(r"カード|クレジット|card|visa|master|jcb|amex", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"(?:銀行|信用金庫|信金|信用組合|信組|農協|農業協同組合|労働金庫|労金|ゆうちょ|支店|本店|出張所)[^\n]{0,40}?(?:普通|当座|貯蓄|口座|預金)[^\n\d]{0,14}(\d{6,8})(?!\d)"
    r"|口座番号[^\n\d]{0,8}(\d{6,8})(?!\d)|(?:普通|当座|[(]普[)])(?:預金)?[^\n\d]{0,6}(\d{7})(?!\d)"
    r"|記号[^\n\d]{0,4}(1\d{4}[^\n\d]{1,8}(?:番号)?[^\n\d]{0,4}\d{6,8})(?!\d)"
    r"|(?:account (?:number|no\.?)|IBAN)[^\n\w]{0,4}([A-Z]{0,2}\d[\d ]{6,20}\d)",
    re.IGNORECASE,
)
_PUBLIC_ACCOUNT = re.compile(
    r"会計管理者|出納|歳入|公金|寄附金|義援金|[都道府県市区町村]長|協会|財団|法人|株式会社|委員会|実行委員"
)
_LABELLED = {
    "licence": re.compile(
        r"免許(?:証|の)?(?:番号|No)?[^\n\d]{0,12}(\d{4} ?\d{4} ?\d{4})(?!\d)|driver'?s licen[cs]e[^\n\d]{0,14}(\d{12})", re.I
    ),
    "passport": re.compile(
        r"(?:旅券|パスポート|passport)[^\nA-Z]{0,16}(?:number|no\.?)?[^\nA-Z0-9]{0,6}([A-Z]{2}\d{7})(?!\d)", re.I
    ),
    "residence_card": re.compile(r"(?<![A-Za-z0-9])([A-Z]{2}\d{8}[A-Z]{2})(?![A-Za-z0-9])"),
    "insurance": re.compile(
        r"(?:被保険者(?:証)?|保険者証|保険証|介護保険)[^\n\d]{0,14}(?:番号)[^\n\d]{0,6}(\d[\d-]{5,12}\d)(?!\d)"
    ),
    "pension": re.compile(r"(?:基礎年金|年金手帳|年金証書)[^\n\d]{0,12}(\d{4}-?\d{6})(?!\d)"),
    "resident_code": re.compile(r"住民票コード[^\n\d]{0,8}(\d{11})(?!\d)"),
    "benefit": re.compile(
        r"(?:受給者証?|障害者手帳|療育手帳|身体障害者手帳|母子手帳|診察券|患者)"
        r"(?:の)?(?:番号|ID|No)[^\n\d]{0,6}([A-Z]?\d[\d-]{4,11}\d)(?!\d)"
    ),
    "ssn": re.compile(r"(?:social security|SSN)[^\n\d]{0,16}(\d{3}-\d{2}-\d{4})(?!\d)", re.I),
}  # fmt: skip
LABEL_WITHIN = 30
"""Characters before a number within which its label stands."""


def identity_numbers(page: Page, text: str) -> Iterator[Finding]:
    """Yield the numbers of a page that name a person or their money; `text` is its text folded."""
    taken: set[int] = set()
    for kind, pattern in _LABELLED.items():
        for match in pattern.finditer(text):
            start, end = match.span(match.lastindex or 0)
            taken.update(range(start, end))
            yield Finding("ID_NUMBER", Severity.DECIDE, page.number, start, end, kind)
    for match in _ACCOUNT.finditer(text):
        start, end = match.span(match.lastindex or 0)
        taken.update(range(start, end))
        around = text[max(0, match.start() - 60) : end + 60]
        public = _PUBLIC_ACCOUNT.search(around) is not None
        code = "CONTACT_POINT" if public else "BANK_ACCOUNT"
        yield Finding(code, Severity.NOTE if public else Severity.DECIDE, page.number, start, end, "account")
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        grouped = len(digits) != len(match.group())
        named = _CARD_WORD.search(text, max(0, match.start() - LABEL_WITHIN), match.end() + 10)
        if match.start() not in taken and is_card_number(digits) and (grouped or named):
            yield Finding("CARD_NUMBER", Severity.BLOCK, page.number, *match.span())
    for match in _TWELVE.finditer(text):
        if match.start() not in taken and (severity := _my_number(text, match)):
            yield Finding("MY_NUMBER", severity, page.number, *match.span(1))


def _my_number(text: str, match: re.Match[str]) -> Severity | None:
    """One number in eleven passes the check digit by chance, so words before it, or its usual form, must agree."""
    proven = is_my_number(re.sub(r"\D", "", match.group(1)))
    before = text[max(0, match.start() - LABEL_WITHIN) : match.start()].rsplit("\n\n", 1)[-1]
    if _MY_NUMBER.search(before):
        return Severity.BLOCK if proven else Severity.DECIDE
    if not proven or _OTHER_LABEL.search(before) or re.search(r"[A-Za-z-]\s?$", before):
        return None
    return Severity.DECIDE
