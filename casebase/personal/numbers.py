"""Numbers that prove themselves by a check digit, and text in which numbers can be looked for."""

from __future__ import annotations

import re

_FOLDED = {
    **{0xFF01 + offset: 0x21 + offset for offset in range(94)},  # full-width ASCII
    **dict.fromkeys(map(ord, "‐‑‒–—―−─－"), ord("-")),
    0x3000: 0x20,
    0xA0: 0x20,
}

_LONG_VOWEL = re.compile(r"(?<=\d)[ーｰ](?=\d)")
"""The long vowel mark, which is typed for a hyphen between digits."""


def folded(text: str) -> str:
    """Return `text` with digits, letters and hyphens in their plain form, character for character: offsets hold."""
    return _LONG_VOWEL.sub("-", text.translate(_FOLDED))


def is_my_number(digits: str) -> bool:
    """Tell whether 12 digits are an individual number (個人番号) by their check digit.

    Source: 行政手続における特定の個人を識別するための番号の利用等に関する法律の規定による通知カード及び個人番号カード
    並びに情報提供ネットワークシステムによる特定個人情報の提供等に関する省令 (平成26年総務省令第85号) 第5条: with P(n) the n-th
    digit from the right of the first eleven and Q(n) = n+1 for n ≤ 6, n-5 for n ≥ 7, the check digit is
    11 - (ΣP(n)Q(n) mod 11), or 0 where that remainder is at most 1.
    """
    if len(digits) != 12 or not digits.isdigit():
        return False
    total = sum(int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(reversed(digits[:11]), start=1))
    remainder = total % 11
    return int(digits[11]) == (0 if remainder <= 1 else 11 - remainder)


def is_corporate_number(digits: str) -> bool:
    """Tell whether 13 digits are a corporate number (法人番号), which is public, by its check digit, the first one.

    Source: 法人番号の指定等に関する省令 (平成26年財務省令第70号) 第2条: 9 - (ΣP(n)Q(n) mod 9), with P(n) the n-th digit from
    the right, Q(n) 1 for odd and 2 for even n.
    """
    if len(digits) != 13 or not digits.isdigit():
        return False
    total = sum(int(digit) * (1 if n % 2 else 2) for n, digit in enumerate(reversed(digits[1:]), start=1))
    return int(digits[0]) == 9 - total % 9


def is_card_number(digits: str) -> bool:
    """Tell whether digits are the number of a payment card: a length and beginning in use, and the check digit.

    Source: ISO/IEC 7812-1 (Luhn); beginnings of Visa 4, Mastercard 51–55 and 2221–2720, JCB 3528–3589, American Express 34
    and 37, Diners 30, 36, 38, 39.
    """
    lengths = {
        16: digits[:1] == "4" or "51" <= digits[:2] <= "55" or "2221" <= digits[:4] <= "2720" or "3528" <= digits[:4] <= "3589",
        15: digits[:2] in {"34", "37"},
        14: digits[:2] in {"30", "36", "38", "39"},
    }  # fmt: skip
    if not digits.isdigit() or not lengths.get(len(digits), False):
        return False
    doubled = (int(digit) * (1 + n % 2) for n, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
