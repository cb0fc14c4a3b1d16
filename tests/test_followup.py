"""A follow-up is put in full by what was asked and answered before; a question that says everything is left alone."""

from __future__ import annotations

import pytest

from casebase.answer.followup import in_full
from casebase.answer.subject import Said

ABBY = Said(
    "広島県の移住相談のAIは何人が登録しましたか？",
    "広島県のAI移住相談「あびぃちゃん」",
    "AI relocation adviser 'Abby-chan' (Hiroshima Prefecture)",
)
USES = Said("東京都と広島県ではAIを何に使っていますか？")
STOPPED = Said("三豊市がごみ出し案内のChatGPT導入を断念した理由は？")
SAVED = Said("横須賀市ではChatGPTでどのくらい時間を短縮できますか？")
MINUTES = Said("汐見町の議事録要約AIで作成時間はどれだけ減った？")
TITLED = Said("参加者の感想を教えて", "職員研修「はじめての生成AI」")
LEANED = Said("カゼハヤ市の仕分けAIについて：何を決めるものですか")
CALBECK = Said("How much does Calbeck's chatbot cost?")
HERON = Said("What does FormHeron do at Calbeck?")
USES_EN = Said("What is AI used for in Tokyo and Hiroshima?")
SAVED_EN = Said("How many hours did Yokosuka save with ChatGPT?", "横須賀市のChatGPT", "ChatGPT in Yokosuka")


@pytest.mark.parametrize(
    ("before", "typed", "asked"),
    [
        (ABBY, "費用は？", "広島県のAI移住相談「あびぃちゃん」の費用は？"),
        (ABBY, "もっと詳しく", "広島県のAI移住相談「あびぃちゃん」について詳しく教えてください。"),
        (ABBY, "その後どうなった", "広島県のAI移住相談「あびぃちゃん」はその後どうなりましたか？"),
        (ABBY, "それは誰が作りましたか", "広島県のAI移住相談「あびぃちゃん」は誰が作りましたか"),
        (ABBY, "この事例の課題は何ですか", "広島県のAI移住相談「あびぃちゃん」の課題は何ですか"),
        (ABBY, "いつから始まったの？", "広島県のAI移住相談「あびぃちゃん」はいつから始まったの？"),
        (ABBY, "なぜ？", "広島県の移住相談のAIは何人が登録しましたか？ なぜ？"),
        (ABBY, "東京都はどうですか", "東京都の移住相談のAIは何人が登録しましたか？"),
        (USES, "広島県では？", "広島県ではAIを何に使っていますか？"),
        (USES, "では、GovTech東京の場合は？", "GovTech東京ではAIを何に使っていますか？"),
        (USES, "費用は？", "東京都と広島県のAIの費用は？"),
        (STOPPED, "費用は？", "三豊市のごみ出し案内のChatGPT導入の費用は？"),
        (STOPPED, "呉市の効果は？", "呉市のごみ出し案内のChatGPT導入の効果は？"),
        (SAVED, "著作権については？", "横須賀市のChatGPTの著作権は？"),
        (USES_EN, "what about Hiroshima?", "What is AI used for in Hiroshima?"),
        (USES_EN, "and in Kobe?", "What is AI used for in Kobe?"),
        (SAVED_EN, "how much did it cost?", "About ChatGPT in Yokosuka: how much did it cost?"),
        (SAVED_EN, "Tell me more", "Tell me more about ChatGPT in Yokosuka."),
        (SAVED_EN, "What about the risks?", "What are the risks of ChatGPT in Yokosuka?"),
        (SAVED_EN, "When did it start?", "About ChatGPT in Yokosuka: When did it start?"),
        (SAVED_EN, "費用は？", "横須賀市のChatGPTの費用は？"),
        (ABBY, "what about Kobe?", "神戸の移住相談のAIは何人が登録しましたか？"),
        (USES, "シンガポールでは？", "シンガポールではAIを何に使っていますか？"),
        (USES_EN, "what about Singapore?", "What is AI used for in Singapore?"),
        (MINUTES, "審議会だけだと？", "汐見町の議事録要約AIで作成時間はどれだけ減った？ 審議会だけだと？"),
        (MINUTES, "住民説明会は", "汐見町の議事録要約AIで作成時間はどれだけ減った？ 住民説明会は"),
        (MINUTES, "使い始める前に研修いる？", "汐見町の議事録要約AIについて：使い始める前に研修いる？"),
        (
            MINUTES,
            "そこ、マイク足していくらかかったの？",
            "汐見町の議事録要約AIについて：そこ、マイク足していくらかかったの？",
        ),
        (MINUTES, "ウェクスムーアだと？", "ウェクスムーアの議事録要約AIで作成時間はどれだけ減った？"),
        (MINUTES, "時間じゃなくて費用のほう", "汐見町の議事録要約AIで作成費用はどれだけ減った？"),
        (MINUTES, "金額じゃなくて期間のほう", "汐見町の議事録要約AIの期間は？"),
        (TITLED, "対象は？", "職員研修「はじめての生成AI」の対象は？"),
        (LEANED, "高齢者で精度が落ちるんだって？", "カゼハヤ市の仕分けAIについて：高齢者で精度が落ちるんだって？"),
        (HERON, "has it ever been switched off?", "About FormHeron, Calbeck: has it ever been switched off?"),
        (CALBECK, "What about Northfell?", "How much does Northfell's chatbot cost?"),
        (HERON, "What about Northfell?", "About Northfell: What does FormHeron do at Calbeck?"),
        (HERON, "just for council tax", "What does FormHeron do at Calbeck? Just for council tax"),
    ],
)
def test_what_a_follow_up_leaves_out_is_taken_from_before(before: Said, typed: str, asked: str) -> None:
    assert in_full(typed, [before]) == asked


@pytest.mark.parametrize(
    "typed",
    [
        "神戸市の議事録の事例は？",
        "生成AIのログはどのくらい保存しますか",
        "ChatGPTとCopilotの違いは何ですか？",
        "Is it possible to use ChatGPT?",
        "What does Tokyo's guideline say?",
        "ごみ収集車の走行経路を最適化してる市はありますか",
        "汐見町の議事録AIってどこの製品ですか",
        "Does any council use AI for parking fines?",
        "ありがとう",
        "Thank you",
        "生成AIとは何ですか",
        "What is AI?",
    ],
)
@pytest.mark.parametrize("before", [ABBY, USES_EN])
def test_a_question_that_needs_no_other_stays_as_it_is(before: Said, typed: str) -> None:
    assert in_full(typed, [before]) == typed


def test_without_anything_before_nothing_is_added() -> None:
    assert in_full("費用は？", []) == "費用は？"


def test_what_names_an_earlier_subject_leans_on_that() -> None:
    said = [MINUTES, Said("浜名木市の穴ぼこ検知だといくら？")]

    assert in_full("議事録要約のほうは誰が確認するんだっけ", said).startswith("汐見町の議事録要約AIについて：")
    assert in_full("穴ぼこのほうは誰が確認するんだっけ", said).startswith("浜名木市の穴ぼこ検知について：")
