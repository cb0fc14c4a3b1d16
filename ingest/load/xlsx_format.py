"""Cell values as Excel shows them: dates, times, percentages, thousands, signs around numbers."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "yyyy/m/d", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"d"日"', 28: 'ggge"年"m"月"d"日"', 29: 'ggge"年"m"月"d"日"', 30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"時"mm"分"', 33: 'h"時"mm"分"ss"秒"', 34: 'yyyy"年"m"月"', 35: 'm"月"d"日"', 36: 'yyyy"年"m"月"d"日"',
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "0.0E+0", 49: "@",
    50: 'yyyy"年"m"月"d"日"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: 'yyyy"年"m"月"',
    56: 'm"月"d"日"', 57: 'yyyy"年"m"月"d"日"', 58: 'm"月"d"日"',
}  # fmt: skip
"""Number formats by id (ECMA-376 part 1, 18.8.30, with the Japanese ones)."""

_ERAS = (
    (datetime(2019, 5, 1), "令和", "R"),
    (datetime(1989, 1, 8), "平成", "H"),
    (datetime(1926, 12, 25), "昭和", "S"),
    (datetime(1912, 7, 30), "大正", "T"),
    (datetime(1868, 1, 25), "明治", "M"),
)
_KANJI = "〇一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_WEEKDAYS = "月火水木金土日"
_TOKENS = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|(\[(?:h+|m+|s+)\])|\[[^\]]*\]|(AM/PM|am/pm|A/P)|([yY]+|[eE]+(?![+-])|[gG]+|[mM]+|[dD]+|[aA]{3,4}|[hH]+|[sS]+(?:\.0+)?)|(.)'
)
_LAST_SERIAL = 2_958_465
"""Serial number of 9999-12-31, the last day that Excel knows."""


def shown(value: str, number_format: str, from_1904: bool = False) -> str:
    """Return a numeric cell's value (as stored) in its number format; what cannot be formatted comes as it is stored."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite():
        return value
    section = _section(number_format, number)
    if section.strip().lower() in {"", "general", "@", "g/標準"}:
        return _general(number)
    try:
        if _is_date(section):
            return _in_figures(_date(number, section, from_1904), number_format, True)
        return _in_figures(_number(number, section, number_format.count(";") > 0), number_format, False)
    except (ValueError, OverflowError, InvalidOperation):
        return _general(number)


def _in_figures(text: str, number_format: str, is_date: bool) -> str:
    """Write figures as the format asks: full-width ([DBNum3]), those of a date in kanji ([DBNum1]), the first year as 元."""
    if "gannen" in number_format:
        text = re.sub(r"(?<=[明大昭平令治正和成])0?1(?=年)", "元", text)
    if "[DBNum3]" in number_format:
        return text.translate(_FULL_WIDTH)
    if "[DBNum1]" in number_format and is_date:
        return re.sub(r"\d+", lambda figures: _kanji(figures[0]), text)
    return text


def _kanji(figures: str) -> str:
    value = int(figures)
    if value > 99:  # a year is written figure by figure
        return "".join(_KANJI[int(figure)] for figure in figures)
    tens, ones = divmod(value, 10)
    head = ("" if tens == 1 else _KANJI[tens]) + "十" if tens else ""
    return head + (_KANJI[ones] if ones or not tens else "")


def _section(number_format: str, number: Decimal) -> str:
    parts = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format)
    if len(parts) >= 3 and number == 0:
        return parts[2]
    return parts[1] if len(parts) >= 2 and number < 0 else parts[0]


