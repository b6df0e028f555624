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
    """How much each part of a passage's score counts; the parts themselves are described in vectorstore.models.Hit.

    `centred` says whether cosines are taken after centring (vectorstore.centring). Of the cosines with the question,
    `dense` weighs the whole passage's, `best` its best sentence's and `context` that of title, headings and lead-in.
    Of words, `coverage` weighs the share of the question's concepts that a sentence says, which is added to its cosine
    before the best one is taken; `covered` the share that passage and context say together; `lexical` BM25.
    `unmet` is taken off for each designator that neither says.
    """

    centred: bool
    dense: float
    best: float
    coverage: float
    lexical: float
    context: float
    covered: float
    unmet: float


@cache
def fusion_weights() -> dict[Form, FusionWeights]:
    """The fitted weights."""
    stored = json.loads(files("vectorstore").joinpath("fusion.json").read_text(encoding="utf-8"))
    return {Form(form): FusionWeights(**weights) for form, weights in stored.items()}
