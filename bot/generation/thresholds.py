"""How near a sentence must be to what it rests on, from thresholds.json; see `python -m benchmarks.generation`."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from vectorstore.errors import Language


@cache
def thresholds() -> dict[Language, float]:
    """For sentences in each language, the least cosine with the sentences of the passages that they rest on."""
    stored: dict[Language, float] = json.loads(
        files("bot.generation").joinpath("thresholds.json").read_text(encoding="utf-8")
    )
    return stored
