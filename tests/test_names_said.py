"""What is called by name is found in either script, and only as itself: Iwase City is 岩瀬市, listed anywhere or not."""

from __future__ import annotations

import pytest

from casebase.answer.names import names_in
from casebase.answer.question import understand
from casebase.answer.said import may_say, says_name
from casebase.text.normalize import search_form
from casebase.text.places import municipalities, municipalities_by_key
from casebase.text.readings import latin_key, latin_of


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("京都府の事例", "東京都の事例", False),
        ("東京都の事例", "GovTech東京の事例", True),
        ("広島市の事例", "広島県の事例", False),
        ("Which AI does Yokosuka City use?", "横須賀市のChatGPT", True),
        ("横須賀市は何を使いますか", "Yokosuka City uses ChatGPT", True),
        ("GPT-4は使えますか", "gpt-4oを使う", False),
        ("Does Kaita-cho use AI?", "海田町は使う。", True),
        ("Does Fuchu-cho use AI?", "府中市は使う。", False),
        ("府中町は使いますか", "Fuchu-cho and Fuchu-shi use it.", True),
        ("国立市の事例", "Kunitachi City uses it.", True),
        ("広島県三原市の事例", "三原市は使う。", True),
        ("広島県三原市の事例", "広島県尾道市は使う。", False),
        ("東京都港区の事例", "港区は使う。", True),
        ("横浜市鶴見区の事例", "横浜市港北区は使う。", False),
        ("What does Karatsu use?", "唐津市は使う。", True),
        ("What does Karatsu use?", "武雄市は使う。", False),
        ("What does Minami-Awaji City use?", "南あわじ市は使う。", True),
        ("南あわじ市は使いますか", "Minamiawaji City uses it.", True),
        ("What does Ōita City use?", "大分市は使う。", True),
        ("What does Ōita City use?", "大分県は使う。", False),
        ("Does Hiroshima Prefecture use AI?", "Hiroshima City uses it.", False),
        ("広島市の事例", "東広島市は使う。", False),
        ("三原市の事例", "三原原子さんは使う。", False),
        ("チャットGPTの事例", "ChatGPTを使う。", True),
        ("北瀬戸の研修", "瀬戸の研修", False),
        ("北瀬戸の研修", "the course at Kitaseto", True),
    ],
)
def test_a_name_is_found_in_either_script_and_only_as_itself(question: str, text: str, said: bool) -> None:
    assert [says_name(search_form(text), name) for name in names_in(question)] == [said]


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("What does Iwase City use?", "岩瀬市は使う。", True),
        ("What does the City of Iwase use?", "岩瀬市は使う。", True),
        ("What does Iwase City use?", "岩瀬町は使う。", False),
        ("What does Iwase City use?", "尾道市は使う。", False),
        ("岩瀬市は使いますか", "Iwase City uses it.", True),
        ("岩瀬市は使いますか", "Onomichi City uses it.", False),
        ("What does Midorino Town use?", "みどり野町は使う。", True),
        ("白鷺市は使いますか", "白鷺川市は使う。", False),
        ("What does Shirasagigawa City use?", "白鷺川市は使う。", True),
        ("青波町（Aonami）は使いますか", "Aonami Town uses it.", True),
        ("青波（Aonami）町は使いますか", "青波町は使う。", True),
        ("青波町（Aonami）は使いますか", "尾道市は使う。", False),
        ("汐見町は使いますか", "市長(汐見原敏雄)は使う。", False),
        ("架空県は使いますか", "架空の県は使う。", False),
        ("架空県は使いますか", "架空県庁は使う。", True),
        ("Kazehaya市は使いますか", "Kazehaya City uses it.", True),
        ("Iwase市は使いますか", "岩瀬市は使う。", True),
        ("Kazehaya市は使いますか", "尾道市は使う。", False),
        ("Does Minato Town use AI?", "Minato Ward uses it: https://www.city.minato.tokyo.jp/", False),
        ("みなと町は使いますか", "Minato Ward uses it.", False),
    ],
)
def test_a_municipality_that_no_list_knows_is_found_as_it_reads(question: str, text: str, said: bool) -> None:
    (name,) = names_in(question)
    assert name.is_place
    assert says_name(search_form(text), name) is said


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("清滑市は何に使っていますか", "Kiyoname City uses it.", True),
        ("清滑市は何に使っていますか", "the Town of Kiyoname", False),
        ("清滑市は何に使っていますか", "Minato City and Kawagoe City use it.", False),
        ("What does Kiyoname City use?", "清滑市は使う。", True),
        ("What does Kiyoname City use?", "清瀬市は使う。", False),
        ("What does Kiyoname City use?", "港区と清水町は使う。", False),
        ("What does Shirasagi City use?", "白鷺川市は使う。", False),
        ("白鷺市は使いますか", "Shirasagigawa City uses it.", False),
        ("帆波町は使いますか", "Honami-cho uses it.", True),
        ("清滑市は何に使っていますか", "the City of Kiyoname", True),
        ("横須賀市は何に使っていますか", "Yokosaka City uses it.", False),
        ("横須市は何に使っていますか", "Yokosuka City uses it.", False),
        ("What does Minata Ward use?", "港区は使う。", False),
        ("What does Kiyoname Town use?", "清滑市は使う。", False),
    ],
)
def test_a_municipality_that_no_list_knows_may_be_what_reads_nearly_like_it_in_the_other_script(
    question: str, text: str, said: bool
) -> None:
    (name,) = names_in(question)
    assert may_say(text, name) is said


