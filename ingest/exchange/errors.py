"""What keeps a file of cases from being read, in both languages."""

from __future__ import annotations

from casebase.errors import CasebaseError

MESSAGES: dict[str, tuple[str, str]] = {
    "NOT_A_TABLE": (
        "{detail} は表として読めません。UTF-8のCSVで保存し直してください。",
        "{detail} cannot be read as a table. Save it as CSV in UTF-8.",
    ),
    "NOT_JSON": (
        "{detail} は事例のJSONとして読めません。",
        "{detail} cannot be read as JSON of cases.",
    ),
    "ROW_TOO_LONG": (
        "{detail}行目に、見出しより多くの列があります。区切りと引用符を確かめてください。",
        "Line {detail} has more cells than the header. Check its separators and quotation marks.",
    ),
    "FORMAT_UNKNOWN": (
        "{detail} の形式が分かりません。--format で指定してください（omb、atrs、t6x、json、csv）。",
        "The format of {detail} cannot be told. Name it with --format (omb, atrs, t6x, json, csv).",
    ),
    "FILE_NOT_READABLE": (
        "{detail} を開けません。ファイルがあるか、読む権限があるか確かめてください。",
        "{detail} cannot be opened. Check that it exists and that you may read it.",
    ),
}


class ExchangeError(CasebaseError):
    """A file of cases cannot be read or written."""

    code = "EXCHANGE_ERROR"

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        self.detail = detail
        super().__init__(self.said("en"))

    def said(self, language: str) -> str:
        """Return what happened and the way out, in `language`."""
        return MESSAGES[self.code][language != "ja"].format(detail=self.detail)
