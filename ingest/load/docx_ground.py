"""What text of a Word file stands on, which tells pale text that is seen from pale text that is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ingest.load.docx_styles import Styles
from ingest.load.docx_visible import is_on, way_of_properties
from ingest.load.office import Element, attribute, child
from ingest.load.office_visible import Color, color_of, is_unreadable

_LETTER = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class Ground:
    """The colour beneath the text that is being read, if any is said, and whether something else may be beneath it."""

    styles: Styles
    color: Color | None = None
    unsure: bool = False

    @contextmanager
    def beneath(self, shade: Element | None, unsure: bool) -> Iterator[None]:
        """Within, text stands on the colour of `shade`; where it is unsure what is beneath, pale text counts as seen."""
        before = self.color, self.unsure
        if shade is not None and (color := color_of(attribute(shade, "fill"))) is not None:
            self.color, self.unsure = color, False
        elif unsure or (shade is not None and attribute(shade, "val") not in {"clear", "nil", ""}):
            self.unsure = True
        yield
        self.color, self.unsure = before

    def pale(self, hiding: str) -> str:
        """Return how a style hides text, given what is beneath it here."""
        return "" if hiding == "color" and (self.unsure or self.color is not None) else hiding

    def way_of(self, properties: Element | None, inherited: str, text: str) -> str:
        """Return the way in which a run is hidden, or nothing where it is shown."""
        if properties is None:
            return inherited
        if (vanish := child(properties, "vanish")) is not None:
            return "invisible" if is_on(vanish) else ""
        if (web := child(properties, "webHidden")) is not None and is_on(web) and _LETTER.search(text):
            return "invisible"  # page numbers of a table of contents are hidden from the web as a matter of course
        kind = way_of_properties(properties)
        if kind and kind != "color":
            return kind
        if (colored := child(properties, "color")) is not None:
            shade, mark = child(properties, "shd"), child(properties, "highlight")
            grounds = [color_of(attribute(shade, "fill"))] if shade is not None else []
            grounds += [color_of(attribute(mark, "val"))] if mark is not None else []
            ground = next((one for one in grounds if one is not None), self.color)
            sure = ground is not None or not (self.unsure or mark is not None)
            return "color" if sure and is_unreadable(color_of(attribute(colored, "val")), ground) else ""
        style = child(properties, "rStyle")
        if style is not None:
            return self.pale(self.styles.hiding(attribute(style, "val"))) or inherited
        return inherited