@pytest.mark.parametrize("text", ["AI市場の動き", "IT区分", "ネパール語の案内", "Is there help in Vietnamese?"])
def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    assert names_in(text) == ()


@pytest.mark.parametrize(
    ("question", "japanese"),
    [
        ("What was to blame for Kuregawa's assistant?", True),
        ("How is Machine Learning used?", False),
        ("Which cities in Japan use Gemini?", False),
    ],
)
def test_a_name_that_reads_like_nothing_but_japanese_must_be_said(question: str, japanese: bool) -> None:
    assert any(name.is_distinctive for name in names_in(question)) is japanese


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("しらさぎアシストの費用は", "かもめアシストの費用", False),
        ("しらさぎアシストの費用は", "白い鷺のしらさぎを助けるアシスト", True),
        ("「なぎさん」に聞けますか", "なぎさんに聞く", True),
        ("「なぎさん」に聞けますか", "なぎさに聞く", False),
        ("ミチシルベ技研との契約額は", "道しるべとなる技術", False),
        ("ヨミトクの不具合は", "Yomitokuの不具合", True),
        ("ヨミトクの不具合は", "サーバーの不具合", False),
        ("How was KoeNote tested?", "コエノートを試した", True),
        ("How was KoeNote tested?", "録音を試した", False),
    ],
)
def test_a_name_made_up_for_one_thing_must_be_said(question: str, text: str, said: bool) -> None:
    (name,) = names_in(question)
    assert name.is_distinctive
    assert may_say(text, name) is said


@pytest.mark.parametrize(("text", "said"), [("きりりんは答える。", True), ("ひろりんは答える。", False)])
def test_a_name_in_latin_letters_may_be_said_as_it_reads(text: str, said: bool) -> None:
    (name,) = names_in("What does the bot Kiririn say?")
    assert may_say(text, name) is said


@pytest.mark.parametrize(
    ("sentence", "page"),
    [
        ("ヨミトクは資料を要約する。", "Yomitaku sums up papers."),
        ("しらさぎアシストを使う。", "しらさぎの写真を整理するアシストを使う。"),
        ("KoeNote was tested.", "コウネツ was tested."),
    ],
)
def test_what_only_sounds_like_a_name_does_not_bear_a_statement_out(sentence: str, page: str) -> None:
    (name,) = names_in(sentence)
    assert may_say(page, name)
    assert not says_name(search_form(page), name)


@pytest.mark.parametrize(
    "question",
    [
        "「危険」と表示する",
        "「叩かない」が逆に書かれた",
        "ChatGPTの事例",
        "鍵を消したときデータは",
        "AIで作った記録ソフト",
        "How is AI used on an iPad?",
        "Are TCRs sorted by SaaS?",
    ],
)
def test_what_may_be_said_otherwise_is_not_distinctive(question: str) -> None:
    assert not any(name.is_distinctive for name in names_in(question))


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("来月東京に引っ越すけど、役所に行かずに済ませたい", 0),
        ("北海道に本籍があるんだけど、こっちで取れますか", 0),
        ("旅行先の沖縄で子どもが熱を出した", 0),
        ("I am moving from Kobe next month. What do I have to do?", 0),
        ("東京都の引っ越し手続きは", 1),
        ("広島県への移住の相談は", 1),
        ("What does Kobe do for people who travel?", 1),
    ],
)
def test_where_somebody_only_comes_from_is_not_what_is_asked_about(question: str, places: int) -> None:
    assert sum(name.is_place for name in understand(question).names) == places


@pytest.mark.parametrize(
    "text", ["What is a Smart City?", "a Home Town tax", "各市の取組", "特別区の取組", "the whole city"]
)
def test_what_only_stands_before_city_is_no_place(text: str) -> None:
    assert not [name for name in names_in(text) if name.is_place]


def test_a_person_is_no_place() -> None:
    assert not [name for name in names_in("What did Governor Ogawa say?") if name.is_place]


def test_every_municipality_is_found_by_its_name_in_latin_letters() -> None:
    assert len(municipalities()) > 1_700
    for name, keys in municipalities().items():
        assert all(name in municipalities_by_key()[key] for key in keys)


@pytest.mark.parametrize(
    ("kana", "written"),
    [
        ("トウキョウ", "Tokyo"),
        ("オオイタ", "Ōita"),
        ("シンジュク", "Shinjuku"),
        ("ホンベツ", "Hombetsu"),
        ("ユウバリ", "Yūbari"),
        ("ミナミアワジ", "Minami-Awaji"),
        ("イノウエ", "Inoue"),
    ],
)
def test_spellings_of_one_reading_have_one_key(kana: str, written: str) -> None:
    assert latin_of(kana) == latin_key(written)
