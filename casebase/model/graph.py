"""The bundled model as an ONNX graph for the processor: int8 products, exact 4-bit word embeddings.

Written operator by operator rather than exported from torch, because an export takes a minute, needs torch at first
start, and ends in a slower graph (docs/decisions/010-embedding-engine.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from casebase.model.packed import BLOCK, PackedModel

OPSET = 21
"""First opset with 4-bit tensors."""

CONTRIB = "com.microsoft"
"""Operators that onnxruntime ships beside the standard ones."""

_MASK = "mask"
_PASSAGE = "passage"
_WORDS = frozenset({"word", "word.scales"})
"""The word embeddings, which no training changed."""

_SMALL = 1024
"""Bytes from which a constant is kept outside the graph."""

WEIGHT_MAX = 63
"""Weights use 7 of 8 bits: on processors with AVX2 but no VNNI, pairs of 8-bit products overflow 16 bits (onnxruntime's
`reduce_range`). It costs 0.0006 of cosine and lets one file be right on every processor."""


def write_graphs(packed: PackedModel, weights: Mapping[str, NDArray[np.float32]], batched: Path, alone: Path) -> None:
    """Write the graph: `input_ids`, `attention_mask`, `token_type_ids` (batch, tokens) → `last_hidden_state`.

    `weights` are those of the checkpoint; the word embeddings are taken from `packed`, exactly. Both graphs read their
    constants from one file beside `batched`. `alone` is for a single text, which has no padding and so no
    `attention_mask`: without one onnxruntime computes attention block by block, a tenth of the whole time less.
    """
    model = _Graph(packed, weights).build()
    _save(model, batched)
    _for_single_texts(model)
    onnx.save(model, str(alone))


def write_reader_graph(
    packed: PackedModel,
    weights: Mapping[str, NDArray[np.float32]],
    segment: NDArray[np.float32],
    path: Path,
    beside: Path,
) -> None:
    """Write the graph that reads a question and a passage as one text: `input_ids`, `passage` → `last_hidden_state`.

    `passage`, float32 (batch, tokens), is 1 where a token is the passage's and 0 where it is the question's; `segment`, shape
    (hidden,), is added there. It is for a single pair. The word embeddings are read from the file of the graph at `beside`.
    """
    model = _Graph(packed, weights, segment).build()
    _for_single_texts(model)
    model.graph.input.append(helper.make_tensor_value_info(_PASSAGE, TensorProto.FLOAT, ["batch", "sequence"]))
    stored = {one.name: one for one in onnx.load(str(beside), load_external_data=False).graph.initializer}
    for constant in model.graph.initializer:
        if constant.name in _WORDS:
            constant.CopyFrom(stored[constant.name])
    _save(model, path)


def _save(model: onnx.ModelProto, path: Path) -> None:
    """Write a graph, and beside it the constants that it does not have from another file."""
    data = f"{path.name}.data"
    onnx.save(model, str(path), save_as_external_data=True, location=data, size_threshold=_SMALL)
    (path.parent / data).chmod(path.stat().st_mode)  # whoever may read the graph may read its constants


def _for_single_texts(model: onnx.ModelProto) -> None:
    """Take the attention mask out of a graph, and the inputs that a single text has no need of."""
    del model.graph.input[1:]
    for node in model.graph.node:
        if node.op_type == "MultiHeadAttention":
            del node.input[3:]
    kept = [node for node in model.graph.node if node.output[0] != _MASK]
    del model.graph.node[:]
    model.graph.node.extend(kept)


class _Graph:
    """Collects nodes and constants; each method adds one piece of the encoder and returns the name of its output.

    With a `segment` it has an input more that tells a passage's tokens from a question's.
    """

    def __init__(
        self,
        packed: PackedModel,
        weights: Mapping[str, NDArray[np.float32]],
        segment: NDArray[np.float32] | None = None,
    ) -> None:
        self._packed = packed
        self._weights = weights
        self._segment = segment
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def build(self) -> onnx.ModelProto:
        sizes = self._packed.sizes
        hidden = self._embeddings()
        self._node("Cast", ["attention_mask"], _MASK, to=TensorProto.INT32)
        for layer in range(sizes.layers):
            last = layer == sizes.layers - 1
            hidden = self._layer(hidden, layer, "last_hidden_state" if last else f"layer{layer}")
        shape = ["batch", "sequence"]
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, shape)
            for name in ("input_ids", "attention_mask", "token_type_ids")
        ]
        output = helper.make_tensor_value_info(hidden, TensorProto.FLOAT, [*shape, sizes.hidden])
        graph = helper.make_graph(self._nodes, "multilingual-e5-small", inputs, [output], self._constants)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10, producer_name="ai-casebase")

    def _embeddings(self) -> str:
        sizes = self._packed.sizes
        word = self._packed.matrices["emb.word"]
        codes = word.codes().reshape(sizes.rows, sizes.hidden).view(np.uint8) & 0x0F
        table = TensorProto(name="word", data_type=TensorProto.INT4, dims=[sizes.rows, sizes.hidden])
        table.raw_data = (codes[:, 0::2] | (codes[:, 1::2] << 4)).tobytes()
        self._constants.append(table)
        scales = word.scales.astype(np.float32).reshape(sizes.rows, sizes.hidden // BLOCK)
        words = self._node(
            "GatherBlockQuantized",
            ["word", "input_ids", self._constant("word.scales", scales)],
            "words",
            CONTRIB,
            block_size=BLOCK,
            gather_axis=0,
            quantize_axis=1,
        )
        # A single text has token type 0 throughout, so its type vector is part of every position's.
        weights = self._weights
        places = (
            weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
        length = self._node("Shape", ["input_ids"], "length", start=1, end=2)
        first = self._constant("first", np.zeros(1, np.int64))
        positions = self._node("Slice", [self._constant("places", places), first, length], "positions")
        embedded = self._node("Add", [words, positions], "embedded")
        if self._segment is not None:
            last = self._constant("last", np.array([-1]))
            marked = self._node("Unsqueeze", [_PASSAGE, last], "marked")
            told = self._node("Mul", [marked, self._constant("segment", self._segment)], "told")
            embedded = self._node("Add", [embedded, told], "apart")
        return self._norm(embedded, "embeddings.LayerNorm", "embeddings")

    def _layer(self, hidden: str, layer: int, name: str) -> str:
        sizes = self._packed.sizes
        prefix = f"encoder.layer.{layer}"
        own = f"{prefix}.attention.self"
        joined = self._linear(hidden, [f"{own}.query", f"{own}.key", f"{own}.value"], f"{name}.qkv")
        parts = [f"{name}.query", f"{name}.key", f"{name}.value"]
        split = self._constant(f"{name}.thirds", np.full(3, sizes.hidden, np.int64))
        self._nodes.append(helper.make_node("Split", [joined, split], parts, axis=-1, name=f"{name}.split"))
        attended = self._node(
            "MultiHeadAttention", [*parts, "", _MASK], f"{name}.attended", CONTRIB, num_heads=sizes.heads
        )
        attended = self._linear(attended, [f"{prefix}.attention.output.dense"], f"{name}.mixed")
        # Add and LayerNormalization, not SkipLayerNormalization: that one took 6 ms of 30, these take 1.
        hidden = self._norm(
            self._node("Add", [attended, hidden], f"{name}.added"),
            f"{prefix}.attention.output.LayerNorm",
            f"{name}.attention",
        )
        inner = self._linear(hidden, [f"{prefix}.intermediate.dense"], f"{name}.inner")
        inner = self._node("Gelu", [inner], f"{name}.gelu")
        inner = self._linear(inner, [f"{prefix}.output.dense"], f"{name}.outer")
        return self._norm(self._node("Add", [inner, hidden], f"{name}.sum"), f"{prefix}.output.LayerNorm", name)

    def _linear(self, values: str, parts: list[str], name: str) -> str:
        """Multiply by int8 weights, one scale an output; the values are quantised on the way, one scale a text."""
        weights = np.concatenate([self._weights[f"{part}.weight"] for part in parts])
        bias = np.concatenate([self._weights[f"{part}.bias"] for part in parts])
        scales = np.maximum(np.abs(weights).max(axis=1), np.finfo(np.float32).tiny) / np.float32(WEIGHT_MAX)
        codes = np.rint(weights / scales[:, None]).astype(np.int8)
        inputs = [
            values,
            self._constant(f"{name}.weight", codes.T),
            self._constant(f"{name}.scales", scales.astype(np.float32)),
            self._constant(f"{name}.zeros", np.zeros(len(scales), np.int8)),
            self._constant(f"{name}.bias", bias),
        ]
        return self._node("DynamicQuantizeMatMul", inputs, name, CONTRIB)

    def _norm(self, values: str, part: str, name: str) -> str:
        weight = self._constant(f"{name}.norm.weight", self._weights[f"{part}.weight"])
        bias = self._constant(f"{name}.norm.bias", self._weights[f"{part}.bias"])
        epsilon = self._packed.sizes.norm_epsilon
        return self._node("LayerNormalization", [values, weight, bias], name, axis=-1, epsilon=epsilon)

    def _node(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self._nodes.append(
            helper.make_node(operator, inputs, [output], name=f"{output}.{operator}", domain=domain, **attributes)
        )
        return output

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name
