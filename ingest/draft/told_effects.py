"""Effects told in sentences: 「…は、95分から50分に短縮された」, 「年間約410時間の削減」, “fell from 190 to 35 minutes”."""

from __future__ import annotations

import itertools
import re

from ingest.draft.effects import Found, method_of
from ingest.draft.figures import Figure, figures_in, same_unit
from ingest.draft.lexicon import lexicon, plain_label
from ingest.draft.records import Reading, Unit

_CHANGE = re.compile(
    r"減|短縮|縮ま|縮め|増え|増加|改善|向上|上が|下が|伸び|なった|なり|とどま|軽減|fell|rose|dropped|increased|decreased|reduced|improved",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?:、[^、。]{0,16})?から|(?:の)?に対し(?:て)?[、，]|\s?→\s?|\sto\s")
_SAVED = re.compile(
    r"(?:の)?(?:[^。、0-9]{0,6})?(?:削減|縮減|短縮|軽減|余力|節約|節減)|\b(?:saved|saving)", re.IGNORECASE
)
_RATE = re.compile(
    r"(?P<metric>[^、。]{1,30}?(?:率|割合|正確さ|精度|満足度|相関|正答))(?:は|が)(?:[^。]{0,24}?[、でがは])??(?=(?:平均|約|[0-9０-９]))"
)
_STATEMENT = re.compile(
    r"(?P<metric>.{2,80}?)は(?P<figures>[^はが。]{1,40}?)(?:である|になる|になった|となった|に(?:増え|減)た?)(?=[。（(]|$)"
)
_NO_EFFECT = re.compile(r"回答率|回収率|予算|前年度比|耐用|総延長|導入済み|利用の[0-9]")
_BEFORE_METRIC = re.compile(
    r"^(?:[・•※]\s*|なお、|また、|このうち、|現在、|全庁では、?|本市では、?|その結果、|この結果、)+"
)


def told_effects(reading: Reading, held: list[Found]) -> list[Found]:
    """Return the effects that sentences tell and that `held`, those of the tables, do not."""
    found: list[Found] = []
    for unit in reading.labelled():
        one = _said(unit) if lexicon()["effect"].label.fullmatch(plain_label(unit.label)) else None
        if one is not None and not any(_says_the_same(one, other) for other in (*held, *found)):
            found.append(one)
    for unit in reading.sentences():
        if unit.opening or not lexicon()["effect"].heading.search(" ".join(unit.headings[-2:]) or ""):
            continue
        one = _changed(unit) or _saved(unit) or _rate(unit)
        if one is not None and not any(_says_the_same(one, other) for other in (*held, *found)):
            found.append(one)
    return found


def _said(unit: Unit) -> Found | None:
    """Return what stands behind the label 「効果：」: 「(指標)は(前)から(後)になった（時期：…、根拠：…）」."""
    match = _STATEMENT.match(unit.text)
    figures = figures_in(match["figures"]) if match else []
    if match is None or not 1 <= len(figures) <= 2 or not all(one.unit for one in figures):
        return None
    found = _found(unit, match["metric"].strip(), figures[0] if len(figures) == 2 else None, figures[-1])
    how = re.search(r"(?:根拠|測り方)[：:]\s*(?P<how>[^、)）]+)", unit.text)
    when = re.search(r"時期[：:]\s*(?P<when>(?:[^、()（）]|[(（][^()（）]*[)）])+)", unit.text)
    return Found(
        {**found.effect, "period": when["when"] if when else "", "method": _grade(how["how"]) if how else "unknown"},
        found.proof,
    )


def _grade(words: str) -> str:
    return "claimed" if "申告" in words else method_of(words)


def _changed(unit: Unit) -> Found | None:
    text = unit.text
    if not _CHANGE.search(text):
        return None
    figures = [one for one in figures_in(text) if one.unit]
    for before, after in itertools.pairwise(figures):
        if _FROM.fullmatch(_between(text, before, after)) and same_unit(before.unit, after.unit):
            return _found(unit, _metric(text, before.start), before, after)
    return None


def _saved(unit: Unit) -> Found | None:
    for figure in figures_in(unit.text):
        if figure.unit and _SAVED.match(unit.text, figure.end) and "費用" not in unit.text:
            return _found(unit, _metric(unit.text, figure.start), None, figure)
        lead = unit.text[max(0, figure.start - 24) : figure.start]
        if figure.unit.startswith("時間") and re.search(r"(?:削減|短縮)[^。]{0,8}(?:は|が)[^。]{0,6}$", lead):
            return _found(unit, _metric(unit.text, figure.start), None, figure)
    return None


def _rate(unit: Unit) -> Found | None:
    match = _RATE.search(unit.text)
    if match is None or _NO_EFFECT.search(unit.text):
        return None
    figures = [one for one in figures_in(unit.text) if one.start >= match.end() and re.match(r"[%点割]", one.unit)]
    scale = re.search(r"[0-9]+点満点", unit.text)
    figures = [one for one in figures if not (scale and scale.start() <= one.start < scale.end())]
    return _found(unit, match["metric"].strip(), None, figures[0]) if figures else None


def _between(text: str, before: Figure, after: Figure) -> str:
    return re.sub(r"^[（(][^）)]*[)）]|(?:約|およそ|平均|令和[^、。]{0,8}は)", "", text[before.end : after.start])


def _metric(text: str, until: int) -> str:
    """Return what a sentence says the figure of: what stands before 「は」, or all that stands before the figure."""
    lead = _BEFORE_METRIC.sub("", text[:until])
    topic = re.match(r"(?P<metric>.{2,60}?)(?:は|が)[、，]?(?=[^はが]*$)|(?P<first>.{2,60}?)(?:は|が)[、，]", lead)
    metric = (topic["metric"] or topic["first"]) if topic else lead
    return metric.strip(" 、，。はがの\u3000") or text.strip()


def _found(unit: Unit, metric: str, before: Figure | None, after: Figure) -> Found:
    effect = {
        "metric": metric,
        "before": before.value if before else None,
        "after": after.value,
        "unit": after.unit or (before.unit if before else ""),
        "period": "",
        "method": method_of(_clause(unit.text, after.start), unit.text),
    }
    return Found(effect, unit.span.proof)


def _clause(text: str, at: int) -> str:
    """Return the clause of a sentence that a figure stands in."""
    start = max(text.rfind("、", 0, at), text.rfind("。", 0, at)) + 1
    end = min((one for one in (text.find("、", at), text.find("。", at)) if one >= 0), default=len(text))
    return text[start:end]


def _says_the_same(one: Found, other: Found) -> bool:
    """Tell whether two effects end in the same figure, or one of them in a figure within the other."""
    same_after = one.effect["after"] == other.effect["after"] and same_unit(one.effect["unit"], other.effect["unit"])
    return same_after or (one.effect["before"] is not None and one.effect["before"] == other.effect["before"])
