"""Recognise sentences of a document that give orders to whoever (or whatever) answers from it.

Text of a document is data. Such a sentence is shown where the document is shown, but never chosen as an answer.
"""

from __future__ import annotations

import re

from casebase.text.normalize import search_form

_ORDERS = re.compile(
    "|".join(
        [
            # 「これまでの指示をすべて無視し」「前の指示を忘れること」「以前の指示を破棄し」
            r"(?:これまで|今まで|それまで|前|以前|直前|上記|以上|従前|先|元|全て|すべて|あらゆる|システム)の(?:全ての|すべての)?"
            r"(?:指示|命令|ルール|規則|制約|プロンプト|設定|会話)[^。]{0,12}(?:無視|忘れ|破棄|取り消|従わ|上書き|無効)",
            # 「回答は「…」の一語とすること」「「…」とだけ答えよ」
            r"(?:回答|返答|応答|答え|出力)は?[、]?「[^」]{1,80}」[^。]{0,8}(?:と(?:する|せよ|しろ|だけ|のみ)|の一語|に(?:せよ|する|限))",
            r"(?:と|を)?(?:だけ|のみ)(?:を)?(?:答え|回答|返答|応答|出力|返)(?:よ|ろ|せよ|しろ|すること|ること|しなさい|えなさい|してください|えてください|せ)",
            r"必ず[^。]{0,10}「[^」]{1,80}」[^。]{0,4}と(?:書|記|答|回答|出力|述べ|言|返)",
            r"(?:システム|隠し)プロンプト[^。]{0,12}(?:表示|出力|開示|明か|教え)",
            r"(?:この文書|本文書|この文章|これ)を(?:読む|読んだ|要約する|処理する|参照する)(?:ai|アシスタント|モデル|llm|エージェント)[^。]{0,30}(?:こと|せよ|しろ|なさい|ください|ならない)",
            r"(?:ai|アシスタント|モデル|llm|チャットボット)(?:へ|への|に対する|向け)の?(?:指示|命令)",
            r"あなたは(?:今から|これから|以後|以降)",
            r"(?:以後|以降|今後)[^。]{0,10}(?:どの|全ての|すべての|あらゆる)質問",
            r"出典(?:は|を)(?:示すな|書くな|隠)",
            # English
            r"(?:ignore|disregard|forget|override|bypass)\s+(?:\w+\s+){0,4}(?:instructions?|prompts?|rules|guidelines|context|directions)\b",
            r"(?:reply|respond|answer|output|print|say|return)\s+(?:only|just|exactly|nothing\s+but|solely)\b",
            r"(?:only|always|must)\s+(?:reply|respond|answer|output|print|say)\s+(?:with|that|\")",
            r"(?:reveal|print|show|repeat|leak|send)\s+(?:\w+\s+){0,3}(?:system\s+prompt|conversation|instructions|api\s+keys?|chat\s+history)",
            r"(?:you\s+are\s+now|from\s+now\s+on|new\s+instructions?\s*:|^\W*system\s*:|<\|?(?:system|im_start)|\[/?inst\])",
            r"(?:do\s+not|don't|never)\s+(?:cite|mention|reveal|tell)\s+(?:\w+\s+){0,3}(?:sources?|user|reader|instructions?)",
        ]
    )
)


def gives_orders(sentence: str) -> bool:
    """Tell whether `sentence` orders its reader to answer in some way, to forget rules or to give things away."""
    return _ORDERS.search(search_form(sentence)) is not None
