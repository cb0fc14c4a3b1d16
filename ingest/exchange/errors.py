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
        "{detail} の形式が分かりません。見出しの行を確かめるか、形式を指定してください（omb、atrs、t6x、json、csv）。",
        "The format of {detail} cannot be told. Check its header row, or name the format (omb, atrs, t6x, json, csv).",
    ),
    "NOT_A_SHEET": (
        "{detail} はExcelの表として読めません。パスワードを外し、.xlsx で保存し直してください。",
        "{detail} cannot be read as a spreadsheet. Take its password off and save it as .xlsx again.",
    ),
    "NO_ROWS": (
        "{detail} には事例が1件もありません。見出しの下に行があるか確かめてください。",
        "{detail} holds no case. Check that there are rows below the header.",
    ),
    "FILE_TOO_LARGE": (
        "{detail} は大きすぎます（上限20MB）。いくつかのファイルに分けてください。",
        "{detail} is too large (the limit is 20 MB). Split it into several files.",
    ),
    "TOO_MANY_ROWS": (
        "{detail} の行が多すぎます（上限20,000件）。いくつかのファイルに分けてください。",
        "{detail} has too many rows (the limit is 20,000). Split it into several files.",
    ),
    "ORIGINAL_MISSING": (
        "{detail} の原本が見つかりません。もう一度ファイルを置いてください。",
        "The original of {detail} is gone. Hand the file in again.",
    ),
    "UNEXPECTED": (
        "{detail} の取り込みの途中で、製品側の問題が起きました。ここまでの事例は登録済みです。"
        "続きから始めても同じときは、管理する人に知らせてください。",
        "Something of ours went wrong while {detail} was imported. The cases up to here are in. "
        "Go on once more; if it happens again, tell who runs this.",
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
