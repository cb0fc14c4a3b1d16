"""What pages say of an error: the cause and the way out, in the language of the page."""

from __future__ import annotations

from app.components.case_words import field_label
from app.wording import Words
from casebase.errors import CasebaseError, RecordInvalid


def error_text(error: Exception, say: Words) -> str:
    """Return what is said of an error; of one that nobody foresaw only its kind, since its text may be anybody's."""
    if isinstance(error, RecordInvalid):
        return say("error.RECORD_INVALID", field=field_label(error.field, say))
    if isinstance(error, CasebaseError) and (key := f"error.{error.code}") in say.entries:
        return say(key, message=str(error))
    return say("error.other", name=type(error).__name__)
