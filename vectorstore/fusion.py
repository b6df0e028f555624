"""How the parts of a passage's score are weighed against each other, for each form of question.

A convex combination of scores, not of ranks: where one arm is weak (English questions on Vietnamese terms), equal rank
fusion lets it drag the other down. The weights stand in fusion.json; `python -m benchmarks.fit` fits them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vectorstore.query import Form


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """Weights of the cosine with the passage (`dense`), with its `best` sentence and with its `context`, of the share of
    the question's terms in that sentence (`coverage`), and of BM25 (`lexical`); `centred`: cosines after centring."""

    centred: bool
    dense: float
    best: float
    coverage: float
    lexical: float
    context: float
    covered: float


@cache
def fusion_weights() -> dict[Form, FusionWeights]:
    """The fitted weights."""
    stored = json.loads(files("vectorstore").joinpath("fusion.json").read_text(encoding="utf-8"))
    return {Form(form): FusionWeights(**weights) for form, weights in stored.items()}
