"""Ingest: unchanged files a second, and what taking documents in costs over embedding their texts and nothing else.

    python -m benchmarks.ingest --files 5000 --generated 60 --rounds 2

The documents that are embedded are the sample bulletins and generated ones; the best of the rounds counts.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.sync import sync
from tests.list_documents import make
from vectorstore.catalogue import Catalogue
from vectorstore.dense import DenseStore
from vectorstore.embedder import TokenEmbedder, load_default
from vectorstore.index import Index
from vectorstore.lexical import LexicalStore
from vectorstore.settings import VectorstoreSettings
from vectorstore.tokens import Tokens
from vectorstore.vectors import Vectors

_SAMPLES = Path(__file__).parent.parent / "data" / "bulletins"
_STEPS: tuple[tuple[type, str], ...] = (
    (DenseStore, "add"), (LexicalStore, "add"), (Catalogue, "reserve"), (Catalogue, "commit"),
    (Catalogue, "forget_leftovers"),
)  # fmt: skip


@dataclass(slots=True)
class _Recorder:
    """An embedder that notes what it is asked to embed, and how long that takes."""

    embedder: TokenEmbedder
    batches: list[list[str]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def name(self) -> str:
        return self.embedder.name

    @property
    def dimension(self) -> int:
        return self.embedder.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.embedder.encode_queries(texts)

    def read_queries(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        return self.embedder.read_queries(texts)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return self.read_documents(texts)[0]

    def read_documents(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        began = time.perf_counter()
        read = self.embedder.read_documents(texts)
        self.seconds += time.perf_counter() - began
        self.batches.append(list(texts))
        return read


def main() -> None:
    """Prints both figures, and where the time of an ingest goes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--generated", type=int, default=60)
    parser.add_argument("--files", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    embedder = load_default(VectorstoreSettings())
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(options.generated):
            text = "\n\n".join(block.text for block in make(seed).blocks)
            (Path(folder) / f"{seed}.txt").write_text(text, "utf-8")
        _overhead([str(_SAMPLES), folder], embedder, options.rounds)
    _unchanged(options.files, embedder)


def _unchanged(files: int, embedder: TokenEmbedder) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "files"
        for number in range(files):
            path = folder / f"{number % 50:02}" / f"{number}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"Bản tin {number}", "utf-8")
        with Index.open(VectorstoreSettings(data_dir=Path(scratch) / "data"), embedder) as index:
            sync([str(folder)], index)
            began = time.perf_counter()
            report = sync([str(folder)], index)
            seconds = time.perf_counter() - began
    assert report.count("unchanged") == files
    print(f"unchanged: {files / seconds:,.0f} files/s ({files} files in {seconds:.2f} s)")


def _overhead(sources: Sequence[str], embedder: TokenEmbedder, rounds: int) -> None:
    bare: list[float] = []
    whole: list[float] = []
    bare_used: list[float] = []
    whole_used: list[float] = []
    inside: list[dict[str, float]] = []
    for _ in range(rounds):
        recorder = _Recorder(embedder)
        steps: dict[str, float] = {}
        with (
            tempfile.TemporaryDirectory() as scratch,
            _timed(steps),
            Index.open(VectorstoreSettings(data_dir=Path(scratch)), recorder) as index,
        ):
            index.load()
            index._remember_model()  # the model's own start-up, once in the life of an index
            used, began = _processor_seconds(), time.perf_counter()
            report = sync(sources, index)
            whole.append(time.perf_counter() - began)
            whole_used.append(_processor_seconds() - used)
        inside.append({"embedding": recorder.seconds, **steps})
        used, began = _processor_seconds(), time.perf_counter()
        for batch in recorder.batches:
            embedder.encode_documents(batch)
        bare.append(time.perf_counter() - began)
        bare_used.append(_processor_seconds() - used)
    best, least = min(whole), min(bare)
    texts = sum(map(len, recorder.batches))
    print(f"{report.count('indexed')} documents, {report.passages} passages, {texts} texts embedded")
    print(f"ingest {best:.2f} s ({report.passages / best:.0f} passages/s), bare embedding {least:.2f} s")
    print(f"overhead: {best / least - 1:.1%}; in processor time {min(whole_used) / min(bare_used) - 1:.1%}")
    steps = inside[whole.index(best)]
    print("  " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in steps.items()) + " (side by side)")


def _processor_seconds() -> float:
    """What this process and those that it started and that have ended have used; other work on the machine does not
    count."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


class _timed:
    """Adds up the time spent in the steps of the commit protocol."""

    def __init__(self, steps: dict[str, float]) -> None:
        self._steps = steps
        self._originals: list[tuple[type, str, Any]] = []

    def __enter__(self) -> None:
        for owner, name in _STEPS:
            original = getattr(owner, name)
            self._originals.append((owner, name, original))
            setattr(owner, name, self._wrapped(f"{owner.__name__}.{name}", original))

    def __exit__(self, *_: object) -> None:
        for owner, name, original in self._originals:
            setattr(owner, name, original)

    def _wrapped(self, label: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            began = time.perf_counter()
            try:
                return original(*arguments)
            finally:
                self._steps[label] = self._steps.get(label, 0.0) + time.perf_counter() - began

        return call


if __name__ == "__main__":
    main()
