"""Errors of the product.

CasebaseError                  anything the product says about itself; has a stable `code`
├── DocumentError              a file could not become findable text
│   ├── NameInvalid            the file's name cannot be kept
│   ├── EmptyFile              the file holds no bytes
│   ├── UnsupportedType        this kind of file is not accepted
│   │   └── ConverterNeeded    it is read once another program has converted it, and none is there
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
├── EngineError                a language model cannot be used
│   ├── EndpointsInvalid       the file that names language models cannot be used
│   ├── EngineUnknown          no engine of that name is set
│   └── EngineFailed           a language model gave no usable answer; the quoted answer stands
├── CaseError                  a case record cannot be kept or moved on
│   ├── RecordInvalid          a field holds what it must not
│   ├── CaseNotReady           something is missing before it can be submitted or published
│   ├── WrongState             the case is not in a state from which this can be done
│   ├── ReviewerIsAuthor       who wrote or submitted a case does not approve it
│   └── CaseChanged            somebody else changed the case meanwhile
├── NotAnEdition               two documents cannot be versions of one, or a version cannot stand alone
├── NameTaken                  a search is kept under this name already
├── Withheld                   a passage was masked, so the original is not given out
├── IndexDamaged               an index generation cannot be trusted; answers come from the database meanwhile
└── NotFound                   absent, or not visible to this reader: the two are never told apart
    └── Withdrawn              it was withdrawn; said only to those who could read it otherwise

A message says what happened and the way out, in English; `app/wording` and `ingest/messages.py` say the same in
Japanese, by `code`.
"""

from __future__ import annotations

from collections.abc import Sequence


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


class ConverterNeeded(UnsupportedType):
    """The file is read once another program has converted it, and none is there."""


class TypeMismatch(DocumentError):
    """The content is not what the file's name says."""

    code = "TYPE_MISMATCH"

    def __init__(self, name: str, found: str) -> None:
        super().__init__(
            name, f"The content is {found}, not what the file's extension says. Save it in the right format."
        )


class EncryptedDocument(DocumentError):
    """The file is protected by a password. Codes: PDF_ENCRYPTED, OFFICE_ENCRYPTED, ARCHIVE_ENCRYPTED, DOCUMENT_ENCRYPTED."""

    code = "DOCUMENT_ENCRYPTED"

    def __init__(self, name: str, code: str) -> None:
        super().__init__(name, "The file is protected by a password. Remove the protection and try again.", code)


class DamagedDocument(DocumentError):
    """The file is broken. Codes: PDF_DAMAGED, PDF_STRUCTURE, OFFICE_DAMAGED, ARCHIVE_DAMAGED, MAIL_DAMAGED, IMAGE_DAMAGED, …"""

    code = "DOCUMENT_DAMAGED"

    def __init__(self, name: str, code: str, detail: str = "") -> None:
        cause = f"The file is damaged ({detail})." if detail else "The file is damaged."
        super().__init__(name, f"{cause} Open it in the program that made it, save it again and try again.", code)


class ForbiddenContent(DocumentError):
    """The file holds a construct that is never processed. Codes: XML_FORBIDDEN, ARCHIVE_UNSAFE_PATH, TOO_DEEP, …"""

    code = "FORBIDDEN_CONTENT"

    def __init__(self, name: str, code: str, what: str) -> None:
        super().__init__(name, f"The file holds {what}, which is not processed. Save it again in a plain form.", code)


class DocumentTooLarge(DocumentError):
    """The file, or what it unpacks to, is over a limit. Codes: FILE_TOO_LARGE, DECOMPRESSED_TOO_LARGE, IMAGE_TOO_LARGE, …"""

    code = "FILE_TOO_LARGE"

    def __init__(self, name: str, code: str, limit: str) -> None:
        super().__init__(name, f"The file is larger than {limit} allows. Split it and try again.", code)


class NoText(DocumentError):
    """No text could be read.

    Codes: NO_TEXT, NO_TEXT_LAYER, TEXT_NOT_MAPPABLE, OCR_DATA_MISSING, OCR_NO_TEXT, OCR_FAILED.
    """

    code = "NO_TEXT"

    def __init__(self, name: str, code: str, message: str) -> None:
        super().__init__(name, message, code)


class UnknownEncoding(DocumentError):
    """The bytes are not text in any encoding we know."""

    code = "TEXT_ENCODING_UNKNOWN"

    def __init__(self, name: str) -> None:
        super().__init__(name, "The character encoding could not be told. Save the file as UTF-8 and try again.")


class ParserFailed(DocumentError):
    """The parser stopped, ran out of time or of memory. Codes: PARSER_TIMEOUT, PARSER_MEMORY, PARSER_CRASHED, …"""

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


class EngineError(CasebaseError):
    """A language model cannot be used."""

    code = "ENGINE_ERROR"


class EndpointsInvalid(EngineError):
    """The file that names language models cannot be used."""

    code = "ENDPOINTS_INVALID"

    def __init__(self, file: str, cause: str) -> None:
        super().__init__(f"{file} (CASEBASE_LLMS) cannot be used: {cause}. See docs/operate.md for an example.")


