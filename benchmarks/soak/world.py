"""A casebase to be mistreated: texts from a seed, work done in child processes that may die, and an audit of what is left.

Children are forked from a process that has imported everything and opened nothing, so that a trial costs the work itself.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.embedding import HashingEmbedder
from casebase.errors import CasebaseError
from casebase.faults import VARIABLE
from casebase.index.generation import current_generation, lost_passages
from casebase.index.lexical import Terms, question_terms
from casebase.index.search import SearchIndex
from casebase.index.sought import Candidate, Sought
from casebase.models import Details, Filters, Kind, Visibility
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.store.blobs import Originals
from casebase.store.database import open_database
from casebase.store.feed import Feed
from casebase.text.tokens import tokenize
from casebase.upkeep.doctor import check_database, check_text, check_vectors
from casebase.upkeep.doctor_files import check_originals
from casebase.upkeep.findings import Finding
from ingest.pipeline import ingest_files
from ingest.records import IncomingFile

DEPTH = 10
DETAILS = Details("tokyo", "東京都", Kind.CASE, Visibility.PUBLIC)
_PLACES = [
    "青空町",
    "若葉市",
    "白浜村",
    "桜川区",
    "緑丘町",
    "花園市",
    "月見村",
    "川端区",
    "松原町",
    "泉台市",
    "朝霧村",
    "星野区",
]
_TASKS = [
    "議事録の要約",
    "道路の損傷検知",
    "窓口の案内",
    "健診の予測",
    "電話の記録",
    "翻訳の校正",
    "広報文の作成",
    "図書の推薦",
    "申請の審査",
    "研修の教材",
]
_SYLLABLES = "カキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"


def texts(seed: int, count: int, passages: int = 2) -> dict[str, str]:
    """Return `count` short documents by file name, of about `passages` passages each; every paragraph says a word of its own."""
    drawn = random.Random(seed)
    found = {}
    for number in range(count):
        paragraphs = []
        for part in range(passages):
            word = "".join(drawn.choices(_SYLLABLES, k=7))
            place, task, hours = drawn.choice(_PLACES), drawn.choice(_TASKS), drawn.randint(2, 90)
            said = f"{place}は{task}に生成AI「{word}」を使い、作業時間を月{hours}時間減らした。"
            more = f"担当した職員は{drawn.randint(2, 40)}人で、{drawn.choice(_PLACES)}とも手順を共有している。" * 3
            paragraphs.append(f"## {part + 1} {task}\n\n{said}{more}")
        found[f"{seed:06d}-{number:03d}.txt"] = f"# {word}の記録\n\n" + "\n\n".join(paragraphs) + "\n"
    return found


@dataclass(slots=True)
class Audit:
    """What was wrong with a casebase; nothing, if every list is empty. `seconds`: until it answered after its start."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    half_published: list[str] = field(default_factory=list)
    unfindable: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def faults(self) -> int:
        return len(self.lost) + len(self.doubled) + len(self.half_published) + len(self.unfindable)

    def __iadd__(self, other: Audit) -> Audit:
        for one in fields(self):
            if one.name != "seconds":
                getattr(self, one.name).extend(getattr(other, one.name))
        self.seconds = max(self.seconds, other.seconds)
        return self


def prepare() -> None:
    """Load dictionaries and libraries once, before children are forked."""
    tokenize("準備")
    import_module("chromadb.api.rust")  # Chroma imports it only when it is opened


def settings_of(home: Path) -> Settings:
    """Return settings with the quick embedder: the model is not the point here."""
    return Settings(home=home, model="fake", _env_file=None)


def opened(home: Path) -> Casebase:
    """Open the casebase of a folder."""
    return open_casebase(settings_of(home), HashingEmbedder())


def take_in(home: Path, files: Mapping[str, str], acknowledged: Path, build: bool = True) -> list[str]:
    """Take in files, noting each in `acknowledged` as soon as it is said to be in; return the errors of the others."""
    casebase = opened(home)
    incoming = [IncomingFile(name, text.encode(), DETAILS) for name, text in files.items()]
    errors = []
    with acknowledged.open("a", encoding="utf-8") as noted:
        for outcome in ingest_files(incoming, casebase.library, casebase.embedder, None, settings_of(home)):
            if outcome.error:
                errors.append(outcome.error)
            else:
                noted.write(f"{outcome.file}\n")
                noted.flush()
    if build and not errors:
        casebase.index.build()
    return errors


