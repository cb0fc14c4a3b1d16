"""What every page has in common stands in the same place in every run."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _page() -> None:
    """A page that finds the casebase closed in its first run and open in the next."""
    from unittest.mock import patch  # noqa: PLC0415  Streamlit runs the source of this function alone

    import streamlit as st  # noqa: PLC0415

    from app.views import frame  # noqa: PLC0415
    from app.wording import words  # noqa: PLC0415

    is_open = st.session_state.get("open", False)
    with patch.object(frame, "is_ready", lambda: is_open), patch.object(frame, "knowledge", lambda *_: None):
        frame.opened(words("ja"))
    st.markdown("回答")
    st.session_state["open"] = True


def test_what_stands_below_the_notice_of_opening_does_not_move_when_the_casebase_is_open() -> None:
    page = AppTest.from_function(_page)

    places = []
    for _ in range(2):
        page.run(timeout=30)
        assert not page.exception
        places.append([place for place, element in page.main.children.items() if element.type == "markdown"])

    assert places[0] == places[1] != []
