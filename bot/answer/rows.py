"""A row of a table as it is read out: each cell behind the name of its column."""

from __future__ import annotations

from bot.answer.candidates import Candidate
from vectorstore.models import CELLS, BlockKind


def read_out(candidate: Candidate) -> str:
    """A candidate's text; a table's row with the header before it, cell by cell where both have as many."""
    header = candidate.hit.passage.lead
    if candidate.hit.passage.kind is not BlockKind.ROW or not header:
        return candidate.text
    names, cells = header.split(CELLS), candidate.text.split(CELLS)
    if len(names) != len(cells):
        return f"{header}: {candidate.text}"
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in zip(names, cells, strict=True))
