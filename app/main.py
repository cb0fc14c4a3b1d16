"""The script that Streamlit runs for every visit and every change: choose the page, show its head, show the page."""

from __future__ import annotations

import streamlit as st

from app.site import SITE
from app.views.frame import StreamlitPage, visit_of


def main() -> None:
    """Run one page."""
    say = visit_of("").say
    pages = [
        st.Page(
            StreamlitPage(address, page.view),
            url_path=address,
            title=f"{say(f'nav.{page.name}')} — {say('product')}",
            default=not address,
        )
        for address, page in SITE.items()
    ]
    st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
    st.navigation(pages, position="hidden").run()


main()
