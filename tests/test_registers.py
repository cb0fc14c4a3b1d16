"""Questions of a spreadsheet as a whole are answered from all its rows: the most, how many, sums, and every row that fits."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest

from app.components.answer import answer_view
from app.links import read_state
from app.wording import words
from casebase.access import LOCAL_READER, Reader
from casebase.models import Answer, Details, Document, Grounds, Kind, Status, Visibility
from casebase.service import Casebase
from casebase.tables.moments import moment_in
from casebase.tables.values import figure_in
from ingest.pipeline import ingest_file
from ingest.records import FileStatus, IncomingFile

AddSheet = Callable[..., Document]

HEAD = (
    "番号",
    "所管課",
    "システム名",
    "用途",
    "契約事業者",
    "年間費用（千円）",
    "利用者数",
    "導入年月",
    "個人情報",
    "状態",
)
ROWS = [
    (1, "総務課", "きろくん", "会議録の作成", "㈱ミナト情報", 1320, 45, "令和5年4月", "無", "本格運用"),
    (2, "税務課", "よみとり名人", "申告書の読み取り", "東海データ㈱", 2640, 12, "令和4年10月", "有", "本格運用"),
    (3, "福祉課", "みまもりAI", "高齢者の見守り", "㈱ミナト情報", 5280, 8, "令和6年7月", "有", "試行"),
    (4, "福祉課", "そうだん要約", "相談記録の要約", "ヒノキ技研", 880, 21, "令和6年4月", "有", "本格運用"),
    (5, "広報課", "まちのボット", "住民からの質問への回答", "ヒノキ技研", 990, "－", "令和3年6月", "無", "停止"),
    (6, "道路課", "みちミル", "路面の損傷の検知", "東海データ㈱", 4400, 6, "令和7年1月", "無", "試行"),
]
TOTAL = ("", "合計", "", "", "", 15510, 92, "", "", "")


def book(title: str, head: tuple[object, ...], rows: list[tuple[object, ...]], notes: tuple[str, ...] = ()) -> bytes:
    work = openpyxl.Workbook()
    sheet = work.active
    sheet.append([title])
    sheet.append(list(head))
    for row in rows:
        sheet.append(list(row))
    for note in notes:
        sheet.append([note])
    content = io.BytesIO()
    work.save(content)
    return content.getvalue()


ENGLISH = (
    "System,Department,Vendor,Annual cost (GBP),Licences,Start date,Handles personal data\n"
    'NoteTaker,Adult Social Care,Larkfield Systems,"48,000",210,2023-09-01,Yes\n'
    'PlanCheck,Planning,Orrin Software,"12,500",14,2024-02-15,No\n'
    'BinBot,Environment,Larkfield Systems,"7,200",6,2022-05-01,No\n'
    'CareSum,Adult Social Care,Orrin Software,"31,000",95,2024-11-01,Yes\n'
    'RouteWise,Environment,Pell & Co,"22,400",9,2025-01-10,No\n'
    'Total,,,"121,100",334,,\n'
)


@pytest.fixture
def add_sheet(casebase: Casebase) -> AddSheet:
    """Publish a spreadsheet as a document."""

    def add(name: str, content: bytes, **details: object) -> Document:
        said = {"organization": "other", "kind": Kind.OTHER, "visibility": Visibility.PUBLIC, **details}
        outcome = ingest_file(IncomingFile(name, content, Details(**said)), casebase.library, casebase.embedder)  # type: ignore[arg-type]
        assert outcome.status in {FileStatus.INGESTED, FileStatus.WARNED}, outcome
        return casebase.document(outcome.document, LOCAL_READER)

    return add


@pytest.fixture
def registers(casebase: Casebase, add_sheet: AddSheet) -> Casebase:
    """A casebase with the registers of two bodies."""
    title = "青嶺市　AIシステム台帳（令和7年4月1日現在）"
    add_sheet(
        "台帳.xlsx",
        book(title, HEAD, [*ROWS, TOTAL], ("※年間費用は税込",)),
        organization_name="青嶺市",
        title="AIシステム台帳",
    )
    add_sheet("register.csv", ENGLISH.encode(), organization_name="Wexbourne Council", title="Wexbourne AI register")
    return casebase


def told(answer: Answer) -> str:
    return " ".join(sentence.text for sentence in answer.sentences)


def counted(answer: Answer) -> str:
    return " ".join(one.text for one in answer.sentences if one.grounds is Grounds.COUNTED)


def rows_of(answer: Answer) -> list[str]:
    return [one.text for one in answer.sentences if one.grounds is Grounds.QUOTED]


@pytest.mark.parametrize(
    ("question", "first", "number"),
    [
        ("青嶺市のAIシステム台帳で年間費用が一番高いのはどれですか", "みまもりAI", 1),
        ("青嶺市で一番安いシステムは？", "そうだん要約", 1),
        ("青嶺市の台帳で利用者数が最も多いシステムを教えてください", "きろくん", 1),
        ("青嶺市で最も新しく導入されたシステムは", "みちミル", 1),
        ("青嶺市で一番古いAIシステムはどれ？", "まちのボット", 1),
        ("青嶺市の台帳で年間費用が高い順に3件教えて", "みまもりAI", 3),
        ("青嶺市で2番目に費用がかかっているシステムは何ですか", "みちミル", 1),
        ("青嶺市の本格運用のシステムのうち、年間費用が最も高いのは", "よみとり名人", 1),
        ("青嶺市で一番使われているシステムは", "きろくん", 1),
        ("青嶺市で最も高いシステムはどれですか", "みまもりAI", 1),
        ("Which system in the Wexbourne register costs the most?", "NoteTaker", 1),
        ("What is the cheapest system at Wexbourne Council?", "BinBot", 1),
        ("What are the three most expensive systems in the Wexbourne AI register?", "NoteTaker", 3),
        ("Which Wexbourne system was introduced most recently?", "RouteWise", 1),
        ("Which of Wexbourne's Adult Social Care systems has the fewest licences?", "CareSum", 1),
        ("In the Wexbourne register, which Environment system is more expensive?", "RouteWise", 1),
    ],
)
def test_the_most_and_the_least_are_of_all_rows(registers: Casebase, question: str, first: str, number: int) -> None:
    answer = registers.ask(question, LOCAL_READER)

    assert answer.status is Status.ANSWERED
    assert len(rows_of(answer)) == number, told(answer)
    assert first in rows_of(answer)[0]
    assert counted(answer)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("青嶺市の台帳に載っているシステムは全部で何件ですか", "6件"),
        ("青嶺市で個人情報を扱うシステムは何件ありますか", "3件"),
        ("青嶺市で個人情報を扱わないシステムはいくつ？", "3件"),
        ("青嶺市の福祉課が所管しているシステムは何件？", "2件"),
        ("青嶺市で年間費用が200万円以上のシステムは何件ですか", "3件"),
        ("青嶺市で令和6年4月以降に導入されたシステムは何件ありますか", "3件"),
        ("青嶺市で試行中のシステムは何件ですか", "2件"),
        ("青嶺市は何社と契約していますか", "3種類"),
        ("How many systems does the Wexbourne register list?", "5 rows"),
        ("How many Wexbourne systems handle personal data?", "2 of the 5 rows"),
        ("How many systems at Wexbourne do not handle personal data?", "3 of the 5 rows"),
        ("How many Wexbourne systems cost more than 20,000 a year?", "3 of the 5 rows"),
        ("How many systems at Wexbourne are supplied by Larkfield Systems?", "2 of the 5 rows"),
        ("How many systems did Wexbourne start before 2024?", "2 of the 5 rows"),
        ("How many Wexbourne systems cost between 10,000 and 40,000?", "3 of the 5 rows"),
        ("青嶺市で年間費用が100万円から300万円のシステムは何件", "2件"),
        ("How many different vendors are in the Wexbourne register?", "name 3"),
    ],
)
def test_rows_are_counted_without_totals_and_notes(registers: Casebase, question: str, number: str) -> None:
    answer = registers.ask(question, LOCAL_READER)

    assert answer.status is Status.ANSWERED
    assert number in counted(answer), told(answer)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("青嶺市のAIシステムの年間費用の合計はいくらですか", "15,510千円"),
        ("青嶺市で㈱ミナト情報に払っている年間費用は合わせていくら？", "6,600千円"),
        ("青嶺市はAIに年間いくら使っていますか", "15,510千円"),
        ("青嶺市のシステムの平均利用者数は", "18.4"),
        ("青嶺市の福祉課の利用者数の合計は何人ですか", "29"),
        ("What is the total annual cost of the systems in the Wexbourne register?", "121,100"),
        ("How much does Wexbourne spend in total on systems from Orrin Software?", "43,500"),
        ("What is the average annual cost at Wexbourne for Environment?", "14,800"),
    ],
)
def test_a_column_is_added_up_and_its_mean_taken(registers: Casebase, question: str, value: str) -> None:
    answer = registers.ask(question, LOCAL_READER)

    assert answer.status is Status.ANSWERED
    assert value in counted(answer), told(answer)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("青嶺市の福祉課のシステムをすべて教えてください", {"みまもりAI", "そうだん要約"}),
        ("青嶺市でヒノキ技研が受注しているものはどれですか", {"そうだん要約", "まちのボット"}),
        ("青嶺市で年間費用が100万円未満のシステムは", {"そうだん要約", "まちのボット"}),
        ("青嶺市で令和5年度以前に導入したシステムの一覧", {"きろくん", "よみとり名人", "まちのボット"}),
        ("青嶺市で停止したシステムはどれ", {"まちのボット"}),
        ("青嶺市で個人情報を扱っていて試行中のシステムは", {"みまもりAI"}),
        ("Which Wexbourne systems does Larkfield Systems supply?", {"NoteTaker", "BinBot"}),
        ("List the Wexbourne systems that handle personal data", {"NoteTaker", "CareSum"}),
        ("Which Wexbourne systems were started after 2023?", {"PlanCheck", "CareSum", "RouteWise"}),
        ("Which systems at Wexbourne have fewer than 10 licences?", {"BinBot", "RouteWise"}),
    ],
)
def test_every_row_that_fits_is_told(registers: Casebase, question: str, names: set[str]) -> None:
    answer = registers.ask(question, LOCAL_READER)

    everything = {row[2] for row in ROWS} | {"NoteTaker", "PlanCheck", "BinBot", "CareSum", "RouteWise"}
    assert {name for name in everything if any(name in row for row in rows_of(answer))} == names, told(answer)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("青嶺市のみちミルの年間費用はいくらですか", "4400千円"),
        ("青嶺市のよみとり名人はいつ導入されましたか", "令和4年10月"),
        ("青嶺市のそうだん要約は個人情報を扱っていますか", "個人情報 有"),
        ("青嶺市のみまもりAIの契約事業者は", "㈱ミナト情報"),
        ("How many licences does BinBot have at Wexbourne?", "Licences 6"),
        ("When did Wexbourne start using CareSum?", "2024-11-01"),
        ("Who supplies RouteWise to Wexbourne?", "Pell & Co"),
    ],
)
def test_a_cell_is_told_with_its_row(registers: Casebase, question: str, said: str) -> None:
    answer = registers.ask(question, LOCAL_READER)

    assert said in told(answer)
    assert len(rows_of(answer)) == 1, told(answer)


def test_every_quote_is_a_slice_of_the_stored_page(registers: Casebase) -> None:
    answer = registers.ask("青嶺市で個人情報を扱うシステムは何件ありますか", LOCAL_READER)

    assert len(answer.citations) == 3
    for citation in answer.citations:
        page = registers.page(citation.document.version, citation.page, LOCAL_READER)
        assert page.text[citation.start : citation.end] == citation.quote
    assert set(answer.sentences[0].citations) == {citation.n for citation in answer.citations}


@pytest.mark.parametrize(
    "question",
    [
        "白鷺川市で年間費用が一番高いシステムは",  # another body
        "青嶺市で一番苦情が多いシステムは",  # no such column
        "青嶺市で廃止を検討しているシステムは何件",  # two stages, and neither
        "青嶺市の総務部と福祉課のシステムは何件",  # one of two is no cell
        "青嶺市で利用者数の中央値は",
        "青嶺市で9月の利用者数は何人",  # a number that nothing says
        "青嶺市で消防課が所管しているシステムは何件",  # no such cell
        "青嶺市でなぜまちのボットは停止したのですか",  # no row says why
        "How many Wexbourne systems use blockchain?",
        "Which system at Calbeck Council costs the most?",
    ],
)
def test_what_the_table_does_not_say_is_not_counted(registers: Casebase, question: str) -> None:
    assert not counted(registers.ask(question, LOCAL_READER))


def test_a_register_that_a_reader_may_not_see_is_counted_nowhere(casebase: Casebase, add_sheet: AddSheet) -> None:
    rows = book("青嶺市 AIシステム台帳", HEAD, [*ROWS, TOTAL])
    add_sheet("台帳.xlsx", rows, organization="tokyo", visibility=Visibility.OWN, title="青嶺市 AIシステム台帳")
    question = "青嶺市のシステムは全部で何件ですか"

    assert "6件" in counted(casebase.ask(question, LOCAL_READER))
    assert not counted(casebase.ask(question, Reader("hiroshima")))


def test_of_many_rows_the_first_are_told_and_all_are_counted(casebase: Casebase, add_sheet: AddSheet) -> None:
    rows = [
        (number, f"第{number}システム", "環境課" if number % 2 else "福祉課", number * 10) for number in range(1, 61)
    ]
    head = ("番号", "システム名", "所管課", "年間費用（千円）")
    add_sheet("一覧.xlsx", book("青嶺市 AIシステム一覧", head, rows), title="青嶺市 AIシステム一覧")

    answer = casebase.ask("青嶺市で環境課が所管しているシステムは何件ですか", LOCAL_READER)

    assert "60件のうち" in counted(answer) and "30件" in counted(answer) and "初めの20件" in counted(answer)
    assert len(rows_of(answer)) == 20


def test_two_registers_that_say_as_much_are_not_guessed_between(casebase: Casebase, add_sheet: AddSheet) -> None:
    for body in ("青嶺市", "東雲ヶ原町"):
        add_sheet(f"{body}.xlsx", book(f"{body} AIシステム台帳", HEAD, [*ROWS, TOTAL]), title=f"{body} AIシステム台帳")

    assert not counted(casebase.ask("年間費用が一番高いシステムはどれですか", LOCAL_READER))
    assert "青嶺市" in counted(casebase.ask("青嶺市で年間費用が一番高いシステムはどれですか", LOCAL_READER))


def test_a_cell_that_is_empty_is_said_to_be_not_there(registers: Casebase) -> None:
    answer = registers.ask("青嶺市のまちのボットの利用者数は何人ですか", LOCAL_READER)

    assert answer.status is Status.NOT_IN_CASEBASE


def test_a_total_that_the_table_gives_itself_is_told_and_compared(registers: Casebase) -> None:
    agrees = registers.ask("青嶺市のAIシステムの年間費用の合計はいくらですか", LOCAL_READER)

    assert "一致します" in counted(agrees) and rows_of(agrees)[0].startswith("合計")


def test_a_total_row_that_says_otherwise_is_not_hidden(casebase: Casebase, add_sheet: AddSheet) -> None:
    wrong = ("", "合計", "", "", "", 99999, 92, "", "", "")
    add_sheet("台帳.xlsx", book("青嶺市 AIシステム台帳", HEAD, [*ROWS, wrong]), title="青嶺市 AIシステム台帳")

    said = counted(casebase.ask("青嶺市のAIシステムの年間費用の合計はいくらですか", LOCAL_READER))

    assert "15,510千円" in said and "99,999千円" in said and "一致しません" in said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("青嶺市で一番多くのシステムを所管しているのはどの課", "福祉課（2件）"),
        ("青嶺市で年間費用の合計が最も大きい契約事業者は", "東海データ㈱（7,040千円）"),
        ("青嶺市のきろくんとみちミルでは年間費用はいくら違いますか", "3,080千円"),
        ("青嶺市の福祉課と税務課では年間費用はどちらが多いですか", "福祉課（6,160千円）"),
        ("Which vendor at Wexbourne has the highest total annual cost?", "Larkfield Systems (55,200"),
        ("What is the difference in annual cost between PlanCheck and BinBot at Wexbourne?", "5,300"),
    ],
)
def test_rows_are_put_together_and_set_against_each_other(registers: Casebase, question: str, said: str) -> None:
    assert said in counted(registers.ask(question, LOCAL_READER))


def test_the_link_to_cases_is_not_offered_below_rows_of_a_table(registers: Casebase) -> None:
    question = "青嶺市で停止したシステムは何件ですか"
    say = words("ja")
    page = str(answer_view(registers.ask(question, LOCAL_READER), {}, {}, read_state("", {"q": [question]}), say))

    assert say("ask.grounds.counted") in page and say("ask.all_cases") not in page


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2,178千円", 2_178_000), ("¥1,200", 1_200), ("1億2,000万円", 120_000_000), ("△100", -100), ("(1,500)", -1_500),
        ("92.9%", 92.9),
        ("1,450時間", 1_450), ("約300人", 300), ("JPY 3,000", 3_000), ("A-12", None), ("令和6年", None), ("12-3", None),
    ],
)  # fmt: skip
def test_figures_are_read_as_they_are_written(cell: str, value: float | None) -> None:
    figure = figure_in(cell)

    assert (float(figure.value) if figure else None) == value


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("令和5年7月", "2023-07-01", "2023-07-31"), ("R8.3", "2026-03-01", "2026-03-31"),
        ("2023年度", "2023-04-01", "2024-03-31"),
        ("FY2024", "2024-04-01", "2025-03-31"), ("September 5, 2023", "2023-09-05", "2023-09-05"),
        ("2024/4/1", "2024-04-01", "2024-04-01"),
        ("H30.4", "2018-04-01", "2018-04-31"), ("令和6年4月から", "2024-04-01", "2024-04-31"),
    ],
)  # fmt: skip
def test_dates_are_read_as_they_are_written(cell: str, first: str, last: str) -> None:
    moment = moment_in(cell)

    assert moment is not None and (moment.first, moment.last) == (first, last)
