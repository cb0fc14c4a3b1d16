"""Words that are no names although they look like some, and how a name that is Japanese is spelt in Latin letters."""

from __future__ import annotations

import re

GENERIC = frozenset(
    re.findall(
        r"\S+",
        """
        ai it ict dx pc faq pdf web url llm ok id no vs it's i i'm genai generative english japanese japan ml iot
        chatbot a the monday tuesday wednesday thursday friday saturday sunday january february march april may june
        july august september october november december sundays saturdays chinese korean vietnamese nepali portuguese
        spanish tagalog indonesian thai burmese french german russian italian american british australian canadian
        irish european polish hindi bengali ukrainian tamil malay arabic turkish swedish dutch q&a q e-mail email mail
        app apps api sdk os ui ux csv json xml html
        """,
    )
)
"""Words in Latin letters that name nothing in particular."""

COMMON_CAPITALS = frozenset(
    re.findall(
        r"\S+",
        """
        prefecture prefectural city ward town village metropolitan government guideline guidelines agency ministry
        bureau department office council act law article section agreement academy basic strategy policy assembly
        university
        """,
    )
)
"""English words that are written with a capital inside names and have translations."""

REGIONS = frozenset(
    re.findall(
        r"\S+",
        "関東 関西 近畿 中部 東海 北陸 甲信 東北 四国 九州 山陰 山陽 中国 首都圏 霞が関 永田町 西日本 東日本 北関東",
    )
)
"""Parts of the country: what is done there seldom says so."""

NO_NAMES = frozenset({"日本", "日本語", "日本人", "国内", "英語", "令和", "平成", "昭和", "大正", "明治"})
READS_JAPANESE = re.compile(
    r"(?:(?:[kgnhbpmr]?y?|s|z|t|d|sh|ch|ts|tch|j|f|v|w|kk|pp|ss|ssh|tt)[aiueo]|n(?![aiueoy]))+", re.IGNORECASE
)
SPELT_JAPANESE = re.compile(
    r"(?:[kgnhbmrp]?[aiueo]|[kgnhbmrp]y[auo]|s[aueo]|sh[aiuo]|t[aeo]|ch[aiuo]|tsu|z[aueo]|j[aiuo]|d[aeo]|fu|y[auo]|wa"
    r"|kk(?=[aiueo])|ss(?=[aiueh])|tt(?=[aeo])|n(?![aiueoy]))+(?<=[aiou])"
)
"""Spelt in the usual way (Hepburn), and with no end that is common in English."""

NOT_JAPANESE = frozenset(
    re.findall(
        r"\S+",
        "agenda arena banana botswana gemini genova guinea hawaii kenya mania nokia nigeria opera panama panorama piano potato"
        " sonata tomato uganda utopia metadata",
    )
)
NO_PLACES = frozenset(
    re.findall(
        r"\S+", "japanese home same mega one some more game made base use core one here date some future note type tie"
    )
)
"""English words that could be read as Japanese and may stand before City or Town."""

KNOWN_TO_ALL = frozenset(
    re.findall(
        r"\S+",
        "chatgpt openai github youtube facebook linkedin ipad iphone macos paypay powerpoint sharepoint onedrive deepl chatbot"
        " saas paas iaas",
    )
)
"""Names that stand for a kind of thing as well, or that a text may well leave out."""

OFFICIAL = frozenset(
    re.findall(
        r"\S+",
        """
        permit borough attorney comptroller hackathon transcript ombudsman councillor alderman bailiff clerk county
        bylaw singaporean audit fraud scrutiny welfare complaint solicitor webinar toolkit playbook roadmap deepfake
        phishing pothole statute secretariat prefecture municipality covid agile tsunami whistleblower bribery
        equality tribunal pilot kiosk voicebot chatbot anonymize redact appraiser auditor parish shire riding
        """,
    )
)
"""English words of offices that the dictionary, which is of Japanese, does not have, or that forms of them end in."""

MODELS = frozenset({"chatgpt", "gpt", "copilot", "gemini", "claude", "openai"})
"""Names that stand for generative AI as such."""
