"""Run axe-core in a page and return what it finds: of ours, and of Streamlit's own widgets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parent / "data" / "axe" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
"""Levels A and AA of WCAG 2.0 to 2.2; JIS X 8341-3:2016 is WCAG 2.0."""

RUN = """
async (tags) => {
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
  const ours = (target) => {
    const element = document.querySelector(target);
    return !element || element.closest(".stHtml, .cb-header") !== null || element === document.documentElement;
  };
  return found.violations.flatMap(({ id, impact, nodes }) => nodes.map((node) => ({
    rule: id, impact, target: node.target.flat().join(" "), html: node.html.slice(0, 300),
    why: node.failureSummary, ours: ours(node.target.flat()[0]),
  })));
}
"""


@dataclass(frozen=True, slots=True)
class Violation:
    """One element that breaks one rule. `ours` is false for what Streamlit makes itself."""

    rule: str
    target: str
    html: str
    why: str
    ours: bool


def violations(page: Page) -> list[Violation]:
    """Return what axe-core finds on the page as it stands."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(RUN, TAGS)
    return [Violation(one["rule"], one["target"], one["html"], one["why"], one["ours"]) for one in found]