def audit(home: Path, acknowledged: Sequence[str]) -> Audit:
    """Start the casebase anew and ask for everything: see `Audit`. Every passage is asked for by its vector and its words."""
    began = time.perf_counter()
    casebase = opened(home)
    casebase.search("生成AIを使った記録", LOCAL_READER)
    found = Audit(seconds=time.perf_counter() - began)
    held = [document.file_name for document in casebase.documents(LOCAL_READER)]
    found.lost = sorted(set(acknowledged) - set(held))
    found.doubled = sorted({name for name in held if held.count(name) > 1})
    faults = [one for one in _looked_at(home) if one.is_fault]
    found.half_published = [f"{one.check}: {one.message} {list(one.items)[:3]}" for one in faults]
    found.unfindable = unfindable(home, casebase)
    return found


def _looked_at(home: Path) -> list[Finding]:
    """Return doctor's findings on the truth; the index is asked for every passage instead."""
    settings = settings_of(home)
    engine, originals = open_database(settings), Originals(settings.originals_folder)
    originals_right = check_originals(engine, originals, repair=False)
    return [check_database(engine), originals_right, check_text(engine), check_vectors(settings, engine)]


def _proposed(index: SearchIndex, vector: NDArray[np.float32], terms: Terms) -> Sequence[Candidate]:
    return index.proposed(Sought(lambda: vector, terms), LOCAL_READER, Filters(), DEPTH).candidates


def unfindable(home: Path, casebase: Casebase) -> list[str]:
    """Return the passages that a search with their own vector, or with their own words, does not bring."""
    feed = Feed(open_database(settings_of(home)), casebase.embedder.fingerprint)
    index = SearchIndex(settings_of(home).index_folder, feed)
    none = question_terms("")
    missing = []
    for entry in feed.entries():
        by_vector = _proposed(index, entry.vector, none)
        by_words = _proposed(index, 0 * entry.vector, question_terms(entry.text))
        in_words = {one.passage for one in by_words if one.lexical > 0}
        if entry.passage not in {one.passage for one in by_vector} or entry.passage not in in_words:
            missing.append(entry.passage)
    if generation := current_generation(settings_of(home).index_folder, casebase.embedder.fingerprint):
        missing += lost_passages(generation, feed)
    return missing


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: its result, or what it raised, or the signal that killed it."""

    result: Any = None
    error: str = ""
    code: str = ""
    signal: int = 0


def start(work: Callable[[], Any], fault: str = "") -> Callable[[], Ended]:
    """Fork a child that does `work`; return what waits for it. The child's pid is the attribute `pid` of that."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _in_child(work, fault, writing)
    os.close(writing)

    def wait() -> Ended:
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read()
        _, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status):
            return Ended(signal=os.WTERMSIG(status))
        return Ended(**json.loads(said)) if said else Ended(error=f"exit status {status}")

    wait.pid = pid  # type: ignore[attr-defined]
    return wait


def in_child(work: Callable[[], Any], fault: str = "") -> Ended:
    """Do `work` in a child process, with a fault if one is named, and return how it ended."""
    return start(work, fault)()


def killed_after(work: Callable[[], Any], seconds: float) -> Ended:
    """Do `work` in a child and kill the child after so many seconds, if it still works then."""
    wait = start(work)
    time.sleep(seconds)
    os.kill(wait.pid, signal.SIGKILL)  # type: ignore[attr-defined]
    return wait()


def audited(home: Path, acknowledged: Path) -> Audit:
    """Audit in a child process; a child that dies is a fault."""
    names = acknowledged.read_text(encoding="utf-8").split("\n")[:-1] if acknowledged.exists() else []
    ended = in_child(lambda: _plain(audit(home, names)))
    if ended.result is None:
        return Audit(half_published=[f"the audit ended with {ended}"])
    return Audit(**ended.result)


@contextmanager
def timed(figures: dict[str, Any]):  # type: ignore[no-untyped-def]
    """Note the seconds that something takes."""
    began = time.perf_counter()
    yield
    figures["seconds"] = round(time.perf_counter() - began, 1)


def _in_child(work: Callable[[], Any], fault: str, writing: int) -> None:
    os.environ[VARIABLE] = fault
    said: dict[str, Any]
    try:
        said = {"result": work()}
    except CasebaseError as error:
        said = {"error": str(error), "code": error.code}
    except BaseException as error:  # whatever it is, the parent counts it
        said = {"error": f"{type(error).__name__}: {error}\n{traceback.format_exc()[-1500:]}"}
    try:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(json.dumps(said).encode())
    finally:
        os._exit(0)


def _plain(found: Audit) -> dict[str, Any]:
    return {one.name: getattr(found, one.name) for one in fields(found)}
