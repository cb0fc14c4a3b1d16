"""Take the pictures of the pages in `docs/images/`: `python -m tests.screenshots [FOLDER]`.

Every page in Japanese and English, wide and narrow, empty, full and failing; look at them after every change of the pages.
They are taken of the real server with the bundled model, so that answers are those of the product.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.models import Details, Kind, Visibility
from casebase.people import Actor
from casebase.settings import Settings
from ingest.draft.begin import begin_draft, material_of
from ingest.pipeline import ingest_file
from ingest.records import IncomingFile
from tests.pages_server import PROJECT, chromium, hand_in, served, sign, visitor
from tests.starter_home import starter_home_in

COLOURS = 256
DRAFTER = Actor("山田 花子", "hiroshima")
HIDDEN = PROJECT / "tests" / "data" / "attacks" / "files" / "pdf-hidden-white.pdf"
DRAFTED = PROJECT / "tests" / "data" / "reports" / "ja-t02-chatbot.pdf"
TABLED = DRAFTED.with_name("ja-r03-evaluation-sheet.docx")
REPORT = "庁内会議の議事録作成支援 試行報告（見本）.pdf"
REPORT_TEXT = (
    ("庁内会議の議事録作成支援 試行報告（見本）", ()),
    (
        "1 試行の概要",
        (
            "総務課では、庁内会議の議事録の作成に音声認識と生成AIを組み合わせた支援ツールを試行した。",
            "試行の期間は3か月で、対象は12の課の定例会議である。",
        ),
    ),
    (
        "2 試行の結果",
        (
            "議事録の作成時間は、1回当たり平均120分から45分に減った。",
            "固有名詞の誤りは職員の確認で直し、確認には平均15分を要した。",
        ),
    ),
    ("3 今後の課題", ("発言者の区別が難しい会議では、録音の方法を見直す必要がある。",)),
)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, the address, the size of the window and what to do first."""

    name: str
    path: str
    width: int = 1280
    height: int = 860
    wait: str = "#content"
    before: Callable[[Page], None] | None = None


def _edition(number: int, date: str, minutes: int, check: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    (title, _), overview, (results, (said, checked)), outlook = REPORT_TEXT
    told = (said.replace("45分", f"{minutes}分"), checked.replace("15分", f"{check}分"))
    return ((f"{title} 第{number}版", (date,)), overview, (results, told), outlook)


EDITIONS = (
    ("議事録作成支援 報告_第1版.pdf", _edition(1, "令和7年4月1日", 45, 15)),
    ("議事録作成支援 報告_第2版.pdf", _edition(2, "令和8年1月26日", 30, 10)),
)
"""Two editions of a made-up report: file name and text."""


def sample_report(text: Sequence[tuple[str, tuple[str, ...]]] = REPORT_TEXT) -> bytes:
    """Return a short made-up report as PDF, marked as a sample."""
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4)
    top = A4[1] - 90
    for number, (heading, sentences) in enumerate(text):
        canvas.setFont("HeiseiKakuGo-W5", 13 if number else 17)
        canvas.drawString(72, top, heading)
        top -= 30
        canvas.setFont("HeiseiKakuGo-W5", 10.5)
        for sentence in sentences:
            canvas.drawString(72, top, sentence)
            top -= 22
        top -= 16
    canvas.save()
    return written.getvalue()


def prepare(folder: Path) -> Path:
    """Fill a casebase for the pictures and return its data folder."""
    report = Details("hiroshima", "", Kind.CASE, Visibility.PARTNERS, task_type="議事録", status="実証")
    home = starter_home_in(folder)(folder, IncomingFile(REPORT, sample_report(), report))
    manual = Details("tokyo", "", Kind.GUIDELINE, Visibility.PARTNERS)
    editions = [IncomingFile(name, sample_report(text), manual) for name, text in EDITIONS]
    other = IncomingFile("議事録の報告の写し.pdf", sample_report(_edition(3, "", 30, 12)), manual)
    casebase = open_casebase(Settings(home=home))
    for file in (*editions, other):
        ingest_file(file, casebase.library, casebase.embedder)
    drafted = IncomingFile(DRAFTED.name, DRAFTED.read_bytes(), manual)
    outcome = ingest_file(drafted, casebase.library, casebase.embedder)
    material = material_of(casebase, outcome.version, LOCAL_READER)
    begin_draft(casebase, [material], DRAFTER)
    ingest_file(IncomingFile(TABLED.name, TABLED.read_bytes(), manual), casebase.library, casebase.embedder)
    return home


