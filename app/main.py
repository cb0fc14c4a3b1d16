"""The script that Streamlit runs for every visit and every change: choose the page, show its head, show the page."""

from __future__ import annotations

import streamlit as st

from app.views import ask, case, document, guidelines, library, search, upload
from app.views.frame import StreamlitPage, state_of

VIEWS = {
    "": ("ask", ask.show_ask),
    "search": ("search", search.show_search),
    "guidelines": ("guidelines", guidelines.show_guidelines),
    "library": ("library", library.show_library),
    "upload": ("upload", upload.show_upload),
    "case": ("search", case.show_case),
    "document": ("library", document.show_document),
}


def main() -> None:
    """Run one page."""
    say = state_of("").say
    pages = [
        st.Page(
            StreamlitPage(name, view),
            url_path=name,
            title=f"{say(f'nav.{title}')} — {say('product')}",
            default=not name,
        )
        for name, (title, view) in VIEWS.items()
    ]
    st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
    st.navigation(pages, position="hidden").run()


main()
