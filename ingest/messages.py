"""What is said to people about a file, in Japanese and English, by the stable code of an error or warning."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from ingest.health.words import FINDINGS

ERRORS: Mapping[str, tuple[str, str]] = {
    "NAME_INVALID": (
        "このファイル名は使えません。ファイル名を変えて、もう一度登録してください。",
        "This file name cannot be used. Rename the file and try again.",
    ),
    "EMPTY_FILE": (
        "{name} は中身が空です。正しく保存されているか確かめて、もう一度登録してください。",
        "{name} is empty. Check that it was saved completely and try again.",
    ),
    "FILE_NOT_READABLE": (
        "{name} を開けません。ファイルがあるか、読む権限があるか確かめてください。",
        "{name} cannot be opened. Check that it exists and that you may read it.",
    ),
    "FILE_TOO_LARGE": (
        "{name} は大きすぎます。分割して、もう一度登録してください。",
        "{name} is too large. Split it and try again.",
    ),
    "UNSUPPORTED_TYPE": (
        "{name} の形式は登録できません。PDF、Word（.docx）、PowerPoint（.pptx）、Excel（.xlsx）、HTML、"
        "Markdown、テキスト、CSV のいずれかで保存し直してください。",
        "{name} is of a type that is not accepted. Save it as PDF, Word (.docx), PowerPoint (.pptx), Excel "
        "(.xlsx), HTML, Markdown, text or CSV.",
    ),
    "TYPE_MISMATCH": (
        "{name} は、拡張子と中身の形式が違います。正しい形式で保存し直してください。",
        "The content of {name} is not what its extension says. Save it in the right format.",
    ),
    "PDF_ENCRYPTED": (
        "{name} はパスワードで保護されています。保護を外して、もう一度登録してください。",
        "{name} is protected by a password. Remove the protection and try again.",
    ),
    "OFFICE_ENCRYPTED": (
        "{name} はパスワードで保護されています。保護を外して、もう一度登録してください。",
        "{name} is protected by a password. Remove the protection and try again.",
    ),
    "PDF_DAMAGED": (
        "{name} は壊れています。作成したソフトで開き、保存し直してください。",
        "{name} is damaged. Open it in the program that made it and save it again.",
    ),
    "PDF_STRUCTURE": (
        "{name} は内部の構造が壊れています。作成したソフトで開き、保存し直してください。",
        "The structure of {name} is broken. Open it in the program that made it and save it again.",
    ),
    "OFFICE_DAMAGED": (
        "{name} は壊れています。Word・Excel・PowerPoint で開き、保存し直してください。",
        "{name} is damaged. Open it in Word, Excel or PowerPoint and save it again.",
    ),
    "CSV_DAMAGED": (
        "{name} は表として読めません。引用符の対応を確かめて、保存し直してください。",
        "{name} cannot be read as a table. Check its quotation marks and save it again.",
    ),
    "XML_FORBIDDEN": (
        "{name} には安全のため処理しない記述（文書型宣言）が含まれています。元のソフトで開き、保存し直してください。",
        "{name} holds a document type declaration, which is not processed. Open it in its program and save it again.",
    ),
    "TOO_DEEP": (
        "{name} は入れ子が深すぎて読めません。元のソフトで開き、保存し直してください。",
        "{name} is nested too deep to be read. Open it in its program and save it again.",
    ),
    "DECOMPRESSED_TOO_LARGE": (
        "{name} は展開すると大きすぎます。画像や不要な部分を減らすか、分割してください。",
        "{name} unpacks to too much. Remove pictures or parts, or split it.",
    ),
    "ARCHIVE_TOO_MANY_ENTRIES": (
        "{name} は部品の数が多すぎます。分割してください。",
        "{name} has too many parts. Split it.",
    ),
    "ARCHIVE_UNSAFE_PATH": (
        "{name} には安全でないファイル名が含まれています。作り直してください。",
        "{name} holds unsafe file names. Make it again.",
    ),
    "TOO_MANY_PAGES": (
        "{name} はページ数が多すぎます。分割してください。",
        "{name} has too many pages. Split it.",
    ),
    "TOO_MANY_CELLS": (
        "{name} はセルの数が多すぎます。必要な表だけにするか、分割してください。",
        "{name} has too many cells. Keep the tables that are needed, or split it.",
    ),
    "TOO_MANY_RECORDS": (
        "{name} は行数が多すぎます。分割してください。",
        "{name} has too many rows. Split it.",
    ),
    "NO_TEXT": (
        "{name} には文字がありません。正しいファイルか確かめてください。",
        "{name} holds no text. Check that it is the right file.",
    ),
    "NO_TEXT_LAYER": (
        "{name} は画像だけの PDF で、文字の情報がありません。文字認識（OCR）をかけてから、もう一度登録してください。",
        "{name} consists of pictures without text. Recognise the text (OCR) and try again.",
    ),
    "TEXT_NOT_MAPPABLE": (
        "{name} は文字コードの情報が欠けていて、文字として読めません。元のソフトから PDF を出力し直してください。",
        "{name} does not say which characters its signs stand for. Export it again from the original program.",
    ),
    "TEXT_ENCODING_UNKNOWN": (
        "{name} の文字コードがわかりません。UTF-8 で保存し直してください。",
        "The character encoding of {name} could not be told. Save it as UTF-8 and try again.",
    ),
    "PARSER_TIMEOUT": (
        "{name} は読み取りに時間がかかりすぎたため中止しました。保存し直すか、分割してください。",
        "Reading {name} took too long and was stopped. Save it again, or split it.",
    ),
    "PARSER_MEMORY": (
        "{name} は読み取りに多くのメモリを使うため中止しました。分割するか、画像を減らしてください。",
        "Reading {name} needed too much memory and was stopped. Split it, or remove pictures.",
    ),
    "PARSER_CRASHED": (
        "{name} の読み取り中に問題が起きたため中止しました。保存し直して、もう一度登録してください。",
        "Reading {name} broke down and was stopped. Save it again and try again.",
    ),
}
"""Messages of errors, Japanese and English, by code."""

WARNINGS: Mapping[str, tuple[str, str]] = {
    "HIDDEN_TEXT": (
        "目に見えない文字が含まれています。検索や回答には使いません{pages}。",
        "Text that cannot be seen was left out or is marked{pages}.",
    ),
    "RECOGNISED_TEXT": (
        "文字認識（OCR）による文字です。誤りがないか確かめてください{pages}。",
        "The text was recognised from pictures (OCR). Check it for mistakes{pages}.",
    ),
    "PAGES_WITHOUT_TEXT": (
        "文字のないページがあります。画像だけのページは検索できません{pages}。",
        "There are pages without text; pictures cannot be searched{pages}.",
    ),
    "TEXT_NOT_MAPPABLE": (
        "文字として読めないページがあり、除きました{pages}。",
        "Pages whose signs cannot be read as text were left out{pages}.",
    ),
    "PDF_DAMAGED": (
        "ファイルの一部が壊れています。読めた部分だけを登録しました。",
        "The file is damaged in part. What could be read came in.",
    ),
    "PDF_STRUCTURE": (
        "読めないページがあり、除きました{pages}。",
        "Pages that cannot be read were left out{pages}.",
    ),
    "ACTIVE_CONTENT": (
        "スクリプトやマクロが含まれています。実行はしません。",
        "It holds scripts or macros, which are not run.",
    ),
    "EXTERNAL_REFERENCE": (
        "外部を参照する部品が含まれています。読み込みはしません。",
        "It refers to something outside, which is not fetched.",
    ),
    "FORM_NOT_READ": (
        "入力欄に書かれた内容は読み取っていません{pages}。必要なら、印刷用のPDFに書き出して登録し直してください。",
        "What was filled into form fields was not read{pages}. If it matters, print the form to PDF and hand that in.",
    ),
    "CONTROL_CHARACTERS": (
        "制御文字が含まれていたため、取り除きました{pages}。",
        "Control characters were removed{pages}.",
    ),
    "BIDI_CONTROLS": (
        "文字の並びを逆にする制御文字が含まれていたため、取り除きました{pages}。",
        "Characters that reverse the direction of text were removed{pages}.",
    ),
    "VISIBILITY_NARROWED": (
        "登録済みの資料の公開範囲を、今回の指定に合わせて狭めました。",
        "The document was there already; its visibility was narrowed to what was said now.",
    ),
    "INVISIBLE_CHARACTERS": (
        "見えない文字が含まれていたため、取り除きました{pages}。",
        "Invisible characters were removed{pages}.",
    ),
    "TEXT_INVALID_BYTES": (
        "文字として読めない部分があり、「�」に置き換えました。",
        'Bytes that are no text were replaced by "�".',
    ),
}
"""Messages of warnings, Japanese and English, by code; `{pages}` takes the pages concerned."""

_UNKNOWN_ERROR = ("{name} を登録できませんでした（{code}）。", "{name} could not be taken in ({code}).")
_UNKNOWN_WARNING = ("確かめてください（{code}）。", "Please check ({code}).")
_MOST_PAGES_NAMED = 8


def message_for(code: str, name: str, language: str) -> str:
    """Return what is said about a file that failed, in `ja` or `en`."""
    japanese, english = ERRORS.get(code, _UNKNOWN_ERROR)
    return _filled(english if language == "en" else japanese, name=name, code=code)


def warning_text(warning: str, name: str, language: str) -> str:
    """Return what is said about a warning, given by its code or as it is stored with a version (JSON)."""
    code, pages = _taken_apart(warning)
    japanese, english = WARNINGS.get(code) or _of_a_finding(code) or _UNKNOWN_WARNING
    text = english if language == "en" else japanese
    return _filled(text, name=name, code=code, pages=_pages(pages, language))


def warning_code(warning: str) -> str:
    """Return the code of a warning, given by it or as it is stored with a version (JSON)."""
    return _taken_apart(warning)[0]


def _of_a_finding(code: str) -> tuple[str, str] | None:
    if code not in FINDINGS:
        return None
    japanese, _, english, _ = FINDINGS[code]
    return japanese.removesuffix("。") + "{pages}。", english.removesuffix(".") + "{pages}."


def _taken_apart(warning: str) -> tuple[str, list[int]]:
    try:
        stored = json.loads(warning)
        return str(stored["code"]), [int(page) for page in stored["pages"]]
    except (ValueError, TypeError, KeyError):
        return warning, []


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
