"""What is trained: low-rank changes of the bundled model's attention, and a projection of its token vectors.

One pass over a passage gives two things: the mean of its token vectors, which the vector index searches, and the
projected token vectors, which late interaction compares with the question's (Khattab and Zaharia 2020, ColBERT).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from casebase.bundled_model import PASSAGE_PREFIX, QUERY_PREFIX
from casebase.embedding_inputs import TITLE_WEIGHT

TARGETS = ["query", "key", "value", "attention.output.dense"]
PREFIX_TOKENS = 3
"""`<s> query :` or `<s> passage :`; they and the closing mark take no part in late interaction."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """`mean` (n, 384) and `tokens` (n, longest, dimensions), both float32; `kept` (n, longest) tells tokens that count."""

    mean: Tensor
    tokens: Tensor
    kept: Tensor


class Trainee(nn.Module):
    """The bundled model with an adapter and a projection."""

    def __init__(self, folder: Path, rank: int, dimensions: int) -> None:
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        base = AutoModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="sdpa")
        config = LoraConfig(r=rank, lora_alpha=rank, lora_dropout=0.0, target_modules=TARGETS, bias="none")
        self.model = get_peft_model(base, config)
        self.projection = nn.Linear(384, dimensions, bias=False)
        self.silent = silent_tokens(self.tokenizer)

    def forward(self, texts: Sequence[str], longest: int) -> Encoded:
        """Encode prefixed texts, cut after `longest` tokens."""
        batch = self.tokenizer(list(texts), padding=True, truncation=True, max_length=longest, return_tensors="pt")
        # Processors without bfloat16 imitate it, many times slower than float32.
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=torch.ops.mkldnn._is_mkldnn_bf16_supported()):
            hidden = self.model(**batch).last_hidden_state
        hidden = hidden.float()
        mask = batch["attention_mask"].unsqueeze(-1).float()
        mean = functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=-1)
        ids = batch["input_ids"]
        kept = batch["attention_mask"].bool() & ~self.silent[ids]
        kept[:, :PREFIX_TOKENS] = False
        kept[kept.sum(1) == 0, :1] = True  # a text of nothing but marks
        return Encoded(mean, self.projection(hidden), kept)

    def passages(self, titles: Sequence[str], texts: Sequence[str], longest: int) -> Encoded:
        """Encode passages: the titles apart from the bodies, as the product does."""
        body = self([PASSAGE_PREFIX + text for text in texts], longest)
        title = self([PASSAGE_PREFIX + (title or "-") for title in titles], 64)
        titled = torch.tensor([bool(title) for title in titles]).unsqueeze(1)
        mean = torch.where(titled, (1 - TITLE_WEIGHT) * body.mean + TITLE_WEIGHT * title.mean, body.mean)
        tokens = functional.normalize(torch.cat([body.tokens, title.tokens], 1), dim=-1)
        return Encoded(mean, tokens, torch.cat([body.kept, title.kept & titled], 1))

    def queries(self, texts: Sequence[str]) -> Encoded:
        """Encode questions. Their token vectors keep their lengths: a longer one counts more."""
        return self([QUERY_PREFIX + text for text in texts], 96)


def silent_tokens(tokenizer: AutoTokenizer) -> Tensor:
    """Return which token ids are marks without a letter or digit, shape (vocabulary,)."""
    pieces = tokenizer.convert_ids_to_tokens(range(len(tokenizer)))
    silent = [not any(char.isalnum() for char in piece) for piece in pieces]
    for one in tokenizer.all_special_ids:
        silent[one] = True
    return torch.tensor(silent)


def late_scores(queries: Encoded, passages: Encoded) -> Tensor:
    """Return for each question and passage the mean, weighted by length, over the question's tokens of the best cosine."""
    similar = torch.einsum("qid,pjd->qpij", queries.tokens, passages.tokens)
    similar = similar.masked_fill(~passages.kept[None, :, None, :], -1e4)
    best = similar.amax(-1) * queries.kept[:, None, :]
    weight = queries.tokens.norm(dim=-1) * queries.kept
    return best.sum(-1) / weight.sum(-1, keepdim=True)
