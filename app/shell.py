"""The HTML document that the pages live in.

Streamlit's own document says `lang="en"`, points to an interface we do not offer and preloads a font we do not use.
Ours takes its scripts and puts them into a document with the right language, our style sheets and a first picture.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from streamlit import file_util

from app.markup import Markup, el, join
from app.site import SITE
from app.wording import Words, words

_MODULES = re.compile(r'<(?:script type="module"|link rel="(?:modulepreload|stylesheet)")[^>]*>(?:</script>)?')
STYLE_SHEETS = (
    "design-tokens.css",
    "frame.css",
    "content.css",
    "cases.css",
    "widgets.css",
    "review.css",
    "desk.css",
)


@cache
def shell(language: str) -> str:
    """Return the document in `language`; the page's content is put in by Streamlit's scripts."""
    say = words(language)
    head = join(
        (
            Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
            el("title", say("product")),
            Markup('<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">'),
            [Markup(f'<link rel="stylesheet" href="/assets/{sheet}">') for sheet in STYLE_SHEETS],
            Markup('<script src="/assets/start.js"></script>'),
            Markup("\n".join(_MODULES.findall(_streamlit_document()))),
            el("script", src="/assets/casebase.js", defer=True, data_pages=" ".join(SITE)),
            Markup('<script src="/assets/focus.js" defer></script>'),
            Markup('<script src="/assets/desk.js" type="module"></script>'),
        )
    )
    body = join((el("div", _first_picture(say), id="root"), el("noscript", el("p", say("shell.noscript")))))
    return "<!DOCTYPE html>\n" + el("html", el("head", head), el("body", body), lang=language)


def _first_picture(say: Words) -> Markup:
    bar = el("div", el("span", say("product"), class_="cb-brand-name"), class_="cb-bar")
    waiting = el("p", say("shell.loading"), class_="cb-first", role="status")
    return join((el("div", bar, class_="cb-header"), waiting))


@cache
def _streamlit_document() -> str:
    text = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    if not _MODULES.search(text):
        raise RuntimeError("Streamlit's index.html has changed: its scripts were not found")
    return text.replace("./static/", "/static/")
