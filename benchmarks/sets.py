"""Question sets: ours in benchmarks/questions, and those of any folder of JSON lines.

A folder holds `NAME-questions.jsonl` beside `NAME-passages.jsonl` or `NAME-documents.jsonl`; every such pair is a set.
A passage or document has `id`, `title` and `text`. A question has `id`, `document_id`, the `answer` as the text words
it, and one or more of the forms `vi`, `vi_plain` and `en`; `article` says under which Điều of a law the answer stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.parse import parse
from ingest.sources import RawDocument
from vectorstore.models import Bulletin, Metadata
from vectorstore.query import Form
from vectorstore.text import nfc

PROJECT = Path(__file__).resolve().parent.parent
_FORMS = {"vi": Form.VIETNAMESE, "vi_plain": Form.PLAIN, "en": Form.ENGLISH}


@dataclass(frozen=True, slots=True)
class Case:
    """A question in one or more forms, and what a right answer shows.

    `document_id` is the bulletin that answers it, None if none does or several may. `expected` are strings that must
    all be shown; `items` is how many items a list answer must have; `heading` is what the passage stands under that
    answers; `group` is what a split must not divide.
    """

    id: str
    forms: dict[Form, str]
    document_id: str | None
    expected: tuple[str, ...]
    answered: bool
    items: int | None = None
    intent: str = ""
    near_miss: bool = False
    heading: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Bulletins and the questions over them."""

    name: str
    bulletins: tuple[Bulletin, ...]
    cases: tuple[Case, ...]


def sample_set() -> QuestionSet:
    """Our own questions over data/bulletins."""
    bulletins = tuple(_read_files(sorted((PROJECT / "data" / "bulletins").iterdir())))
    by_name = {Path(bulletin.source).name: bulletin.id for bulletin in bulletins}
    cases = tuple(
        Case(
            row["id"],
            _forms(row),
            by_name[row["document"]] if "document" in row else None,
            tuple(map(nfc, row.get("expect_all", ()))),
            row.get("answered", True),
            row.get("items"),
            row["intent"],
            row.get("near_miss", False),
            group=row.get("document", row["id"]),
        )
        for row in _rows(PROJECT / "benchmarks" / "questions" / "sample.jsonl")
    )
    return QuestionSet("sample", bulletins, cases)


def folder_sets(folder: Path) -> Iterator[QuestionSet]:
    """Every pair of questions and passages (or documents) in a folder."""
    for questions in sorted(folder.glob("*-questions.jsonl")):
        name = questions.name.removesuffix("-questions.jsonl")
        for kind in ("passages", "documents"):
            texts = folder / f"{name}-{kind}.jsonl"
            if texts.exists():
                yield _read_set(name, texts, questions)


def seed_set(questions: Path, texts: Sequence[Path]) -> QuestionSet:
    """Questions with `lang` and `question`, over files beside the sample bulletins."""
    samples = sorted((PROJECT / "data" / "bulletins").iterdir())
    cases = tuple(
        Case(
            row["id"],
            {Form(row["lang"]): row["question"]},
            None,
            tuple(map(nfc, row.get("expect_all", ()))),
            row.get("answered", True),
            row.get("items"),
        )
        for row in _rows(questions)
    )
    return QuestionSet(questions.stem, tuple(_read_files([*texts, *samples])), cases)


def _read_set(name: str, texts: Path, questions: Path) -> QuestionSet:
    bulletins: list[Bulletin] = []
    groups: dict[str, str] = {}
    for row in _rows(texts):
        raw = RawDocument(row["id"], f"{len(bulletins)}.txt", row["text"].encode(), "text/plain")
        title = row["title"].replace("_", " ")
        bulletins.append(replace(parse(raw), id=row["id"], metadata=Metadata(title)))
        groups[row["id"]] = row["title"]
    cases = tuple(
        Case(
            row["id"],
            _forms(row),
            row["document_id"],
            (nfc(row["answer"]),),
            True,
            heading=f"Điều {row['article']}." if "article" in row else "",
            group=groups[row["document_id"]] + row.get("article", ""),
        )
        for row in _rows(questions)
    )
    return QuestionSet(name, tuple(bulletins), cases)


def _read_files(files: Sequence[Path]) -> Iterator[Bulletin]:
    for file in files:
        yield parse(RawDocument(str(file), file.name, file.read_bytes(), None))


def _forms(row: dict[str, Any]) -> dict[Form, str]:
    return {form: row[key] for key, form in _FORMS.items() if key in row}


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
