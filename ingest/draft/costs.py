"""What a case cost to introduce and costs to run, from tables and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.draft.figures import NOTHING, figures_in
from ingest.draft.lexicon import lexicon
from ingest.draft.money import Amount, amounts_in, band_of, folded_width, says_nothing
from ingest.draft.records import Proposal, Reading, Span, Table

INITIAL = re.compile(
    r"初期|イニシャル|導入(?:時|費|経費|に|の費)|構築|設定|整備(?!士)|開発費|購入|はじめに|最初に|着手"
    r"|set(?:ting)?[ -]?up|initial|one-off|upfront|to build|introduction",
    re.IGNORECASE,
)
RUNNING = re.compile(
    r"ランニング|運用費|運営|維持|保守|使用料|利用料|通信費|年額|月額|年間|毎月|毎年|年度の使用|／年|/年"
    r"|経常|annual|yearly|a year|per year|running|a month|per month|subscription",
    re.IGNORECASE,
)
_NOT_OURS = re.compile(
    r"補助|交付金(?!を充当)|1人当たり|１人当たり|1件当たり|案は|前年|旅費|per (?:person|head|user)|発注額|点検費用"
)
_CLAUSE = re.compile(r"[^。、；;]+[。、；;]?")
_LEAD = re.compile(r"(?:(?:毎)?[年月](?:間|額|度)?(?:の)?(?:約|およそ)?|約|およそ|税込|税抜)\s?$")
_TAIL = re.compile(r"\s?(?:[/／]\s?(?:年|月)|（(?:税込|税抜|年額|月額)[^）]*）|\s?(?:a|per) (?:year|month))?")
_MONEY = re.compile(r"(?P<unit>千円|万円|百万円|円)")
_PROPOSED = 0.8


@dataclass(frozen=True, slots=True)
class _Cost:
    kind: str
    text: str
    yen: int
    span: Span
    weight: float


def costs(reading: Reading) -> Iterator[Proposal]:
    """Yield the initial cost, its band, and the yearly cost as far as they are said."""
    found = [*_of_tables(reading), *_of_sentences(reading)]
    initial = max((one for one in found if one.kind == "initial"), key=lambda one: one.weight, default=None)
    running = max((one for one in found if one.kind == "running"), key=lambda one: one.weight, default=None)
    if initial is not None:
        yield Proposal(f"cost_{reading.language}", initial.text, (initial.span.proof,), _PROPOSED)
        yield Proposal("cost_band", band_of(initial.yen), (initial.span.proof,), _PROPOSED)
    if running is not None:
        yield Proposal("run_cost", running.text, (running.span.proof,), _PROPOSED)


def _kind(text: str) -> str:
    initial, running = INITIAL.search(text), RUNNING.search(text)
    if initial and running:  # 「初期設定費」 beside 「年間使用料」: what stands first is what the words are about
        return "initial" if initial.start() < running.start() else "running"
    return "initial" if initial else "running" if running else ""


def _of_tables(reading: Reading) -> Iterator[_Cost]:
    for table in reading.tables:
        if table.appendix or not _is_about_money(table):
            continue
        scale = next((match["unit"] for name in table.header.texts if (match := _MONEY.search(name))), "")
        for row in (table.header, *table.rows):
            label = next((text for text in row.texts if _kind(text) and not amounts_in(text)), "")
            if not label or _NOT_OURS.search(label):
                continue
            values = [(cell.text, yen) for cell in row.cells if (yen := _cell_yen(cell.text, scale)) is not None]
            values = [one for one in values if one[0] != label]
            if not values:
                continue
            kind = _kind(label)
            text, yen = values[-1] if kind == "running" else max(values, key=lambda one: one[1])
            said = text if amounts_in(text) or says_nothing(text) else f"{text}{scale}"
            yield _Cost(kind, said, yen, row.span, 3.0)


def _is_about_money(table: Table) -> bool:
    about = " ".join((*table.headings[-2:], *table.header.texts))
    return bool(lexicon()["cost"].heading.search(about))


def _cell_yen(text: str, scale: str) -> int | None:
    if NOTHING.match(text):
        return None
    if amounts := amounts_in(text):
        return amounts[0].yen
    figures = figures_in(text)
    plain = re.fullmatch(r"[0-9,.\s]+", folded_width(text))
    if scale and plain and figures:
        return int(figures[0].value * {"千円": 1000, "万円": 10**4, "百万円": 10**6, "円": 1}[scale])
    return 0 if says_nothing(text) else None


def _of_sentences(reading: Reading) -> Iterator[_Cost]:
    for unit in reading.units:
        if unit.appendix:
            continue
        told = bool(lexicon()["cost"].heading.search(" ".join(unit.headings[-2:])))
        text = f"{unit.label}：{unit.text}" if unit.label else unit.text
        for clause in _CLAUSE.finditer(_joined(text)):
            yield from _of_clause(clause, text, unit.span, told, bool(unit.label))


def _joined(text: str) -> str:
    """Return the text with the commas within figures and brackets kept from parting clauses."""
    return re.sub(r"[（(][^（）()]*[)）]", lambda match: match.group().replace("、", "・"), text)


def _of_clause(clause: re.Match[str], text: str, span: Span, told: bool, labelled: bool) -> Iterator[_Cost]:
    words = clause.group()
    if _NOT_OURS.search(words):
        return
    kind = _kind(words)
    context = text[: clause.start()] + words
    amounts = amounts_in(words)
    if not amounts:
        nothing = says_nothing(words)
        if nothing and kind == "initial" and told:
            yield _Cost(kind, words.strip("。、 "), 0, span, 1.5 + labelled)
        return
    if not kind and told:
        kind = _kind(text) if text.count("円") == 1 else _kind(context)
    if not kind or not (told or INITIAL.search(words) or "利用料" in words):
        return
    amount = amounts[0]
    weight = 1.0 + told + 0.5 * labelled + 0.5 * bool(_kind(words))
    yield _Cost(kind, _said(words, amount), amount.yen, span, weight)


def _said(words: str, amount: Amount) -> str:
    """Return an amount with what says whether it is one of a year or of a month."""
    lead = _LEAD.search(words[: amount.start])
    tail = _TAIL.match(words, amount.end)
    start, end = (lead.start() if lead else amount.start), (tail.end() if tail else amount.end)
    said = words[start:end].strip()
    if "毎月" in words and "月" not in said:
        return f"月{said}"
    if re.search(r"月額|a month|per month", words) and not re.search(r"月|month", said):
        return f"月{said}"
    return said
