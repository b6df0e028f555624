"""The reader's network and its training (see bot.answer.reader), and how it becomes an ONNX file."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from torch import Tensor, nn

from bot.answer.reader import LONGEST, SUMMARY, WIDTH, Together, padded, together
from vectorstore.tokens import SIZE, Tokens

_HEADS, _LAYERS = 4, 2
_DROPOUT = 0.25
_UNSEEN = 0.1  # of the tokens are hidden in training
_NOISE = 0.1  # standard deviation of what is added to the numbers in training
_MICROSOFT = "com.microsoft"
_FIRST = {"start": 0, "end": 1, "axis": 1}  # the place that is sliced out
_BATCH, _LIKE_LENGTH = 32, 20  # pairs, and batches that are sorted by length together
_RATE, _DECAY, _WARM = 1e-3, 0.1, 200


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a sentence with its headings; `right` if it answers."""

    question: Tokens
    sentence: Tokens
    headings: tuple[Tokens, ...]
    right: bool

    def together(self) -> Together:
        """The pair as the network reads it."""
        return together(self.question, [(self.sentence, self.headings)])[0]

    @property
    def length(self) -> int:
        """About how many tokens the pair has."""
        return len(self.question) + len(self.sentence) + sum(map(len, self.headings))


class Network(nn.Module):
    """A transformer encoder whose first place becomes the log odds."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = nn.Linear(WIDTH, SIZE)
        self.parts = nn.Embedding(SUMMARY + 1, SIZE)
        self.places = nn.Embedding(LONGEST, SIZE)
        layer = nn.TransformerEncoderLayer(SIZE, _HEADS, 2 * SIZE, _DROPOUT, batch_first=True, norm_first=True)
        self.encoder = nn.TransformerEncoder(layer, _LAYERS, enable_nested_tensor=False)
        self.odds = nn.Linear(SIZE, 1)

    def forward(self, numbers: Tensor, parts: Tensor, places: Tensor, mask: Tensor) -> Tensor:
        """The log odds [pairs]; see `padded` in bot.answer.reader for what it takes."""
        hidden = mask == 0
        if self.training:
            hidden |= (torch.rand(mask.shape) < _UNSEEN) & (parts != SUMMARY)
            numbers = numbers + _NOISE * torch.randn_like(numbers) * (parts != SUMMARY)[..., None]
        tokens = self.numbers(numbers) + self.parts(parts) + self.places(places)
        odds: Tensor = self.odds(self.encoder(tokens, src_key_padding_mask=hidden)[:, 0]).squeeze(-1)
        return odds


def train(pairs: Sequence[Pair], epochs: int) -> Network:
    """A network trained on pairs."""
    torch.manual_seed(0)
    shuffled = random.Random(0)
    network = Network().train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    steps = epochs * math.ceil(len(pairs) / _BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / _WARM) * max(0.02, 1 - step / steps)
    )
    for _ in range(epochs):
        for batch in _batches(pairs, shuffled):
            right = torch.tensor([float(pair.right) for pair in batch])
            optimizer.zero_grad()
            torch.autograd.backward(nn.functional.binary_cross_entropy_with_logits(_odds(network, batch), right))
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return network.eval()


def read(network: Network, pairs: Sequence[Pair]) -> list[float]:
    """The log odds of each pair."""
    found = np.zeros(len(pairs))
    by_length = sorted(range(len(pairs)), key=lambda i: pairs[i].length)
    with torch.inference_mode():
        for first in range(0, len(pairs), 2 * _BATCH):
            rows = by_length[first : first + 2 * _BATCH]
            found[rows] = _odds(network, [pairs[i] for i in rows]).numpy()
    return found.tolist()


def save(network: Network, file: Path) -> None:
    """Writes the network as ONNX, with ONNX Runtime's fused attention."""
    onnx.save(_Graph(network).model(), file)


