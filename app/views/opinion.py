"""What a reader says of an answer or of one of its citations: helpful, wrong source, something missing."""

from __future__ import annotations

import streamlit as st

from app.components.labels import title_of
from app.components.notices import notice
from app.reader import current_person
from app.views.frame import Visit, show
from casebase.models import Answer
from casebase.service import Casebase
from casebase.store.feedback import LONGEST_COMMENT, Feedback, FeedbackKind


def opinion_form(casebase: Casebase, question: str, answer: Answer, kept: str, visit: Visit) -> None:
    """Show the form for a kept answer; what was said is acknowledged in its place."""
    say = visit.say
    given = st.session_state.setdefault("opinions", set())
    if kept in given:
        show(notice("success", say("feedback.thanks")))
        return
    with st.expander(say("feedback.heading")), st.form(f"opinion-{kept}", border=False):
        kind = st.radio(
            say("feedback.kind"),
            list(FeedbackKind),
            format_func=lambda one: say(f"feedback.kind_of.{one}"),
            horizontal=True,
            key=f"opinion-kind-{kept}",
        )
        titles = {0: say("feedback.whole")}
        for citation in answer.citations:
            titles[citation.n] = say("feedback.source", n=citation.n, title=title_of(citation.document, visit.language))
        about = st.selectbox(
            say("feedback.about"), list(titles), format_func=lambda n: titles[n], key=f"opinion-about-{kept}"
        )
        comment = st.text_input(
            say("feedback.comment"), max_chars=LONGEST_COMMENT, key=f"opinion-comment-{kept}", help=say("ask.gap_help")
        )
        if st.form_submit_button(say("feedback.give")):
            said = Feedback(
                kind or FeedbackKind.HELPFUL, kept, question, answer.language, int(about or 0), comment or ""
            )
            casebase.feedback.give(said, current_person())
            given.add(kept)
            st.rerun()
