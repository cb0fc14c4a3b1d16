"""Questions for a rule on AI (「…してもいいですか」, 「誰の承認が必要ですか」, "May we enter …?"), and the topic they are on."""

from __future__ import annotations

import re
from functools import lru_cache

from casebase.text.normalize import search_form

_ASKS_RULE = re.compile(
    r"[てで]も?(?:い|良|よ|大丈夫|構わな|かまわな|ok|だめ|駄目)|[てで]は(?:いけ|なら|だめ|駄目|まず)|ないと(?:いけ|だめ|駄目|まず)|なければ|なきゃ"
    r"|必要(?:が|は|です|ある|あり|か|なの|[?？]|$)|(?:要り|いり)ますか|べき|禁止|禁じ|ルール|決まり|きまり|規則|規定|義務|許され|認められ"
    r"|可能です|可です|可能か|(?:使え|入力でき|利用でき|使用でき|入れられ|保存され|記録され|残され|残り)(?:る|ます)"
    r"|(?:誰|だれ)の(?:承認|許可|決裁)|(?:承認|許可|決裁)は(?:誰|だれ)|(?:誰|だれ|どこ)に.{0,8}(?:届|申請|報告|許可)"
    r"|(?:ガイドライン|指針|規程|要綱)(?:で|に|では|には|は)"
    r"|\b(?:allowed|permitted|permit|prohibited|forbidden|banned?|must|required?|rules?|obliged|mandatory|approve[sd]?|approval)\b"
    r"|\b(?:may|can|should)\s+(?:i|we|staff|officials?|employees|they|it)\b|\b(?:have|has|need)\s+to\b"
    r"|\bguidelines?\s+(?:say|require|on|about)\b|\bhow\s+(?:do|does|should)\b.{0,50}\bcheck(?:ed)?\b"
)
_ON = {
    "入力してはいけない情報": (
        r"(?:個人情報|個人データ|機密|秘密|非公開|氏名|名前|住所|マイナンバー|相談(?:内容|記録))"
        r"[^。]{0,14}(?:入力|入れ|送|書|貼|読み込|読ませ|渡|アップ|使|含)"
        r"|入力して?(?:は|も|い|よ|良)|入力(?:でき|制限|禁止)|禁止されて"
        r"|\b(?:enter|input|paste|upload|put|submit|share)\w*\b.{0,50}\b(?:data|information|personal|confidential|names?|secret)"
        r"|\bnot\s+(?:be\s+)?(?:enter|input|past|upload)\w*|\bbe\s+(?:entered|uploaded)\b"
    ),
    "著作権": r"著作|知的財産|商標|既存の作品|そっくり|\bcopyright|\bintellectual property|\btrademark",
    "回答の確認": (
        r"(?:回答|出力|結果|答え|生成(?:物|した|された)|文章)"
        r"[^。]{0,12}(?:確認|確かめ|検証|チェック|正し|そのまま|うのみ|鵜呑み|信じ|信用)|ファクトチェック|ハルシネーション"
        r"|\b(?:check|verif|review)\w*\b.{0,40}\b(?:output|answer|result|text|response|fact)"
        r"|\b(?:output|answer|result|response)s?\b.{0,40}\b(?:check|verif|review|as\s+(?:it|they)\s+(?:is|are)|without|accura)"
    ),
    "利用の明示": (
        r"(?:ai|人工知能)[^。]{0,10}(?:使った|使って作|作った|作成した|利用した|使用した|生成した|で書いた)"
        r"[^。]{0,12}(?:書|明記|明示|表示|示|断|伝え|知らせ|公表|言)"
        r"|(?:ai|人工知能)[^。]{0,8}(?:利用|使用|生成)[^。]{0,6}(?:明記|明示|表示)"
        r"|\bdisclos\w*|\b(?:say|tell|state|mention|mark|label|indicate)\w*\b.{0,40}\bai\b"
    ),
    "承認手続": r"承認|許可|申請|届け?出|決裁|\bapprov\w+|\bpermission\b|\bauthori[sz]\w+|\bapply\s+for\b",
    "ログ・監査": (
        r"ログ(?!イン|アウト)|(?:利用|入力|質問)?(?:履歴|記録)[^。]{0,6}(?:残|保存|保管|監査|取)|監査"
        r"|\blogs?\b|\blogged\b|\baudit\w*|\brecords?\b.{0,20}\b(?:kept|keep|stored)"
    ),
    "調達": r"調達|契約(?:書|に|で|する)|仕様書|\bprocure\w*|\bcontracts?\b|\btender",
    "教育": (
        r"(?:研修|講習|eラーニング)[^。]{0,10}(?:受|修了|必須|必要)"
        r"|\btraining\b.{0,30}\b(?:required|mandatory|before|must|need)|\b(?:required|must|need\w*|have)\b.{0,30}\btrain"
    ),
    "高リスク判定": (
        r"高リスク|ハイリスク|リスク(?:の)?(?:判定|評価|分類)|(?:審査|処分)[^。]{0,10}(?:任せ|使|用い)"
        r"|\bhigh[-\s]risk|\brisk\s+assess|\bdecide\w*\b.{0,30}\b(?:by|with)\s+ai\b"
    ),
    "利用できるサービス": (
        r"(?:使|利用|使用)(?:って|して)?も?(?:よい|良い|いい|できる|可能な|える)[^。]{0,8}(?:サービス|ツール|ai|アプリ|chatgpt|環境)"
        r"|無料版|(?:個人|自分)の(?:アカウント|スマホ|携帯|端末|パソコン|pc)"
        r"|\b(?:which|what)\s+(?:\w+\s+){0,3}(?:services?|tools?)\b.{0,40}\b(?:use|allowed|permitted|approved)"
        r"|\bfree\s+version|\b(?:own|personal|private)\s+(?:account|phone|device|computer)"
    ),
}
"""By topic (see `casebase.guidelines.topics`), what questions on it say, in the order in which they are tried."""

_TOPICS = {topic: re.compile(pattern) for topic, pattern in _ON.items()}
_ON_AI = re.compile(
    r"(?<![a-z])ai(?![a-z])|人工知能|生成|chatgpt|チャットgpt|copilot|llm|プロンプト|ガイドライン|指針|入力|ログ(?!イン|アウト)"
    r"|\bprompts?\b|\bguidelines?\b"
)


@lru_cache(64)
def rule_asked(question: str) -> str:
    """Return the topic on which `question` asks for a rule on the use of AI, empty where it asks for none."""
    folded = search_form(question)
    if not _ASKS_RULE.search(folded) or not _ON_AI.search(folded):
        return ""
    return next((topic for topic, pattern in _TOPICS.items() if pattern.search(folded)), "")
