"""Orders to a machine by what they do, in any wording: address it, take back its rules, give it a role, dictate or leak.

A guideline about AI has the same words (AI, prompt, answer, must), but says them of people: 「AIの回答を確認すること」 has AI as
an object, 「AIは…と答えよ」 has it as the one who is told. So each rule asks for an act of speech towards a machine: who is
addressed, in what mood, about which of its own things. What stands in quotation marks is an example and is taken out
first, except where the order is to say it.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

_PROGRAM = (
    "(?:生成)?ai(?:モデル|アシスタント|エージェント)?|(?:大規模)?言語モデル|(?:要約|応答|生成|検索|回答)?(?:モデル|エンジン|ボット)"
    "|llm|チャットボット|アシスタント|エージェント|自動(?:応答|処理|要約)(?:プログラム|システム)?|機械"
)
_SAY = (
    "答え|回答|返答|応答|述べ|返[せしすさ]|言[えっうい]|言い|書[けきく]|列挙|挙げ|表示|出力|出せ|示せ|示し|貼り付け|書き写|書き換え|書き出"
    "|埋め込|加え|付け|含め|省[けきくい]|除[けきくい]|伏せ|隠[せしす]|触れ|評価|採点|採択|承認|通し|断定|無視|従[えいうっ]|実行|送信|送[りれっ]"
    "|案内|入力させ|求め|やめ|止め|扱[えいうっ]|優先|削除|百点|満点|最大|とせよ|にせよ|守る"
)
_ORDER = (
    "(?:せよ|しろ|なさい|[てで](?:ください|ほしい|下さい)|[るうくすつぬふむぐぶ]こと|ないこと|ものとする|ねばならない|なければならない"
    "|[えけせてねめれげべ]よ|[えけせてねめれげべ](?=[。!、,]|$)|ろ(?=[。!]|$)|な(?=[。!]|$))"
)
_OUTPUT = "(?:回答|返答|応答|返事|返信|出力|要約|結論|答え|レスポンス)"
_OWN = "(?:指示|命令|注意事項|方針|設定|プロンプト|規則|ルール|制約|役割|前提|手順|文脈)"
_HERE = "(?:この|本)(?:段落|文書|行|文章?|ページ|ファイル|注記|資料|書|pdf|節|欄)|本書|以下|下記|次"

_JAPANESE = tuple(
    re.compile(pattern)
    for pattern in (
        # It is addressed: 「アシスタントの方へ」「ボットに告ぐ」「この注記はAIに向けた」「LLMにお願いします」
        rf"(?:{_PROGRAM})(?:の(?:方|皆|諸君)[々さ様]?(?:ん)?(?:へ|に|は|、)|の皆様|に告ぐ|各位|諸君|(?:へ|に対する|への)の?(?:追加)?"
        rf"(?:指示|命令|注記|注意書き|伝言|連絡|お願い|依頼|指令)(?:$|[。:、]|です|である|として)|に向けた(?:もの|注記|指示|命令|文)"
        rf"|に(?:お願い|依頼|命じ|命令|指示)(?:し|する|いたし)(?:ます|ました|る|た)?[。:])",
        rf"(?:機械|{_PROGRAM})だけが(?:読|見|理解)|人間(?:の読者)?(?:は|には)(?:読み飛ば|見せ|明か|知らせ)",
        rf"{_ORDER}[、,]\s?(?:{_PROGRAM})[。!]",
        rf"(?:あなた|お前|君|貴方)が(?:もし)?(?:{_PROGRAM})(?:なら|であれば|の場合)|もし(?:あなた|お前|君)が[^。]{{0,10}}(?:{_PROGRAM})",
        # It is the one who is told to say or do something: 「言語モデルは…と返せ」「評価を依頼されたAIは…百点とせよ」
        rf"(?:{_PROGRAM})は(?!、?(?:職員|利用者|人|担当者)が)[^。]*(?:{_SAY})[^。]{{0,6}}(?:せよ|しろ|なさい|[てで]ください|[えけせねめれ]よ|えろ|せ[。!])",
        rf"(?:{_PROGRAM})は[^。]*(?:利用者|質問者|読者|市民|住民)に(?:対し)?[^。]*(?:案内|入力|伝え|求め|促)[^。]{{0,6}}{_ORDER}",
        rf"(?:{_PROGRAM})は(?:これ|この指示|本書|以下)を(?:必ず)?守",
        rf"(?:{_PROGRAM})は[^。]*(?:質問|問い|依頼)[^。]*(?:とき|場合|たら)[^。]*(?:必ず|常に)[^。]*{_ORDER}",
        # What it was told before is taken back, or this text is put above it
        rf"(?:以前|前|上|先|最初|既|これまで|今まで|システム|運営|開発者)[^。]{{0,12}}{_OWN}[^。]{{0,10}}(?:撤回|失効|無効|取り消|古い|使わず|従わ|捨て|廃棄)"
        rf"[^。]*(?:{_HERE}|$|。)(?<!廃止)(?=[^。]*(?:だけ|のみ|従|優先|使え|使わず|無視)|。?$)(?:(?!効力|要領|要綱).)*$",
        rf"(?:{_HERE})(?:の(?:内容|手順|命令|指示|文|記述|規則))?(?:だけ|のみ)(?:に|を)(?:従|使|信|守|優先|実行)",
        r"(?:システム|運営者?|開発者|管理者)(?:側)?(?:の|から)(?:設定|指示|命令|プロンプト)(?:より|に)[も、]?[^。]*(?:優先|勝|従わ|上位|上書き)",
        rf"(?:あなた|お前|君)に(?:最初に|事前に)?(?:与え|設定|渡)[^。]*{_OWN}",
        # It gets another role or tone
        r"(?:いま|今|これ|ここ|以[後降]|ただいま)(?:から|より)?(?:は|先)?[、]?[^。]*(?:役割を(?:変更|交代|替え|切り替え)|丁寧語をやめ|口調で(?:応答|回答|答え|話)"
        r"|(?:として|になりきって)(?:振る舞|応答|回答|行動)[^。]{0,4}(?:せよ|しろ|なさい|ください|え))",
        r"(?:あなた|お前|君)は[^。、]{1,20}(?:ではなく|をやめ)[、]?[^。]{0,24}(?:です|である|だ|になる|となる|せよ|なさい|え)(?:。|$)",
        # The answer is dictated
        rf"(?:どんな|どのような|いかなる|あらゆる)(?:問い|質問|依頼|入力)[^。]*(?:{_SAY}|一任|同じ)[^。]{{0,6}}{_ORDER}",
        rf"(?:これより後|以[後降]|今後|この先|これから)の(?:利用者|質問者|ユーザー)?の?(?:発言|入力|質問|{_OUTPUT})[^。]*(?:{_SAY})[^。]{{0,6}}",
        rf"(?:質問|要約|評価|判断|説明|比較|翻訳)(?:を|が)?(?:頼まれ|依頼され|求められ|聞かれ|され)たら[^。]*(?:触れず|ない(?:と|もの)|{_SAY})[^。]{{0,8}}{_ORDER}",
        rf"(?:利用者|質問者|ユーザー|住民|市民)(?:が|から)[^。]*(?:質問し|尋ね|聞い|聞かれ|たずね)た?(?:場合|とき|たら|ら)[^。]*(?:列挙|全員|断定|と答え|と述べ|嘘|送)[^。]{{0,8}}{_ORDER}",
        rf"{_OUTPUT}(?:の|を)?(?:生成)?(?:時|際|とき|末尾|冒頭|最後|最初|すべて|全て|前)[^。]*(?:埋め込|リンクを|広告|url|http|画像を|apiキー|環境変数)[^。]*{_ORDER}",
        rf"{_OUTPUT}(?:すべて|全て|全部)?に(?:は|も)?[^。]*(?:広告|リンク|url|宣伝)[^。]*(?:加え|付け|含め|入れ)[^。]{{0,6}}{_ORDER}",
        rf"(?:要約|翻訳|出力|評価|審査|採点)(?:で|に)?は[^。]*(?:存在しない|なかった(?:もの|こと)|触れず|書き換え|読み飛ば|含めない)[^。]*{_ORDER}",
        rf"(?:結論|要約|{_OUTPUT})[^。]{{0,12}}を?「[^」]{{1,60}}」に(?:書き換え|差し替え|置き換え)[^。]{{0,6}}{_ORDER}",
        rf"(?:引用|出典|根拠)[^。]{{0,10}}(?:付けなくて|要ら|いら|なし|省い|不要)[^。]*{_ORDER}",
        rf"(?:警告|注意|免責|安全基準)[^。]{{0,16}}(?:含めない|出さない|省[くき]|消[しす])[^。]*(?:{_ORDER}|アシスタント|{_PROGRAM})(?=.*(?:{_OUTPUT}|{_PROGRAM}))",
        rf"(?:英訳|翻訳|要約|説明|回答)する代わりに[^。]*{_ORDER}",
        # It is told to praise, to let pass
        r"(?:スコア|点数|評価|順位|総合点|得点|減点|欠点)[^。]*(?:最大|最高|満点|百点|100点|一位|首位|探さず|触れず|勧め)[^。]*(?:返|せよ|しろ|なさい|[てで]ください|えよ)",
        # It is told to give away
        r"(?:会話|チャット|質問|やり取り|対話|聞かれた内容|入力内容|プロンプト|環境変数|api\s?キー|秘密鍵|認証情報|名簿|全員の)[^。]*"
        r"(?:送信|送って|送り|メールで|転送|投稿|全部貼り付け|すべて貼り付け|書き写|列挙して|コードブロック|一字一句|逐語)[^。]*(?:せよ|しろ|なさい|[てで]ください|から返事|えよ|示せ|ること)",
        r"(?:利用者|人間|読者|ユーザー|職員|住民)には?(?:知らせ|明か|伝え|悟られ|見せ|気づかれ)(?:ず|ないで|ないよう)[^。]*"
        rf"(?:{_OUTPUT}|{_SAY}|通し)[^。]*{_ORDER}",
        r"(?:人工知能|(?:生成)?ai|llm|ボット|言語モデル|モデル)(?:殿|さん|様|くん|君)(?:[、,へに]|$)|(?:rag|ai|llm|システム)[^。]{0,10}(?:君|あなた|お前)(?:へ|に)"
        r"|(?:読んで|見て|処理して)いる(?:人工知能|ai|モデル|機械|プログラム)",
        r"(?:自動)?(?:要約|回答|返答|出力|応答)(?:を)?(?:する|作成する|生成する)?(?:者|場合|際|とき|時|欄)[はに、][^。]*(?:締めくく|結論|肯定|賛成|問題な[いし]|読まずに|のみ(?:を)?記入|だけを作成)",
        r"(?:検索|確認|照合|引用|出典)(?:を)?(?:行わ|せ|参照せ|付け)ず(?:に)?[、]?[^。]*(?:答え|回答|応じ|断定)",
        r"(?:他の|ほかの)(?:文書|資料|検索結果)[^。]*(?:より|信じ|信用|頼ら)[^。]*(?:私|この|本)[^。]*(?:信じ|言うこと|優先)|(?:私|わたし)の言うことを(?:信じ|聞)",
        r"(?:出典|引用|根拠)(?:番号)?[^。]{0,8}(?:不要|要らない|いらない)",
        r"(?:内部|非公開|他部署の|秘密の)(?:文書|資料|情報)[^。]*(?:一覧|中身|内容|全文)?[^。]*(?:見せて|渡し|教え|開示し)[^。]*(?:ください|よい|なさい|あげて|ほしい)|許可なく(?:情報|資料|文書)を",
        r"(?:フィルター?|検閲|安全(?:装置|機能|確認)|制限)[^。]*(?:外し|切|無効に|解除)[^。]*(?:状態で|まま)[^。]*(?:質問|応じ|答え|回答)",
        r"(?:前の|ほかの|他の)(?:利用者|質問者|ユーザー)[^。]*(?:尋ねた|質問した|入力した|話した|聞いた)[^。]*(?:教え|示し|見せ|そのまま)",
        r"(?:事前|最初|内部)の(?:指示|命令|プロンプト|設定)を[^。]*(?:全文|そのまま|すべて)[^。]*(?:返信|教え|示|出|書|見せ)",
        r"(?:リンク|url|https?:)[^。]*(?:質問|会話|入力)[^。]*(?:つなげ|付け足|付加|埋め)[^。]*(?:表示|出力|示)",
        r"(?:常に|必ず)(?:同意|肯定|賛成)(?:し|の返事)[^。]*(?:進め|答え|返|話)[^。]{0,6}(?:こと|せよ|なさい|ください)|(?:評価|印象)を下げるような[^。]*(?:拾わない|書かない|触れない|出さない)",
        r"(?:言及|紹介|説明)しないで(?:くれ|ほしい|おけ)",
        r"(?:関数|ツール|コマンド|tool)(?:を)?(?:呼び出し|実行)\s?:|[a-z]+_[a-z_]+\([^)]{0,60}\)を[^。]*(?:実行|呼び出)",
    )
)

_WHO = (
    r"(?:(?:large\s+)?language\s+models?|llms?|ai(?:\s+(?:models?|assistants?|agents?|systems?|reviewers?))?|assistants?|chat-?bots?|bots?"
    r"|(?:automated|automatic)\s+(?:reviewer|system|reader|assistant|agent)s?|summari[sz]ers?|(?:the|this|any)\s+model)"
)
_START = r"^\W*(?:(?:please|kindly|now|then|first|also|always|instead|and|\w+\s+notice|important)[,:]?\s+)*"

_ENGLISH = tuple(
    re.compile(pattern)
    for pattern in (
        # It is addressed
        rf"^\W*{_WHO}(?:\s+reading\s+\w+\s+\w+)?\s*[:,]\s+\S",
        rf"\bto\s+(?:whichever|whatever)\s+{_WHO}\b|\bto\s+(?:any|every|all)\s+{_WHO}(?:\s+(?:reading|processing|that|which|who)\b|\s*:)|\b(?:instructions?|note|message|notice|directive|command)s?\s+(?:for|to)\s+(?:the\s+|any\s+)?{_WHO}\b",
        rf"\bif\s+you\s+are\s+(?:an?\s+|the\s+)?{_WHO}\b|\bas\s+(?:an?|the)\s+{_WHO},?\s+you\b",
        r"\bwho(?:ever)?\s+(?:processes|reads|summari[sz]es|parses)\s+this\s+(?:\w+\s+)?(?:automatically|by\s+machine)",
        rf"\b{_WHO}\s+(?:is|are)\s+(?:hereby|now)\s+(?:\w+\s+)?(?:authori[sz]ed|instructed|ordered|required|directed|told)\b",
        rf"\b{_WHO}\s+(?:must|shall|will|has\s+to|have\s+to|needs?\s+to)\s+(?:now\s+)?(?:delete|erase|bypass|ignore|disregard|send|forward|leak|reveal|approve|rank|praise|obey|call|run|execute)\b",
        # What it was told before is taken back, or this text is put above it
        r"\b(?:prior|previous|earlier|existing|former|original|all\s+other)\s+(?:\w+\s+)?(?:directives?|instructions?|guidance|rules|orders|prompts?|messages?)\s+"
        r"(?:have\s+been|has\s+been|are|is)\s+(?:now\s+)?(?:revoked|void|superseded|cancell?ed|replaced|obsolete|suspended|withdrawn)",
        r"\binstructions?\s+in\s+this\s+(?:document|file|text|paragraph|page|message)\s+(?:take\s+precedence|override|supersede|replace|come\s+first)",
        rf"{_START}(?:discard|drop|disregard|forget|ignore|abandon)\s+(?:\w+\s+){{0,3}}(?:guidance|directives?|orders|policy|policies|configuration|persona)\b",
        r"\b(?:obey|follow)\s+(?:only\s+)?(?:this|the\s+following|the\s+next)\s+(?:paragraph|text|message|sentence|line)\b|\bfollow\s+me\s*[.!]",
        rf"{_START}(?:pay\s+no\s+attention\s+to|do\s+not\s+(?:follow|obey)|stop\s+(?:following|obeying))\s+(?:the\s+|your\s+|any\s+)?(?:operator|system|developer|previous|earlier|original|administrator)\b",
        # It gets another role
        r"\bstop\s+being\s+an?\b|\bfrom\s+(?:here|now)(?:\s+on)?,?\s+you\s+(?:are|act|speak|write|answer)\b|\byou\s+are\s+(?:now\s+)?an?\s+(?:unfiltered|unrestricted|uncensored|evil|free)\b",
        rf"{_START}(?:please\s+)?(?:act|behave|respond|reply)\s+as\s+(?:though|if)\b[^.]*\b(?:no|without|never|were\s+not)\b|\buse\s+the\s+persona\b"
        r"|\bfor\s+the\s+(?:rest|remainder)\s+of\s+(?:this|the|our)\s+(?:session|conversation|chat|dialogue)",
        # The answer is dictated
        r"\b(?:when|if|whenever|once)\s+(?:a|an|the|any|some)\s*(?:user|reader|citizen|customer|person|resident|one|visitor)\s+asks?\b[^.]*,\s*(?:always\s+)?(?:tell|say|claim|answer|reply|state|respond|insist)\b",
        rf"{_START}(?:answer|respond\s+to|reply\s+to|end|begin|start|finish|open|close|sign)\s+(?:each|every|all)\b[^.]*\b(?:questions?|responses?|answers?|replies|reply|response)\b"
        r"(?=[^.]*(?:\bwith\b|favou?rabl|positive|no\s+matter|\"))",
        r"\brespond\s+to\s+all\s+(?:\w+\s+)?questions\s+with\b|\b(?:in|to|into|with)\s+(?:each|every)\s+(?:answer|reply|response)\b(?=[^.]*(?:https?:|!\[|\"|link|image|promot))",
        r"\b(?:your|the)\s+(?:answer|reply|response|summary|output)\s+(?:has\s+to|must|should|shall)\s+(?:begin|start|end|open|close|contain|include|say|state|read)\b(?=[^.]*\")",
        rf"{_START}(?:replace|change|omit|leave\s+out|insert|add|hide|invert|double)\b[^.]*\b(?:in|from|to|of)\s+your\s+(?:summary|answer|reply|response|output)\b",
        rf"{_START}(?:do\s+not|don't|never|instead\s+of)\s+(?:summari[sz](?:e|ing)|translat(?:e|ing)|answer(?:ing)?)\s+(?:this|the)\b[^.]*[;,]\s*\w+",
        r"\bleave\s+out\s+(?:section|chapter|part|page)s?\b[^.]*\bpraise\b|\bskip\s+the\s+(?:remaining|other|rest)\b[^.]*\breturn\b",
        rf"{_START}(?:repeat|print|copy|write\s+out|quote)\s+(?:all\s+)?the\s+(?:words|text|lines|sentences)\s+(?:above|before)\b",
        # It is told to praise, to let pass
        rf"(?:{_START}|[,:;]\s*)(?:rank|rate|place|put)\s+this\s+\w+\s+(?:first|highest|top|above)\b|(?:{_START}|[,:;]\s*)give\s+(?:this|the|our)\s+\w+\s+(?:the\s+)?(?:maximum|highest|top|full|best)\s+(?:score|marks?|rating|rank)",
        rf"{_START}(?:tell|inform|warn)\s+(?:the\s+|any\s+|every\s+)?(?:reader|user|citizen|customer|visitor|person)s?\s+that\s+(?:their|the|his|her|your)\s+(?:session|password|account|access|licen[cs]e)\b",
        # It is told to give away or to act
        rf"{_START}(?:send|post|forward|transmit|e?-?mail|upload|submit|leak)\b[^.]*\b(?:user|conversation|transcript|prompt|chat|history|question|session)\w*(?:'s)?\b[^.]*(?:https?:|@|\burl\b|query\s+parameter|webhook)",
        r"\bcall\s+the\s+(?:tool|function)\s+\w+|\b(?:you\s+must|must\s+now)\s+(?:call|invoke|run|execute)\b",
        rf"{_START}(?:disclose|reveal|print|list|show|output|dump|expose)\s+(?:\w+\s+){{0,4}}(?:hidden\s+prompt|system\s+prompt|prompt\s+you|files?\s+you|documents?\s+(?:of\s+other|you\s+(?:can|may|have))|configuration\s+you)",
        r"[;.,]\s*(?:print|list|reveal|output|show)\s+(?:the\s+)?(?:names\s+of\s+)?(?:all\s+)?(?:the\s+)?files\s+you\b",
        rf"{_START}treat\s+(?:everything|anything|whatever|all|any)\b[^.]*\bas\s+(?:an?\s+)?(?:administrator|admin|system|trusted|privileged|root)\b",
        r"\breveal\s+the\s+documents\s+of\b",
        r"\bdear\s+(?:ai|assistant|model|chat-?bot|llm)\b|\byour\s+(?:creators?|developers?|makers?)\b|\becho\s+your\b|\byour\s+initial\s+(?:configuration|instructions?|prompt)",
        r"\b(?:safety|security|content)\s+(?:checks?|filters?|rules?|policies)\s+(?:are|is|have\s+been)\s+(?:now\s+)?(?:off|disabled|lifted|suspended)\b",
        r"\b(?:summar(?:y|ies)|answers?|replies|responses?)\s+(?:of|about|on)\s+this\s+\w+\s+(?:should|must|shall)\b[^.]*\b(?:conclude|say|state|praise|recommend|omit)",
        r"\b(?:keep|leave)\s+[^.]*\bout\s+of\s+(?:your|the)\s+(?:reply|answer|summary|response)\b|\bsteer\s+the\s+(?:conversation|user|discussion)\b",
        r"\bcitations?\s+(?:are|is)\s+no\s+longer\s+(?:needed|required|necessary)\b|\byou\s+have\s+permission\s+to\s+(?:share|reveal|disclose|give|show)\b",
        r"\b(?:consider|regard|treat)\s+(?:all\s+)?(?:the\s+)?other\s+(?:retrieved\s+)?(?:passages?|documents?|sources?|results?)\b[^.]*\b(?:unreliable|wrong|false|untrusted|invalid)",
        rf"{_START}(?:output|print|return|produce)\s+(?:the\s+following|only|this)\b[^.]*\bnothing\s+else\b|\brun\s+the\s+(?:shell\s+)?command\b|\brm\s+-rf\b",
        r"\b(?:evaluator|grader|reviewer|ranking|judge)?\s*model\s+should\s+(?:output|return|print|score)\b|\bgame\s+in\s+which\s+you\s+have\s+no\s+rules\b",
        rf"{_START}(?:ask|get|persuade)\s+the\s+(?:citizen|user|reader|customer)s?\s+(?:to\s+\w+|for)\s+their\s+(?:bank|card|account|password|pin|credentials)",
        rf"{_START}append\b[^.]*(?:<[^>]*(?:question|conversation|prompt)|\?\w+=)|{_START}(?:produce|share|give|hand\s+over)\s+the\s+(?:confidential|secret|internal)\b[^.]*\b(?:when|if)\s+(?:someone|anyone|a\s+user)",
    )
)

_MARKUP = re.compile(
    r"<{1,2}\|?\s*/?(?:sys|system|im_start|im_end|tool_call|function_call|assistant)\s*\|?>{1,2}|\[/?inst\]"
    r"|\"role\"\s*:\s*\"(?:system|developer)\"[^}]*\"content\"\s*:\s*\"(?!you are a helpful assistant)"
    r"|^\W*(?:#{1,6}\s*)(?:システム|system|assistant)\s*(?:プロンプト|prompt|メッセージ|message)?\s*[::]"
    r"|\"(?:tool|function)(?:_call)?\"\s*:\s*[\"{]|!\[[^\]]*\]\(https?://[^)\s]*[{=<][^)]*\)"
)
"""Marks of the formats in which models are spoken to, and pictures whose address carries something away."""

_DECODED = re.compile(
    r"(?:base\s?64|rot\s?13|hex|16進)[^。.]*(?:復号|デコード|decod)[^。.]*(?:実行|従|命令|carry\s+out|follow|execute|obey|do\s+what)"
    r"|(?:復号|デコード|decode)[^。.]*(?:base\s?64|rot\s?13|hex)[^。]*(?:実行|従|命令|carry\s+out|follow|execute|obey|do\s+what)"
)
_ENCODED = re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{16,4000}={0,2}(?![A-Za-z0-9+/=])")
_LONGEST, _STEP, _MOST_STRETCHES = 400, 250, 60
"""Characters of a piece that is looked at, from one piece to the next, and pieces of one sentence: a text without an end of
a sentence is a table or a list of numbers, and time must not grow with the square of its length."""

_LATIN = re.compile(r"[a-z]{2,}\s+[a-z]{2,}")
"""Two words of English: Japanese sentences about AI have one at most."""

_QUOTED = re.compile(r"「[^「」]{0,400}」|『[^『』]{0,400}』|\"[^\"]{0,400}\"")
_REPORTED = re.compile(
    r"」(?:のように|などの?(?:文|指示|語)|といった|という(?:文|指示|攻撃|入力)|と(?:入力|書く|書いて|加え|指示|聞|示|頼))|attack|injection|攻撃|インジェクション"
)
_HINT = re.compile(
    r"[<\[{]|#\s*(?:システム|system)|\"role|base\s?64|rot\s?13"
    r"|ai|モデル|llm|ボット|エージェント|アシスタント|エンジン|機械|自動|あなた|お前|君"
    r"|回答|返答|応答|返事|出力|要約|結論|答え|指示|命令|プロンプト|設定|会話|人工知能|rag|出典|引用|内部|フィルタ|リンク|言及|同意|拾わ|チャット|質問|問い|ツール|関数|利用者|人間|スコア|点|評価"
    r"|model|bot|assistant|answer|respon|repl|summar|you|instruct|direct|prompt|session|follow|rank|treat|send|disclose|reveal|render|user|reader|asks|attention|persona|operator|dear|citation|safety|passage|game|append|confidential|command|echo|tool|citizen|guidance|whoever"
)


_MOOD = re.compile(
    r"せよ|しろ|なさい|ください|下さい|ほしい|くれ|願い|ものとする|ならない|ように|よい(?=[。!]|$)|不要|皆|君|あなた|お前|撤回|失効|使わず|方へ|各位|諸君|人工知能"
    r"|[るうくすつぬふむぐぶい]こと|[えけせてねめれげべ]よ|[えけせてねめれげべろな](?=[。!、]|$)|(?:へ|に)(?:$|[。:、])|向けた|への(?:追加)?|に告ぐ|お願い"
    r"|人間|機械|ツール|関数|コマンド|指示|命令|[殿様](?=[、,])|優先|から返事|として(?:$|。)|全文|記入され|固定"
)
"""Moods and manners of Japanese in which somebody is told to do something; what only describes has none of them."""


def without_examples(searched: str) -> str:
    """Return a sentence without what it quotes as an example of an attack or of a prompt."""
    return _QUOTED.sub(_emptied, searched) if _REPORTED.search(searched) else searched


def _emptied(quotation: re.Match[str]) -> str:
    return '""' if quotation[0][0] == '"' else "「」"


def speaks_to_a_machine(searched: str) -> bool:
    """Tell whether a sentence, in the form in which text is searched, is an order to a machine."""
    return any(map(_is_order, _stretches(searched)))


def _stretches(searched: str) -> Iterator[str]:
    """Yield a sentence, or overlapping pieces of one that goes on and on: the rules look back and forth within a piece."""
    if len(searched) <= _LONGEST:
        yield searched
        return
    for start in range(0, min(len(searched), _MOST_STRETCHES * _STEP), _STEP):
        yield searched[start : start + _LONGEST]


def _is_order(searched: str) -> bool:
    if not _HINT.search(searched):
        return False
    if _MARKUP.search(searched) or _DECODED.search(searched):
        return True
    bare = _QUOTED.sub(_emptied, searched)
    if bare != searched and any(pattern.search(searched) for pattern in _QUOTING):
        return True
    if not bare.isascii() and not _MOOD.search(bare):
        return False
    if not _LATIN.search(bare):
        return any(pattern.search(bare) for pattern in _JAPANESE)
    return any(pattern.search(bare) for pattern in (_ENGLISH if bare.isascii() else _JAPANESE + _ENGLISH))


_QUOTING = tuple(pattern for pattern in (*_JAPANESE, *_ENGLISH) if "「" in pattern.pattern or '\\"' in pattern.pattern)
"""Rules about what the answer must say, for which the quotation is needed."""


def decoded(text: str) -> list[str]:
    """Return what base64 in a text says, where it says something that can be read."""
    found = []
    for match in _ENCODED.finditer(text):
        try:
            plain = base64.b64decode(match[0] + "=" * (-len(match[0]) % 4), validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            continue
        if plain.isprintable() and any(char.isalpha() for char in plain):
            found.append(plain)
    return found
