"""What the editor decides: kept as it is, masked at its place, or let in; everything else stays where it was."""

from __future__ import annotations

import io

import docx
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.soak.upkeep import traces
from casebase.access import LOCAL_READER, Reader
from casebase.errors import NotFound, Withheld
from casebase.findings import Decision, asks_for_decision
from casebase.geometry import boxes_of
from casebase.models import Details, Filters, Visibility
from casebase.store.feedback import Feedback, FeedbackKind
from casebase.upkeep.doctor import examine
from casebase.upkeep.findings import State
from ingest.health.decide import decide
from ingest.load.pdf_images import render_page
from ingest.pipeline import ingest_file
from ingest.records import FileStatus, IncomingFile

PHONE = "090-1234-5678"
REPORT = f"# 相談の記録\n\n相談者の携帯は{PHONE}である。相談の件数は12件であった。\n\n令和6年4月1日に受け付けた。\n"


@pytest.fixture
def published(casebase):
    def publish(name: str, content: bytes, organization: str = "tokyo"):
        details = Details(organization, visibility=Visibility.PARTNERS)
        outcome = ingest_file(IncomingFile(name, content, details), casebase.library, casebase.embedder)
        return outcome.version, outcome

    return publish


def numbered(casebase, version, code):
    findings = casebase.checks.findings(version, LOCAL_READER)
    return next(number for number, one in enumerate(findings) if one.code == code)


def test_findings_are_kept_with_the_version_and_listed_by_code(casebase, published):
    version, outcome = published("記録.md", REPORT.encode())

    (finding,) = casebase.checks.findings(version, LOCAL_READER)
    page = casebase.page(version, 1, LOCAL_READER)
    assert outcome.status is FileStatus.WARNED
    assert [warned.code for warned in outcome.warnings] == ["PERSONAL_PHONE"]
    assert page.text[finding.start : finding.end] == PHONE
    assert asks_for_decision(finding)
    assert PHONE not in "".join(casebase.version(version, LOCAL_READER).warnings)


def test_a_masked_passage_is_gone_and_everything_else_stays_at_its_offset(casebase, published):
    version, _ = published("記録.md", REPORT.encode())
    before = casebase.page(version, 1, LOCAL_READER)

    decide(casebase, version, {0: Decision.MASK}, LOCAL_READER)

    after = casebase.page(version, 1, LOCAL_READER)
    start = before.text.index(PHONE)
    assert after.text == before.text.replace(PHONE, "■" * len(PHONE))
    assert after.headings == before.headings
    assert after.text.index("12件") == before.text.index("12件")
    assert casebase.checks.findings(version, LOCAL_READER)[0].decision is Decision.MASK
    for hit in casebase.search("相談者の携帯 090-1234-5678", LOCAL_READER).hits:
        assert PHONE not in hit.passage.text
        assert hit.passage.text == after.text[hit.passage.start : hit.passage.end]
    assert casebase.search("相談の件数", LOCAL_READER).hits
    assert start == after.text.index("■")


def test_a_title_that_was_made_from_a_masked_heading_is_masked_too(casebase, published):
    version, _ = published("a.md", "# 申請者氏名：山田太郎\n\n令和6年4月1日に受け付けた。\n".encode())
    assert "山田太郎" in casebase.version(version, LOCAL_READER).title

    decide(casebase, version, {numbered(casebase, version, "PERSONAL_NAME"): Decision.MASK}, LOCAL_READER)

    assert casebase.version(version, LOCAL_READER).title == "申請者氏名：■■■■"
    assert casebase.page(version, 1, LOCAL_READER).text.startswith("申請者氏名：■■■■")


def test_no_file_but_the_withheld_original_holds_a_masked_word_any_more(casebase, published, settings):
    version, _ = published("記録.md", REPORT.encode())
    casebase.index.build()
    page = casebase.page(version, 1, LOCAL_READER)
    casebase.answers.keep("相談者の携帯は？", Filters(), casebase.ask(f"相談者の携帯 {PHONE}", LOCAL_READER))
    assert PHONE in page.text
    assert len(traces(settings.home, PHONE)) > 1

    decide(casebase, version, {0: Decision.MASK}, LOCAL_READER)

    left = [name for name in traces(settings.home, PHONE) if not name.startswith(settings.originals_folder.name)]
    assert left == []
    assert casebase.search("相談の件数", LOCAL_READER).hits
    assert not casebase.index.forgetting.pending()


def test_what_was_made_of_an_answer_with_a_masked_word_is_gone_too(casebase, published, settings):
    version, _ = published("記録.md", REPORT.encode())
    asked = "相談者の携帯は？"
    kept = casebase.answers.keep(asked, Filters(), casebase.ask(f"相談者の携帯 {PHONE}", LOCAL_READER))
    casebase.feedback.give(Feedback(FeedbackKind.HELPFUL, kept, asked), "me")
    casebase.feedback.make_question(casebase.feedback.all()[0], LOCAL_READER)
    assert PHONE in str(casebase.feedback.questions())

    decide(casebase, version, {0: Decision.MASK}, LOCAL_READER)

    assert casebase.feedback.questions() == [] and casebase.feedback.all() == []
    left = [name for name in traces(settings.home, PHONE) if not name.startswith(settings.originals_folder.name)]
    assert left == []


