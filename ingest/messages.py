"""What is said to people about a file, in Japanese and English, by the stable code of an error or warning."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from ingest.health.words import FINDINGS
from ingest.ways_out import way_out

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
        "{name} の形式は、このままでは登録できません。{way_out}",
        "{name} is of a type that is not accepted as it is. {way_out}",
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
        "{name} は、書庫の外を指す安全でない名前のため取り出しません。書庫を作り直してください。",
        "{name} has an unsafe name that leads out of the archive, so it is not taken out. Make the archive again.",
    ),
    "ARCHIVE_DAMAGED": (
        "{name} は壊れていて取り出せません。元のファイルから作り直してください。",
        "{name} is damaged and cannot be taken out. Make it again from the original files.",
    ),
    "ARCHIVE_ENCRYPTED": (
        "{name} は書庫のパスワードで保護されています。パスワードなしで圧縮し直すか、展開して登録してください。",
        "{name} is protected by the archive's password. Pack it again without one, or hand in the files unpacked.",
    ),
    "ARCHIVE_LINK": (
        "{name} は別の場所を指すリンクのため取り出しません。元のファイルを登録してください。",
        "{name} is a link to another place, which is not followed. Hand in the file itself.",
    ),
    "ARCHIVE_METHOD": (
        "{name} は対応していない圧縮方式です。通常の ZIP で圧縮し直してください。",
        "{name} is packed by a method that is not read. Pack it again as an ordinary ZIP.",
    ),
    "ARCHIVE_TOO_DEEP": (
        "{name} は書庫や添付の入れ子が深すぎるため取り出しません。展開して、中のファイルを登録してください。",
        "{name} lies too deep in files inside files to be taken out. Unpack it and hand in the files inside.",
    ),
    "ARCHIVE_EMPTY": (
        "{name} には、登録できるファイルがありません。正しいファイルか確かめてください。",
        "{name} holds no file that can be read. Check that it is the right one.",
    ),
    "MAIL_DAMAGED": (
        "{name} はメールとして読めません。メールソフトで開き、保存し直してください。",
        "{name} cannot be read as a message. Open it in the mail program and save it again.",
    ),
    "DOCUMENT_ENCRYPTED": (
        "{name} は暗号化されています。保護を外して、もう一度登録してください。",
        "{name} is encrypted. Remove the protection and try again.",
    ),
    "EPUB_DAMAGED": (
        "{name} は電子書籍（EPUB）として読めません。元のソフトから出力し直してください。",
        "{name} cannot be read as an electronic book (EPUB). Export it again from the original program.",
    ),
    "PDF_XFA": (
        "{name} は Adobe の動的な入力フォーム（XFA）で、文字を読めません。Acrobat で開き、PDF として印刷し直してください。",
        "{name} is a dynamic Adobe form (XFA), whose text cannot be read. Open it in Acrobat and print it to PDF.",
    ),
    "CONVERSION_FAILED": (
        "{name} を LibreOffice で変換できませんでした。作成したソフトで開き、新しい形式か PDF で保存し直してください。",
        "{name} could not be converted by LibreOffice. Open it in its program and save it in a newer format or as PDF.",
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
        "{name} は画像だけで、文字の情報がありません。文字認識（OCR）がこのシステムに導入されていないか、止められているため"
        "読み取れません。管理者に tesseract の導入を依頼するか、文字認識をかけた PDF を登録してください。",
        "{name} consists of pictures without text, and recognising text (OCR) is not installed or switched off here. Ask "
        "the administrator to install tesseract, or hand in a PDF whose text has been recognised.",
    ),
    "OCR_DATA_MISSING": (
        "{name} は画像だけで、文字の情報がありません。文字認識（OCR）の日本語データがないため読み取れません。管理者に "
        "tesseract の日本語データ（jpn、jpn_vert）の導入を依頼してください。",
        "{name} consists of pictures without text, and the Japanese data of OCR is missing here. Ask the administrator to "
        "install the data of tesseract for Japanese (jpn, jpn_vert).",
    ),
    "OCR_NO_TEXT": (
        "{name} に文字認識（OCR）をかけましたが、文字が見つかりませんでした。文字のある資料なら、300dpi で鮮明に読み取り直して"
        "ください。",
        "No text was found in the pictures of {name} (OCR). If there is any, scan it again, sharper and at 300 dpi.",
    ),
    "OCR_FAILED": (
        "{name} の文字認識（OCR）ができませんでした。300dpi の白黒で読み取り直すか、分割して、もう一度登録してください。",
        "The text of {name} could not be recognised (OCR). Scan it again in black and white at 300 dpi, or split it.",
    ),
    "IMAGE_DAMAGED": (
        "{name} は壊れていて、画像として開けません。もう一度読み取るか、保存し直してください。",
        "{name} is damaged and cannot be opened as a picture. Scan it again, or save it again.",
    ),
    "IMAGE_TOO_LARGE": (
        "{name} は画素数が多すぎます（8,000万画素まで）。縮小するか、300dpi で読み取り直してください。",
        "{name} has too many pixels (the limit is 80 million). Make it smaller, or scan it again at 300 dpi.",
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
    "UNEXPECTED": (
        "{name} を処理できませんでした。もう一度試してください。続けて起きるときは、管理者に伝えてください。",
        "{name} could not be processed. Try again; if it happens again, tell your administrator.",
    ),
    "WORKER_DIED": (
        "{name} の処理中に取り込みのプログラムが繰り返し止まったため、中止しました。もう一度試してください。"
        "続けて起きるときは、ファイルを保存し直すか分割してください。",
        "The program that takes files in ended several times during {name}, which was given up. Try again; if it "
        "happens again, save the file again or split it.",
    ),
    "ORIGINAL_MISSING": (
        "{name} の原本が見つかりません。もう一度登録してください。",
        "The original of {name} is gone. Hand it in again.",
    ),
    "DISCARDED": (
        "{name} は、確認の結果、公開しないことになりました。",
        "After a check, {name} was decided against.",
    ),
    "DISK_FULL": (
        "ディスクの空き容量が足りないため、{name} を保存できませんでした。空きを作って、もう一度登録してください。",
        "{name} could not be kept: there is no room left on the disk. Make room and try again.",
    ),
    "STORAGE_READ_ONLY": (
        "データフォルダに書き込めないため、{name} を保存できませんでした。"
        "書き込みの権限とディスクの状態を管理者に確かめてください。",
        "{name} could not be kept: the data folder cannot be written. Ask the administrator to allow writing to it.",
    ),
    "STORAGE_FAILED": (
        "ディスクの読み書きに失敗したため、{name} を保存できませんでした。"
        "管理者に伝え、ディスクを確かめてから、もう一度登録してください。",
        "{name} could not be kept: the disk reports an error. Tell the administrator, have the disk checked and try again.",
    ),
    "STORAGE_BUSY": (
        "ほかの処理がデータベースに書き込んでいるため、{name} を保存できませんでした。"
        "しばらくしてから、もう一度登録してください。",
        "{name} could not be kept: another process is writing to the database. Try again in a moment.",
    ),
    "DATABASE_DAMAGED": (
        "データベースが壊れているため、{name} を保存できませんでした。"
        "管理者に伝えてください（バックアップからの復元が必要です）。",
        "{name} could not be kept: the database is damaged. Tell the administrator; the last backup has to be restored.",
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
    "LOW_OCR_CONFIDENCE": (
        "文字認識（OCR）の結果が不確かなページです。原本と見比べてください{pages}。",
        "The recognised text (OCR) is doubtful. Compare it with the original{pages}.",
    ),
    "GARBLED_TEXT_RECOGNISED": (
        "文字コードの情報が欠けたページがあり、紙面の見た目から文字認識（OCR）で読み取りました{pages}。",
        "Pages whose signs cannot be read as text were recognised from how they look (OCR){pages}.",
    ),
    "OCR_FAILED": (
        "文字認識（OCR）ができなかったページがあり、検索できません{pages}。",
        "Pages could not be recognised (OCR) and cannot be searched{pages}.",
    ),
    "OCR_LIMIT": (
        "文字認識（OCR）の上限（ページ数または時間）に達したため、読み取っていないページがあります。分割して登録してください{pages}。",
        "The limit of pages or time for recognising text (OCR) was reached. Split the file to read the rest{pages}.",
    ),
    "OCR_NOT_INSTALLED": (
        "文字認識（OCR）が導入されていないため、画像のページは読み取っていません。管理者に tesseract の導入を依頼してください。",
        "Recognising text (OCR) is not installed, so pictures were not read. Ask the administrator to install tesseract.",
    ),
    "OCR_DATA_MISSING": (
        "文字認識（OCR）の日本語データがないため、画像のページは読み取っていません。管理者に tesseract の日本語データの導入を"
        "依頼してください。",
        "The Japanese data of OCR is missing, so pictures were not read. Ask the administrator to install it for tesseract.",
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
    "EDITION": (
        "登録済みの資料の別の版かもしれません。新しい版にするか、別の資料のままにするかを決めてください。",
        "It may be another edition of a document that is there. Say whether it is its new version or a document of its own.",
    ),
    "NEAR_DUPLICATE": (
        "ほぼ同じ文章の資料が登録されています。検索と回答では一つにまとめて示します。",
        "A document of nearly the same text is there. Searches and answers show the two as one.",
    ),
    "OLDER_EDITION": (
        "これより新しい版が登録済みのため、旧版として保存しました。検索と回答には新しい版を使います。",
        "A newer edition is there, so this one was kept as an older version. Searches and answers use the newer one.",
    ),
    "WITHDRAWN": (
        "この資料は取り下げられています。もう一度使うには、管理者が取り下げを解除してください。",
        "This document was withdrawn. To use it again, have the administrator restore it.",
    ),
    "INVISIBLE_CHARACTERS": (
        "見えない文字が含まれていたため、取り除きました{pages}。",
        "Invisible characters were removed{pages}.",
    ),
    "CONVERTED": (
        "古い形式のため、{detail} で変換して読み取りました。抜けや崩れがないか確かめてください。",
        "The file was converted by {detail} to be read. Check that nothing is missing.",
    ),
    "COMMENTS_LEFT_OUT": (
        "PDF の注釈（コメント）は登録していません{pages}。",
        "Comments in the PDF were not taken in{pages}.",
    ),
    "PDF_XFA": (
        "Adobe の動的な入力フォーム（XFA）が含まれています。表示されている部分だけを読み取りました。",
        "It holds a dynamic Adobe form (XFA); only what is on its pages was read.",
    ),
    "TEXT_INVALID_BYTES": (
        "文字として読めない部分があり、「�」に置き換えました。",
        'Bytes that are no text were replaced by "�".',
    ),
}
"""Messages of warnings, Japanese and English, by code; `{pages}` takes the pages concerned, `{detail}` the offending value."""

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
