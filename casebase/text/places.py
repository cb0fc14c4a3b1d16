"""Names of places in Japanese and in Latin letters, so that a name asked for in one script is found in the other.

A few hundred are known by their bare names, in lower case as well (tokyo); every municipality by its name in full.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from casebase.text.readings import latin_of, without_kind

_PLACES = """
北海道 hokkaido 青森 aomori 岩手 iwate 宮城 miyagi 秋田 akita 山形 yamagata 福島 fukushima 茨城 ibaraki 栃木 tochigi
群馬 gunma 埼玉 saitama さいたま saitama 千葉 chiba 東京 tokyo 神奈川 kanagawa 新潟 niigata 富山 toyama 石川 ishikawa
福井 fukui 山梨 yamanashi 長野 nagano 岐阜 gifu 静岡 shizuoka 愛知 aichi 三重 mie 滋賀 shiga 京都 kyoto 大阪 osaka
兵庫 hyogo 奈良 nara 和歌山 wakayama 鳥取 tottori 島根 shimane 岡山 okayama 広島 hiroshima 山口 yamaguchi 徳島 tokushima
香川 kagawa 愛媛 ehime 高知 kochi 福岡 fukuoka 佐賀 saga 長崎 nagasaki 熊本 kumamoto 大分 oita 宮崎 miyazaki
鹿児島 kagoshima 沖縄 okinawa 札幌 sapporo 仙台 sendai 横浜 yokohama 川崎 kawasaki 相模原 sagamihara 浜松 hamamatsu
名古屋 nagoya 堺 sakai 神戸 kobe 北九州 kitakyushu 函館 hakodate 旭川 asahikawa 盛岡 morioka 郡山 koriyama いわき iwaki
水戸 mito つくば tsukuba 宇都宮 utsunomiya 前橋 maebashi 高崎 takasaki 川口 kawaguchi 越谷 koshigaya 船橋 funabashi
柏 kashiwa 八王子 hachioji 横須賀 yokosuka 藤沢 fujisawa 茅ヶ崎 chigasaki 茅ケ崎 chigasaki 鎌倉 kamakura 金沢 kanazawa
甲府 kofu 松本 matsumoto 豊橋 toyohashi 豊田 toyota 岡崎 okazaki 四日市 yokkaichi 大津 otsu 高槻 takatsuki 枚方 hirakata
東大阪 higashiosaka 姫路 himeji 西宮 nishinomiya 尼崎 amagasaki 明石 akashi 加古川 kakogawa 三豊 mitoyo 松江 matsue
倉敷 kurashiki 呉 kure 福山 fukuyama 尾道 onomichi 三原 mihara 東広島 higashihiroshima 廿日市 hatsukaichi 江田島 etajima
下関 shimonoseki 高松 takamatsu 松山 matsuyama 久留米 kurume 飯塚 iizuka 佐世保 sasebo 都城 miyakonojo 那覇 naha
町田 machida 立川 tachikawa 調布 chofu 三鷹 mitaka 府中 fuchu 日野 hino 多摩 tama 武蔵野 musashino 小金井 koganei
千代田 chiyoda 中央区 chuo 港区 minato 新宿 shinjuku 文京 bunkyo 台東 taito 墨田 sumida 江東 koto 品川 shinagawa
目黒 meguro 大田区 ota 世田谷 setagaya 渋谷 shibuya 中野 nakano 杉並 suginami 豊島 toshima 板橋 itabashi 練馬 nerima
足立 adachi 葛飾 katsushika 江戸川 edogawa 荒川 arakawa 北区 kita 青梅 ome 昭島 akishima 小平 kodaira 東村山 higashimurayama
国分寺 kokubunji 国立市 kunitachi 福生 fussa 狛江 komae 東大和 higashiyamato 清瀬 kiyose 東久留米 higashikurume
武蔵村山 musashimurayama 稲城 inagi 羽村 hamura あきる野 akiruno 西東京 nishitokyo 瑞穂町 mizuho 日の出町 hinode 檜原 hinohara
奥多摩 okutama 大島町 oshima 利島 toshima 新島 niijima 神津島 kozushima 三宅村 miyake 御蔵島 mikurajima 八丈 hachijo
青ヶ島 aogashima 小笠原 ogasawara 竹原 takehara 三次市 miyoshi 庄原 shobara 大竹 otake 安芸高田 akitakata 海田 kaita
熊野町 kumano 坂町 saka 安芸太田 akiota 北広島 kitahiroshima 大崎上島 osakikamijima 世羅 sera 神石高原 jinsekikogen
"""

_COUNTRIES = """
米国 アメリカ アメリカ合衆国 usa america united_states
英国 イギリス uk britain united_kingdom
シンガポール singapore
オーストラリア 豪州 australia
カナダ canada
ニュージーランド new_zealand
アイルランド ireland

