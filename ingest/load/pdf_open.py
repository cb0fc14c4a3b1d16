"""Opening a PDF with pdfium."""

from __future__ import annotations

import pypdfium2

from casebase.errors import DamagedDocument, EncryptedDocument


def open_pdf(name: str, content: bytes) -> pypdfium2.PdfDocument:
    """Open a PDF; hold `ingest.load.pdf_glyphs.PDFIUM` while using it.

    Raises `EncryptedDocument` when it needs a password and `DamagedDocument` when it cannot be opened.
    """
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedDocument(name, "PDF_ENCRYPTED") from error
        raise DamagedDocument(name, "PDF_DAMAGED") from error
