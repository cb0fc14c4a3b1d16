"""The words of a text as the lexical index and the answer rules count them.

Japanese by Sudachi in mode A (the shortest units), in normalised form (申込 and 申し込み are one word); names in Latin
letters stay whole and are given in parts as well (`chatgpt-4o`, `chatgpt`, `4o`).
"""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from sudachipy import Dictionary, Morpheme, SplitMode
from sudachipy import Tokenizer as SudachiTokenizer

from casebase.text.english import stem
from casebase.text.normalize import search_form
from casebase.text.remembered import remembered

LONGEST_CALL = 12_000
"""Characters given to Sudachi at once. It takes 49,149 bytes, and a character has at most 4."""

_DROPPED = frozenset({"助詞", "助動詞", "補助記号", "記号", "空白", "接続詞", "感動詞", "連体詞"})

STOPWORDS = frozenset(
    re.findall(
        r"\S+",
        """
        為る 有る 居る 成る 出来る 御 事 物 為 様 時 所 等 此れ 其れ 何れ 此処 其処 何処 何時 何 どう どの どんな 如何 いつ
        誰 幾つ 幾ら 何故 こう そう 良い 無い 因る 於く 就く 対する 関する 言う 下さる 頂く 呉れる 教える 此の 其の 及び
        a an and are as at be been being by can could did do does for from had has have how i if in into is it its may
        me my of on or our shall should so than that the their them then there these they this those to was we were what
        when where which who whom whose why will with would you your please tell about
        """,
    )
)
"""Words that say nothing about what a text is about; `tokenize` leaves them out."""

_LATIN_RUN = re.compile(r"[a-z0-9\u00c0-\u024f]+(?:[.'&+/_\-][a-z0-9\u00c0-\u024f]+)*[+#]*")
_PROSE = 3
"""Words in a row that make English prose of a mixed text; fewer are names and borrowed words (Web会議)."""

_LETTER = re.compile(r"[a-z\u00c0-\u024f]")
_PARTS = re.compile(r"[&+/_\-']|(?<![0-9])\.|\.(?![0-9])")
_KATAKANA_RUN = re.compile(r"[\u30a1-\u30fa\u30fc]{5,}")
_KATAKANA_NAME = re.compile(r"[\u30a1-\u30fa\u30fc・]{3,}")
_PLACE_ENDINGS = frozenset("都道府県市区町村庁省")
_SIDES = frozenset("東西南北")
_LOCAL = "地名/一般"
_CJK_RUN = re.compile(r"[\u3005\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff\uf900-\ufaff]+")

_local = threading.local()
_opening = threading.Lock()


def tokenize(text: str) -> list[str]:
    """Return the content words of `text` in order, repetitions included, ready to be counted or joined by spaces."""
    searched = search_form(text)
    if len(searched) <= LONGEST_CALL:
        return _tokenize_piece(searched)
    return [token for piece in _pieces(searched) for token in _tokenize_piece(piece)]


def bigrams(text: str) -> list[str]:
    """Return the character bigrams of the Japanese runs of `text`; a run of one character is given as it is."""
    grams: list[str] = []
    for run in _CJK_RUN.findall(search_form(text)):
        grams.extend(a + b for a, b in pairwise(run)) if len(run) > 1 else grams.append(run)
    return grams


