"""HTML: what a reader sees, nothing that hides."""

from __future__ import annotations

import pytest

from casebase.errors import ForbiddenContent
from ingest.load import load
from ingest.records import Loaded

PAGE = """<!doctype html><html lang=ja><meta charset=utf-8><title>お知らせ &amp; 案内</title>
<h1>生成AIの  <ruby>利用<rt>りよう</rt></ruby>指針</h1>
<div>前の文。<p>段落の<b>文</b>。<br>次の行。</p>後の文。</div>
<ul><li>一つ目<ul><li>内側</ul><li>二つ目</ul><ol start=3><li>三</ol>
<table><caption>件数</caption><tr><th>用途<th colspan=2>件数<tr><td rowspan=2>要約<td>12<td>件<tr><td>8<td>件</table>
<pre>a
  b</pre></html>"""


def blocks(source: str | bytes) -> list[tuple[int, str]]:
    loaded = load("a.html", source if isinstance(source, bytes) else source.encode())
    return [(block.level, block.text) for block in loaded.pages[0].blocks]


def codes(loaded: Loaded) -> set[str]:
    return {warned.code for warned in loaded.warnings}


def test_a_page_is_read_in_order_with_its_structure():
    assert blocks(PAGE) == [
        (1, "生成AIの 利用指針"),
        (0, "前の文。"),
        (0, "段落の文。\n次の行。"),
        (0, "後の文。"),
        (0, "- 一つ目\n- 内側\n- 二つ目"),
        (0, "3. 三"),
        (0, "件数"),
        (0, "| 用途 | 件数 |  |\n| --- | --- | --- |\n| 要約 | 12 | 件 |\n|  | 8 | 件 |"),
        (0, "a\nb"),
    ]
    assert load("a.html", PAGE.encode()).title == "お知らせ & 案内"


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display:none">秘密</p>',
        '<p style="visibility: hidden">秘密</p>',
        '<p style="opacity:0">秘密</p>',
        '<p style="font-size:0px">秘密</p>',
        '<p style="color:#fff">秘密</p>',
        '<p style="color:red;background:red">秘密</p>',
        '<p style="color:transparent">秘密</p>',
        '<p style="position:absolute;left:-9999px">秘密</p>',
        "<p hidden>秘密</p>",
        '<style>/* x */ .x, b.y { display : none }</style><p class="a x">秘密</p>',
        "<style>#z{visibility:hidden}</style><div id=z><p>秘密</p></div>",
    ],
)
def test_hidden_text_is_left_out_and_flagged(hidden):
    loaded = load("a.html", f"<html><body>{hidden}<p>見える文。</p>".encode())

    assert [block.text for block in loaded.pages[0].blocks] == ["見える文。"]
    assert "HIDDEN_TEXT" in codes(loaded)


@pytest.mark.parametrize(
    "shown",
    [
        '<table><tr><td bgcolor="#003366"><span style="color:#fff">見出し</span></table>',
        '<div style="background:#036"><p style="color:white">見出し</p></div>',
        '<p style="opacity:0.5">見出し</p>',
        '<p style="font-size:0.9em">見出し</p>',
        "<style>@media print{p{display:none}}</style><p>見出し</p>",
    ],
)
def test_text_that_is_seen_is_not_taken_for_hidden(shown):
    loaded = load("a.html", f"<html><body>{shown}".encode())

    assert [block.text for block in loaded.pages[0].blocks] == ["見出し"]
    assert codes(loaded) == set()


@pytest.mark.parametrize(
    "active",
    ["<script>x</script>", "<img src=x onerror=y>", "<a href=' javascript:x'>z</a>", "<iframe src=x></iframe>"],
)
def test_scripts_are_reported_and_never_text(active):
    loaded = load("a.html", f"<html><body>{active}<p>本文。</p>".encode())

    assert codes(loaded) == {"ACTIVE_CONTENT"}
    assert loaded.pages[0].blocks[-1].text == "本文。"


@pytest.mark.parametrize(("declared", "codec"), [("Shift_JIS", "cp932"), ("EUC-JP", "euc_jp"), ("utf-8", "utf-8")])
def test_the_declared_encoding_is_used(declared, codec):
    page = f"<html><head><meta charset={declared}></head><body><p>青空市①</p>"
    assert blocks(page.encode(codec, "ignore"))[0][1].startswith("青空市")


def test_a_page_nested_too_deep_is_refused_rather_than_read_in_part():
    with pytest.raises(ForbiddenContent) as error:
        load("a.html", ("<html><p>本文" + "<div>" * 10_000 + "底").encode())
    assert error.value.code == "TOO_DEEP"
