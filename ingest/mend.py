"""Characters of PDF text that stand for others: Kangxi radicals, CJK radicals, vertical presentation forms.

Each is replaced one for one, so positions stay. Everything else is left as it is: NFKC would also change ①, ㈱ and 10².
"""

from __future__ import annotations

import unicodedata

# Unicode's EquivalentUnifiedIdeograph.txt for the CJK Radicals Supplement, which NFKC does not mend. Radicals that are
# only ever parts of a character (⺡, ⺾ and the like) are among them: they stand alone in no text.
_CJK_RADICALS = (
    "⺁厂⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬"
    "⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱罓⺲罒⺳罓⺴罓⺶羊⺷羊⺸羊⺹耂⺺肀⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见"
    "⻆角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻡首⻢马⻣骨"
    "⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)

# Kangxi radicals whose NFKC form is not the character that Japanese text is written with.
_JAPANESE_KANGXI = {"⼾": "戸", "⾭": "青", "⿈": "黄", "⿊": "黒"}

# Vertical forms; NFKC would turn the brackets into half-width ones.
_VERTICAL_FORMS = (
    "︐，︑、︒。︓：︔；︕！︖？︗〖︘〗︙…︰‥︱—︲–︵（︶）︷｛︸｝︹〔︺〕︻【︼】"
    "︽《︾》︿〈﹀〉﹁「﹂」﹃『﹄』﹇［﹈］"
)


# Wingdings and Symbol, whose signs programs write into the private use area: bullets, boxes, ticks, arrows.
_SYMBOL_FONTS = {
    0xF06C: "●", 0xF06D: "○", 0xF06E: "■", 0xF06F: "□", 0xF071: "□", 0xF072: "□", 0xF075: "◆", 0xF076: "❖", 0xF09F: "•",
    0xF0A7: "▪", 0xF0A8: "□", 0xF0B7: "•", 0xF0D8: "➢", 0xF0DE: "⇒", 0xF0E0: "→", 0xF0E8: "➔", 0xF0F0: "⇨", 0xF0FC: "✓",
    0xF0FE: "☑", 0xF052: "☑", 0xF0A3: "□", 0xF0A1: "○",
}  # fmt: skip


def _table() -> dict[int, str]:
    kangxi = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    pairs = _CJK_RADICALS + _VERTICAL_FORMS
    replaced = {ord(pairs[i]): pairs[i + 1] for i in range(0, len(pairs), 2)}
    return kangxi | replaced | _SYMBOL_FONTS | {ord(radical): char for radical, char in _JAPANESE_KANGXI.items()}


_MENDED = _table()


def mend(text: str) -> str:
    """Return `text` with radicals, vertical forms and signs of symbol fonts replaced by ordinary characters, one for one."""
    return text.translate(_MENDED)
