"""What is said about a file that came in with a warning, in Japanese and English, by the stable code of the warning."""

from __future__ import annotations

from collections.abc import Mapping

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
    "OCR_MENDED": (
        "文字認識（OCR）の結果のうち、よくある読み違いを紙面に合わせて直しました（{detail}）{pages}。",
        "Usual mistakes of recognising text (OCR) were mended to what the page shows ({detail}){pages}.",
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
