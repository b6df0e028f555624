"""The row of a table with the most or the least of what a question asks for: "Xã nào có tỷ lệ hộ nghèo cao nhất?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from bot.answer.rows import row_at
from bot.answer.tables import Table, tables_of
from bot.question.cues import cues
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import CELLS, Hit, Span
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


@dataclass(frozen=True, slots=True)
class ExtremeRow:
    """The row, as a hit whose passage it is, and its place."""

    hit: Hit
    span: Span


def extreme_row(index: Index, question: Question, hits: Sequence[Hit]) -> ExtremeRow | None:
    """The row that has the most, or the least, in the column that the question names; None where it asks for no such,
    no table of the best passages has a column like that, or two rows have as much."""
    most, least = _MOST.search(question.folded), _LEAST.search(question.folded)
    if (most is None) == (least is None) or not _WHICH.search(question.folded) or _AGE.search(question.folded):
        return None
    best: dict[str, Hit] = {}
    for hit in hits[:_HITS]:
        if hit.unmet == 0:
            best.setdefault(hit.bulletin.id, hit)
    for hit in list(best.values())[:_TABLES_OF]:
        found = [(score, table, column) for table in tables_of(index, hit.bulletin)
                 for score, column in [_column(index, question, hit, table)] if score]  # fmt: skip
        if not found:
            continue
        _, table, column = max(found, key=lambda each: each[0])
        span = _extreme(index, hit, table, column, largest=most is not None)
        passage = row_at(index, hit.bulletin.id, span) if span else None
        if span and passage:
            known = next((h for h in hits if h.bulletin.id == hit.bulletin.id and h.passage == passage), None)
            return ExtremeRow(known or replace(hit, passage=passage), Span(passage.start, passage.end))
    return None


def _column(index: Index, question: Question, hit: Hit, table: Table) -> tuple[float, int]:
    """The column of figures whose name says most of the question, by the weight of the words, and that weight."""
    names = table.header.split(CELLS)
    rows = _rows(index, hit, table)
    concepts = index.lexical.weigh(question.query.words)
    weighed: list[tuple[float, int]] = [(0.0, 0)]
    for column in range(1, len(names)):
        figures = [_figure(row[column]) is not None for row in rows if len(row) == len(names)]
        if figures and sum(figures) >= _NUMERIC * len(figures):
            name = fold_sentences([names[column]])
            said = [_said(name, wordings) for wordings in concepts.concepts]
            weighed.append((float(np.array(said) @ concepts.weights), column))
    return max(weighed, key=lambda each: each[0])


def _said(name: str, wordings: Concept) -> float:
    """How much of one of its wordings the name of a column says: all, or half where it says two syllables of it that
    stand together ("Hộ nghèo (%)" of "tỷ lệ hộ nghèo")."""
    if any(f" {wording} " in name for wording in wordings):
        return 1.0
    pairs = {f" {a} {b} " for wording in wordings for a, b in pairwise(wording.split())} - _OF_ANYTHING
    return 0.5 if any(pair in name for pair in pairs) else 0.0


def _extreme(index: Index, hit: Hit, table: Table, column: int, *, largest: bool) -> Span | None:
    """The place of the row with the greatest or the least figure in a column; None where two have it."""
    text = index.catalogue.text(hit.bulletin.id)
    rows: list[tuple[float, Span]] = []
    for item in table.section.items:
        cells = text[item.start : item.end].split(CELLS)
        figure = _figure(cells[column]) if column < len(cells) else None
        name = next((cell for cell in cells if any(map(str.isalpha, cell))), "")
        if figure is not None and not _TOTAL.match(folded_syllables(name)):
            rows.append((figure if largest else -figure, Span(item.start, item.end)))
    rows.sort(key=lambda row: row[0], reverse=True)
    return rows[0][1] if len(rows) > 1 and rows[0][0] > rows[1][0] else None


def _rows(index: Index, hit: Hit, table: Table) -> list[list[str]]:
    text = index.catalogue.text(hit.bulletin.id)
    return [text[item.start : item.end].split(CELLS) for item in table.section.items]


def _figure(cell: str) -> float | None:
    """The figure that a cell begins with, as Vietnamese texts write it: "1.725", "21,4%"."""
    found = _FIGURE.match(cell.strip())
    if found is None:
        return None
    plain = found[0].replace("–", "-").replace(".", "").replace(",", ".")
    return float(plain) if re.fullmatch(r"-?\d+(?:\.\d+)?", plain) else None
