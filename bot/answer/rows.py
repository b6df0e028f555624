"""A row of a table: how it is read out, each cell behind the name of its column, and what may be asked of it."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.answer.candidates import Candidate
from bot.question.cues import cues
from bot.question.intent import Intent
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import CELLS, LEADS, BlockKind, Passage, Span
from vectorstore.text import fold_sentences

_COLUMNS = {
    Intent.WHEN: cues("thoi (?:gian|han|diem) | han | tien do | ngay | hoan thanh"),
    Intent.WHO: cues("chu tri | phu trach | thuc hien | ho (?:va )?ten | nguoi | don vi | co quan"),
    Intent.WHERE: cues("dia (?:diem|ban|chi) | noi"),
    Intent.HOW_MANY: cues("so luong | so | tong | kinh phi | dien tich | ty le"),
}
"""What the name of a column says that gives a thing of the kind asked for."""
_UNIT = re.compile(r"\(([^()]{1,20})\)$")  # behind the name of a column: "Thiệt hại (ha)"
ASIDE = frozenset(
    """bao gio nhieu must cung nhau con so luong xong hoan thanh thoi gian han viec lam thuc hien chu tri phu trach voi
    trach nhiem giu dong chi nguoi don vi""".split()
)
"""Syllables that a question may say of a row though neither it nor the header does."""


def read_out(candidate: Candidate) -> str:
    """A candidate's text; a table's row with the header before it."""
    passage = candidate.hit.passage
    return row_read_out(passage.lead, candidate.text) if passage.kind is BlockKind.ROW else candidate.text


def measured(candidate: Candidate) -> str:
    """The cells of a table's row whose column names a unit, each before it: "12,4 ha" below "Thiệt hại (ha)"; nothing
    of any other candidate."""
    passage = candidate.hit.passage
    cells = cells_by_column(passage.lead, candidate.text) if passage.kind is BlockKind.ROW else []
    return "; ".join(f"{cell} {unit[1]}" for name, cell in cells if (unit := _UNIT.search(name)))


def row_at(index: Index, bulletin_id: str, place: Span) -> Passage | None:
    """The row of a table that a place in a bulletin stands in."""
    rows = index.catalogue.passages_of_kind(bulletin_id, BlockKind.ROW)
    return next((row for row in rows if row.start <= place.start and place.end <= row.end), None)


def header_of(lead: str) -> list[str]:
    """The names of a table's columns, which end the lead of its rows."""
    return lead.rpartition(LEADS)[2].split(CELLS)


def cells_by_column(lead: str, row: str) -> list[tuple[str, str]]:
    """The name of each column and the row's cell in it, as far as the row has text; none where it has more cells than
    there are names."""
    names, cells = header_of(lead), row.removeprefix(CELLS.lstrip()).split(CELLS)
    return list(zip(names, cells, strict=False)) if len(names) >= len(cells) else []


def row_read_out(lead: str, row: str) -> str:
    """A row with its table's header before it, which ends its lead, cell by cell where both have as many."""
    header = lead.rpartition(LEADS)[2]
    if not header:
        return row
    cells = cells_by_column(lead, row)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in cells) or f"{header}: {row}"


def is_asked_of(passage: Passage, question: Question) -> bool:
    """Whether a question that does not say what it is about ("Bao giờ phải xong?") may be asked of a row: a column
    gives such a thing, and nothing is named that the table does not name."""
    header, row = fold_sentences([passage.lead]), fold_sentences([passage.text])
    known = {*ASIDE, *header.split(), *row.split()}
    words = question.query.words
    if any(not any(known.issuperset(wording.split()) for wording in wordings) for wordings in words):
        return False
    column = _COLUMNS.get(question.intent)
    named = any(_shares(wording, header) for wordings in words for wording in wordings)
    return named or (column is not None and column.search(header) is not None)


def _shares(wording: str, header: str) -> bool:
    """Whether the header says the wording, or two syllables of it that stand together."""
    syllables = wording.split()
    pairs = [f" {first} {second} " for first, second in pairwise(syllables)]
    return f" {wording} " in header or any(pair in header for pair in pairs)
