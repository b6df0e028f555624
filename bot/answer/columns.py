"""The columns of a table that a question how many may mean: those of its year and quarter, not of another."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer.rows import cells_by_column
from bot.question.designators import designators, is_quarter
from bot.question.understand import Question
from vectorstore.models import BlockKind, Passage
from vectorstore.text import folded_syllables
from vectorstore.years import years_of


def lacks_column(question: Question, passage: Passage) -> bool:
    """Whether a row of a table gives what a question counts for other years or quarters only than the question's: the
    hectares of 2023, and of 2022 nothing but the number of fires."""
    if passage.kind is not BlockKind.ROW:
        return False
    cells = cells_by_column(passage.lead, passage.text)
    columns = [folded_syllables(name) for name, cell in cells if any(map(str.isdigit, cell))]
    return _all_of_other_quarters(question, columns) or _all_of_other_years(question, columns)


def _all_of_other_quarters(question: Question, columns: Sequence[str]) -> bool:
    asked = set(filter(is_quarter, question.query.designators))
    told = [set(filter(is_quarter, designators(column))) for column in columns] if asked else []
    return any(told) and not any(asked & quarters for quarters in told)


def _all_of_other_years(question: Question, columns: Sequence[str]) -> bool:
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
    name = set(column.split()) - years_of(column)
    return sum(any(name.issuperset(wording.split()) for wording in wordings) for wordings in question.query.words)