def test_an_interrupted_masking_is_finished_by_the_next_build_and_by_doctor(casebase, published, settings, monkeypatch):
    version, _ = published("記録.md", REPORT.encode())
    casebase.index.build()
    monkeypatch.setattr(casebase.index, "forget", lambda: None)
    decide(casebase, version, {0: Decision.MASK}, LOCAL_READER)
    assert casebase.index.forgetting.pending() and casebase.index.is_due()

    states = {one.check: one.state for one in examine(settings, repair=False)}
    casebase.index.build()

    assert states["masking"] is State.REPAIRABLE
    assert {one.check: one.state for one in examine(settings, repair=False)}["masking"] is State.OK
    assert all(name.startswith(settings.originals_folder.name) for name in traces(settings.home, PHONE))


def test_an_original_with_a_masked_passage_is_not_given_out(casebase, published):
    version, _ = published("記録.md", REPORT.encode())
    assert casebase.original(version, LOCAL_READER) == REPORT.encode()

    decide(casebase, version, {0: Decision.MASK}, LOCAL_READER)

    with pytest.raises(Withheld):
        casebase.original(version, LOCAL_READER)


def test_a_masked_passage_is_black_on_the_picture_of_its_page(casebase, published):
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setFont("HeiseiKakuGo-W5", 12)
    canvas.drawString(72, 700, f"申請者氏名　山田太郎　電話{PHONE}　受付は4月1日")
    canvas.save()
    version, _ = published("a.pdf", buffer.getvalue())
    before = casebase.page(version, 1, LOCAL_READER)
    start = before.text.index(PHONE)
    (expected,) = boxes_of(before, start, start + len(PHONE))
    decide(
        casebase,
        version,
        {
            number: Decision.MASK
            for number, one in enumerate(casebase.checks.findings(version, LOCAL_READER))
            if one.page
        },
        LOCAL_READER,
    )

    page = casebase.page(version, 1, LOCAL_READER)
    (box,) = boxes_of(page, start, start + len(PHONE))
    covered = [box for one in casebase.masked(version, LOCAL_READER) for box in boxes_of(page, one.start, one.end)]
    picture = Image.open(io.BytesIO(render_page(casebase.drawing(version, LOCAL_READER), 1, 1000, covered))).convert(
        "L"
    )

    assert box == pytest.approx(expected, abs=0.2)
    scale = 1000 / page.width
    left, top, right, bottom = (round(edge * scale) for edge in box)
    assert picture.crop((left, top, right, bottom)).getextrema() == (0, 0)


def test_hidden_text_is_found_only_after_the_editor_lets_it_in(casebase, published):
    document = docx.Document()
    document.add_paragraph("令和6年の研修の記録である。")
    document.add_paragraph().add_run("見えない帆船の話").font.hidden = True
    buffer = io.BytesIO()
    document.save(buffer)
    version, _ = published("研修.docx", buffer.getvalue())
    assert "帆船" not in casebase.page(version, 1, LOCAL_READER).text

    decide(casebase, version, {numbered(casebase, version, "HIDDEN_TEXT"): Decision.INCLUDE}, LOCAL_READER)

    page = casebase.page(version, 1, LOCAL_READER)
    assert page.text == "令和6年の研修の記録である。\n\n見えない帆船の話"
    assert any("帆船" in hit.passage.text for hit in casebase.search("帆船", LOCAL_READER).hits)


def test_keeping_a_finding_changes_no_text_and_ends_its_waiting(casebase, published):
    version, _ = published("記録.md", REPORT.encode())
    before = casebase.page(version, 1, LOCAL_READER)

    decide(casebase, version, {0: Decision.KEEP}, LOCAL_READER)

    assert casebase.page(version, 1, LOCAL_READER) == before
    assert not any(map(asks_for_decision, casebase.checks.findings(version, LOCAL_READER)))
    decide(casebase, version, {0: Decision.MASK}, LOCAL_READER)
    with pytest.raises(ValueError, match="cannot be decided"):
        decide(casebase, version, {0: Decision.KEEP}, LOCAL_READER)


def test_only_the_organisation_that_owns_a_document_sees_its_findings(casebase, published):
    version, _ = published("記録.md", REPORT.encode(), organization="tokyo")

    assert casebase.checks.findings(version, Reader("tokyo"))
    for reader in (Reader("hiroshima"), Reader("")):
        with pytest.raises(NotFound):
            casebase.checks.findings(version, reader)
        with pytest.raises(NotFound):
            casebase.checks.pages(version, reader)
        with pytest.raises(NotFound):
            decide(casebase, version, {0: Decision.KEEP}, reader)


def test_a_failure_while_masking_leaves_everything_as_it_was(casebase, published, monkeypatch):
    version, _ = published("記録.md", REPORT.encode())
    before = casebase.page(version, 1, LOCAL_READER)

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("casebase.store.checks._keep_decisions", broken)
    with pytest.raises(OSError, match="disk full"):
        decide(casebase, version, {0: Decision.MASK}, LOCAL_READER)

    assert casebase.page(version, 1, LOCAL_READER) == before
    assert casebase.original(version, LOCAL_READER) == REPORT.encode()