def upload(page: Page) -> None:
    """Upload a file that takes a while, a good one, one with hidden text and one that is not what it says."""
    language = page.evaluate("document.documentElement.lang")
    cancel_all(page)
    hand_in(
        page,
        (f"一覧-{language}.doc", b"\xd0\xcf\x11\xe0" + language.encode()),
        (f"会議録作成の手引-{language}.md", f"# 会議録作成の手引\n\n会議録は翌日までに作る（{language}）。\n".encode()),
        (f"委託仕様書-{language}.pdf", HIDDEN.read_bytes() + language.encode()),
        (f"業務手順書-{language}.md", long_text(language).encode()),
    )
    page.locator("[data-testid=job][data-state=PUBLISHED]").first.wait_for()
    page.locator("[data-testid=job][data-state=EMBEDDING]").first.wait_for()
    page.wait_for_timeout(600)
    page.locator(".stMain").evaluate("e => e.scrollTo(0, e.scrollHeight)")


def queue(page: Page) -> None:
    """Wait until the file that takes a while is being embedded: the upload pages come before the queue's."""
    page.locator("[data-testid=job][data-state=EMBEDDING]").first.wait_for()


def cancel_all(page: Page) -> None:
    """Cancel on the queue page what is not over."""
    here = page.url
    page.goto(here.replace("/upload", "/queue"))
    page.locator(".cb-states, .cb-empty").first.wait_for()
    cancel = page.locator("[class*='st-key-cancel-'] button")
    while count := cancel.count():
        cancel.first.click()
        page.wait_for_function("n => document.querySelectorAll('[class*=st-key-cancel-] button').length < n", arg=count)
    page.goto(here)
    page.locator("#content").wait_for()


def long_text(about: str) -> str:
    """Return a made-up handbook that takes the model some time."""
    sections = (
        f"# {about} 第{n}節\n\n{about}の第{n}節である。{'手順を確かめ、記録を残す。' * 12}\n\n" for n in range(800)
    )
    return "".join(sections)


def open_menu(page: Page) -> None:
    """Open the first menu of limits."""
    page.locator(".cb-menu summary").first.click()


def older_version(page: Page) -> None:
    """Open the first edition of the report that has two, with what changed since."""
    page.locator("tbody a", has_text="第2版").first.click()
    page.locator(".cb-versions a").last.click()
    page.locator(".cb-notice-warning").first.wait_for()


def changes(page: Page) -> None:
    """Open what changed between the two editions of the report."""
    older_version(page)
    page.locator(".cb-notice-warning a").last.click()
    page.get_by_test_id("changes").wait_for()


def first_card(page: Page) -> None:
    """Open the first case of a list."""
    page.get_by_test_id("card").first.locator("h3 a").click()
    page.get_by_role("heading", level=1).last.wait_for()
    page.locator(".cb-case").wait_for()


def desk(page: Page) -> None:
    """Look at a draft as somebody who has said who it is."""
    sign(page, page.url, DRAFTER.name)
    page.reload()
    page.locator(".cb-desk-card, .st-key-send, [data-testid=draft]").first.wait_for()
    if page.locator("#desk-problem_ja").count():
        page.locator("#desk-problem_ja").focus()
    page.wait_for_timeout(1500)


def further(page: Page) -> None:
    """Open the way to add documents to a draft."""
    desk(page)
    page.locator(".st-key-desk-further summary").first.click()


def two_to_compare(page: Page) -> None:
    """Put the first two cases of a list into the comparison."""
    for number in (1, 2):
        page.locator(".cb-compare-put[aria-checked=false]").first.click()
        page.locator(".cb-compare-bar li").nth(number - 1).wait_for()


def compare(page: Page) -> None:
    """Compare the first two cases of a list."""
    two_to_compare(page)
    page.locator(".cb-compare-bar .cb-button-primary").click()
    page.get_by_test_id("compare").wait_for()


def save(page: Page) -> None:
    """Save the search that the page brings, and stay on the page of saved searches."""
    page.locator(".stFormSubmitButton button, [data-testid=stFormSubmitButton] button").first.click()
    page.locator("[data-testid=saved], .cb-notice-error").first.wait_for()


