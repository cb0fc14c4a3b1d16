"""Errors of the product.

CasebaseError                  anything the product says about itself; has a stable `code`
├── DocumentError              a file could not become findable text
│   ├── NameInvalid            the file's name cannot be kept
│   ├── EmptyFile              the file holds no bytes
│   ├── UnsupportedType        this kind of file is not accepted
│   ├── TypeMismatch           the content is not what the file's name says
│   ├── EncryptedDocument      the file is protected by a password
│   ├── DamagedDocument        the file is broken
│   ├── ForbiddenContent       the file holds a construct that is never processed
│   ├── DocumentTooLarge       the file, or what it unpacks to, is over a limit
│   ├── NoText                 no text could be read
│   ├── UnknownEncoding        the bytes are not text in any encoding we know
│   └── ParserFailed           the parser stopped, ran out of time or of memory
├── ModelError                 the embedding model cannot be prepared or used
│   └── ModelMismatch          stored vectors were made by another model
├── Withheld                   a passage was masked, so the original is not given out
├── IndexDamaged               an index generation cannot be trusted; answers come from the database meanwhile
└── NotFound                   absent, or not visible to this reader: the two are never told apart

A message says what happened and the way out, in English; `app/wording` and `ingest/messages.py` say the same in
Japanese, by `code`.
"""

from __future__ import annotations


class CasebaseError(Exception):
    """Base of every error that the product raises on purpose."""

    code = "CASEBASE_ERROR"


class DocumentError(CasebaseError):
    """A file could not become findable text.

    `code` is stable (programs rely on it); `name` is the file's name as shown to people.
    """

    code = "DOCUMENT_ERROR"

    def __init__(self, name: str, message: str, code: str | None = None) -> None:
        super().__init__(f"{name}: {message}" if name else message)
        self.name = name
        if code is not None:
            self.code = code


class NameInvalid(DocumentError):
    """The file's name cannot be kept."""

    code = "NAME_INVALID"

    def __init__(self, name: str) -> None:
        shown = name.encode("unicode_escape").decode("ascii")[:80]
        super().__init__("", f"The file name '{shown}' cannot be used. Rename the file and try again.")


class EmptyFile(DocumentError):
    """The file holds no bytes."""

    code = "EMPTY_FILE"

    def __init__(self, name: str) -> None:
        super().__init__(name, "The file is empty. Check that it was saved completely and try again.")


class UnsupportedType(DocumentError):
    """This kind of file is not accepted."""

    code = "UNSUPPORTED_TYPE"

    def __init__(self, name: str, message: str) -> None:
        super().__init__(name, message)


class TypeMismatch(DocumentError):
    """The content is not what the file's name says."""

    code = "TYPE_MISMATCH"

    def __init__(self, name: str, found: str) -> None:
        super().__init__(
            name, f"The content is {found}, not what the file's extension says. Save it in the right format."
        )


class EncryptedDocument(DocumentError):
    """The file is protected by a password. Codes: PDF_ENCRYPTED, OFFICE_ENCRYPTED."""

    code = "DOCUMENT_ENCRYPTED"

    def __init__(self, name: str, code: str) -> None:
        super().__init__(name, "The file is protected by a password. Remove the protection and try again.", code)


class DamagedDocument(DocumentError):
    """The file is broken. Codes: PDF_DAMAGED, PDF_STRUCTURE, OFFICE_DAMAGED."""

    code = "DOCUMENT_DAMAGED"

    def __init__(self, name: str, code: str, detail: str = "") -> None:
        cause = f"The file is damaged ({detail})." if detail else "The file is damaged."
        super().__init__(name, f"{cause} Open it in the program that made it, save it again and try again.", code)


class ForbiddenContent(DocumentError):
    """The file holds a construct that is never processed. Codes: XML_FORBIDDEN, ARCHIVE_UNSAFE_PATH, TOO_DEEP."""

    code = "FORBIDDEN_CONTENT"

    def __init__(self, name: str, code: str, what: str) -> None:
        super().__init__(name, f"The file holds {what}, which is not processed. Save it again in a plain form.", code)


class DocumentTooLarge(DocumentError):
    """The file, or what it unpacks to, is over a limit. Codes: FILE_TOO_LARGE, DECOMPRESSED_TOO_LARGE, …"""

    code = "FILE_TOO_LARGE"

    def __init__(self, name: str, code: str, limit: str) -> None:
        super().__init__(name, f"The file is larger than {limit} allows. Split it and try again.", code)


class NoText(DocumentError):
    """No text could be read. Codes: NO_TEXT, NO_TEXT_LAYER, TEXT_NOT_MAPPABLE."""

    code = "NO_TEXT"

    def __init__(self, name: str, code: str, message: str) -> None:
        super().__init__(name, message, code)


class UnknownEncoding(DocumentError):
    """The bytes are not text in any encoding we know."""

    code = "TEXT_ENCODING_UNKNOWN"

    def __init__(self, name: str) -> None:
        super().__init__(name, "The character encoding could not be told. Save the file as UTF-8 and try again.")


class ParserFailed(DocumentError):
    """The parser stopped, ran out of time or of memory. Codes: PARSER_TIMEOUT, PARSER_MEMORY, PARSER_CRASHED."""

    code = "PARSER_CRASHED"

    def __init__(self, name: str, code: str, detail: str) -> None:
        super().__init__(
            name, f"Reading the file was stopped: {detail}. Save it again, or split it, and try again.", code
        )


class ModelError(CasebaseError):
    """The embedding model cannot be prepared or used."""

    code = "MODEL_ERROR"


class ModelMismatch(ModelError):
    """Stored vectors were made by another model than the one that is set."""

    code = "MODEL_MISMATCH"


class IndexDamaged(CasebaseError):
    """An index generation cannot be trusted; answers come from the database meanwhile."""

    code = "INDEX_DAMAGED"


class Withheld(CasebaseError):
    """The original is not given out, because a passage of the document was masked and stands in it."""

    code = "WITHHELD"

    def __init__(self, name: str) -> None:
        super().__init__(f"Passages of {name} were masked, so the original file is not given out.")


class NotFound(CasebaseError):
    """Absent, or not visible to this reader: the two are never told apart."""

    code = "NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("This is not here, or not open to you.")
