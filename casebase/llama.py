"""The casebase as a LlamaIndex retriever: any LlamaIndex query engine, agent or evaluation can use it."""

from __future__ import annotations

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from casebase.access import Reader
from casebase.models import Filters, Hit
from casebase.service import Casebase
from casebase.text.tables import in_brief


class CasebaseRetriever(BaseRetriever):  # type: ignore[misc]  # llama-index is not read by mypy: minutes for a class
    """Retrieves for one reader what a search finds; a node's metadata says where its text stands, so that it can be cited."""

    def __init__(self, casebase: Casebase, reader: Reader, filters: Filters = Filters(), top: int = 10) -> None:
        super().__init__()
        self._casebase = casebase
        self._reader = reader
        self._filters = filters
        self._top = top

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._casebase.search(query_bundle.query_str, self._reader, self._filters, self._top)
        return [_node(hit) for hit in found.hits]


def _node(hit: Hit) -> NodeWithScore:
    passage = hit.passage
    metadata = {
        "document": hit.document.id,
        "title": hit.document.title,
        "file_name": hit.document.file_name,
        "organization": hit.document.details.organization_name,
        "version": passage.version,
        "page": passage.page,
        "section": " › ".join(in_brief(passage.section)),
    }
    node = TextNode(
        id_=passage.id, text=passage.text, metadata=metadata, start_char_idx=passage.start, end_char_idx=passage.end
    )
    return NodeWithScore(node=node, score=hit.score)
