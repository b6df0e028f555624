"""The row of a table with the most or the least of what a question asks for: "Xã nào có tỷ lệ hộ nghèo cao nhất?"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from bot.answer.rows import row_at
from bot.answer.tables import Table, tables_of
from bot.question.cues import cues
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.lexical import WeightedConcepts
from vectorstore.models import CELLS, BulletinEntry, Hit, Span
from vectorstore.query import Concept
from vectorstore.text import fold_sentences, folded_syllables

_TABLES_OF = 3  # bulletins among the best passages
_HITS = 12
_NUMERIC = 0.6  # of a column's cells that must be figures
_MOST = cues(
    """
    (?:nhieu|cao|lon|dong|dai|rong|ton|ton kem|dat|nang|ngheo|dat do) (?:[a-z]+ ){0,2}nhat | dan dau | dung dau
    most | highest | largest | biggest | longest | costliest | poorest
    """
)
_LEAST = cues("(?:it|thap|nho|ngan|re|kem) (?:[a-z]+ ){0,2}nhat | least | lowest | smallest | fewest | shortest")
_WHICH = cues("nao | which | ai | who")
_AGE = cues("tuoi | old | oldest | young | youngest | age")
_TOTAL = re.compile(r"(?:tong|cong|toan|trung binh|binh quan|chung|ca)\b")
_OF_ANYTHING = frozenset((" ty le ", " so luong ", " tong so ", " muc do "))
_FIGURE = re.compile(r"[-–]?\d[\d.]*(?:,\d+)?")
_Extreme = Callable[[Iterable[float]], float]
"""`max` or `min`, whichever of a column's figures a question asks for."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table: its place and its cells."""

    span: Span
    cells: list[str]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of figures: the rows of its table, its place in them, and the weight of the question's words that its
    name says."""

    rows: list[_Row]
    place: int
    weight: float


def extreme_row(index: Index, question: Question, hits: Sequence[Hit]) -> Hit | None:
    """The row that has the most, or the least, in the column that the question names, as a hit; None where it asks for
    no such, no table of the best passages has a column like that, or two rows have as much."""
    extreme = _extreme_asked(question)
    if extreme is None:
        return None
    concepts = index.lexical.weigh(question.query.words)
    best: dict[str, Hit] = {}
    for hit in hits[:_HITS]:
        if hit.unmet == 0:
            best.setdefault(hit.bulletin.id, hit)
    for hit in list(best.values())[:_TABLES_OF]:
        column = _column_named(index, hit.bulletin, concepts)
        span = _place_of(extreme, column) if column else None
        passage = row_at(index, hit.bulletin.id, span) if span else None
        if passage:
            known = next((h for h in hits if h.bulletin.id == hit.bulletin.id and h.passage == passage), None)
            return known or replace(hit, passage=passage)
    return None


def _extreme_asked(question: Question) -> _Extreme | None:
    """What a question asks for by "nhất": the greatest or the least figure; None for neither, for both, and for age."""
    most, least = _MOST.search(question.folded), _LEAST.search(question.folded)
    if (most is None) == (least is None) or not _WHICH.search(question.folded) or _AGE.search(question.folded):
        return None
    return max if most else min


def _column_named(index: Index, bulletin: BulletinEntry, concepts: WeightedConcepts) -> _Column | None:
    """The column of a bulletin's tables whose name says most of the question; None where none says anything of it."""
    text = index.catalogue.text(bulletin.id)
    columns = [column for table in tables_of(index, bulletin) for column in _columns(text, table, concepts)]
    best = max(columns, key=lambda column: column.weight, default=None)
    return best if best and best.weight > 0 else None


def _columns(text: str, table: Table, concepts: WeightedConcepts) -> Iterator[_Column]:
    """The columns of figures of a table, besides the first."""
    names = table.header.split(CELLS)
    spans = [Span(item.start, item.end) for item in table.section.items]
    rows = [_Row(span, span.of(text).split(CELLS)) for span in spans]
    whole = [row.cells for row in rows if len(row.cells) == len(names)]
    for place, name in enumerate(names[1:], 1):
        figures = [_figure(cells[place]) is not None for cells in whole]
        if figures and sum(figures) >= _NUMERIC * len(figures):
            folded = fold_sentences([name])
            said = [_said(folded, wordings) for wordings in concepts.concepts]
            yield _Column(rows, place, float(np.array(said) @ concepts.weights))


def _said(name: str, wordings: Concept) -> float:
    """How much of one of its wordings the name of a column says: all, or half where it says two syllables of it that
    stand together ("Hộ nghèo (%)" of "tỷ lệ hộ nghèo")."""
    if any(f" {wording} " in name for wording in wordings):
        return 1.0
    pairs = {f" {a} {b} " for wording in wordings for a, b in pairwise(wording.split())} - _OF_ANYTHING
    return 0.5 if any(pair in name for pair in pairs) else 0.0


def _place_of(extreme: _Extreme, column: _Column) -> Span | None:
    """The place of the row with the greatest or the least figure in a column; None where two have it, or no other row
    has any."""
    figures: list[tuple[float, Span]] = []
    for row in column.rows:
        figure = _figure(row.cells[column.place]) if column.place < len(row.cells) else None
        name = next((cell for cell in row.cells if any(map(str.isalpha, cell))), "")
        if figure is not None and not _TOTAL.match(folded_syllables(name)):
            figures.append((figure, row.span))
    if len(figures) < 2:
        return None
    sought = extreme(figure for figure, _ in figures)
    spans = [span for figure, span in figures if figure == sought]
    return spans[0] if len(spans) == 1 else None


def _figure(cell: str) -> float | None:
    """The figure that a cell begins with, as Vietnamese texts write it: "1.725", "21,4%"."""
    found = _FIGURE.match(cell.strip())
    if found is None:
        return None
    plain = found[0].replace("–", "-").replace(".", "").replace(",", ".")
    return float(plain) if re.fullmatch(r"-?\d+(?:\.\d+)?", plain) else None
