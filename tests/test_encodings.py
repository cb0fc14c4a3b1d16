"""Two hundred Japanese texts in each of the encodings of Japanese offices: none comes out as something else unsaid."""

from __future__ import annotations

import itertools
import re

import pytest

from casebase.errors import UnknownEncoding
from ingest.load.encoding import decode

PLACES = re.findall(
    r"\S+",
    "東京都 広島県 青空市 海辺町 緑丘市 三日月村 呉市 尾道市 八王子市 千代田区 鳥取県 岐阜県 埼玉県 札幌市 那覇市",
)
OFFICES = re.findall(
    r"\S+", "総務課 情報政策課 税務課 市民課 福祉事務所 保育課 議会事務局 危機管理室 水道局 教育委員会 財政課 広報係"
)
THINGS = re.findall(
    r"\S+",
    "議事録 要約 申請書 予算 窓口案内 道路台帳 補助金 個人情報 ガイドライン プロンプト チャットボット 生成AI データ",
)
DEEDS = re.findall(
    r"\S+", "作成した 見直す 公開している 減らせる 確認してください 検討中 廃止する 導入済み 延期となった 守ること"
)
SHORT = re.findall(
    r"\S+",
    "年 日本 です 課長 東京 あ ア 令和7年 確認 （案） 別紙１ 済 表1 ○ 第3条 ①利用 件名： 高橋 斉藤 渡邉 メモ 了解",
)
ENCODINGS = {"utf-8": "utf-8", "utf-16": "utf-16", "cp932": "cp932", "euc_jp": "euc_jp", "iso2022_jp": "iso2022_jp"}


def texts() -> list[str]:
    """Two hundred texts: words alone, lines of a form, sentences, paragraphs with figures; from one character upwards."""
    cycles = [itertools.cycle(words) for words in (PLACES, OFFICES, THINGS, DEEDS)]
    made = list(SHORT)
    for number in itertools.count():
        place, office, thing, deed = (next(cycle) for cycle in cycles)
        text = (
            f"{place}{office}",
            f"{thing}を{deed}。",
            f"{office}：{thing}（{number}件）",
            f"{place}の{office}は、令和{number % 8 + 1}年に{thing}を{deed}。",
            f"件名\t{thing}について\r\n担当\t{office}\r\n",
            f"{thing}・{place}",
            f"{place}では、{thing}を{deed}。費用は年額{number * 37:,}千円で、{office}が所管する。\n\n次の点を{deed}。\n",
            f"AI活用 {thing} {number}",
        )[number % 8]
        if text not in made:
            made.append(text)
        if len(made) == 200:
            return made
    raise AssertionError("the words ran out")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_japanese_text_is_silently_read_as_another(encoding):
    wrong, refused, held = [], [], 0
    for text in texts():
        try:
            content = text.encode(ENCODINGS[encoding])
        except UnicodeEncodeError:
            continue  # the encoding has no such character (① outside Windows), so no file of it holds one
        held += 1
        try:
            decoded = decode("a.txt", content)
        except UnknownEncoding:
            refused.append(text)
            continue
        if decoded.text != text and not decoded.warnings:
            wrong.append((text, decoded.text, decoded.encoding))

    assert wrong == []
    assert refused == []
    assert held >= 195


def test_the_texts_are_two_hundred_different_ones():
    assert len(set(texts())) == len(texts()) == 200
