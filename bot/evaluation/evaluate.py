"""Evaluates the question sets of a file or a folder, each on the index that it is meant for."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from bot.evaluation.indexes import temporary_index
from bot.evaluation.run import Run, SetRun, ask_all, count
from bot.evaluation.sets import Case, QuestionSet, bound, read_sets
from vectorstore.errors import BantinError
from vectorstore.index import Index
from vectorstore.query import Form
from vectorstore.settings import VectorstoreSettings

Progress = Callable[[str, int, int], None]
"""Is told the name of a set, how many of its questions were asked, and how many there are."""
_ALL = 1_000_000


class NothingToAsk(BantinError):
    """The index that a set would be asked of is empty, or holds none of the bulletins that its questions name."""


def evaluate(
    path: Path, documents: Sequence[str], forms: Sequence[Form], settings: VectorstoreSettings, progress: Progress
) -> Run:
    """Asks the sets at `path`: those with texts of their own on an index of these, the others on an index of
    `documents` (files and folders) if any are named, else on the one of the settings' data folder.

    Raises InvalidQuestionSet, NothingToAsk, and what opening an index raises.
    """
    sets = read_sets(path)
    done: list[SetRun] = []
    model = ""
    for questions in sorted(sets, key=lambda each: bool(each.bulletins)):
        with _index_for(questions, documents, settings) as index:
            done.append(_asked(index, questions, forms, progress))
            model = index.embedder.name
    made = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    return Run(made, version("bantin"), model, tuple(done))


def evaluate_set(index: Index, questions: QuestionSet, forms: Sequence[Form], progress: Progress) -> SetRun:
    """Asks one set, `bound` to the bulletins of the index."""
    total, results = count(questions.cases, forms), []
    for done, result in enumerate(ask_all(index, questions, forms), 1):
        results.append(result)
        progress(questions.name, done, total)
    passages = sum(entry.passages for entry in index.entries(_ALL))
    return SetRun(questions.name, index.count(), passages, tuple(results))


def _asked(index: Index, questions: QuestionSet, forms: Sequence[Form], progress: Progress) -> SetRun:
    entries = index.entries(_ALL)
    if not entries:
        raise NothingToAsk(
            f"Thư viện đang trống, bộ câu hỏi «{questions.name}» không có gì để hỏi: hãy chạy «bantin ingest …» trước, "
            "hoặc nêu văn bản bằng --documents.",
            f'The library is empty, the set "{questions.name}" has nothing to be asked of: run "bantin ingest …" '
            "first, or name documents with --documents.",
        )
    known = {Path(entry.source).name for entry in entries} | {entry.id for entry in entries}
    missing = sorted({name for case in questions.cases for name in _named(case)} - known)
    if missing:
        raise NothingToAsk(
            f"Bộ câu hỏi «{questions.name}» hỏi về {len(missing)} văn bản mà thư viện không có, như {missing[0]}: "
            "hãy chạy «bantin ingest …» với các văn bản này, hoặc nêu chúng bằng --documents.",
            f'The set "{questions.name}" asks about {len(missing)} documents that the library lacks, such as '
            f'{missing[0]}: run "bantin ingest …" on them, or name them with --documents.',
        )
    return evaluate_set(index, bound(questions, entries), forms, progress)


def _named(case: Case) -> Iterator[str]:
    yield from case.documents
    if case.document_id:
        yield case.document_id


@contextmanager
def _index_for(questions: QuestionSet, documents: Sequence[str], settings: VectorstoreSettings) -> Iterator[Index]:
    if questions.bulletins:
        with temporary_index(questions.bulletins) as index:
            yield index
    elif documents:
        with tempfile.TemporaryDirectory() as folder, Index.open(_in(folder, settings)) as index:
            _ingest(index, documents)
            yield index
    else:
        with Index.open(settings) as index:
            yield index


def _in(folder: str, settings: VectorstoreSettings) -> VectorstoreSettings:
    return settings.model_copy(update={"data_dir": Path(folder), "chroma_url": None})


def _ingest(index: Index, documents: Sequence[str]) -> None:
    """Takes in files and folders as `bantin ingest` does. Raises NothingToAsk where one cannot be read."""
    from bot.settings import load
    from ingest.options import IngestOptions, ingest
    from ingest.settings import IngestSettings
    from ingest.worker import Parser

    settings = load(IngestSettings)
    parser = Parser(settings)
    try:
        report = ingest(documents, IngestOptions(), index, lambda step: None, settings, parser)
    finally:
        parser.close()
    for outcome in report.outcomes:
        if outcome.error is not None:
            raise NothingToAsk(f"{outcome.source}: {outcome.error.vi}", f"{outcome.source}: {outcome.error.en}")
