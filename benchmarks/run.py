"""`make bench`: quality and speed in one run; `make bench ARGS=FOLDER` measures the question sets of a folder as well.

Prints, for our own questions over the sample bulletins and for every set of the folder: retrieval, containment and
refusal for each form of question, the same by simpler ways, the time of a question against that of its bare embedding,
ingest against bare embedding, and a cold start. Whatever the weights were fitted on (benchmarks.fit) is also shown for
the other half alone. Where the folder has files with their true text (files/manifest.json), how well they are read.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import readers
from benchmarks.baselines import Recipe, compare
from benchmarks.sets import BULLETINS, file_set, folder_sets, sample_set, split, tester_sets
from benchmarks.speed import cold_start, latency, questions_of, throughput
from bot.evaluation.evaluate import evaluate_set
from bot.evaluation.figures import by_form
from bot.evaluation.indexes import temporary_index
from bot.evaluation.run import SetRun
from bot.evaluation.sets import QuestionSet
from bot.evaluation.table import set_table, wrong_text
from bot.evaluation.wording import number
from vectorstore.index import Index
from vectorstore.query import Form

_FITTED = 10  # sets of more bulletins than this are fitted on, by half


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="more question sets, in the format of bot.evaluation.sets")
    parser.add_argument("--wrong", action="store_true", help="list every question that is not answered as it should be")
    arguments = parser.parse_args()
    console = Console(highlight=False)
    for questions in _sets(arguments.folder):
        with temporary_index(questions.bulletins) as index:
            _report(console, index, questions, arguments.wrong)
        if len(questions.bulletins) > _FITTED:
            _print_figures(console, f"{questions.name}: ingest", throughput(questions))
    if arguments.folder is not None and (arguments.folder / "files" / "manifest.json").exists():
        console.print("Files read, word F1:")
        readers.main([str(arguments.folder / "files")])
    _print_figures(console, "Start", cold_start())


def _sets(folder: Path | None) -> Iterator[QuestionSet]:
    yield sample_set()
    yield from tester_sets()
    if folder is None:
        return
    yield from folder_sets(folder)
    for questions in sorted(folder.glob("seed*.jsonl")):
        texts = sorted((folder.parent / "corpus").glob("*.txt"))
        yield file_set(questions, texts)
        among = file_set(questions, [*texts, *sorted(BULLETINS.iterdir())])
        yield replace(among, name=f"{among.name} among the sample bulletins")


def _report(console: Console, index: Index, questions: QuestionSet, list_wrong: bool) -> None:
    run = evaluate_set(index, questions, list(Form), lambda name, done, total: None)
    console.print(set_table(run, "en"))
    if len(questions.bulletins) > _FITTED:
        console.print(set_table(_unfitted(run, questions), "en"))
    if list_wrong:
        for result in run.results:
            if not result.is_right:
                console.print(wrong_text(result, "en"))
    recipe = Recipe(questions, index.embedder)
    for form in by_form(run.results):
        table = Table("way", "recall@1", "recall@5", "contained", "characters shown", title=f"{run.name}, {form.value}")
        for name, row in compare(index, questions, run.results, form, recipe).items():
            rates = (row.recall_1, row.recall_5, row.contained)
            table.add_row(name, *(number("rate", rate, "en") for rate in rates), f"{row.characters:.0f}")
        console.print(table)
    for form in by_form(run.results):
        _print_figures(console, f"{run.name}, {form.value}: a question", latency(index, questions_of(questions, form)))


def _unfitted(run: SetRun, questions: QuestionSet) -> SetRun:
    """The results of the half that nothing was fitted on."""
    reported = {case.id for case in split(questions)[1]}
    results = tuple(result for result in run.results if result.id in reported)
    return replace(run, name=f"{run.name}, half not fitted on", results=results)


def _print_figures(console: Console, title: str, figures: Mapping[str, float | str]) -> None:
    table = Table("figure", "value", title=title)
    for name, value in figures.items():
        table.add_row(name, value if isinstance(value, str) else f"{value:.2f}")
    console.print(table)


if __name__ == "__main__":
    main()
