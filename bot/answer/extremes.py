"""The row of a table with the most or the least of what a question asks for: "Xã nào có tỷ lệ hộ nghèo cao nhất?"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from bot.answer.rows import row_at
from bot.answer.superlatives import asks_for_least, asks_for_most
from bot.answer.tables import Table, tables_of
from bot.question.cues import cues
from bot.question.glossary import wordings_of
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.lexical import WeightedConcepts
from vectorstore.models import CELLS, BlockKind, BulletinEntry, Hit, Span
from vectorstore.query import Concept, says
from vectorstore.text import fold_sentences, folded_syllables

_TABLES_OF = 3  # bulletins among the best passages
_HITS = 12
_NUMERIC = 0.6  # of a column's cells that must be figures
_WHICH = cues("nao | which | ai | who")
_AGE = cues("tuoi | old | oldest | young | youngest | age")
_TOTAL = cues(
    """
    ^tổng(?! công ty| cục| liên đoàn| kho) | ^cộng(?! đồng) | ^trung bình | ^bình quân | ^chung
    ^(?:toàn|cả) (?:tỉnh|huyện|thành|thị|xã|phường|đảng|khối|nước)
    """
)
"""How the name of a row begins that sums up the others; with accents, as "Công đoàn" adds up nothing."""
_KIND = re.compile(r"(?P<vi>(?:[a-z]+ )?[a-z]+) nao\b|\b(?:which|what) (?P<en>[a-z]+(?: [a-z]+)?)")
_STRICT = frozenset(
    "xa | phuong | thi tran | huyen | quan | thanh pho | tinh | thon | nam | quy | thang | dang bo | chi bo | "
    "dang uy | cong ty | doanh nghiep | hop tac xa | truong".split(" | ")
)
"""Kinds that a table must say that it has, in the name of a row or of their column."""
_OF_ANYTHING = frozenset((" ty le ", " so luong ", " tong so ", " muc do "))
_FIGURE = re.compile(r"[-–]?\d[\d.]*(?:,\d+)?")
_Extreme = Callable[[Iterable[float]], float]
"""`max` or `min`, whichever of a column's figures a question asks for."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table: its place and its cells."""

    span: Span
    cells: list[str]

    @property
    def place_of_name(self) -> int:
        """The first cell with a letter; the first one if none has."""
        return next((place for place, cell in enumerate(self.cells) if any(map(str.isalpha, cell))), 0)

    @property
    def name(self) -> str:
        """What the row is about."""
        return self.cells[self.place_of_name]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of figures: the rows of its table that are of the kind asked for, its place in them, and the weight of
    the question's words that its name says."""

    rows: list[_Row]
    place: int
    weight: float


def extreme_row(index: Index, question: Question, hits: Sequence[Hit]) -> Hit | None:
    """The row that has the most, or the least, in the column that the question names, as a hit; None where it asks for
    no such, no table of the best passages has a column like that, or two rows have as much."""
    extreme = _extreme_asked(question)
    if extreme is None:
        return None
    concepts, kinds = index.lexical.weigh(question.query.words), _kinds_asked(question)
    for hit in _near_tables(hits):
        column = _column_named(index, hit.bulletin, concepts, kinds)
        span = _place_of(extreme, column) if column else None
        passage = row_at(index, hit.bulletin.id, span) if span else None
        if passage:
            known = next((h for h in hits if h.bulletin.id == hit.bulletin.id and h.passage == passage), None)
            return known or replace(hit, passage=passage)
    return None


def _near_tables(hits: Sequence[Hit]) -> list[Hit]:
    """The best passage of each bulletin whose tables may have the row: of the best bulletins, and of those of which
    rows were found."""
    met = [hit for hit in hits[:_HITS] if hit.unmet == 0]
    best = {hit.bulletin.id: hit for hit in reversed(met)}
    of_rows = {hit.bulletin.id for hit in met if hit.passage.kind is BlockKind.ROW}
    first = list(dict.fromkeys(hit.bulletin.id for hit in met))
    return [best[id] for place, id in enumerate(first) if place < _TABLES_OF or id in of_rows]


def _extreme_asked(question: Question) -> _Extreme | None:
    """What a question asks for by "nhất": the greatest or the least figure; None for neither, for both, and for age."""
    if not _WHICH.search(question.folded) or _AGE.search(question.folded):
        return None
    return max if asks_for_most(question) else min if asks_for_least(question) else None


def _kinds_asked(question: Question) -> Concept:
    """The kind of thing that a question asks one of, folded: "phuong" of "Phường nào …?"; none where it says none."""
    match = _KIND.search(question.folded)
    if match is None:
        return ()
    said = match["vi"]
    return tuple(dict.fromkeys((said, said.split()[-1]))) if said else wordings_of(match["en"])


def _column_named(index: Index, bulletin: BulletinEntry, concepts: WeightedConcepts, kinds: Concept) -> _Column | None:
    """The column of a bulletin's tables, of rows of one of the kinds, whose name says most of the question; None where
    none says anything of it."""
    text = index.catalogue.text(bulletin.id)
    columns = [column for table in tables_of(index, bulletin) for column in _columns(text, table, concepts, kinds)]
    best = max(columns, key=lambda column: column.weight, default=None)
    return best if best and best.weight > 0 else None


def _columns(text: str, table: Table, concepts: WeightedConcepts, kinds: Concept) -> Iterator[_Column]:
    """The columns of figures of a table, besides the first."""
    names = table.header.split(CELLS)
    spans = [Span(item.start, item.end) for item in table.section.items]
    rows = _of_kind([_Row(span, span.of(text).split(CELLS)) for span in spans], names, kinds)
    for place, name in enumerate(names[1:], 1):
        figures = [_figure(row.cells[place]) is not None for row in rows if place < len(row.cells) <= len(names)]
        if figures and sum(figures) >= _NUMERIC * len(figures):
            folded = fold_sentences([name])
            said = [_said(folded, wordings) for wordings in concepts.concepts]
            yield _Column(rows, place, float(np.array(said) @ concepts.weights))


def _of_kind(rows: list[_Row], header: list[str], kinds: Concept) -> list[_Row]:
    """The rows whose name begins with one of the kinds asked for; where none does, all, unless the kind is one that
    their column would say."""
    for kind in kinds:
        named = [row for row in rows if f"{folded_syllables(row.name)} ".startswith(f"{kind} ")]
        if named:
            return named
    if _STRICT.isdisjoint(kinds):
        return rows
    names = fold_sentences(name for place, name in enumerate(header) if any(row.place_of_name == place for row in rows))
    return rows if says(names, kinds) else []


def _said(name: str, wordings: Concept) -> float:
    """How much of one of its wordings the name of a column says: all, or half where it says two syllables of it that
    stand together ("Hộ nghèo (%)" of "tỷ lệ hộ nghèo")."""
    if says(name, wordings):
        return 1.0
    pairs = {f" {a} {b} " for wording in wordings for a, b in pairwise(wording.split())} - _OF_ANYTHING
    return 0.5 if any(pair in name for pair in pairs) else 0.0


def _place_of(extreme: _Extreme, column: _Column) -> Span | None:
    """The place of the row with the greatest or the least figure in a column; None where two have it, or no other row
    has any."""
    figures: list[tuple[float, Span]] = []
    for row in column.rows:
        figure = _figure(row.cells[column.place]) if column.place < len(row.cells) else None
        if figure is not None and not _TOTAL.match(row.name.lower()):
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
