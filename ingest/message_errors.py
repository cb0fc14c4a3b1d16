"""What is said about a file that could not be taken in, in Japanese and English, by the stable code of the error."""

from __future__ import annotations

from collections.abc import Mapping

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