@dataclass(frozen=True, slots=True)
class Word:
    """A content word and the groups of synonyms it belongs to (numbers of Sudachi's synonym dictionary)."""

    token: str
    groups: frozenset[int]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a text, to be asked whether they say another word or a synonym of it."""

    tokens: frozenset[str]
    groups: frozenset[int]

    @staticmethod
    def of(text: str) -> Vocabulary:
        """Gather the words of `text`."""
        return _vocabulary(text)

    @staticmethod
    def of_all(texts: Iterable[str]) -> Vocabulary:
        """Gather the words of several texts; each is cut once, whatever it is gathered with."""
        found = [_vocabulary(text) for text in texts if text]
        tokens: frozenset[str] = frozenset().union(*(one.tokens for one in found))
        return Vocabulary(tokens, frozenset().union(*(one.groups for one in found)))

    def __or__(self, other: Vocabulary) -> Vocabulary:
        return Vocabulary(self.tokens | other.tokens, self.groups | other.groups)

    def says(self, word: Word) -> bool:
        """Tell whether the text says `word` or a synonym: 廃棄 says 捨てる, 費用 says cost."""
        return word.token in self.tokens or not self.groups.isdisjoint(word.groups)


@remembered(2048)  # the sentences of a passage are asked about several times for each question
def _vocabulary(text: str) -> Vocabulary:
    found = words(text)
    return Vocabulary(frozenset(w.token for w in found), frozenset().union(*(w.groups for w in found)))


def synonym_groups(token: str) -> tuple[int, ...]:
    """Return the groups of synonyms that one of the tokens of `tokenize` belongs to (numbers of Sudachi's dictionary)."""
    tokenizer, _ = _sudachi()
    found = tokenizer.tokenize(token[:LONGEST_CALL])
    return tuple(found[0].synonym_group_ids()) if len(found) == 1 else ()


def words(text: str) -> list[Word]:
    """Return the content words of `text` in order with their synonyms; names in Latin letters come in parts."""
    searched = search_form(text)
    if len(searched) > LONGEST_CALL:
        return [word for piece in _pieces(searched) for word in words(piece)]
    return [word for _, _, word in words_at(searched)]


def words_at(searched: str) -> list[tuple[int, int, Word]]:
    """Return the content words of a short text in search form, each as (start, end, word)."""
    tokenizer, content = _sudachi()
    found: list[tuple[int, int, Word]] = []
    for morpheme in tokenizer.tokenize(searched):
        if not content[morpheme.part_of_speech_id()]:
            continue
        begin, end = morpheme.begin(), morpheme.end()
        written, normalized = searched[begin:end], morpheme.normalized_form()
        groups = morpheme.synonym_group_ids()
        if _KATAKANA_NAME.fullmatch(normalized):  # "cost" is written コスト in normalised form: another tie
            groups.append(-zlib.crc32(normalized.encode()))
        token = stem(written) if written.isascii() else normalized
        single_letter = len(written) == 1 and written.isascii() and written.isalpha()
        if written not in STOPWORDS and token not in STOPWORDS and not single_letter:
            found.append((begin, end, Word(token.casefold(), frozenset(groups))))
    return found


def word_edges(searched: str) -> frozenset[int]:
    """Return where words of a short text in search form begin and end."""
    tokenizer, _ = _sudachi()
    found = tokenizer.tokenize(searched)
    return frozenset((0, *(morpheme.end() for morpheme in found)))


@dataclass(frozen=True, slots=True)
class ProperNoun:
    """A name in Japanese script, as it is searched; `is_local`: the dictionary knows it as a place smaller than a country,
    `is_unknown`: it does not know it at all."""

    written: str
    is_local: bool = False
    is_unknown: bool = False


def proper_nouns(text: str) -> list[ProperNoun]:
    """Return the names of places, organisations and people in Japanese script, in order.

    A place takes its 県, 市, 区 … along, and 東西南北 before it; a katakana word that the dictionary does not know counts as a
    name.
    """
    searched = search_form(text)[:LONGEST_CALL]
    if searched.isascii():
        return []
    tokenizer, _ = _sudachi()
    kinds = _proper_nouns()
    found: list[ProperNoun] = []
    after_name_at, before = -1, ""
    for morpheme in tokenizer.tokenize(searched):
        begin, end = morpheme.begin(), morpheme.end()
        side, written, kind = before, searched[begin:end], kinds[morpheme.part_of_speech_id()]
        before = written
        if begin == after_name_at and (written in _PLACE_ENDINGS or kind):
            found[-1] = ProperNoun(found[-1].written + written, found[-1].is_local)
            after_name_at = end
        elif (kind and _CJK_RUN.fullmatch(written)) or (morpheme.is_oov() and _KATAKANA_NAME.fullmatch(written)):
            whole = side + written if side in _SIDES else written
            found.append(ProperNoun(whole, kind == _LOCAL, is_unknown=not kind))
            after_name_at = end
    return [name for name in found if len(name.written) > 1]


def _tokenize_piece(text: str) -> list[str]:
    if text.isascii():
        return [token for run in _LATIN_RUN.findall(text) for token in _latin_tokens(run)]
    tokenizer, content = _sudachi()
    latin = [run.span() for run in _LATIN_RUN.finditer(text) if _LETTER.search(run.group())]
    prose = _prose(text, latin)
    katakana = [run.span() for run in _KATAKANA_RUN.finditer(text)]
    tokens: list[str] = []

    def take(morpheme: Morpheme) -> None:
        if content[morpheme.part_of_speech_id()] and (token := morpheme.normalized_form()) not in STOPWORDS:
            tokens.append(token.casefold())

    next_latin, next_katakana = 0, 0
    for morpheme in tokenizer.tokenize(text):
        begin, end = morpheme.begin(), morpheme.end()
        if next_katakana < len(katakana) and begin >= katakana[next_katakana][0]:
            left, right = katakana[next_katakana]
            next_katakana += 1
            if end < right:
                tokens.append(text[left:right])  # a name of several words, or unknown to the dictionary: whole as well
        if next_latin < len(latin) and end > latin[next_latin][0]:
            left, right = latin[next_latin]
            if begin <= left and next_latin in prose:
                tokens.extend(_latin_tokens(text[left:right]))
            elif begin <= left:
                tokens.extend(_known_latin(morpheme.normalized_form(), text[left:right], end - begin))
            next_latin += end >= right
        else:
            take(morpheme)
    return tokens


def parts_of_speech(text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """Return the words of a short text as written (mode C: names whole), each as (start, end, part of speech).

    Raises `ValueError` for more than `LONGEST_CALL` characters.
    """
    if len(text) > LONGEST_CALL:
        raise ValueError(f"at most {LONGEST_CALL} characters at once, not {len(text)}")
    tokenizer, _ = _sudachi()
    return [(word.begin(), word.end(), word.part_of_speech()) for word in tokenizer.tokenize(text, SplitMode.C)]


def _prose(text: str, runs: list[tuple[int, int]]) -> set[int]:
    """Return which of the Latin runs stand in English prose: at least `_PROSE` in a row with no Japanese between."""
    found: set[int] = set()
    row: list[int] = []
    for number, (left, _) in enumerate(runs):
        if row and not text[runs[number - 1][1] : left].isascii():
            row = []
        row.append(number)
        if len(row) >= _PROSE:
            found.update(row[-_PROSE:])
    return found


def _known_latin(normalized: str, run: str, length: int) -> list[str]:
    """Return the tokens of a Latin run; a word the dictionary writes in katakana (web → ウェブ) becomes that word."""
    if length == len(run) and not normalized.isascii():
        return [normalized]
    return _latin_tokens(run)


def _latin_tokens(run: str) -> list[str]:
    whole = stem(run)
    parts = [stem(part) for part in _PARTS.split(run) if len(part) > 1]
    if len(parts) < 2:
        return [] if whole in STOPWORDS or run in STOPWORDS else [whole]
    return [whole, *(part for part in parts if part not in STOPWORDS)]


def _pieces(text: str) -> list[str]:
    """Cut a long text where a sentence, a line or a word ends, at worst anywhere."""
    pieces: list[str] = []
    start = 0
    while len(text) - start > LONGEST_CALL:
        window = text[start : start + LONGEST_CALL]
        cut = next((at + 1 for mark in "。\n、 " if (at := window.rfind(mark)) > 0), LONGEST_CALL)
        pieces.append(window[:cut])
        start += cut
    pieces.append(text[start:])
    return pieces


def _sudachi() -> tuple[SudachiTokenizer, tuple[bool, ...]]:
    """Return this thread's tokenizer (they must not be shared) and, by part-of-speech id, whether a word counts."""
    if not hasattr(_local, "tokenizer"):
        _local.tokenizer = open_dictionary().tokenizer(
            SplitMode.A, fields={"normalized_form", "pos", "synonym_group_ids"}
        )
    return _local.tokenizer, _content_words()


def is_in_dictionary(word: str) -> bool:
    """Tell whether the dictionary has `word` (in search form) as a whole."""
    return any(search_form(found.surface()) == word for found in open_dictionary().lookup(word))


def open_dictionary() -> Dictionary:
    """Return the dictionary of words, opened once; tokenizers made from it must not be shared between threads."""
    with _opening:
        return _dictionary()


@cache
def _dictionary() -> Dictionary:
    return Dictionary(dict="core")


@cache
def _proper_nouns() -> tuple[str, ...]:
    """Return by part-of-speech id what kind of name a word is (地名/一般), empty if it is none."""
    kinds: list[str] = []
    while (pos := _dictionary().pos_of(len(kinds))) is not None:
        kinds.append("/".join(pos[2:4]) if pos[1] == "固有名詞" else "")
    return tuple(kinds)


@cache
def _content_words() -> tuple[bool, ...]:
    flags: list[bool] = []
    while (pos := _dictionary().pos_of(len(flags))) is not None:
        flags.append(pos[0] not in _DROPPED)
    return tuple(flags)
