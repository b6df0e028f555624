"""How much of a sentence its sources must say, from thresholds.json; `python -m benchmarks.generation` measures it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vectorstore.errors import Language


@dataclass(frozen=True, slots=True)
class Thresholds:
    """For sentences in one language: the least share, by rarity, of a sentence's words and of each of its clauses'
    words that the text must say, and the least cosine of the sentence with what it rests on."""

    coverage: float
    clause: float
    similarity: float


@cache
def thresholds() -> dict[Language, Thresholds]:
    """The thresholds for each language of sentences."""
    stored = json.loads(files("bot.generation").joinpath("thresholds.json").read_text(encoding="utf-8"))
    return {language: Thresholds(**numbers) for language, numbers in stored.items()}