韓国 korea
中国 china
台湾 taiwan
エストニア estonia
ドイツ germany
フランス france
インド india
フィンランド finland
デンマーク denmark
スウェーデン sweden
オランダ netherlands
スペイン spain
イタリア italy
欧州 ヨーロッパ europe
欧州連合 eu european_union
"""
"""Those before the empty line write in English."""

_SHORTEST_BARE = 4
_ENGLISH_WORDS = frozenset({"date", "mine", "note", "tone", "home", "same"})
"""Names of municipalities that are English words."""

_PREFECTURES = 48
"""The first entries are the 47 prefectures, 埼玉 in two spellings."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its `spellings` (in search form), and whether its offices write in English."""

    spellings: tuple[str, ...]
    is_english: bool


@cache
def countries() -> Mapping[str, Country]:
    """Return the countries by each of their spellings."""
    found: dict[str, Country] = {}
    for is_english, lines in zip((True, False), _COUNTRIES.strip().split("\n\n"), strict=True):
        for line in lines.splitlines():
            spellings = tuple(one.replace("_", " ") for one in line.split())
            found |= dict.fromkeys(spellings, Country(spellings, is_english))
    return found


@cache
def latin_names() -> Mapping[str, tuple[str, ...]]:
    """Return the Japanese spellings of a place or country by its name in Latin letters, lower case."""
    words = _PLACES.split()
    names: dict[str, list[str]] = {}
    for japanese, latin in zip(words[::2], words[1::2], strict=True):
        names.setdefault(latin, []).append(japanese)
    for latin, country in countries().items():
        if latin.isascii():
            names[latin] = [spelling for spelling in country.spellings if not spelling.isascii()]
    return {latin: tuple(spellings) for latin, spellings in names.items()}


@cache
def prefectures() -> frozenset[str]:
    """Return the names of prefectures without 県, in Latin letters: a city of the same name is another place."""
    return frozenset(_PLACES.split()[1 : 2 * _PREFECTURES : 2])


@cache
def japanese_names() -> Mapping[str, str]:
    """Return the name of a place in Latin letters by its Japanese spelling."""
    return {japanese: latin for latin, spellings in latin_names().items() for japanese in spellings}


@cache
def municipalities_in_kana() -> Sequence[tuple[str, str]]:
    """Return every municipality by its name in full and how it is read without its kind: 唐津市, カラツ."""
    lines = Path(__file__).with_name("municipalities.txt").read_text("utf-8").splitlines()
    listed = (line.split() for line in lines if not line.startswith("#"))
    return [(name, without_kind(kana, name[-1])) for name, kana in listed]


@cache
def municipalities() -> Mapping[str, tuple[str, ...]]:
    """Return the keys (see `casebase.text.readings.latin_key`) of each municipality's name without its kind."""
    keys: dict[str, tuple[str, ...]] = {}
    for name, kana in municipalities_in_kana():
        keys[name] = (*keys.get(name, ()), latin_of(kana))
    return keys


@cache
def municipalities_by_key() -> Mapping[str, tuple[str, ...]]:
    """Return the municipalities of a key, in full (唐津市)."""
    names: dict[str, list[str]] = {}
    for name, keys in municipalities().items():
        for key in keys:
            names.setdefault(key, []).append(name)
    return {key: tuple(found) for key, found in names.items()}


def is_told_bare(key: str) -> bool:
    """Tell whether a municipality is known by its bare name in Latin letters: Ina and Oi are much else, and so is a mine."""
    return len(key) >= _SHORTEST_BARE and key not in _ENGLISH_WORDS
