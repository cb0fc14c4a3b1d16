"""The words for findings, Japanese and English, by stable code. Data only; `ingest.health.wording` says them."""

from __future__ import annotations

from collections.abc import Mapping

NOTES = frozenset({"TITLE_MISSING", "DATE_MISSING", "CONTACT_POINT"})
"""Findings that are good to know for whoever looks at the health check, and no reason to look."""

FINDINGS: Mapping[str, tuple[str, str, str, str]] = {
    "HIDDEN_TEXT": (
        "目に見えない文字があります。検索や回答には使っていません。",
        "内容を読み、必要なら元の資料で見えるようにして登録し直すか、「検索に含める」を選んでください。",
        "There is text that cannot be seen. It is not used for search or answers.",
        "Read it. Make it visible in the original and hand it in again, or choose “Let it be found”.",
    ),
    "INVISIBLE_CHARACTERS": (
        "幅のない文字が混じっていたため、取り除きました。",
        "別の文が隠されていないか、元の資料を確かめてください。",
        "Characters without width were removed.",
        "Check in the original that they do not spell another text.",
    ),
    "BIDI_CONTROLS": (
        "文字の並びを逆にする制御文字があったため、取り除きました。",
        "元の資料の見え方と本文が同じか確かめてください。",
        "Characters that reverse the direction of text were removed.",
        "Check that the text reads as the original looks.",
    ),
    "CONTROL_CHARACTERS": (
        "制御文字があったため、取り除きました。",
        "本文が欠けていないか確かめてください。",
        "Control characters were removed.",
        "Check that nothing of the text is missing.",
    ),
    "TEXT_NOT_MAPPABLE": (
        "文字として読めないページです（文字化け）。本文から除きました。",
        "作成したソフトからPDFを出力し直して、もう一度登録してください。",
        "The signs of this page cannot be read as text. It was left out.",
        "Export the PDF again from the program that made it, and hand it in again.",
    ),
    "GARBLED_TEXT": (
        "文字化けしているようです。",
        "UTF-8で保存し直すか、作成したソフトから出力し直して、もう一度登録してください。",
        "The text looks garbled.",
        "Save it as UTF-8, or export it again, and hand it in again.",
    ),
    "PAGES_WITHOUT_TEXT": (
        "画像だけのページです。このページは検索できません。",
        "文字認識（OCR）をかけてから、もう一度登録してください。",
        "This page is a picture only and cannot be searched.",
        "Recognise the text (OCR) and hand it in again.",
    ),
    "RECOGNISED_TEXT": (
        "文字認識（OCR）による文字です。",
        "数値や固有名詞に誤りがないか、ページの画像と見比べてください。",
        "The text was recognised from a picture (OCR).",
        "Compare figures and names with the picture of the page.",
    ),
    "OCR_MENDED": (
        "文字認識（OCR）のよくある読み違いを、紙面に合わせて直しました。",
        "直した箇所が正しいか、ページの画像と見比べてください。",
        "Usual mistakes of recognising text (OCR) were mended to what the page shows.",
        "Compare what was mended with the picture of the page.",
    ),
    "LOW_OCR_CONFIDENCE": (
        "文字認識（OCR）の結果が不確かです。",
        "ページの画像と見比べ、誤りが多ければ、解像度を上げて読み取り直してください。",
        "The text recognised from the picture (OCR) is unsure.",
        "Compare it with the picture; if it is often wrong, scan at a higher resolution.",
    ),
    "SPACED_TEXT": (
        "語の文字の間に空白があります（「報 告 書」など）。この語は検索で見つからないことがあります。",
        "元の資料で空白を除くか、文字の均等割り付けを使ってください。",
        "The characters of a word are set apart by spaces, so that search may not find it.",
        "Remove the spaces in the original, or use its justification instead.",
    ),
    "VERTICAL_TEXT": (
        "縦書きのページです。",
        "読む順が正しいか、本文を確かめてください。",
        "This page is written vertically.",
        "Check the order of the text.",
    ),
    "INSTRUCTION_LIKE": (
        "AIへの指示のような文です。回答の根拠には使いません。",
        "資料の一部として必要か確かめてください。不要なら、この箇所を伏せてください。",
        "This reads like an order to an AI. It is never used for answers.",
        "Check whether it belongs to the document; if not, mask it.",
    ),
    "PERSONAL_NAME": (
        "個人の氏名らしき記述です。",
        "公開してよい氏名か確かめ、よくなければ、この箇所を伏せてください。",
        "This looks like the name of a private person.",
        "Check that it may be published; if not, mask it.",
    ),
    "NAME_WITH_ADDRESS": (
        "個人の氏名と住所らしき記述です。",
        "公開してよいか確かめ、よくなければ、この箇所を伏せてください。",
        "This looks like the address of a person who is named.",
        "Check that it may be published; if not, mask it.",
    ),
    "PERSONAL_ADDRESS": (
        "個人の住所らしき記述です。",
        "公開してよいか確かめ、よくなければ、この箇所を伏せてください。",
        "This looks like the address of a private person.",
        "Check that it may be published; if not, mask it.",
    ),
    "PERSONAL_PHONE": (
        "個人の電話番号らしき記述です。",
        "部署の代表電話なら、そのまま公開してください。個人のものなら、この箇所を伏せてください。",
        "This looks like the telephone number of a private person.",
        "Leave it if it is an office's number; mask it if it is a person's.",
    ),
    "PERSONAL_MAIL": (
        "個人のメールアドレスらしき記述です。",
        "部署の問合せ先なら、そのまま公開してください。個人のものなら、この箇所を伏せてください。",
        "This looks like the mail address of a private person.",
        "Leave it if it is an office's address; mask it if it is a person's.",
    ),
    "CONTACT_POINT": (
        "部署の連絡先です。",
        "古くなっていないか確かめてください。",
        "This is the contact point of an office.",
        "Check that it is still valid.",
    ),
    "MY_NUMBER": (
        "マイナンバー（個人番号）らしき記述です。このままでは公開できません。",
        "この箇所を伏せるか、元の資料から除いて登録し直してください。",
        "This looks like an individual number (My Number). It must not be published.",
        "Mask it, or remove it from the original and hand that in again.",
    ),
    "CARD_NUMBER": (
        "クレジットカードの番号らしき記述です。このままでは公開できません。",
        "この箇所を伏せるか、元の資料から除いて登録し直してください。",
        "This looks like the number of a payment card. It must not be published.",
        "Mask it, or remove it from the original and hand that in again.",
    ),
    "BANK_ACCOUNT": (
        "銀行口座の番号らしき記述です。",
        "団体の口座ならそのまま公開し、個人の口座なら、この箇所を伏せてください。",
        "This looks like the number of a bank account.",
        "Leave it if it is an organisation's; mask it if it is a person's.",
    ),
    "BIRTH_DATE": (
        "個人の生年月日らしき記述です。",
        "公開してよいか確かめ、よくなければ、この箇所を伏せてください。",
        "This looks like a person's date of birth.",
        "Check that it may be published; if not, mask it.",
    ),
    "ID_NUMBER": (
        "免許証、旅券、保険証など、個人に付けられた番号らしき記述です。",
        "公開してよいか確かめ、よくなければ、この箇所を伏せてください。",
        "This looks like a number given to a person (licence, passport, insurance).",
        "Check that it may be published; if not, mask it.",
    ),
    "TITLE_MISSING": (
        "資料の題名がわかりません。",
        "見出しを付けるか、内容のわかるファイル名にして登録し直してください。",
        "The document has no title.",
        "Give it a heading, or a file name that says what it is.",
    ),
    "DATE_MISSING": (
        "いつの資料かわかりません。",
        "作成日か公表日を資料に書き添えてください。",
        "The document does not say when it was made.",
        "Add the date on which it was made or published.",
    ),
    "EDITION": (
        "登録済みの資料の、別の版のようです。",
        "新しい版なら、古い版と置き換わることを確かめてください。",
        "This looks like another edition of a document that is there already.",
        "If it is the newer one, check that it takes the older one's place.",
    ),
    "NEAR_DUPLICATE": (
        "登録済みの資料とほとんど同じ内容です。",
        "二重に登録する必要があるか確かめてください。",
        "This is nearly the same as a document that is there already.",
        "Check whether both are needed.",
    ),
}
"""Cause and way out in Japanese, cause and way out in English, by code."""