def tables(page: Page) -> None:
    """Open the tables beside the charts."""
    page.evaluate("document.querySelectorAll('.cb-as-table').forEach(one => { one.open = true; })")


ANSWERED = "details.cb-source"
CARDS = "[data-testid=card]"
USES, USES_EN = "東京都と広島県ではAIを何に使っていますか？", "What is AI used for in Tokyo and Hiroshima?"
MINUTES = "議事録の作成時間は何分から何分に減りましたか？"
HOURS = "公営住宅修繕受付の事務の所要時間はどれだけ減りましたか"
SHOTS = (
    Shot("ask-ja", "/"),
    Shot("ask-en", "/?lang=en"),
    Shot("answer-ja", f"/?q={USES}", height=1100, wait=ANSWERED),
    Shot("answer-en", f"/?lang=en&q={USES_EN}", height=1100, wait=ANSWERED),
    Shot("answer-pdf-ja", f"/?q={MINUTES}", height=1100, wait=ANSWERED),
    Shot("answer-table-ja", f"/?q={HOURS}", height=1100, wait=ANSWERED),
    Shot("not-found-ja", "/?q=大阪府の生成AIガイドラインの内容は？", wait="[data-testid=not-found]"),
    Shot("search-ja", "/search?q=問い合わせ対応&org=tokyo", height=1100, wait=CARDS),
    Shot("search-en", "/search?q=enquiry desk&lang=en", height=1100, wait=CARDS),
    Shot("matrix-ja", "/search?view=matrix", height=1200, wait="[data-testid=matrix]"),
    Shot("matrix-en", "/search?view=matrix&lang=en", height=1200, wait="[data-testid=matrix]"),
    Shot("compare-ja", "/search?q=ChatGPT 時間の短縮", height=1600, wait=CARDS, before=compare),
    Shot("compare-en", "/search?q=ChatGPT hours saved&lang=en", height=1600, wait=CARDS, before=compare),
    Shot("insight-ja", "/insight", height=1900, wait="[data-testid=chart-years]"),
    Shot("insight-en", "/insight?lang=en", height=1900, wait="[data-testid=chart-years]"),
    Shot("saved-ja", "/saved?save=q%3D議事録%26org%3Dtokyo", height=700, before=save),
    Shot("saved-en", "/saved?lang=en&save=task%3D議事録%26status%3D本番", height=900, before=save),
    Shot("case-ja", "/search?q=横須賀市 ChatGPT", height=1400, wait=CARDS, before=first_card),
    Shot("case-en", "/search?q=Yokosuka ChatGPT&lang=en", height=1400, wait=CARDS, before=first_card),
    Shot("guidelines-ja", "/guidelines", height=1000),
    Shot("guidelines-en", "/guidelines?lang=en", height=1000),
    Shot("library-ja", "/library", height=1000),
    Shot("library-en", "/library?lang=en", height=1000),
    Shot("upload-ja", "/upload", height=1500, before=upload),
    Shot("upload-en", "/upload?lang=en", height=1500, before=upload),
    Shot("queue-ja", "/queue", height=1300, before=queue),
    Shot("queue-en", "/queue?lang=en", height=1300, before=queue),
    Shot("check-ja", "/health?job=3", height=1300, wait=".cb-title"),
    Shot("check-en", "/health?job=3&lang=en", height=1300, wait=".cb-title"),
    Shot("desk-ja", "/desk?case=C-000001", height=1000, wait=".cb-title", before=desk),
    Shot("desk-en", "/desk?case=C-000001&lang=en", height=1000, wait=".cb-title", before=desk),
    Shot("desk-further-ja", "/desk?case=C-000001", height=1000, wait=".cb-title", before=further),
    Shot("desk-further-en", "/desk?case=C-000001&lang=en", height=1000, wait=".cb-title", before=further),
    Shot("narrow-queue-ja", "/queue", 390, 1200, wait=".cb-states"),
    Shot("narrow-ask-ja", "/", 390, 844),
    Shot("narrow-answer-ja", f"/?q={USES}", 390, 1200, wait=ANSWERED),
    Shot("narrow-compare-ja", "/search?q=ChatGPT 時間の短縮", 390, 1600, CARDS, compare),
    Shot("narrow-insight-en", "/insight?lang=en", 390, 1600, "[data-testid=chart-years]"),
    Shot("narrow-search-en", "/search?lang=en", 390, 1200, wait=CARDS),
)
EXTRA = (
    *(
        Shot(f"{name}-{'narrow' if width == 390 else 'wide'}-{language}", f"{path}&lang={language}", width, 1400, wait)
        for name, path, wait in (
            ("organizations", f"/?q={USES}&view=orgs", "[data-testid=organizations]"),
            ("table", f"/?q={USES}&view=table", "[data-testid=table]"),
            ("sides", "/guidelines?topic=入力してはいけない情報", "[data-testid=sides]"),
            ("threads", "/threads?p=1", "#content"),
            ("feedback", "/feedback?p=1", "#content"),
        )
        for width in (1280, 390)
        for language in ("ja", "en")
    ),
    Shot("menu-ja", "/", before=open_menu),
    Shot("search-all-ja", "/search", height=1400, wait=CARDS),
    Shot("search-compare-ja", "/search?org=tokyo&sort=effect", height=1400, wait=CARDS, before=two_to_compare),
    Shot("insight-tables-ja", "/insight?by=org", height=3000, wait="[data-testid=chart-years]", before=tables),
    Shot("compare-none-ja", "/compare", wait=".cb-empty"),
    Shot("compare-one-en", "/compare?lang=en&id=nothing", wait=".cb-empty"),
    Shot("saved-none-ja", "/saved", wait=".cb-title"),
    Shot("narrow-matrix-ja", "/search?view=matrix", 390, 1200, "[data-testid=matrix]"),
    Shot("narrow-saved-en", "/saved?lang=en", 390, 900, ".cb-title"),
    Shot("search-none-ja", "/search?org=govtech&status=終了", wait=".cb-empty"),
    Shot("document-ja", "/library?name=見本", height=1400, before=lambda p: p.locator("tbody a").first.click()),
    Shot("absent-ja", "/document?id=nothing"),
    Shot("proposed-ja", "/library?name=写し", height=1400, before=lambda p: p.locator("tbody a").first.click()),
    *(
        Shot(
            f"{name}-{'narrow' if width == 390 else 'wide'}-{language}",
            f"/library?name=議事録作成支援&lang={language}",
            width,
            1400,
            before=step,
        )
        for name, step in (("older-version", older_version), ("changes", changes))
        for width in (1280, 390)
        for language in ("ja", "en")
    ),
    Shot("queue-none-ja", "/queue?state=CANCELLED", wait=".cb-empty"),
    Shot("narrow-queue-en", "/queue?lang=en&state=HELD", 390, 900, wait=".cb-states"),
    Shot("narrow-upload-ja", "/upload", 390, 1400),
    Shot("narrow-case-ja", "/search?q=横須賀市 ChatGPT", 390, 1600, CARDS, first_card),
    Shot("narrow-guidelines-ja", "/guidelines", 390, 1200),
    Shot("narrow-library-ja", "/library", 390, 1200),
    Shot("narrow-not-found-en", "/?lang=en&q=What is the capital of France?", 390, 1200, "[data-testid=not-found]"),
)
"""Pictures that are looked at but not kept in the project."""


def take(browser: Browser, address: str, shot: Shot, folder: Path) -> Path:
    """Take one picture and return its file."""
    with visitor(browser, shot.width, shot.height) as (page, _):
        page.goto(address + shot.path)
        page.locator(shot.wait).first.wait_for()
        page.wait_for_timeout(700)
        if shot.before:
            shot.before(page)
            page.wait_for_timeout(900)
        content = page.screenshot()
    picture = Image.open(io.BytesIO(content)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    file = folder / f"{shot.name}.png"
    picture.save(file, optimize=True)
    return file


def main() -> None:
    """Take all pictures; with a folder as argument, the extra ones as well."""
    elsewhere = len(sys.argv) > 1
    folder = Path(sys.argv[1]) if elsewhere else PROJECT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, served(prepare(Path(temporary))) as address, chromium() as browser:
        for shot in (*SHOTS, *(EXTRA if elsewhere else ())):
            file = take(browser, address, shot, folder)
            print(f"{file} {file.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
