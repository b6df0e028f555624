"""The columns of a table that a question how many may mean: those of its year and quarter, not of another."""

from __future__ import annotations

import re

from bot.answer.rows import header_of
from bot.question.understand import Question
from vectorstore.models import CELLS, BlockKind, Passage
from vectorstore.text import folded_syllables
from vectorstore.years import years_of

_QUARTER = re.compile(r"\b(?:quy (i{1,3}|iv|[1-4])|quarter (i{1,3}|iv|[1-4])|(first|second|third|fourth) quarter)\b")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "first": 1, "second": 2, "third": 3, "fourth": 4}
_YEAR = re.compile(r"\b(?:nam )?(?:19|20)\d\d\b")


def lacks_column(question: Question, passage: Passage) -> bool:
    """Whether a row of a table gives what a question counts for other years or quarters only than the question's: the
    hectares of 2023, and of 2022 nothing but the number of fires."""
    if passage.kind is not BlockKind.ROW:
        return False
    names, cells = header_of(passage.lead), passage.text.split(CELLS)
    if len(names) != len(cells):
        return False
    columns = [folded_syllables(name) for name, cell in zip(names, cells, strict=True) if re.search(r"\d", cell)]
    return _all_of_other_quarters(question.folded, columns) or _all_of_other_years(question, columns)


def _all_of_other_quarters(asked: str, columns: list[str]) -> bool:
    wanted, told = _quarters(asked), [_quarters(column) for column in columns]
    return bool(wanted) and any(told) and not any(wanted & quarters for quarters in told)


def _all_of_other_years(question: Question, columns: list[str]) -> bool:
    """Whether the columns that say most of a question are all of other years than it names."""
    asked = years_of(question.folded)
    if not asked or not any(map(years_of, columns)):
        return False
    said = {column: _said(question, column) for column in columns}
    most = max(said.values())
    best = [column for column in columns if said[column] == most]
    return most > 0 and all(years_of(column) and not years_of(column) & asked for column in best)


def _said(question: Question, column: str) -> int:
    """How many words of a question a column's name says, years apart."""
    name = set(_YEAR.sub(" ", column).split())
    return sum(any(name.issuperset(wording.split()) for wording in wordings) for wordings in question.query.words)


def _quarters(folded: str) -> set[int]:
    found = (next(filter(None, match.groups())) for match in _QUARTER.finditer(folded))
    return {int(said) if said.isdigit() else _QUARTERS[said] for said in found}
