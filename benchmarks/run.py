"""`make bench`: quality and speed in one run; `make bench ARGS=FOLDER` measures the question sets of a folder as well.

Prints, for our own questions over the sample bulletins and for every set of the folder: retrieval, containment and
refusal for each form of question, the same retrieval by simpler means, the time of a question against that of its bare
embedding, ingest against bare embedding, and a cold start. Whatever the weights were fitted on (benchmarks.fit) is also
shown for the other half alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.baselines import compare
from benchmarks.quality import Quality, measure
from benchmarks.sets import folder_sets, sample_set, seed_set, split
from benchmarks.speed import cold_start, latency, questions_of, throughput
from bot.evaluation.indexes import temporary_index
from bot.evaluation.sets import QuestionSet
from vectorstore.index import Index
from vectorstore.query import Form

_FITTED = 10  # sets of more bulletins than this are fitted on, by half


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="more question sets, in the format of benchmarks.sets")
    parser.add_argument("--wrong", action="store_true", help="list every question that is not answered as it should be")
    arguments = parser.parse_args()
    console = Console()
    for questions in _sets(arguments.folder):
        with temporary_index(questions.bulletins) as index:
            _report(console, index, questions, arguments.wrong)
        if len(questions.bulletins) > _FITTED:
            _print_figures(console, f"{questions.name}: ingest", throughput(questions))
    _print_figures(console, "Start", cold_start())


def _sets(folder: Path | None) -> Iterator[QuestionSet]:
    yield sample_set()
    if folder is None:
        return
    yield from folder_sets(folder)
    for questions in sorted(folder.glob("seed*.jsonl")):
        yield seed_set(questions, sorted((folder.parent / "corpus").glob("*.txt")))


def _report(console: Console, index: Index, questions: QuestionSet, list_wrong: bool) -> None:
    rows: dict[str, Quality] = {}
    reported = split(questions)[1] if len(questions.bulletins) > _FITTED else []
    for form in Form:
        if not questions_of(questions, form):
            continue
        rows[form.value] = measure(index, questions, questions.cases, form)
        if reported and any(case.document_id for case in questions.cases):
            rows[f"{form.value}, half not fitted on"] = measure(index, questions, reported, form)
    _print_quality(console, questions, rows)
    if list_wrong:
        for quality in rows.values():
            for wrong in quality.wrong:
                console.print(f"  [{wrong.form.value}] {wrong.case.forms[wrong.form]}", highlight=False, markup=False)
                console.print(f"      wanted {wrong.case.expected}, said: {wrong.said[:200]!r}", markup=False)
    for form in Form:
        asked = questions_of(questions, form)
        if asked and any(case.document_id for case in questions.cases):
            table = Table("way", "recall@1", "recall@5", title=f"{questions.name}, {form.value}: simpler ways")
            for name, (at_1, at_5) in compare(index, questions.cases, form).items():
                table.add_row(name, f"{at_1:.1f}", f"{at_5:.1f}")
            console.print(table)
    if asked := questions_of(questions, Form.VIETNAMESE):
        _print_figures(console, f"{questions.name}: a question", latency(index, asked))


def _print_quality(console: Console, questions: QuestionSet, rows: Mapping[str, Quality]) -> None:
    columns = list(dict.fromkeys(name for quality in rows.values() for name, value in quality.row().items() if value))
    passages = sum(len(bulletin.passages) for bulletin in questions.bulletins)
    title = f"{questions.name}: {len(questions.bulletins)} bulletins, {passages} passages"
    table = Table("form", *columns, title=title)
    for name, quality in rows.items():
        table.add_row(name, *(quality.row()[column] for column in columns))
    console.print(table)
    for name, quality in rows.items():
        by_intent = ", ".join(f"{i} {sum(right)}/{len(right)}" for i, right in quality.by_intent.items() if i)
        if by_intent and "half" not in name:
            console.print(f"  {name}: {by_intent}", highlight=False)


def _print_figures(console: Console, title: str, figures: Mapping[str, float | str]) -> None:
    table = Table("figure", "value", title=title)
    for name, value in figures.items():
        table.add_row(name, value if isinstance(value, str) else f"{value:.2f}")
    console.print(table)


if __name__ == "__main__":
    main()
