"""Mean-centring: questions have a direction in common, which is taken out before they are compared with text.

The common direction is the mean vector of many unlike questions (questions.vi.txt, questions.en.txt). It matters most
for English questions, which share the direction "English" besides: the more the list is like what people ask, the
better. Each of the English list stands with its gloss behind it (bot.question.gloss), as it is embedded when asked.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from importlib.resources import files
from pathlib import Path

import numpy as np

from vectorstore.embedder import Embedder
from vectorstore.errors import Language
from vectorstore.vectors import Vector

LANGUAGES: tuple[Language, ...] = ("vi", "en")
"""The languages that have a list of questions."""


def mean_question(embedder: Embedder, language: Language, cache_dir: Path) -> Vector:
    """The mean vector [dimension] of the questions of a language; computed once for each model and list of questions,
    and kept below `cache_dir`."""
    questions = files("vectorstore").joinpath(f"questions.{language}.txt").read_text(encoding="utf-8")
    digest = hashlib.sha256(f"{embedder.name}\n{questions}".encode()).hexdigest()[:16]
    file = cache_dir / f"mean-question-{language}-{digest}.npy"
    try:
        return _read(file, embedder.dimension)
    except (OSError, ValueError, EOFError):
        mean: Vector = embedder.encode_queries(questions.splitlines()).mean(axis=0)
        _write(file, mean)
        return mean


def _read(file: Path, dimension: int) -> Vector:
    """The vector in a file. Raises OSError where there is none, ValueError where it is damaged."""
    mean: Vector = np.load(file)
    if mean.shape != (dimension,):
        raise ValueError(f"{file} does not hold one vector of {dimension}")
    return mean


def _write(file: Path, mean: Vector) -> None:
    """Writes the file whole or not at all; a folder that cannot be written only costs the time to compute it again."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".npy", delete=False) as part:
            np.save(part, mean)
        os.replace(part.name, file)
    except OSError:
        return
