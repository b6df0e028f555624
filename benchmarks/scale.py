"""The time of a question in small and in large libraries, and where it goes: `python -m benchmarks.scale [PASSAGES…]`.

The library holds the sample bulletins and variations of them, in which every figure and one word in six is another of
the same length, so that passages, lists and places stay what they are. A variation's vectors are not computed but made
from those of the sentence that it varies, with noise: for a hundred thousand passages that takes minutes, not hours.
The questions are those of the sample set, in all forms, and their vectors are computed as always.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import wraps
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.sets import sample_set
from benchmarks.speed import latency, questions_of
from bot import assistant
from bot.answer import find
from bot.answer.reader import Reader
from bot.assistant import Assistant
from bot.evaluation.indexes import BATCH
from vectorstore.embedder import TokenEmbedder, load_default
from vectorstore.index import Index
from vectorstore.models import Bulletin, Passage
from vectorstore.query import Form
from vectorstore.settings import VectorstoreSettings
from vectorstore.tokens import Tokens
from vectorstore.vectors import Vector, Vectors, unit

_SIZES = (1_000, 100_000)
_CHANGED = 1 / 6  # of the words of a variation
_NOISE = 0.5  # the length of the noise that is added to a unit vector: a cosine of 0.89 to what it varies
_QUESTIONS = 150  # of each form
_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")


class _Varied:
    """An embedder that computes questions, and pieces of documents once: those of the same shape get similar vectors
    and the same tokens.

    The shape of a text is the lengths of its words, which a variation keeps.
    """

    def __init__(self, real: TokenEmbedder) -> None:
        self.name, self.dimension = real.name, real.dimension
        self.encode_queries, self.read_queries = real.encode_queries, real.read_queries
        self._real = real
        self._known: dict[tuple[int, ...], tuple[Vector, Tokens]] = {}
        self._random = np.random.default_rng(0)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """See vectorstore.embedder.Embedder."""
        return self.read_documents(texts)[0]

    def read_documents(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        """See vectorstore.embedder.TokenEmbedder."""
        shapes = [tuple(map(len, text.split())) for text in texts]
        new = [i for i, shape in enumerate(shapes) if shape not in self._known]
        if new:
            read = zip(*self._real.read_documents([texts[i] for i in new]), strict=True)
            self._known.update(zip((shapes[i] for i in new), read, strict=True))
        vectors = np.stack([self._known[shape][0] for shape in shapes])
        noise = self._random.standard_normal(vectors.shape, np.float32) * (_NOISE / self.dimension**0.5)
        noise[new] = 0
        return unit(vectors + noise), [self._known[shape][1] for shape in shapes]


def variations(bulletins: Sequence[Bulletin], passages: int) -> Iterator[Bulletin]:
    """The bulletins, and variations of them until they have so many passages together."""
    words = sorted({word for bulletin in bulletins for word in _WORD.findall(bulletin.text) if word.islower()})
    by_length: dict[int, list[str]] = defaultdict(list)
    for word in words:
        by_length[len(word)].append(word)
    dice = random.Random(0)

    def varied(text: str) -> str:
        text = _DIGIT.sub(lambda _: str(dice.randrange(10)), text)
        return _WORD.sub(
            lambda m: dice.choice(by_length.get(len(m[0])) or [m[0]]) if dice.random() < _CHANGED else m[0], text
        )

    number, left = 0, passages
    while left > 0:
        bulletin = bulletins[number % len(bulletins)]
        if number >= len(bulletins):
            bulletin = _with_text(bulletin, varied(bulletin.text), varied(bulletin.metadata.title), number)
        if len(bulletin.passages) > left:
            bulletin = replace(bulletin, passages=bulletin.passages[:left])
        left -= len(bulletin.passages)
        number += 1
        yield bulletin


def _with_text(bulletin: Bulletin, text: str, title: str, number: int) -> Bulletin:
    def moved(passage: Passage) -> Passage:
        return replace(passage, text=text[passage.start : passage.end])

    return replace(
        bulletin,
        id=f"{bulletin.id}-{number}",
        source=f"{number}/{bulletin.source}",
        metadata=replace(bulletin.metadata, title=title),
        text=text,
        content_hash=f"{bulletin.content_hash}-{number}",
        passages=tuple(map(moved, bulletin.passages)),
    )


@dataclass(slots=True)
class Stopwatch:
    """How long each part of a question takes by itself, without the other parts that it calls; seconds.

    What runs beside the question, in a thread of its own, is counted too: of it the question only waits for the end.
    """

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _threads: threading.local = field(default_factory=threading.local)

    def timed(self, part: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """`call`, its time counted as that of `part`."""

        @wraps(call)
        def counted(*arguments: Any, **named: Any) -> Any:
            inner: list[float] = self._threads.__dict__.setdefault("inner", [0.0])
            inner.append(0.0)
            started = time.perf_counter()
            try:
                return call(*arguments, **named)
            finally:
                whole = time.perf_counter() - started
                self.seconds[part] += whole - inner.pop()
                inner[-1] += whole

        return counted

    @contextmanager
    def watching(self, index: Index) -> Iterator[None]:
        """Counts what is done with an index in the meantime."""
        parts: list[tuple[str, object, str]] = [
            ("understanding", assistant, "understand"),
            ("comparing", find, "search"),
            ("extraction", assistant, "consider"),
            ("embedding", index.embedder, "read_queries"),
            ("reading", Reader, "scores"),
            ("Chroma", index, "nearest"),
            ("Tantivy, beside the embedding", index.lexical, "search"),
            ("Tantivy's frequencies", index.lexical, "weigh"),
            ("waiting for Tantivy", Future, "result"),
        ]
        reads = [
            name
            for name in dir(index.catalogue)
            if not name.startswith("_") and callable(getattr(index.catalogue, name))
        ]
        parts += [("catalogue", index.catalogue, name) for name in reads]
        with ExitStack() as stack:
            for part, owner, name in parts:
                stack.enter_context(patch.object(owner, name, self.timed(part, getattr(owner, name))))
            yield


def _fill(folder: Path, bulletins: Sequence[Bulletin], passages: int, embedder: TokenEmbedder) -> None:
    """Makes the library in a folder, unless it is there."""
    with Index.open(VectorstoreSettings(data_dir=folder), _Varied(embedder)) as index:
        if index.catalogue.get("vector_count", 0) >= passages:
            return
        batch: list[Bulletin] = []
        for bulletin in variations(bulletins, passages):
            batch.append(bulletin)
            if len(batch) == BATCH:
                index.replace(batch)
                batch = []
        index.replace(batch)


@contextmanager
def _folder(kept: Path | None, passages: int) -> Iterator[Path]:
    if kept is not None:
        yield kept / str(passages)
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("passages", type=int, nargs="*", default=_SIZES, help="how many passages the libraries hold")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the libraries here, and use them again")
    arguments = parser.parse_args()
    questions, embedder, console = sample_set(), load_default(VectorstoreSettings()), Console()
    times = Table("passages", "form", "question ms p50 / p95", "embedding ms p50 / p95", "ratio p50", "ratio p95")
    spent: dict[int, dict[str, float]] = {}
    for size in arguments.passages:
        with ExitStack() as stack:
            folder = stack.enter_context(_folder(arguments.keep, size))
            started = time.perf_counter()
            _fill(folder, questions.bulletins, size, embedder)
            made = time.perf_counter() - started
            index = stack.enter_context(Index.open(VectorstoreSettings(data_dir=folder), embedder))
            index.load()
            disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
            asked: list[str] = []
            for form in Form:
                of_form = questions_of(questions, form)[:_QUESTIONS]
                asked += of_form
                latency(index, of_form[:10])  # warms up
                found = latency(index, of_form)
                times.add_row(
                    f"{size:,}",
                    form.value,
                    f"{found['question p50 ms']:.1f} / {found['question p95 ms']:.1f}",
                    f"{found['embedding p50 ms']:.1f} / {found['embedding p95 ms']:.1f}",
                    f"{found['p50 ratio']:.2f}",
                    f"{found['p95 ratio']:.2f}",
                )
            watch = Stopwatch()
            answering = Assistant(index)
            with watch.watching(index):
                ask = watch.timed("the rest", answering.ask)
                for question in asked:
                    ask(question)
            spent[size] = {part: 1000 * seconds / len(asked) for part, seconds in watch.seconds.items()}
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            console.print(
                f"{size:,} passages: made in {made:.0f} s, {disk:.0f} MB on disk, at most {memory:.0f} MB of memory"
            )
    console.print(times)
    shares = Table("where a question's time goes, ms", *(f"{size:,}" for size in spent))
    for part in dict.fromkeys(part for parts in spent.values() for part in parts):
        shares.add_row(part, *(f"{parts.get(part, 0.0):.2f}" for parts in spent.values()))
    console.print(shares)


if __name__ == "__main__":
    main()