class _Graph:
    """The network's ONNX graph, made layer by layer."""

    def __init__(self, network: Network) -> None:
        self._weights = {name: value.detach().numpy() for name, value in network.state_dict().items()}
        self._nodes: list[onnx.NodeProto] = []
        self._initializers: list[onnx.TensorProto] = []

    def model(self) -> onnx.ModelProto:
        """The whole model: it takes what `padded` makes, and gives `odds` [pairs]."""
        embedded = [self._linear("numbers", "numbers")]
        for name in ("parts", "places"):
            embedded.append(self._node("Gather", [self._initializer(f"{name}.weight"), name]))
        tokens = self._node("Add", [self._node("Add", embedded[:2]), embedded[2]])
        for layer in range(_LAYERS - 1):
            tokens = self._layer(f"encoder.layers.{layer}", tokens, tokens)
        start, end, axis = (self._constant(name, np.array([value])) for name, value in _FIRST.items())
        first = self._node("Slice", [tokens, start, end, axis])
        first = self._layer(f"encoder.layers.{_LAYERS - 1}", first, tokens)
        odds = self._linear("odds", first)
        self._node("Squeeze", [odds, self._constant("inner", np.array([1, 2]))], "odds")
        float32, int64, int32 = onnx.TensorProto.FLOAT, onnx.TensorProto.INT64, onnx.TensorProto.INT32
        types = {"numbers": float32, "parts": int64, "places": int64, "mask": int32}
        shapes: dict[str, list[str | int | None]] = {name: ["pairs", "tokens"] for name in types}
        shapes["numbers"].append(WIDTH)
        inputs = [helper.make_tensor_value_info(name, of, shapes[name]) for name, of in types.items()]
        output = helper.make_tensor_value_info("odds", float32, ["pairs"])
        graph = helper.make_graph(self._nodes, "reader", inputs, [output], self._initializers)
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)

    def _layer(self, name: str, tokens: str, among: str) -> str:
        """What a layer makes of the `tokens`, which look at all tokens, `among` which they are."""
        seen = self._normalised(f"{name}.norm1", among)
        looking = seen if tokens == among else self._normalised(f"{name}.norm1", tokens)
        weights = np.split(self._weights[f"{name}.self_attn.in_proj_weight"], 3)
        projected = [
            self._node("MatMul", [value, self._constant(f"{name}.{part}", weight.T)])
            for value, part, weight in zip((looking, seen, seen), ("query", "key", "value"), weights, strict=True)
        ]
        bias = self._initializer(f"{name}.self_attn.in_proj_bias")
        attended = self._node("MultiHeadAttention", [*projected, bias, "mask"], domain=_MICROSOFT, num_heads=_HEADS)
        tokens = self._node("Add", [tokens, self._linear(f"{name}.self_attn.out_proj", attended)])
        inner = self._node("Relu", [self._linear(f"{name}.linear1", self._normalised(f"{name}.norm2", tokens))])
        return self._node("Add", [tokens, self._linear(f"{name}.linear2", inner)])

    def _normalised(self, name: str, tokens: str) -> str:
        of = [tokens, self._initializer(f"{name}.weight"), self._initializer(f"{name}.bias")]
        return self._node("LayerNormalization", of, axis=-1, epsilon=1e-5)

    def _linear(self, name: str, value: str) -> str:
        product = self._node("MatMul", [value, self._constant(f"{name}.weight", self._weights[f"{name}.weight"].T)])
        return self._node("Add", [product, self._initializer(f"{name}.bias")])

    def _initializer(self, name: str) -> str:
        return self._constant(name, self._weights[name])

    def _constant(self, name: str, value: NDArray[Any]) -> str:
        if name not in {known.name for known in self._initializers}:
            self._initializers.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def _node(self, kind: str, inputs: Sequence[str], output: str = "", **attributes: Any) -> str:
        output = output or f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output


def _odds(network: Network, pairs: Sequence[Pair]) -> Tensor:
    inputs = padded([pair.together() for pair in pairs])
    odds: Tensor = network(**{name: torch.from_numpy(value) for name, value in inputs.items()})
    return odds


def _batches(pairs: Sequence[Pair], shuffled: random.Random) -> Iterator[list[Pair]]:
    """All pairs in a new order, those of like length together."""
    order = shuffled.sample(pairs, len(pairs))
    for first in range(0, len(order), _BATCH * _LIKE_LENGTH):
        alike = sorted(order[first : first + _BATCH * _LIKE_LENGTH], key=lambda pair: pair.length)
        batches = [alike[i : i + _BATCH] for i in range(0, len(alike), _BATCH)]
        yield from shuffled.sample(batches, len(batches))
