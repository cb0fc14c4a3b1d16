"""Measuring: the formulas, the data sets, what counts as a fault, and a report that needs nothing from outside."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from casebase.access import LOCAL_READER
from casebase.evaluation.command import evaluate
from casebase.evaluation.datasets import Half, Question, load_dataset
from casebase.evaluation.html import write_html
from casebase.evaluation.metrics import difference, estimate, ndcg_at, recall_at, reciprocal_rank_at
from casebase.evaluation.report import make_report, read_json, report_lines, write_json
from casebase.evaluation.runs import Asked, CitedPassage, Outcome, Run, holds, is_intact, run_dataset
from casebase.evaluation.summary import failing, summarize, values
from casebase.models import Citation
from casebase.settings import Settings
from tests.conftest import DATA

EVALUATION = DATA / "evaluation"
RIGHT = Question(
    "q1",
    "葛飾区は何ページを取り込みましたか",
    {"katsushika": 1.0},
    spans=("1万ページ", "10,000ページ"),
    type="fact",
    language="ja",
)
NO_ANSWER = Question("q2", "火星の人口は", {}, answerable=False, type="unanswerable", language="ja")


def asked(status="ANSWERED", documents=("katsushika",), quotes=("1万ページ分",), broken=0, bare=0, span_quoted=True):
    sentences = quotes if status == "ANSWERED" else ()
    return Asked(status, sentences, quotes if sentences else (), documents, broken, bare, span_quoted, ms=12.0)


def a_run(*outcomes: Outcome) -> Run:
    return Run("sample", 3, outcomes)


# formulas


def test_the_formulas_give_what_ranx_gives(monkeypatch):
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")  # compiling takes a minute, the forty questions a moment
    ranx = pytest.importorskip("ranx", reason="ranx is in the development extra")
    random = np.random.default_rng(7)
    qrels, run = {}, {}
    for q in range(40):
        ranking = [f"d{i}" for i in random.permutation(30)[:12]]
        qrels[f"q{q}"] = {f"d{i}": int(random.integers(1, 3)) for i in random.permutation(30)[: random.integers(1, 4)]}
        run[f"q{q}"] = {document: 1.0 - rank / 100 for rank, document in enumerate(ranking)}
    expected = ranx.evaluate(
        ranx.Qrels(qrels),
        ranx.Run(run),
        ["recall@1", "recall@5", "recall@10", "ndcg@10", "mrr@10"],
        make_comparable=True,
    )

    def mean(measure, k):
        return np.mean([measure(k, list(run[q]), qrels[q]) for q in qrels])

    for k in (1, 5, 10):
        assert mean(recall_at, k) == pytest.approx(expected[f"recall@{k}"])
    assert mean(ndcg_at, 10) == pytest.approx(expected["ndcg@10"])
    assert mean(reciprocal_rank_at, 10) == pytest.approx(expected["mrr@10"])


def test_a_document_found_second_halves_the_reciprocal_rank_and_is_missed_at_one():
    found, gold = ["other", "right"], {"right": 1.0}

    assert reciprocal_rank_at(10, found, gold) == 0.5
    assert recall_at(1, found, gold) == 0.0
    assert recall_at(5, found, gold) == 1.0


def test_an_interval_holds_its_mean_narrows_with_questions_and_repeats_itself():
    few, many = estimate([1.0, 0.0] * 10), estimate([1.0, 0.0] * 500)

    assert few.low < few.mean == 0.5 < few.high
    assert many.high - many.low < few.high - few.low
    assert estimate([1.0, 0.0] * 10) == few


def test_two_systems_that_differ_by_chance_are_not_told_apart_and_a_clear_winner_is():
    random = np.random.default_rng(3)
    old = random.random(200).tolist()
    shuffled = random.permutation(old).tolist()

    assert difference(old, old).p == 1.0
    assert difference(old, shuffled).p > 0.05
    better = difference(old, [value + 0.1 for value in old])
    assert better.p < 0.01
    assert better.low > 0


def test_systems_measured_on_different_questions_are_not_compared():
    with pytest.raises(ValueError, match="question by question"):
        difference([1.0], [1.0, 0.0])


# what counts


def test_a_right_answer_counts_in_every_measure():
    measured = values(Outcome(RIGHT, ("katsushika", "other"), 5.0, asked()))

    assert measured["recall@1"] == measured["gold cited"] == measured["span quoted"] == measured["quotes intact"] == 1.0
    assert measured["wrongly refused"] == 0.0
    assert "refused" not in measured


def test_a_refusal_is_right_only_where_there_is_no_answer():
    right = values(Outcome(NO_ANSWER, ("other",), 5.0, asked("NOT_IN_CASEBASE", ())))
    wrong = values(Outcome(RIGHT, ("katsushika",), 5.0, asked("NOT_IN_CASEBASE", ())))

    assert (right["refused"], right["status right"]) == (1.0, 1.0)
    assert (wrong["wrongly refused"], wrong["status right"], wrong["gold cited"]) == (1.0, 0.0, 0.0)
    assert "recall@1" not in right


def test_a_span_counts_where_it_stands_in_one_of_the_first_five_passages():
    fifth, sixth, none = (values(Outcome(RIGHT, ("katsushika",), 5.0, span_rank=rank)) for rank in (5, 6, 0))

    assert (fifth["span@5"], sixth["span@5"], none["span@5"]) == (1.0, 0.0, 0.0)
    assert "span@5" not in values(Outcome(Question("q", "?", {"a": 1.0}), ("a",), 5.0))


def test_a_span_is_found_whatever_the_width_case_and_space():
    assert holds("約 １０，０００\nページ", ("10,000ページ",))
    assert holds("ＡＩ Ｎａｖｉ", ("ai navi",))
    assert not holds("1,000ページ", ("10,000ページ",))
    assert not holds("何でも", ())


def test_citations_are_precise_by_the_passages_cited_and_complete_by_the_documents_needed():
    both = Question("q", "?", {"a": 1.0, "b": 1.0}, spans=("40人",))
    passages = (
        CitedPassage("a", True),
        CitedPassage("a", False),
        CitedPassage("other", False),
        CitedPassage("x", False),
    )
    answer = Asked("ANSWERED", ("s",), ("s",), ("a", "other", "x"), 0, 0, True, 5.0, span_said=True, passages=passages)
    measured = values(Outcome(both, ("a",), 5.0, answer))

    assert (measured["citation precision"], measured["cited span"], measured["citation recall"]) == (0.5, 0.25, 0.5)
    assert measured["answer has gold"] == 1.0


def test_a_refused_question_cites_nothing_right_and_has_no_precision():
    measured = values(Outcome(RIGHT, ("katsushika",), 5.0, asked("NOT_IN_CASEBASE", (), span_quoted=False)))

    assert (measured["citation recall"], measured["answer has gold"]) == (0.0, 0.0)
    assert "citation precision" not in measured


def test_a_broken_quote_is_the_gravest_fault():
    broken = Outcome(RIGHT, ("katsushika",), 5.0, asked(broken=1))
    lower = Outcome(RIGHT, ("other", "katsushika"), 5.0, asked(), span_rank=2)
    faults = failing(a_run(lower, broken, Outcome(NO_ANSWER, (), 5.0, asked())))

    assert [words.split(" / ")[1] for _, words in faults] == [
        "a quote differs from its source",
        "answered what has no answer",
        "not ranked first",
    ]


def test_a_quote_is_intact_only_if_it_is_the_stored_text_at_its_place(casebase, add_text):
    document = add_text("notes.txt", "葛飾区は約1万ページを取り込んだ。毎月足していく。")
    hit = casebase.search("葛飾区", LOCAL_READER).hits[0]

    def cited(start, end, quote, page=1):
        return is_intact(Citation(1, document, hit.passage, page, start, end, quote), casebase, LOCAL_READER)

    stored = casebase.page(document.version, 1, LOCAL_READER).text
    assert cited(0, 5, stored[0:5])
    assert not cited(1, 6, stored[0:5])
    assert not cited(0, 5, stored[0:4])
    assert not cited(0, 0, "")
    assert not cited(0, 5, stored[0:5], page=9)


def test_every_question_is_searched_and_as_many_are_asked_as_wanted(casebase, add_text, tmp_path):
    add_text("katsushika.md", "# 葛飾区\n\n葛飾区は条例など約1万ページ分を取り込んだ。")
    path = tmp_path / "q.jsonl"
    path.write_text(
        "".join(
            json.dumps(
                {
                    "id": str(i),
                    "question": "葛飾区は何ページ分を取り込んだか",
                    "gold_document": "katsushika",
                    "gold_span": "１万 ページ",
                }
            )
            + "\n"
            for i in range(6)
        ),
        encoding="utf-8",
    )
    run = run_dataset(load_dataset(path), casebase, LOCAL_READER, answers=2)

    assert [outcome.found[0] for outcome in run.outcomes] == ["katsushika"] * 6
    assert [outcome.asked is not None for outcome in run.outcomes] == [True, False, False, True, False, False]
    assert [outcome.span_rank for outcome in run.outcomes] == [1] * 6
    assert run.outcomes[0].asked.passages == (CitedPassage("katsushika", True),)
    assert values(run.outcomes[0])["answer has gold"] == 1.0
    assert run.documents == 1


# reports


def test_a_report_groups_by_type_and_language_and_survives_the_way_to_json_and_back(tmp_path):
    run = a_run(
        Outcome(RIGHT, ("katsushika",), 5.0, asked()), Outcome(NO_ANSWER, (), 6.0, asked("NOT_IN_CASEBASE", ()))
    )
    summary = summarize(run)
    write_json(make_report([run], [summary], "model"), tmp_path / "out" / "report.json")
    data = read_json(tmp_path / "out" / "report.json")["datasets"][0]

    assert (set(summary.by_type), set(summary.by_language)) == ({"fact", "unanswerable"}, {"ja"})
    assert set(data["by_type"]) == {"fact", "unanswerable"}
    assert data["by_language"]["ja"]["refused"]["n"] == 1
    assert data["measures"]["recall@1"]["mean"] == 1.0
    assert data["outcomes"][1]["values"]["refused"] == 1.0


def test_a_report_says_by_language_and_type_and_which_half_it_is_about(tmp_path):
    run = a_run(Outcome(RIGHT, ("katsushika",), 5.0, asked(), span_rank=1), Outcome(NO_ANSWER, (), 6.0))
    report = make_report([run], [summarize(run)], "model", half=Half.REPORT)
    write_json(report, tmp_path / "report.json")
    write_html(report, tmp_path / "report.html")
    lines = report_lines(report)

    assert lines[0] == "Half of the questions: report"
    assert any(line.split()[:2] == ["fact", "1"] for line in lines)
    assert sum("by language" in line or "by type" in line for line in lines) == 2
    assert read_json(tmp_path / "report.json")["half"] == "report"
    assert "half of the questions: report" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_failing_question_is_shown_with_what_should_be_found_and_what_was_found_instead(tmp_path):
    wrong = Outcome(RIGHT, ("other",), 5.0, read=(("other", "別の区は100ページ分を取り込んだ。"),))
    run = a_run(wrong)
    write_html(make_report([run], [summarize(run)], "model"), tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")

    for shown in (RIGHT.text, "1万ページ / 10,000ページ", "katsushika", "other: 別の区は100ページ分を取り込んだ。"):
        assert shown in page


def test_two_reports_are_compared_question_by_question(tmp_path):
    before = a_run(Outcome(RIGHT, ("other", "katsushika"), 5.0))
    write_json(make_report([before], [summarize(before)], "model"), tmp_path / "before.json")
    after = a_run(Outcome(RIGHT, ("katsushika",), 5.0))
    report = make_report([after], [summarize(after)], "model", read_json(tmp_path / "before.json"))

    assert report.differences["sample"]["mrr@10"].mean == 0.5
    assert any("change of mrr@10" in line and "+0.5000" in line for line in report_lines(report))


def test_a_page_of_results_needs_nothing_from_outside_and_runs_nothing_that_a_question_holds(tmp_path):
    hostile = Question("q<1>", "<script>alert(1)</script>", {"katsushika": 1.0}, type="<b>")
    run = a_run(
        Outcome(hostile, ("other",), 5.0, asked(documents=("other",))), Outcome(RIGHT, ("katsushika",), 7.0, asked())
    )
    write_html(make_report([run], [summarize(run)], "model"), tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")

    assert "<svg" in page
    assert "<script" not in page
    assert not re.search(r"(?:src|href)\s*=|@import|url\(", page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert page.count("not among the first ten") == 1


def a_part(whole: Path, to: Path, documents: int) -> Path:
    """Write the first documents of a set, and the questions that are about these, as a set of their own."""
    to.mkdir()
    lines = {
        name: (whole / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        for name in ("corpus", "qrels", "queries")
    }
    kept = {json.loads(line)["id"] for line in lines["corpus"][:documents]}
    judged = [json.loads(line) for line in lines["qrels"]]
    elsewhere = {one["query_id"] for one in judged if one["doc_id"] not in kept}
    about = {one["query_id"] for one in judged} - elsewhere
    chosen = {
        "corpus": lines["corpus"][:documents],
        "qrels": [line for line in lines["qrels"] if json.loads(line)["query_id"] in about],
        "queries": [line for line in lines["queries"] if json.loads(line)["id"] in about],
    }
    for name, part in chosen.items():
        (to / f"{name}.jsonl").write_text("\n".join(part) + "\n", encoding="utf-8")
    return to


@pytest.mark.slow
def test_the_whole_command_measures_a_set_with_its_own_documents(tmp_path):
    first = a_part(EVALUATION / "lawqa", tmp_path / "part", documents=8)
    report = evaluate([first], Settings(home=tmp_path), tmp_path / "r.json", tmp_path / "r.html", progress=False)
    figures = report.summaries[0].measures

    assert report.summaries[0].documents == 8
    assert figures["recall@10"].mean >= 0.8
    assert figures["quotes intact"].mean == 1.0
    assert (tmp_path / "r.html").stat().st_size > 5_000
    assert Path(tmp_path / "r.json").is_file()
