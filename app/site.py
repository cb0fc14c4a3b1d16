"""The pages of the site by address. The first is the front page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.views.answer import show_answer
from app.views.ask import show_ask
from app.views.case import show_case
from app.views.compare import show_compare
from app.views.desk import show_desk
from app.views.document import show_document
from app.views.drafts import show_drafts
from app.views.feedback import show_feedback
from app.views.frame import View
from app.views.guidelines import show_guidelines
from app.views.health import show_health
from app.views.history import show_history
from app.views.importing import show_importing
from app.views.insight import show_insight
from app.views.library import show_library
from app.views.queue import show_queue
from app.views.review import show_review
from app.views.saved import show_saved
from app.views.search import show_search
from app.views.threads import show_threads
from app.views.upload import show_upload


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page: the word for it in the navigation, and what shows it."""

    name: str
    view: View


SITE: Mapping[str, SitePage] = {
    "": SitePage("ask", show_ask),
    "search": SitePage("search", show_search),
    "insight": SitePage("insight", show_insight),
    "compare": SitePage("compare", show_compare),
    "saved": SitePage("saved", show_saved),
    "guidelines": SitePage("guidelines", show_guidelines),
    "library": SitePage("library", show_library),
    "upload": SitePage("upload", show_upload),
    "answer": SitePage("ask", show_answer),
    "queue": SitePage("queue", show_queue),
    "desk": SitePage("upload", show_desk),
    "drafts": SitePage("upload", show_drafts),
    "import": SitePage("upload", show_importing),
    "review": SitePage("review", show_review),
    "history": SitePage("review", show_history),
    "threads": SitePage("ask", show_threads),
    "feedback": SitePage("feedback", show_feedback),
    "case": SitePage("search", show_case),
    "document": SitePage("library", show_document),
    "health": SitePage("library", show_health),
}
