"""What to do with a file of a type that is not accepted, in Japanese and English, by its extension."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.names import extension

_Words = tuple[str, str]

_ACCEPTED: _Words = (
    "PDF、Word、PowerPoint、Excel、HTML、Markdown、テキスト、CSV、画像（PNG・JPEG・TIFF など）、EPUB、"
    "メール（.eml・.msg）、ZIP を登録できます。",
    "PDF, Word, PowerPoint, Excel, HTML, Markdown, text, CSV, pictures (PNG, JPEG, TIFF and others), EPUB, mail (.eml, "
    ".msg) and ZIP are accepted.",
)
_WORD: _Words = ("Word で開き、.docx で保存し直してください。", "Open it in Word and save it as .docx.")
_EXCEL: _Words = ("Excel で開き、.xlsx で保存し直してください。", "Open it in Excel and save it as .xlsx.")
_POWERPOINT: _Words = (
    "PowerPoint で開き、.pptx で保存し直してください。",
    "Open it in PowerPoint and save it as .pptx.",
)
_ICHITARO: _Words = (
    "一太郎で開き、PDF か .docx で保存し直してください。",
    "Open it in Ichitaro and save it as PDF or .docx.",
)
_DOCUWORKS: _Words = ("DocuWorks で開き、PDF に変換してください。", "Open it in DocuWorks and save it as PDF.")
_UNPACK: _Words = (
    "展開して、中のファイルを登録するか、ZIP にまとめ直してください。",
    "Unpack it and hand in the files inside, or pack them as ZIP.",
)
_DATA: _Words = (
    "人が読む部分を、CSV、Excel、テキストのいずれかで保存し直してください。",
    "Save what people are to read as CSV, Excel or text.",
)
_PICTURE: _Words = (
    "この形式の画像は登録できません。PNG、JPEG、PDF のいずれかで保存し直してください。",
    "Pictures of this type are not accepted. Save it as PNG, JPEG or PDF.",
)
_CONVERTER: _Words = (
    "LibreOffice が導入されていれば、そのまま登録できます。",
    "Where LibreOffice is installed, it is taken in as it is.",
)


def _open_document(ending: str) -> _Words:
    return (
        f"作成したソフトで開き、{ending} か PDF で保存し直してください。",
        f"Open it in its program and save it as {ending} or PDF.",
    )


CONVERTED: Mapping[str, str] = {
    ".doc": ".docx", ".dot": ".docx", ".rtf": ".docx", ".odt": ".docx", ".ott": ".docx",
    ".xls": ".xlsx", ".xlt": ".xlsx", ".ods": ".xlsx", ".ots": ".xlsx",
    ".ppt": ".pptx", ".pps": ".pptx", ".pot": ".pptx", ".odp": ".pptx", ".otp": ".pptx",
}  # fmt: skip
"""Extensions of files that LibreOffice makes readable, with that of what it makes of them."""

_WAYS_OUT: Mapping[str, _Words] = {
    **dict.fromkeys((".doc", ".dot", ".rtf"), _WORD),
    **dict.fromkeys((".xls", ".xlt", ".xlsb"), _EXCEL),
    **dict.fromkeys((".ppt", ".pps", ".pot"), _POWERPOINT),
    **dict.fromkeys((".jtd", ".jttc", ".jtdc", ".jtt", ".jsw", ".jaw"), _ICHITARO),
    **dict.fromkeys((".xdw", ".xbd"), _DOCUWORKS),
    **dict.fromkeys((".odt", ".ott"), _open_document(".docx")),
    **dict.fromkeys((".ods", ".ots"), _open_document(".xlsx")),
    **dict.fromkeys((".odp", ".otp"), _open_document(".pptx")),
    ".pages": ("Pages で開き、.docx か PDF で保存し直してください。", "Open it in Pages and save it as .docx or PDF."),
    **dict.fromkeys((".7z", ".lzh", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".cab"), _UNPACK),
    ".zip": ("展開して、中のファイルを登録してください。", "Unpack it and hand in the files inside."),
    **dict.fromkeys((".json", ".jsonl", ".xml"), _DATA),
    **dict.fromkeys(
        (".heic", ".heif", ".avif", ".svg", ".jp2", ".jxl", ".psd", ".eps", ".ai", ".wmf", ".emf"), _PICTURE
    ),
}


def way_out(name: str, language: str) -> str:
    """Return what to do with a file of this name, which is not accepted as it is, in `ja` or `en`."""
    ending = extension(name)
    index = 1 if language == "en" else 0
    words = _WAYS_OUT.get(ending, _ACCEPTED)[index]
    if ending in CONVERTED:
        words = f"{words}{' ' if index else ''}{_CONVERTER[index]}"
    return words
