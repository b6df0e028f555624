"""The question sets that are fitted on and measured: ours over data/bulletins, those of testers, those of a folder, and
their halves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bot.evaluation.sets import Case, QuestionSet, bound, read_cases, read_sets
from ingest.parse import parse
from ingest.sources import RawDocument
from vectorstore.models import Bulletin

PROJECT = Path(__file__).resolve().parent.parent
BULLETINS = PROJECT / "data" / "bulletins"
TESTERS = PROJECT / "benchmarks" / "testers"
PAIRS = PROJECT / "benchmarks" / "pairs"


def sample_set() -> QuestionSet:
    """Our own questions over data/bulletins."""
    bulletins = tuple(_read_files(sorted(BULLETINS.iterdir())))
    cases = read_cases(sorted((PROJECT / "benchmarks" / "questions").glob("*.jsonl")))
    return bound(QuestionSet("sample", bulletins, cases), bulletins)


def tester_sets() -> Iterator[QuestionSet]:
    """The questions of people who knew nothing of the program, each set over bulletins of its own."""
    return _sets_below(TESTERS)


def pair_sets() -> Iterator[QuestionSet]:
    """Questions for the reader to be trained on, many of them in pairs: one that the bulletins answer, and one that
    only sounds like it."""
    return _sets_below(PAIRS)


def _sets_below(parent: Path) -> Iterator[QuestionSet]:
    for folder in sorted(path for path in parent.iterdir() if path.is_dir()):
        questions = file_set(folder / "questions.jsonl", sorted(folder.glob("*.txt")))
        yield replace(bound(questions, questions.bulletins), name=folder.name)


def folder_sets(folder: Path) -> Iterator[QuestionSet]:
    """Every set of a folder that has texts of its own (see bot.evaluation.sets)."""
    return (questions for questions in read_sets(folder) if questions.bulletins)


def file_set(questions: Path, texts: Sequence[Path]) -> QuestionSet:
    """Questions over the bulletins in some files."""
    return QuestionSet(questions.stem, tuple(_read_files(texts)), read_cases([questions]))


def split(questions: QuestionSet) -> tuple[list[Case], list[Case]]:
    """The cases that are fitted on, and those that are reported: every second of the sorted groups to each; no group
    stands in both."""
    fitted = set(sorted({case.group for case in questions.cases})[::2])
    halves: tuple[list[Case], list[Case]] = ([], [])
    for case in questions.cases:
        halves[0 if case.group in fitted else 1].append(case)
    return halves


def _read_files(files: Sequence[Path]) -> Iterator[Bulletin]:
    for file in files:
        yield parse(RawDocument(str(file), file.name, file.read_bytes(), None))