class EngineUnknown(EngineError):
    """No engine of that name is set."""

    code = "ENGINE_UNKNOWN"

    def __init__(self, name: str, known: str) -> None:
        super().__init__(f"There is no engine '{name}'. Choose one of: {known}.")


class EngineFailed(EngineError):
    """A language model gave no usable answer. Codes: ENGINE_FAILED, ENGINE_BUDGET, ENGINE_NOT_ALLOWED."""

    code = "ENGINE_FAILED"

    def __init__(self, name: str, cause: str, code: str = "ENGINE_FAILED") -> None:
        super().__init__(f"The language model '{name}' was not used: {cause}.")
        self.code = code


class StorageError(CasebaseError):
    """The data folder cannot be written or read. What was published before stays as it was."""

    code = "STORAGE_FAILED"

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(f"{message} ({where})" if where else message)


class DiskFull(StorageError):
    """There is no room left."""

    code = "DISK_FULL"

    def __init__(self, where: str = "") -> None:
        super().__init__("There is no room left on the disk of the data folder. Make room and try again.", where)


class StorageReadOnly(StorageError):
    """The data folder may not be written."""

    code = "STORAGE_READ_ONLY"

    def __init__(self, where: str = "") -> None:
        super().__init__(
            "The data folder cannot be written. Let the user who runs this write to it, or mount its disk for writing, "
            "and try again.",
            where,
        )


class StorageFailed(StorageError):
    """The disk reports an error."""

    code = "STORAGE_FAILED"

    def __init__(self, where: str = "") -> None:
        super().__init__(
            "The disk of the data folder reports an error. Check the disk, run `python -m casebase doctor` and try again.",
            where,
        )


class StorageBusy(StorageError):
    """Another process has been writing for too long."""

    code = "STORAGE_BUSY"

    def __init__(self, where: str = "") -> None:
        super().__init__("Another process has been writing to the database for long. Try again in a moment.", where)


class DatabaseDamaged(StorageError):
    """The database file is broken."""

    code = "DATABASE_DAMAGED"

    def __init__(self, where: str = "") -> None:
        super().__init__(
            "The database is damaged. Stop the product, run `python -m casebase doctor`, and restore the last backup.",
            where,
        )


class UpkeepRefused(CasebaseError):
    """A backup, restore or purge was not begun, because it would do harm or cannot be right."""

    code = "UPKEEP_REFUSED"


class IndexDamaged(CasebaseError):
    """An index generation cannot be trusted; answers come from the database meanwhile."""

    code = "INDEX_DAMAGED"


class CaseError(CasebaseError):
    """A case record cannot be kept or moved on."""

    code = "CASE_ERROR"


class RecordInvalid(CaseError):
    """A field of a case record holds what it must not; `field` is its key, `reason` says what is wrong."""

    code = "RECORD_INVALID"

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}.")
        self.field = field
        self.reason = reason


class CaseNotReady(CaseError):
    """Something is missing before a case can be submitted or published; `missing` holds codes, some with a field's key."""

    code = "CASE_NOT_READY"

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(f"The case is not ready. Still to do: {', '.join(missing)}.")
        self.missing = tuple(missing)


class WrongState(CaseError):
    """The case is not in a state from which this can be done."""

    code = "CASE_WRONG_STATE"

    def __init__(self, case: str, state: str) -> None:
        super().__init__(f"The case {case} is {state.replace('_', ' ')}, so this cannot be done now. Load it again.")
        self.case = case
        self.state = state


class ReviewerIsAuthor(CaseError):
    """Who wrote or submitted a case does not approve it."""

    code = "REVIEWER_IS_AUTHOR"

    def __init__(self, case: str) -> None:
        super().__init__(f"Somebody who did not write or submit {case}, as a reviewer, must approve it.")


class NotTheAuthor(CaseError):
    """Only who wrote a draft deletes it."""

    code = "NOT_THE_AUTHOR"

    def __init__(self, case: str) -> None:
        super().__init__(f"Only somebody who wrote the draft {case} deletes it.")


class CaseChanged(CaseError):
    """Somebody else changed the case meanwhile."""

    code = "CASE_CHANGED"

    def __init__(self, case: str) -> None:
        super().__init__(f"The case {case} was changed meanwhile. Load it again and look at what changed.")


class NotAnEdition(CasebaseError):
    """Two documents cannot be versions of one, or a version cannot stand alone."""

    code = "NOT_AN_EDITION"


class NameTaken(CasebaseError):
    """A search is kept under this name already."""

    code = "NAME_TAKEN"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a saved search named {name}. Choose another name.")


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


class Withdrawn(NotFound):
    """The document was withdrawn. `on` is the time in UTC as ISO text, `because` the reason given."""

    code = "WITHDRAWN"

    def __init__(self, on: str, because: str) -> None:
        CasebaseError.__init__(self, f"This document was withdrawn on {on[:10]}{f': {because}' if because else '.'}")
        self.on = on
        self.because = because
