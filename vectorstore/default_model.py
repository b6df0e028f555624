"""Prepares the default embedding model once, offline: tokenizer and int8 ONNX encoder of multilingual-e5-small.

The encoder is built straight from the carrier's weights, without torch: a graph of ONNX Runtime's fused operators with
4-bit token embeddings, whose matrix products are then quantised to int8. Inputs `input_ids` and `attention_mask`
(int64 [batch, tokens]), output `last_hidden_state` (float32 [batch, tokens, 384]).
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from vectorstore.carrier import Carrier, find_carrier

NAME = "multilingual-e5-small-int8"
DIMENSION = 384
QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "
ENCODER_FILE = "encoder.onnx"
TOKENIZER_FILE = "tokenizer.json"

_MICROSOFT = "com.microsoft"
_SCRATCH = ".preparing-"


def model_dir(cache_dir: Path) -> Path:
    """Where the prepared model stands below `cache_dir`."""
    return cache_dir / NAME


def is_prepared(cache_dir: Path) -> bool:
    """Whether `prepare(cache_dir)` has been done."""
    return model_dir(cache_dir).is_dir()


def prepare(cache_dir: Path) -> Path:
    """Builds the model below `cache_dir` unless it is there; returns its folder.

    Takes a few seconds and 100 MB. Safe to call from several processes: one builds, the folder appears whole.

    Raises ModelUnavailable when the package that carries the weights is missing or of another version.
    """
    target = model_dir(cache_dir)
    if target.is_dir():
        return target
    carrier = Carrier(find_carrier())
    cache_dir.mkdir(parents=True, exist_ok=True)
    with FileLock(target.with_suffix(".lock")):
        if not target.is_dir():
            for abandoned in cache_dir.glob(f"{_SCRATCH}*"):
                shutil.rmtree(abandoned, ignore_errors=True)
            with tempfile.TemporaryDirectory(dir=cache_dir, prefix=_SCRATCH) as scratch:
                whole = Path(scratch) / NAME
                whole.mkdir()
                carrier.tokenizer().save(str(whole / TOKENIZER_FILE), pretty=False)
                _build_encoder(carrier, Path(scratch), whole / ENCODER_FILE)
                shutil.move(whole, target)
    return target


def _build_encoder(carrier: Carrier, scratch: Path, out: Path) -> None:
    import logging

    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    onnx.save(_Graph(carrier).model(), scratch / "fp32.onnx")
    logging.getLogger().setLevel(max(logging.getLogger().level, logging.ERROR))  # it logs a needless hint as a warning
    quantize_dynamic(
        scratch / "fp32.onnx",
        out,
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul", "Attention"],
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )


class _Graph:
    """The encoder's ONNX graph, made layer by layer."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._nodes: list[Any] = []
        self._initializers: list[Any] = []

    def model(self) -> Any:
        """The whole ONNX model in float32."""
        from onnx import TensorProto, helper

        hidden = self._embeddings()
        for layer in range(self._carrier.layers):
            hidden = self._layer(layer, hidden)
        self._node("Identity", [hidden], "last_hidden_state")
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
            for name in ("input_ids", "attention_mask")
        ]
        shape = ["batch", "tokens", self._carrier.hidden]
        output = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, shape)
        graph = helper.make_graph(self._nodes, NAME, inputs, [output], self._initializers)
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)

    def _embeddings(self) -> str:
        """Token (4-bit) plus position plus type embeddings, normalised; and the mask as Attention wants it."""
        from onnx import TensorProto

        carrier, hidden = self._carrier, self._carrier.hidden
        scales, nibbles = carrier.blocks("emb.word")
        weights = np.concatenate([nibbles & 15, nibbles >> 4], axis=1)
        packed = (weights[:, 0::2] | (weights[:, 1::2] << 4)).astype(np.uint8).reshape(carrier.vocabulary, hidden // 2)
        token_scales = scales.astype(np.float32).reshape(carrier.vocabulary, hidden // 32)
        self._node(
            "GatherBlockQuantized",
            [self._constant("tokens", packed), "input_ids", self._constant("token_scales", token_scales)],
            "token_embeddings",
            _MICROSOFT,
            block_size=32,
            gather_axis=0,
            quantize_axis=1,
            bits=4,
        )
        positions = carrier.tensor("emb.pos").reshape(carrier.positions, hidden)
        positions = positions + carrier.tensor("emb.type").reshape(carrier.types, hidden)[:1]
        zero = self._constant("zero", np.array([0], np.int64))
        self._node("Shape", ["input_ids"], "length", start=1, end=2)
        self._node("Slice", [self._constant("positions", positions), zero, "length", zero], "position_embeddings")
        self._node("Add", ["token_embeddings", "position_embeddings"], "embeddings")
        self._node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
        norm = [self._weight("emb.ln.w"), self._weight("emb.ln.b")]
        return self._node("LayerNormalization", ["embeddings", *norm], "hidden", epsilon=1e-12, axis=-1)

    def _layer(self, layer: int, hidden: str) -> str:
        carrier, name = self._carrier, f"l{layer}."
        size = carrier.hidden
        qkv = np.concatenate([carrier.tensor(f"{name}{part}.w") for part in "qkv"]).reshape(3 * size, size).T
        bias = np.concatenate([carrier.tensor(f"{name}{part}.b") for part in "qkv"])
        attention = [hidden, self._constant(name + "qkv.w", qkv), self._constant(name + "qkv.b", bias), "mask"]
        self._node("Attention", attention, name + "context", _MICROSOFT, num_heads=carrier.heads)
        attended = self._linear(name + "ao", name + "context", size)
        middle = self._add_and_normalise(name + "aln", attended, hidden, self._weight(name + "ao.b"))
        widened = self._linear(name + "fi", middle, size)
        self._node("BiasGelu", [widened, self._weight(name + "fi.b")], name + "activated", _MICROSOFT)
        narrowed = self._linear(name + "fo", name + "activated", carrier.feed_forward)
        return self._add_and_normalise(name + "oln", narrowed, middle, self._weight(name + "fo.b"))

    def _linear(self, name: str, x: str, width: int) -> str:
        weights = self._carrier.tensor(f"{name}.w").reshape(-1, width).T
        return self._node("MatMul", [x, self._constant(f"{name}.w", weights)], f"{name}.product")

    def _add_and_normalise(self, name: str, x: str, skip: str, bias: str) -> str:
        inputs = [x, skip, self._weight(f"{name}.w"), self._weight(f"{name}.b"), bias]
        return self._node("SkipLayerNormalization", inputs, f"{name}.out", _MICROSOFT, epsilon=1e-12)

    def _weight(self, name: str) -> str:
        return self._constant(name, self._carrier.tensor(name))

    def _constant(self, name: str, array: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self._initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def _node(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        from onnx import helper

        self._nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output