def _is_date(section: str) -> bool:
    bare = re.sub(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*.', "", section, flags=re.IGNORECASE)
    return re.search(r"[ymdhsgYMDHSG]|(?<![0#?.])e(?![+-])|aaa", bare) is not None and not re.search(
        r"[0#?]{1}(?!0*$)", bare.replace("ss.0", "")
    )


def _general(number: Decimal) -> str:
    rounded = (
        number
        if abs(number) < 1 and number != 0
        else number.quantize(Decimal("1e-9"))
        if abs(number) < 10**15
        else number
    )
    if abs(rounded) < Decimal("1e-9") and number != 0:
        return f"{float(number):.5E}"
    text = f"{float(number):.10g}" if abs(number) < 10**11 else f"{float(number):.15g}"
    return format(Decimal(text), "f") if "e" in text and abs(number) >= 1 else text


def _number(number: Decimal, section: str, has_negative: bool) -> str:
    core = re.search(r'(?:"[^"]*"|\\.|[^0#?"\\])*?([0#?][0#?,.]*(?:[eE][+-]0+)?)', section)
    if core is None:
        return _literal(section) or _general(number)
    pattern = core[1]
    before, after = section[: core.start(1)], section[core.end(1) :]
    percent = section.count("%")
    scaled = abs(number) * 100**percent
    trailing = len(pattern) - len(pattern.rstrip(","))
    scaled /= Decimal(1000) ** trailing
    pattern = pattern.rstrip(",")
    if re.search(r"[eE][+-]", pattern):
        digits = len(re.split(r"[eE]", pattern)[0].partition(".")[2])
        body = f"{float(scaled):.{digits}E}"
    else:
        whole, _, fraction = pattern.partition(".")
        places = len(fraction)
        rounded = scaled.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        body = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
        if places and "0" not in fraction[fraction.rfind("0") + 1 :] and fraction.endswith(("#", "?")):
            least = fraction.rfind("0") + 1
            kept = body.split(".")[1].rstrip("0").ljust(least, "0")
            body = body.split(".")[0] + (f".{kept}" if kept else "")
        least_digits = whole.count("0")
        if "," not in whole and least_digits > 1:
            head, dot, tail = body.partition(".")
            body = head.zfill(least_digits) + dot + tail
    sign = "-" if number < 0 and not has_negative else ""
    return f"{sign}{_literal(before)}{body}{_literal(after)}"


def _literal(part: str) -> str:
    part = re.sub(r"_.|\*.", "", part)
    part = re.sub(r"\[\$([^\]-]*)(?:-[^\]]*)?\]", r"\1", part)
    part = re.sub(r"\[[^\]]*\]", "", part)
    return re.sub(r'"([^"]*)"|\\(.)', lambda match: match[1] or match[2] or "", part)


def _date(number: Decimal, section: str, from_1904: bool) -> str:
    serial = float(number)
    if not 0 <= serial <= _LAST_SERIAL:
        return _general(number)
    # Excel counts 1900-02-29, a day that never was; 1904 is the first day of old Macintosh workbooks.
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31) if serial < 60 else datetime(1899, 12, 30)
    moment = start + timedelta(seconds=round(serial * 86_400))
    twelve = re.search(r"AM/PM|am/pm|A/P", section) is not None
    out: list[str] = []
    last_unit = ""
    tokens = list(_TOKENS.finditer(section))
    for index, token in enumerate(tokens):
        quoted, escaped, elapsed, half, unit, other = token.groups()
        if quoted is not None or escaped is not None:
            out.append(quoted or escaped or "")
        elif elapsed:
            hours = {"h": 24, "m": 1_440, "s": 86_400}[elapsed[1].lower()]
            out.append(str(int(serial * hours + 1e-9)).zfill(len(elapsed) - 2))
            last_unit = elapsed[1].lower()
        elif half:
            out.append("午後" if moment.hour >= 12 else "午前") if half == "A/P" else out.append(
                "PM" if moment.hour >= 12 else "AM"
            )
        elif unit:
            following = next((t.group(5).lower() for t in tokens[index + 1 :] if t.group(5)), "")
            minutes = unit[0] in "mM" and (last_unit in {"h", "minute"} or following.startswith("s")) and len(unit) <= 2
            out.append(f"{moment.minute:0{len(unit)}d}" if minutes else _unit(moment, unit.lower(), twelve))
            last_unit = "minute" if minutes else unit[0].lower()
        elif other:
            out.append(other)
    return "".join(out).strip()


def _unit(moment: datetime, unit: str, twelve: bool) -> str:
    kind, length = unit[0], len(unit)
    era = next((found for found in _ERAS if moment >= found[0]), None)
    hour = (moment.hour % 12 or 12) if twelve else moment.hour
    if kind == "y":
        return f"{moment.year % 100:02d}" if length <= 2 else str(moment.year)
    if kind == "e":
        return str(moment.year - era[0].year + 1 if era else moment.year).zfill(min(length, 2))
    if kind == "g":
        return "" if era is None else (era[2], era[1][:1], era[1])[min(length, 3) - 1]
    if kind == "m":
        names = {3: "%b", 4: "%B"}
        return moment.strftime(names[length]) if length in names else f"{moment.month:0{min(length, 2)}d}"
    if kind == "d":
        names = {3: "%a", 4: "%A"}
        return moment.strftime(names[length]) if length in names else f"{moment.day:0{min(length, 2)}d}"
    if kind == "a":
        return _WEEKDAYS[moment.weekday()] + ("曜日" if length == 4 else "")
    if kind == "h":
        return f"{hour:0{min(length, 2)}d}"
    return f"{moment.second:0{min(len(unit.partition('.')[0]), 2)}d}"
