"""Who is at the page. Until there is sign-in a person says name, organisation and role, which the browser keeps.

Sign-in replaces `current_actor` and `person_picker`; every page asks these two and nothing else.
"""

from __future__ import annotations

import json
from urllib.parse import quote, unquote

import streamlit as st

from app.components.notices import notice
from app.markup import Markup, el
from app.views.frame import Visit, show
from casebase.access import ORGANIZATIONS, organization_name
from casebase.people import Actor, Role

COOKIE = "casebase-person"
_KEPT = "person_kept"
_CHANGING = "person_changing"
LONGEST_NAME = 60


def current_actor() -> Actor | None:
    """Return who is at the page, None where nobody has said it yet."""
    kept = st.session_state.get(_KEPT)
    if kept is None:
        kept = _read(st.context.cookies.get(COOKIE, ""))
        if kept is not None:
            st.session_state[_KEPT] = kept
    if kept is None:
        return None
    name, organization, role = kept
    return Actor(name, organization, Role(role))


def actor_of(cookie: str) -> Actor | None:
    """Return whom a browser's cookie names, None where it names nobody: for addresses beside the pages."""
    kept = _read(cookie)
    return Actor(kept[0], kept[1], Role(kept[2])) if kept else None


def person_picker(visit: Visit) -> Actor | None:
    """Show who is at the page, or ask; return the person, None as long as nobody has said it.

    A page that needs a person shows this first and stops where it returns None.
    """
    say, actor = visit.say, current_actor()
    if actor is None or st.session_state.get(_CHANGING):
        _ask(visit, actor)
        return None
    with st.container(key="person", horizontal=True, gap="small", vertical_alignment="center"):
        said = say(
            "person.line",
            name=actor.name,
            organization=organization_name(actor.organization, visit.language),
            role=say(f"person.role.{actor.role}"),
        )
        st.html(el("p", said, class_="cb-person", data_testid="person"), width="content")
        if st.button(say("person.change"), key="person-change", type="tertiary"):
            st.session_state[_CHANGING] = True
            st.rerun()
    show(_keep(st.session_state[_KEPT]))
    return actor


def _ask(visit: Visit, actor: Actor | None) -> None:
    say = visit.say
    show(notice("info", say("person.title"), say("person.no_sign_in")))
    with st.form("person", border=False):
        name = st.text_input(
            say("person.name"), value=actor.name if actor else "", max_chars=LONGEST_NAME, key="p-name"
        )
        organizations = tuple(ORGANIZATIONS)
        organization = st.selectbox(
            say("person.organization"),
            organizations,
            index=organizations.index(actor.organization) if actor and actor.organization in organizations else None,
            placeholder=say("upload.choose_organization"),
            format_func=lambda key: organization_name(key, visit.language),
            key="p-organization",
        )
        roles = tuple(role.value for role in Role)
        role = st.radio(
            say("person.role_label"),
            roles,
            index=roles.index(actor.role.value) if actor else 0,
            format_func=lambda value: say(f"person.role.{value}"),
            captions=[say(f"person.role_help.{value}") for value in roles],
            key="p-role",
        )
        pressed = st.form_submit_button(say("person.submit"), type="primary")
    if not pressed:
        return
    if not name.strip() or organization is None:
        show(notice("error", say("person.organization_missing" if name.strip() else "person.name_missing")))
        return
    st.session_state[_KEPT] = (name.strip(), organization, role)
    st.session_state.pop(_CHANGING, None)
    st.rerun()


def _keep(kept: tuple[str, str, str]) -> Markup:
    """Return what tells the page's script to keep the person in the browser; it shows nothing."""
    value = quote(json.dumps(kept, ensure_ascii=False), safe="")
    return el("span", data_keep=COOKIE, data_value=value, hidden=True)


def _read(cookie: str) -> tuple[str, str, str] | None:
    """Return what the browser kept, None where it is nothing that this page wrote."""
    try:
        name, organization, role = json.loads(unquote(cookie))
        if not (isinstance(name, str) and name.strip() and organization in ORGANIZATIONS and role in set(Role)):
            return None
    except (ValueError, TypeError):
        return None
    return name.strip()[:LONGEST_NAME], organization, role
