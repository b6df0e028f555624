"""Question sets in JSON lines, alone or beside the texts that they are asked of.

A row is a question in one or more forms (`vi`, `vi_plain`, `en`; or one `question` with its `lang`) and what a right
answer shows: `expect_all` or `answer`, strings that must all be shown, and `items`, how many items a list must have; or
`"answered": false`, for what must be refused (`near_miss` where the documents speak of the same things). `document` or
`document_id` names the bulletin that answers, by its id or by its file's name, `documents` those that must be quoted
together, and `article` the Điều of a law; `intent` groups questions in a report; `follows` is the id of the row that is
asked just before it in the same session.

A file `NAME-questions.jsonl` beside `NAME-passages.jsonl` or `NAME-documents.jsonl`, rows with `id`, `title` and
`text`, is asked of these texts; any other file is asked of an index that is there already.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ingest.parse import parse
from ingest.sources import RawDocument
from vectorstore.errors import BantinError
from vectorstore.models import Bulletin, BulletinEntry, Metadata
from vectorstore.query import Form
from vectorstore.text import nfc

_QUESTIONS = "-questions.jsonl"
_TEXTS = ("-passages.jsonl", "-documents.jsonl")


class InvalidQuestionSet(BantinError):
    """A question set cannot be read: which file and line, and what is wrong there."""

    def __init__(self, file: Path, line: int | None, vi: str, en: str) -> None:
        at_vi, at_en = (f", dòng {line}", f", line {line}") if line else ("", "")
        super().__init__(f"{file}{at_vi}: {vi}", f"{file}{at_en}: {en}")


@dataclass(frozen=True, slots=True)
class Case:
    """A question in one or more forms, and what a right answer shows.

    `document_id` is the bulletin that answers it, None if none does or several may; `documents` are those that must be
    quoted together. Until `bound` they may be the names of the bulletins' files. `expected` are strings that must all
    be shown; `items` is how many items a list answer must have; `heading` is what the passage stands under that
    answers; `group` is what a split must not divide; `follows` is the id of the case that is asked just before it in
    the same session.
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
    follows: str | None = None
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions, and the bulletins that they are asked of; none where they are asked of an index that is there."""

    name: str
    bulletins: tuple[Bulletin, ...]
    cases: tuple[Case, ...]


def read_sets(path: Path) -> list[QuestionSet]:
    """The sets of a file or a folder. Files of a folder that have no texts beside them are one set.

    Raises InvalidQuestionSet for what cannot be read, with the line.
    """
    if path.is_dir():
        texts = {file for file in path.glob("*.jsonl") if file.name.endswith(_TEXTS)}
        files = sorted(set(path.glob("*.jsonl")) - texts)
        if not files:
            raise InvalidQuestionSet(path, None, "không có tệp .jsonl nào.", "no .jsonl file is there.")
    elif path.is_file():
        files = [path]
    else:
        raise InvalidQuestionSet(path, None, "không có tệp hoặc thư mục này.", "no such file or folder.")
    beside = {file: text for file in files if (text := _texts_of(file)) is not None}
    alone = [file for file in files if file not in beside]
    sets = [_with_texts(file, text) for file, text in beside.items()]
    return [*sets, QuestionSet(path.stem, (), read_cases(alone))] if alone else sets


def read_cases(files: Sequence[Path]) -> tuple[Case, ...]:
    """The questions of some files, which may follow one another across files. Raises InvalidQuestionSet."""
    known: dict[str, Case] = {}
    for file in files:
        for line, row in _rows(file, _QuestionRow):
            if row.id in known:
                vi, en = f"mã «{row.id}» đã có ở dòng khác.", f'the id "{row.id}" is on another line already.'
                raise InvalidQuestionSet(file, line, vi, en)
            case = row.case()
            before = known.get(row.follows or "")
            if row.follows is not None and before is None:
                vi = f"«follows» nêu «{row.follows}», mã này không có ở dòng nào phía trên."
                raise InvalidQuestionSet(file, line, vi, f'"follows" names "{row.follows}", which no line above has.')
            if before is not None:
                if not case.forms.keys() <= before.forms.keys():
                    vi = f"câu hỏi trước, «{row.follows}», thiếu một cách viết mà câu này có."
                    en = f'the question before it, "{row.follows}", lacks a form that this one has.'
                    raise InvalidQuestionSet(file, line, vi, en)
                case = replace(case, group=before.group)
            known[row.id] = case
    return tuple(known.values())


def bound(questions: QuestionSet, bulletins: Iterable[Bulletin | BulletinEntry]) -> QuestionSet:
    """The set with the names of files replaced by the ids of the bulletins that came from them.

    Raises KeyError with a name that no bulletin has.
    """
    ids: dict[str, str] = {}
    for bulletin in bulletins:
        ids.setdefault(Path(bulletin.source).name, bulletin.id)
        ids[bulletin.id] = bulletin.id
    cases = (
        replace(
            case,
            document_id=ids[case.document_id] if case.document_id else None,
            documents=tuple(ids[name] for name in case.documents),
        )
        for case in questions.cases
    )
    return replace(questions, cases=tuple(cases))


def conversations(cases: Sequence[Case]) -> list[tuple[Case, ...]]:
    """The cases as they are asked, each conversation in a session of its own, from a first question to a last one.

    A case that two others follow stands in two conversations.
    """
    by_id = {case.id: case for case in cases}
    followed = {case.follows for case in cases}
    return [_until(case, by_id) for case in cases if case.id not in followed]


def _until(case: Case, by_id: dict[str, Case]) -> tuple[Case, ...]:
    before = by_id.get(case.follows or "")
    return (case,) if before is None else (*_until(before, by_id), case)


class _Row(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class _TextRow(_Row):
    id: str = Field(min_length=1)
    title: str
    text: str = Field(min_length=1)


class _QuestionRow(_Row):
    id: str = Field(min_length=1)
    vi: str | None = Field(None, min_length=1)
    vi_plain: str | None = Field(None, min_length=1)
    en: str | None = Field(None, min_length=1)
    lang: str | None = None
    question: str | None = Field(None, min_length=1)
    document: str | None = None
    document_id: str | None = None
    documents: list[str] = Field(default_factory=list)
    article: str | None = None
    answer: str | None = Field(None, min_length=1)
    expect_all: list[str] = Field(default_factory=list)
    items: int | None = Field(None, ge=1)
    answered: bool = True
    near_miss: bool = False
    intent: str = ""
    follows: str | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> _QuestionRow:
        if self.question is not None and self.lang not in list(Form):
            raise ValueError(f"lang: {', '.join(Form)}")
        if not self.forms():
            raise ValueError("vi | vi_plain | en | lang + question: ?")
        if self.answered and not (self.expect_all or self.answer or self.items):
            raise ValueError("expect_all | answer | items: ?")
        return self

    def forms(self) -> dict[Form, str]:
        """The question as it is typed, by form."""
        typed = {Form.VIETNAMESE: self.vi, Form.PLAIN: self.vi_plain, Form.ENGLISH: self.en}
        if self.question is not None:
            typed[Form(self.lang or "")] = self.question
        return {form: text for form, text in typed.items() if text is not None}

    def case(self) -> Case:
        """The row as a case, its own group unless a bulletin answers it."""
        document = self.document or self.document_id
        return Case(
            self.id,
            self.forms(),
            document,
            tuple(map(nfc, [*self.expect_all, *([self.answer] if self.answer else [])])),
            self.answered,
            self.items,
            self.intent,
            self.near_miss,
            f"Điều {self.article}." if self.article else "",
            (document or self.id) + (self.article or ""),
            self.follows,
            tuple(self.documents),
        )


_AnyRow = TypeVar("_AnyRow", bound=_Row)


def _rows(file: Path, kind: type[_AnyRow]) -> Iterator[tuple[int, _AnyRow]]:
    """The rows of a file with their line numbers. Raises InvalidQuestionSet."""
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise InvalidQuestionSet(file, None, "không phải văn bản UTF-8.", "not UTF-8 text.") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield number, kind.model_validate(json.loads(line))
            except json.JSONDecodeError as error:
                vi, en = f"không phải JSON (ký tự {error.pos + 1}).", f"not JSON (character {error.pos + 1})."
                raise InvalidQuestionSet(file, number, vi, en) from error
            except ValidationError as error:
                what = _reason(error.errors(include_url=False, include_context=False)[0])
                vi, en = f"dữ liệu không hợp lệ, {what}", f"invalid, {what}"
                raise InvalidQuestionSet(file, number, vi, en) from error


def _reason(error: Any) -> str:
    where = ".".join(map(str, error["loc"]))
    return f"{where}: {error['msg']}." if where else f"{error['msg'].removeprefix('Value error, ')}"


def _texts_of(questions: Path) -> Path | None:
    """The file of texts beside a file of questions, or None."""
    if not questions.name.endswith(_QUESTIONS):
        return None
    name = questions.name.removesuffix(_QUESTIONS)
    return next((file for kind in _TEXTS if (file := questions.with_name(name + kind)).is_file()), None)


def _with_texts(questions: Path, texts: Path) -> QuestionSet:
    """A set that is asked of texts of its own; what is about one title is one group."""
    bulletins: list[Bulletin] = []
    titles: dict[str, str] = {}
    for _, row in _rows(texts, _TextRow):
        raw = RawDocument(row.id, f"{len(bulletins)}.txt", row.text.encode(), "text/plain")
        bulletins.append(replace(parse(raw), id=row.id, metadata=Metadata(row.title.replace("_", " "))))
        titles[row.id] = row.title
    cases = []
    for case in read_cases([questions]):
        title = titles.get(case.document_id or "")
        if case.document_id and title is None:
            vi = f"câu hỏi «{case.id}» nêu văn bản «{case.document_id}», không có trong {texts.name}."
            en = f'the question "{case.id}" names the document "{case.document_id}", which {texts.name} does not hold.'
            raise InvalidQuestionSet(questions, None, vi, en)
        cases.append(replace(case, group=f"{title} {case.heading}".strip()) if title is not None else case)
    return QuestionSet(questions.name.removesuffix(_QUESTIONS), tuple(bulletins), tuple(cases))
