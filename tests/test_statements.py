"""Short lines of slides, minutes and forms state something although they do not end as sentences do; headings only name."""

from __future__ import annotations

import pytest

from casebase.text.statements import labels_of, states_something


@pytest.mark.parametrize(
    "line",
    [
        "費用は半年で480万円（車載機器を含む）",
        "誤検知17.5％",
        "利用者数　1,184人",
        "隣の町と共同利用を協議中",
        "夜のうちにAIが判定",
        "庁外への送信は不可",
        "雨の日の映像は読み取れないことが多い",
        "巡回の職員が5人から3人に減り、毎月見るのが難しくなった",
        "欠席者：建設部長",
        "減量推進課 担当：榊、吉留",
        "電話：0220-55-1834",
        "R6.10 LGWAN版に切替",
        "詳しくはヘルプデスク（内線5511、平日9時～17時）へ",
        "1,870 conversations",
        "Satisfaction 4.4 / 5",
        "Staff training: 90 minutes",
        "Audio is never kept",
    ],
)
def test_a_line_that_tells_something_is_a_statement(line: str) -> None:
    assert states_something(line)


@pytest.mark.parametrize(
    "line",
    [
        "課題と今後",
        "やったこと",
        "なぜ始めたか",
        "AIを活用した議事録作成",
        "住民に寄り添う窓口",
        "生成AIの利用について",
        "令和7年度の利用状況",
        "議題1：利用状況",
        "場面C：申請書の写真",
        "第3回 推進会議 会議録",
        "What we would do differently",
        "Lessons learned",
        "Borough Council, Digital Services, 14 July 2026",
        "<!-- 何もしない = 元のまま転送する -->",
    ],
)
def test_a_line_that_only_names_what_follows_is_none(line: str) -> None:
    assert not states_something(line)


def test_a_line_is_labelled_wherever_its_label_stands() -> None:
    assert labels_of("環境局 減量推進課 担当：榊　電話：0220-55-1834") == ["担当", "電話"]
    assert labels_of("午前10:30から") == []
    assert labels_of("議題2：予算") == []
