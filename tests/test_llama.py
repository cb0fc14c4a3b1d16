"""The casebase serves as a retriever in LlamaIndex."""

from __future__ import annotations

from casebase.access import Reader
from casebase.llama import CasebaseRetriever
from casebase.models import Visibility
from casebase.service import Casebase


def test_llama_index_gets_nodes_that_can_be_cited_and_only_what_its_reader_may_see(casebase: Casebase, add_text):
    document = add_text("minutes.txt", "会議の議事録をAIで要約した。", title="議事録の要約")
    add_text("secret.txt", "議事録の要約の費用は非公開である。", visibility=Visibility.OWN)
    retriever = CasebaseRetriever(casebase, Reader("hiroshima"))

    nodes = retriever.retrieve("議事録の要約")

    assert [node.metadata["document"] for node in nodes] == [document.id]
    page = casebase.page(nodes[0].metadata["version"], nodes[0].metadata["page"], Reader("hiroshima"))
    assert page.text[nodes[0].node.start_char_idx : nodes[0].node.end_char_idx] == nodes[0].text
