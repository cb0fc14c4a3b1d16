"""What the tests of files inside files share: archives made on the spot, and a run through expansion and ingestion."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from casebase.models import Details
from casebase.settings import Settings
from ingest.expand import Expansion
from ingest.records import FileOutcome, IncomingFile
from ingest.sandbox import Sandbox

TEXT = "問い合わせは情報政策課が受け付ける。"


def archive(*files: tuple[str | zipfile.ZipInfo, bytes | str]) -> bytes:
    """Return a ZIP archive of files in the order given; the same name may come twice."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files:
            zipped.writestr(name, content)
    return packed.getvalue()


def expanded(
    sandbox: Sandbox, name: str, content: bytes, settings: Settings | None = None
) -> Iterator[IncomingFile | FileOutcome]:
    """Yield what a file that was handed in expands to."""
    file = IncomingFile(name, content, Details("tokyo"))
    yield from Expansion([(name, file)], sandbox, settings or Settings())


def ended(steps: Iterator[IncomingFile | FileOutcome]) -> dict[str, str]:
    """Return by name how each step ended: `read on`, or the code of its error."""
    return {
        step.name if isinstance(step, IncomingFile) else step.file: "read on"
        if isinstance(step, IncomingFile)
        else str(step.error)
        for step in steps
    }
