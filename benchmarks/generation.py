"""Generations that lie, and what is shown of them: `python -m benchmarks.generation`.

A server on this machine plays the language model (tests.adversarial, tests.fake_model). Printed are, for each kind of
lie, how often it was said, how often it was shown, and what share of the sentences around it, which the passages
support, was kept. `--every N` takes each N-th generation, `--wrong` lists what went wrong.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.events import Finished, TextAdded
from bot.generation.claims import plain
from bot.library import LocalLibrary
from tests.adversarial import Lie, Line, Scene, bulletins, lies, reply_of
from tests.fake_model import FakeModel, Play, fake_model
from tests.serving import library_of
from vectorstore.settings import VectorstoreSettings


@dataclass
class Result:
    """What became of one adversarial generation."""

    lie: Lie
    lines: list[Line]
    shown: str
    mode: str
    items: tuple[str, ...] = ()
    told: list[Line] = field(init=False)
    lied: list[Line] = field(init=False)

    def __post_init__(self) -> None:
        self.told = [line for line in self.lines if not line.forbidden]
        self.lied = [line for line in self.lines if line.forbidden]

    @property
    def leaked(self) -> list[Line]:
        """The lies that were shown."""
        return [line for line in self.lied if plain(line.forbidden) in plain(self.shown)]

    @property
    def lost(self) -> list[Line]:
        """The supported sentences that were not shown."""
        return [line for line in self.told if plain(line.text.replace("**", "")) not in plain(self.shown)]

    @property
    def is_incomplete(self) -> bool:
        """Whether a list was shown with an item missing."""
        return self.lie.is_list and any(plain(item)[:40] not in plain(self.shown) for item in self.items)


@contextmanager
def lied_library(model: FakeModel) -> Iterator[LocalLibrary]:
    """A library of the bulletins that are lied about, whose answers are worded by `model`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = []
        for file, data in bulletins().items():
            (folder / file).write_bytes(data)
            files.append(folder / file)
        library = library_of(files, VectorstoreSettings(data_dir=folder / "data"))
        with_model = LocalLibrary(library._index, model.settings(llm_query_seconds=0))
        with_model.warm()
        try:
            yield with_model
        finally:
            with_model.close()


def tell(library: LocalLibrary, model: FakeModel, lie: Lie) -> Result:
    """Has the model tell a lie, and the library answer."""
    said: list[Line] = []

    def reply(messages: list[dict[str, object]]) -> str:
        said[:] = lie.write(Scene(messages, f"{lie.name} {lie.question}"))
        return reply_of(said)

    model.play = Play(reply, endless=lie.is_endless, size=23)
    shown = ""
    for event in library.stream(lie.question):
        match event:
            case TextAdded(text):
                shown += text
            case Finished(answer):
                return Result(lie, list(said), f"{shown}\n{answer.text}", answer.mode, answer.items)
    raise AssertionError("an answer has an end")


def run(every: int = 1) -> list[Result]:
    """The results of each `every`-th generation."""
    with fake_model() as model, lied_library(model) as library:
        return [tell(library, model, lie) for lie in list(lies())[::every]]


def figures(results: Sequence[Result]) -> dict[str, tuple[int, int, int, int]]:
    """For each kind of lie: how many lies were told and shown, how many supported sentences were told and kept."""
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for result in results:
        row = rows[result.lie.name]
        row[0] += len(result.lied)
        row[1] += len(result.leaked)
        if not result.lie.is_list and not result.lie.is_endless:
            row[2] += len(result.told)
            row[3] += len(result.told) - len(result.lost)
    return {name: (row[0], row[1], row[2], row[3]) for name, row in rows.items()}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="take each N-th generation only")
    parser.add_argument("--wrong", action="store_true", help="list what was shown and should not, and the reverse")
    arguments = parser.parse_args()
    console = Console()
    results = run(arguments.every)
    table = Table("lie", "told", "shown", "supported", "kept", title=f"{len(results)} adversarial generations")
    rows = figures(results)
    for name, row in rows.items():
        table.add_row(name, *map(str, row))
    table.add_row("all", *(str(sum(row[column] for row in rows.values())) for column in range(4)))
    console.print(table)
    told, kept = (sum(row[column] for row in rows.values()) for column in (2, 3))
    console.print(f"supported sentences kept: {100 * kept / max(told, 1):.1f}%", highlight=False)
    lists = [result.is_incomplete for result in results if result.lie.is_list]
    console.print(f"lists: {len(lists)}, of which shown with an item missing: {sum(lists)}", highlight=False)
    modes = [result.mode for result in results]
    console.print(f"generative {modes.count('generative')}, extractive {modes.count('extractive')}", highlight=False)
    if arguments.wrong:
        for result in results:
            for line in result.leaked:
                console.print(f"SHOWN [{result.lie.name}] {result.lie.question}\n   {line.text}", markup=False)
            for line in result.lost if not result.lie.is_list and not result.lie.is_endless else ():
                console.print(f"LOST [{result.lie.name}] {result.lie.question}\n   {line}", markup=False)


if __name__ == "__main__":
    main()
