"""What is said to people about a file, in Japanese and English, by the stable code of an error or warning."""

from __future__ import annotations

import json
import re

from ingest.health.words import FINDINGS
from ingest.message_errors import ERRORS
from ingest.message_warnings import WARNINGS
from ingest.ways_out import way_out

__all__ = ["ERRORS", "WARNINGS", "message_for", "warning_code", "warning_text"]


_UNKNOWN_ERROR = ("{name} を登録できませんでした（{code}）。", "{name} could not be taken in ({code}).")
_UNKNOWN_WARNING = ("確かめてください（{code}）。", "Please check ({code}).")
_MOST_PAGES_NAMED = 8


def message_for(code: str, name: str, language: str) -> str:
    """Return what is said about a file that failed, in `ja` or `en`."""
    japanese, english = ERRORS.get(code, _UNKNOWN_ERROR)
    return _filled(english if language == "en" else japanese, name=name, code=code, way_out=way_out(name, language))


def warning_text(warning: str, name: str, language: str) -> str:
    """Return what is said about a warning, given by its code or as it is stored with a version (JSON)."""
    code, pages, detail = _taken_apart(warning)
    japanese, english = WARNINGS.get(code) or _of_a_finding(code) or _UNKNOWN_WARNING
    text = english if language == "en" else japanese
    detail = detail or ("another program" if language == "en" else "別のソフト")
    return _filled(text, name=name, code=code, pages=_pages(pages, language), detail=detail)


def warning_code(warning: str) -> str:
    """Return the code of a warning, given by it or as it is stored with a version (JSON)."""
    return _taken_apart(warning)[0]


def _of_a_finding(code: str) -> tuple[str, str] | None:
    if code not in FINDINGS:
        return None
    japanese, _, english, _ = FINDINGS[code]
    return japanese.removesuffix("。") + "{pages}。", english.removesuffix(".") + "{pages}."


def _taken_apart(warning: str) -> tuple[str, list[int], str]:
    try:
        stored = json.loads(warning)
        return str(stored["code"]), [int(page) for page in stored["pages"]], str(stored.get("detail", ""))
    except (ValueError, TypeError, KeyError):
        return warning, [], ""


def _pages(pages: list[int], language: str) -> str:
    if not pages:
        return ""
    named = ", ".join(str(page) for page in pages[:_MOST_PAGES_NAMED])
    more = len(pages) > _MOST_PAGES_NAMED
    if language == "en":
        return f" (page{'s' if len(pages) > 1 else ''} {named}{', …' if more else ''})"
    return f"（{named.replace(', ', '、')}{'…' if more else ''}ページ）"


def _filled(text: str, **values: str) -> str:
    """Fill in names without reading them as formats: a file may be called `{name}`."""
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), text)
