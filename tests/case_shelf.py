"""Made-up cases for tests: many of them, with records of every shape. **Nothing in them is a case of anybody.**"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from casebase.models import Details, Kind, Visibility
from casebase.service import Casebase
from ingest.pipeline import ingest_files
from ingest.records import FileStatus, IncomingFile

TASKS = ("議事録", "要約", "翻訳", "検索・RAG")
ORGANIZATIONS = (("tokyo", ""), ("hiroshima", ""), ("govtech", ""), ("other", "見本市"), ("other", "試し町(見本県内)"))


def case(number: int, **changes: Any) -> Details:
    """Return the details of made-up case `number`; the same number gives the same case."""
    chance = random.Random(number)
    organization, name = chance.choice(ORGANIZATIONS)
    status = chance.choice(("検討", "実証", "本番", "終了", ""))
    record = {
        "case_id": f"case-{number}",
        "one_line_result_ja": f"見本{number}では作業が速くなった。",
        "problem_ja": f"見本{number}の課題である手作業を減らしたい。",
        "effect": _effects(chance),
        "model_or_product": chance.choice(("ChatGPT", "Dify、Claude", "不明", "")),
        "network_zone": chance.choice(("LGWAN", "インターネット", "")),
        "cost_ja": chance.choice(("約300万円", "無償", "", "公表していない")),
        "reusable_assets": chance.choice(([], ["プロンプト"], [{"kind": "仕様書"}, "プロンプト"])),
        "stop_reason_ja": "費用に見合わなかった。" if status == "終了" else "",
    }
    said: dict[str, Any] = {
        "organization": organization,
        "organization_name": name,
        "kind": Kind.CASE,
        "visibility": chance.choice(tuple(Visibility)),
        "title": f"見本の事例{number}",
        "title_en": f"Sample case {number}",
        "task_type": chance.choice(TASKS),
        "policy_area": chance.choice(("保健", "教育")),
        "status": status,
        "published_on": f"20{chance.randint(20, 26)}-{chance.randint(1, 12):02}",
        "record": record,
    }
    return Details(**{**said, **changes})


def put(casebase: Casebase, cases: Mapping[int, Details]) -> dict[int, str]:
    """Publish cases and return their documents by number."""
    files = [
        IncomingFile(
            f"case-{number}.md", f"# {details.title}\n\n{details.record.get('problem_ja', '')}\n".encode(), details
        )
        for number, details in cases.items()
    ]
    outcomes = list(ingest_files(files, casebase.library, casebase.embedder))
    assert all(one.status in {FileStatus.INGESTED, FileStatus.WARNED, FileStatus.UNCHANGED} for one in outcomes), (
        outcomes
    )
    return {number: str(outcome.document) for number, outcome in zip(cases, outcomes, strict=True)}


def _effects(chance: random.Random) -> list[dict[str, Any]]:
    method = chance.choice(("measured", "estimated", "claimed", "unknown"))
    possible = [
        {"metric": "1人当たりの削減時間", "after": chance.randint(0, 15), "unit": "時間/月", "method": method},
        {"metric": "削減時間", "after": chance.randint(100, 900), "unit": "時間/年", "method": method},
        {"metric": "利用者", "after": chance.randint(1, 500), "unit": "人", "method": method},
    ]
    return chance.sample(possible, chance.randint(0, 2))
