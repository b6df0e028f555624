"""Kills what changes an index, at chosen steps of the commit protocol or at any moment, and looks at what is left.

The work runs in a process of its own, which is ended with SIGKILL, as by `kill -9` or the out-of-memory killer.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

from ingest.sync import sync
from tests.ingest_helpers import InProcessParser
from tests.tiny_embedder import TinyEmbedder
from vectorstore.catalogue import Catalogue
from vectorstore.dense import DenseStore
from vectorstore.index import Index
from vectorstore.lexical import LexicalStore
from vectorstore.models import Bulletin
from vectorstore.query import Query
from vectorstore.reindex import reindex
from vectorstore.search import search
from vectorstore.settings import VectorstoreSettings

Action = Literal["ingest", "prune", "remove", "reindex"]
STEPS: tuple[tuple[type, str], ...] = (
    (Catalogue, "reserve"),
    (DenseStore, "add"),
    (LexicalStore, "add"),
    (Catalogue, "commit"),
    (DenseStore, "remove"),
    (LexicalStore, "remove"),
    (Catalogue, "forget_leftovers"),
    (Catalogue, "make_stores_current"),
    (Catalogue, "shrink"),
)
"""The steps that change a store, in the order in which replacing, removing and wiping out go through them."""


@dataclass(frozen=True, slots=True)
class Kill:
    """When to kill: before or after the `nth` call of a step (an index into STEPS), or `seconds` after the start."""

    step: int | None = None
    nth: int = 1
    after: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Archive:
    """A folder of bulletins, each in the version that its files have now, and the data folder of an index of them."""

    folder: Path
    settings: VectorstoreSettings

    def write(self, names: range, version: int) -> None:
        """Writes the files of some bulletins anew; an older version ends when the file does."""
        self.folder.mkdir(exist_ok=True)
        for number in names:
            lines = [f"Bản tin {number} kỳ {version}", *(sentence(number, version, line) for line in range(30))]
            path = self.folder / f"{number}.txt"
            scratch = path.with_suffix(".new")
            scratch.write_text("\n\n".join(lines), "utf-8")
            os.replace(scratch, path)

    def delete(self, names: range) -> None:
        """Deletes the files of some bulletins."""
        for number in names:
            (self.folder / f"{number}.txt").unlink(missing_ok=True)

    def work(self, action: Action) -> None:
        """Brings the index in step with the folder, removes a bulletin, or makes the index again."""
        if action == "reindex":
            reindex(self.settings, TinyEmbedder())
            return
        with Index.open(self.settings, TinyEmbedder()) as index:
            if action == "remove":
                index.remove(index.entries(1)[0].id)
            else:
                report = sync([str(self.folder)], index, parser=InProcessParser(), prune=action == "prune")
                assert report.exit_code == 0, report.as_json()

    def work_and_die(self, action: Action, kill: Kill) -> bool:
        """Does the work in a process that is killed; says whether it was, rather than being done before."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.crashing", "chromadb"])
        here, there = context.Pipe()
        process = context.Process(target=_work, args=(self, action, kill, there))
        process.start()
        if kill.step is None:
            here.recv()
            time.sleep(kill.seconds)
            process.kill()
        process.join()
        assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
        return process.exitcode != 0

    def look(self) -> dict[int, int]:
        """The version of each bulletin that the index holds, which is whole and found as it is: see `whole_version`."""
        with Index.open(self.settings, TinyEmbedder()) as index:
            assert index.check() == []
            versions: dict[int, int] = {}
            for entry in index.entries(10_000):
                number, version = whole_version(index, index.bulletin(entry.id))
                assert number not in versions, f"bulletin {number} is there twice"
                versions[number] = version
            return versions


def sentence(number: int, version: int, line: int) -> str:
    """A line of a bulletin, with a word that stands nowhere else."""
    return f"Dòng {line} nói việc {word(number, version, line)} của đơn vị số {line * number}."


def word(number: int, version: int, line: int) -> str:
    """A word of one line of one version of one bulletin."""
    return f"zq{number}x{version}y{line}z"


def whole_version(index: Index, bulletin: Bulletin) -> tuple[int, int]:
    """Which bulletin this is, in which version; no line may lack, and searches must find this version and no other."""
    _, _, number, _, version = bulletin.text.partition("\n")[0].split()
    expected = [f"Bản tin {number} kỳ {version}", *(sentence(int(number), int(version), i) for i in range(30))]
    assert [line for line in bulletin.text.split("\n") if line] == expected
    line = random.Random(bulletin.id).randrange(30)
    for asked in range(max(1, int(version) - 1), int(version) + 2):
        hits = search(index, Query.of(word(int(number), asked, line)), 100)
        said = [hit.passage.text for hit in hits if word(int(number), asked, line) in hit.passage.text]
        assert len(said) == (asked == int(version)), (number, version, asked, said)
    return int(number), int(version)


def _work(archive: Archive, action: Action, kill: Kill, ready: Connection) -> None:
    if kill.step is not None:
        owner, name = STEPS[kill.step]
        setattr(owner, name, _deadly(getattr(owner, name), kill))
    ready.send(None)
    archive.work(action)


def _deadly(step: Callable[..., Any], kill: Kill) -> Callable[..., Any]:
    calls = 0

    def call(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == kill.nth and not kill.after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = step(*arguments)
        if calls == kill.nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return call