DETAILS: Mapping[str, tuple[str, str]] = {
    "color": ("背景と同じ色", "the colour of its background"),
    "tiny": ("極小の文字", "tiny type"),
    "outside": ("紙面の外", "outside the page"),
    "invisible": ("表示しない設定", "set not to be shown"),
    "covered": ("図形などの下", "covered or cut off"),
    "transparent": ("透明", "transparent"),
    "layer": ("非表示のレイヤー", "a layer switched off"),
    "annotation": ("非表示の注釈・入力欄", "a hidden annotation or field"),
    "object": ("非表示の行・列・シート・図形など", "a hidden row, column, sheet or shape"),
    "characters": ("幅のない文字", "characters without width"),
    "licence": ("運転免許証", "driving licence"),
    "passport": ("旅券", "passport"),
    "residence_card": ("在留カード", "residence card"),
    "insurance": ("保険証", "insurance"),
    "pension": ("基礎年金番号", "pension"),
    "resident_code": ("住民票コード", "resident code"),
    "benefit": ("受給者証・手帳など", "benefit certificate"),
    "ssn": ("社会保障番号", "social security number"),
    "account": ("口座番号", "account"),
}
"""What details mean; others are said by the cause already."""

MARKS: Mapping[str, tuple[str, str]] = {
    "HIDDEN_TEXT": ("隠れた文字", "Hidden text"),
    "INVISIBLE_CHARACTERS": ("隠れた文字", "Hidden text"),
    "BIDI_CONTROLS": ("隠れた文字", "Hidden text"),
    "TEXT_NOT_MAPPABLE": ("文字化け", "Garbled"),
    "GARBLED_TEXT": ("文字化け", "Garbled"),
    "PAGES_WITHOUT_TEXT": ("画像のみ", "Picture only"),
    "RECOGNISED_TEXT": ("文字認識", "OCR"),
    "LOW_OCR_CONFIDENCE": ("文字認識が不確か", "OCR unsure"),
    "SPACED_TEXT": ("字間の空白", "Spaced letters"),
    "VERTICAL_TEXT": ("縦書き", "Vertical"),
    "INSTRUCTION_LIKE": ("指示のような文", "Reads like an order"),
    "CONTACT_POINT": ("連絡先", "Contact point"),
    "MY_NUMBER": ("マイナンバー", "My Number"),
    "CARD_NUMBER": ("カード番号", "Card number"),
    "TITLE_MISSING": ("題名なし", "No title"),
    "DATE_MISSING": ("日付なし", "No date"),
    "EDITION": ("別の版あり", "Other edition"),
    "NEAR_DUPLICATE": ("重複", "Near duplicate"),
}
"""Short marks for page strips; whatever is not here and concerns a person is `PERSONAL`."""

PERSONAL = ("個人情報らしき記述", "Personal data")
PERSONAL_CODES = frozenset(
    [
        "PERSONAL_NAME",
        "NAME_WITH_ADDRESS",
        "PERSONAL_ADDRESS",
        "PERSONAL_PHONE",
        "PERSONAL_MAIL",
        "BANK_ACCOUNT",
        "BIRTH_DATE",
        "ID_NUMBER",
        "MY_NUMBER",
        "CARD_NUMBER",
    ]
)
