"""The tokenizer of the bundled model: XLM-RoBERTa's unigram pieces, `<s> … </s>` around them."""

from __future__ import annotations

from tokenizers import Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.normalizers import NFKC, Replace, Sequence, Strip
from tokenizers.pre_tokenizers import Metaspace
from tokenizers.processors import TemplateProcessing

from casebase.model.packed import PackedModel

BOS, PAD, EOS, UNK, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
SPECIAL = (BOS, PAD, EOS, UNK, MASK)
UNK_ID = 3

TILDE, TILDE_KEPT = "～", "\ue000"
"""U+FF5E, common in Japanese ranges, has a piece of its own; it crosses NFKC as a private-use character."""


def build_tokenizer(packed: PackedModel) -> Tokenizer:
    """Build the tokenizer from the packed vocabulary.

    The model was trained with SentencePiece's nmt_nfkc rules. Compared over all code points with the map the wheel
    carries, they are NFKC, except that control characters vanish, line ends, zero-width and other spaces become
    spaces, and the full-width tilde stays; characters newer than the map only gain their NFKC form.
    """
    tokenizer = Tokenizer(Unigram(list(packed.vocabulary), unk_id=UNK_ID, byte_fallback=False))
    tokenizer.normalizer = Sequence(
        [
            Replace(Regex("[\\x00-\\x08\\x0b\\x0e-\\x1f\\x7f\\x{8f}\\x{9f}]"), ""),
            Replace(
                Regex("[\\t\\n\\x0c\\r\\x{1680}\\x{200b}-\\x{200f}\\x{2028}\\x{2029}\\x{2581}\\x{feff}\\x{fffd}]"), " "
            ),
            Replace(TILDE, TILDE_KEPT),
            NFKC(),
            Replace(TILDE_KEPT, TILDE),
            Replace(Regex(" {2,}"), " "),
            Strip(),
        ]
    )
    tokenizer.pre_tokenizer = Metaspace(replacement="▁", prepend_scheme="always")
    ids = {piece: index for index, (piece, _) in enumerate(packed.vocabulary)}
    tokenizer.post_processor = TemplateProcessing(
        single=f"{BOS} $A {EOS}",
        pair=f"{BOS} $A {EOS} {EOS} $B {EOS}",
        special_tokens=[(BOS, ids[BOS]), (EOS, ids[EOS])],
    )
    tokenizer.add_special_tokens(list(SPECIAL))
    return tokenizer
