"""What is said to people about findings, in Japanese and English, by their stable codes: the cause, and the way out."""

from __future__ import annotations

from casebase.findings import Finding
from ingest.health.words import DETAILS, FINDINGS, MARKS, PERSONAL, PERSONAL_CODES
from ingest.messages import WARNINGS

LONGEST_EXCERPT = 120
"""Characters of an excerpt."""

_OTHER = ("確かめること", "To check")


def finding_text(code: str, detail: str, language: str) -> str:
    """Return what was found, in `ja` or `en`."""
    english = language == "en"
    if code in FINDINGS:
        said = FINDINGS[code][2 if english else 0]
    else:
        japanese, other = WARNINGS.get(code, (f"確かめてください（{code}）。", f"Please check ({code})."))
        said = (other if english else japanese).replace("{pages}", "")
    meant = detail_text(detail, language)
    return said if not meant else f"{said} ({meant})" if english else f"{said}（{meant}）"


def way_out(code: str, language: str) -> str:
    """Return what the editor can do about it; empty where nothing needs to be done."""
    return FINDINGS[code][3 if language == "en" else 1] if code in FINDINGS else ""


def detail_text(detail: str, language: str) -> str:
    """Return what a detail means, empty where it says nothing to people."""
    return DETAILS[detail][1 if language == "en" else 0] if detail in DETAILS else ""


def mark(code: str, language: str) -> str:
    """Return the short mark of a code for a strip of pages."""
    words = MARKS.get(code) or (PERSONAL if code in PERSONAL_CODES else _OTHER)
    return words[1 if language == "en" else 0]


def excerpt(finding: Finding, text: str) -> str:
    """Return what may be repeated of a finding outside the page: hidden text and orders, never what concerns a person."""
    if finding.code in PERSONAL_CODES or finding.code == "CONTACT_POINT":
        return ""
    found = finding.hidden or text[finding.start : finding.end]
    one = " ".join(found.split())
    return one if len(one) <= LONGEST_EXCERPT else f"{one[:LONGEST_EXCERPT]}…"


def page_text(page: int, language: str) -> str:
    """Return where a finding stands, ready to come before it; nothing for the document as a whole."""
    if not page:
        return ""
    return f"page {page}: " if language == "en" else f"{page}ページ: "


def check_text(status: str, count: int, language: str) -> str:
    """Return the result of a check in a line."""
    if language == "en":
        need = "needs a decision" if status == "decide" else "nothing to decide"
        return f"{need}, {count} finding{'' if count == 1 else 's'}"
    return f"{'判断が必要です' if status == 'decide' else '判断が必要な点はありません'}（{count}件）"
