"""Mean-centring: questions have a direction in common, which is taken out before they are compared with text.

The common direction is the mean vector of many unlike questions (questions.vi.txt, questions.en.txt). It matters most
for English questions, which share the direction "English" besides: the more the list is like what people ask, the
better.
"""

from __future__ import annotations

from importlib.resources import files

from vectorstore.embedder import Embedder
from vectorstore.errors import Language
from vectorstore.vectors import Vector


def mean_question(embedder: Embedder, language: Language) -> Vector:
    """The mean vector [dimension] of the questions of a language."""
    questions = files("vectorstore").joinpath(f"questions.{language}.txt").read_text(encoding="utf-8").splitlines()
    mean: Vector = embedder.encode_queries(questions).mean(axis=0)
    return mean
