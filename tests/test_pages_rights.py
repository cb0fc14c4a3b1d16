"""Page images and originals are served to those who may read them, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app import knowledge, routes
from casebase.access import LOCAL_READER, Reader
from casebase.models import Details, Document, Kind, Visibility
from casebase.service import Casebase
from ingest.pipeline import ingest_file
from ingest.records import IncomingFile
from tests.scans import as_picture, needs_fonts, needs_tesseract, small

SAMPLE = Path(__file__).parent / "data" / "pdf-samples" / "pdfvision_sample-ja.pdf"
OWN = Details("tokyo", "", Kind.OTHER, Visibility.OWN)


@pytest.fixture
def client(casebase: Casebase, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The routes over a casebase of this test's own; sign-in is what `sign_in` says."""
    monkeypatch.setattr(knowledge, "_opened", None)
    monkeypatch.setattr(knowledge, "_opener", None)
    knowledge.open_in_background(lambda: casebase)
    yield TestClient(Starlette(routes=routes.routes()), base_url="http://127.0.0.1")


@pytest.fixture
def report(casebase: Casebase) -> Document:
    outcome = ingest_file(IncomingFile("報告 書.pdf", SAMPLE.read_bytes(), OWN), casebase.library, casebase.embedder)
    assert outcome.document is not None
    return casebase.document(outcome.document, LOCAL_READER)


def sign_in(monkeypatch: pytest.MonkeyPatch, organization: str) -> None:
    monkeypatch.setattr(routes, "current_reader", lambda: Reader(organization))


def test_who_may_read_a_document_gets_its_pages_and_its_original(
    client: TestClient, report: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, "tokyo")
    image = client.get(f"/documents/{report.version}/pages/1.png?w=600")
    assert image.status_code == 200 and image.content.startswith(b"\x89PNG")
    assert image.headers["cache-control"] == "private, no-cache"
    original = client.get(f"/documents/{report.version}/original")
    assert original.content == SAMPLE.read_bytes()


def test_what_may_not_be_read_looks_like_what_does_not_exist(
    client: TestClient, report: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, "tokyo")
    assert client.get(f"/documents/{report.version}/pages/1.png").status_code == 200  # now in memory
    sign_in(monkeypatch, "hiroshima")
    for what in ("pages/1.png", "original", "original?view=1", "pages/99.png"):
        forbidden = client.get(f"/documents/{report.version}/{what}")
        absent = client.get(f"/documents/{'0' * len(report.version)}/{what}")
        assert forbidden.status_code == absent.status_code == 404
        assert forbidden.content == absent.content
        assert dict(forbidden.headers) == dict(absent.headers)


def test_an_image_that_is_still_the_same_is_not_sent_again(client: TestClient, report: Document) -> None:
    address = f"/documents/{report.version}/pages/1.png"
    tag = client.get(address).headers["etag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304


def test_a_page_that_does_not_exist_is_absent(client: TestClient, report: Document) -> None:
    assert client.get(f"/documents/{report.version}/pages/99.png").status_code == 404
    assert client.get(f"/documents/{report.version}/pages/0.png").status_code == 404


def test_a_pdf_may_be_opened_and_anything_else_is_only_ever_saved(
    client: TestClient, casebase: Casebase, report: Document
) -> None:
    opened = client.get(f"/documents/{report.version}/original?view=1")
    assert opened.headers["content-type"] == "application/pdf"
    assert opened.headers["content-disposition"].startswith("inline")
    page = IncomingFile("page.html", "<p>表題の文章である。</p><script>alert(1)</script>".encode(), OWN)
    outcome = ingest_file(page, casebase.library, casebase.embedder)
    saved = client.get(f"/documents/{outcome.version}/original?view=1")
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"] == "attachment; filename*=UTF-8''page.html"
    assert saved.headers["content-security-policy"].startswith("sandbox")


def test_names_of_originals_are_written_so_that_no_header_breaks(client: TestClient, report: Document) -> None:
    answer = client.get(f"/documents/{report.version}/original")
    assert answer.headers["content-disposition"].endswith("filename*=UTF-8''%E5%A0%B1%E5%91%8A%20%E6%9B%B8.pdf")


def test_an_image_of_a_document_that_has_no_pages_to_draw_is_absent(client: TestClient, casebase: Casebase) -> None:
    text = IncomingFile("notes.txt", "議事録の作成時間が減った。".encode(), OWN)
    outcome = ingest_file(text, casebase.library, casebase.embedder)
    assert client.get(f"/documents/{outcome.version}/pages/1.png").status_code == 404


@needs_tesseract
@needs_fonts
def test_a_picture_is_shown_as_a_page_that_was_drawn_anew(
    client: TestClient, casebase: Casebase, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = as_picture(small(lines=2)) + b"CANARY"
    outcome = ingest_file(IncomingFile("scan.png", content, OWN), casebase.library, casebase.embedder)
    image = client.get(f"/documents/{outcome.version}/pages/1.png?w=300")
    assert image.headers["content-type"] == "image/png" and image.content.startswith(b"\x89PNG")
    assert b"CANARY" not in image.content
    saved = client.get(f"/documents/{outcome.version}/original?view=1")
    assert saved.headers["content-disposition"].startswith("attachment")
    sign_in(monkeypatch, "hiroshima")
    assert client.get(f"/documents/{outcome.version}/pages/1.png?w=300").status_code == 404


def test_any_width_is_served_with_one_of_few_images(client: TestClient, report: Document) -> None:
    address = f"/documents/{report.version}/pages/1.png"
    sizes = {len(client.get(f"{address}?w={width}").content) for width in ("650", "700", "699")}
    assert len(sizes) == 1
    assert client.get(f"{address}?w=99999999").status_code == 200
    assert client.get(f"{address}?w=x").status_code == 200


def test_a_file_that_waits_for_a_decision_is_saved_by_its_organisation_and_absent_for_others(
    client: TestClient, casebase: Casebase, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = casebase.jobs.hand_in([("page.html", b"<script>alert(1)</script>")], OWN, Reader("tokyo"), hold=True)
    sign_in(monkeypatch, "tokyo")
    saved = client.get(f"/jobs/{job.id}/original")
    assert saved.content == b"<script>alert(1)</script>"
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"] == "attachment; filename*=UTF-8''page.html"
    assert saved.headers["content-security-policy"].startswith("sandbox")
    sign_in(monkeypatch, "hiroshima")
    forbidden, absent = client.get(f"/jobs/{job.id}/original"), client.get("/jobs/999/original")
    assert forbidden.status_code == absent.status_code == 404
    assert (forbidden.content, dict(forbidden.headers)) == (absent.content, dict(absent.headers))
