"""The lists near passages that were found: sections that these belong to or introduce, and tables as lists of rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answer.enumerations import lists_of
from bot.answer.sections import introduces
from bot.answer.tables import Table, tables_of
from bot.question.numbers import LISTABLE
from vectorstore.index import Index
from vectorstore.models import Hit, Passage, Section
from vectorstore.text import fold

_LISTED = re.compile(rf"\b{LISTABLE}(?: [a-z0-9/]+){{0,6}}:$")


@dataclass(frozen=True, slots=True)
class NearList:
    """A list near a passage that was found: the rank of that passage, how many lists around it are further within, the
    text of the bulletin, and, of a table, that."""

    hit: Hit
    rank: int
    steps: int
    text: str
    section: Section
    table: Table | None = None


def sections_near(index: Index, hits: Sequence[Hit]) -> list[NearList]:
    """The sections that some passages introduce or belong to, each once, those around the best passage first."""
    near: dict[tuple[str, Section], NearList] = {}
    for document_id, ranked in _by_bulletin(hits).items():
        sections, text = index.catalogue.sections(document_id), index.catalogue.text(document_id)
        for rank, hit in ranked:
            for steps, section in enumerate(_around(hit.passage, sections)):
                near.setdefault((document_id, section), NearList(hit, rank, steps, text, section))
    return sorted(near.values(), key=lambda each: each.rank)


def sentence_lists_near(index: Index, hits: Sequence[Hit]) -> list[NearList]:
    """The lists within sentences of some passages, between semicolons or as sentences behind a lead-in that says what
    they list, those of the best passage first."""
    found: list[NearList] = []
    for rank, hit in enumerate(hits):
        passage = hit.passage
        if passage.section is None and ": " in passage.text:
            text = index.catalogue.text(hit.bulletin.id)
            lists = dict.fromkeys(section for span in passage.sentences for section in lists_of(text, passage, span))
            found += [NearList(hit, rank, 0, text, section) for section in lists if _is_introduced(text, section)]
    return found


def _is_introduced(text: str, section: Section) -> bool:
    is_said = _LISTED.search(fold(section.lead.of(text))) is not None
    return is_said and all(text[item.end :].startswith((";", ". ")) for item in section.items[:-1])


def tables_near(index: Index, hits: Sequence[Hit]) -> list[NearList]:
    """The tables of which some passages are rows, above which they stand, or that stand in a list of theirs, each once,
    those of the best passage first."""
    near: dict[tuple[str, Section], NearList] = {}
    for document_id, ranked in _by_bulletin(hits).items():
        tables = tables_of(index, ranked[0][1].bulletin)
        if tables:
            sections, text = index.catalogue.sections(document_id), index.catalogue.text(document_id)
            for rank, hit in ranked:
                around = list(_around(hit.passage, sections))
                for table in tables:
                    if _leads_to(hit.passage, around, table.section):
                        found = NearList(hit, rank, 0, text, table.section, table)
                        near.setdefault((document_id, table.section), found)
    return sorted(near.values(), key=lambda each: each.rank)


def _by_bulletin(hits: Sequence[Hit]) -> dict[str, list[tuple[int, Hit]]]:
    """The passages of each bulletin with their ranks among all."""
    found: dict[str, list[tuple[int, Hit]]] = {}
    for rank, hit in enumerate(hits):
        found.setdefault(hit.bulletin.id, []).append((rank, hit))
    return found


def _around(passage: Passage, sections: Sequence[Section]) -> Iterator[Section]:
    """The sections that a passage introduces or belongs to, innermost first."""
    yield from (section for section in sections if introduces(passage, section))
    place = passage.section if passage.section is not None else _innermost(passage, sections)
    while place is not None:
        yield sections[place]
        place = sections[place].parent


def _innermost(passage: Passage, sections: Sequence[Section]) -> int | None:
    """The innermost section of parts of the document in one of which a passage of no list stands."""
    around = [n for n, section in enumerate(sections) if any(i.start <= passage.start < i.end for i in section.items)]
    return max(around, key=lambda n: sections[n].lead.start, default=None)


def _leads_to(passage: Passage, around: Sequence[Section], table: Section) -> bool:
    """Whether a passage is a row of a table, stands right above it, or belongs to a list that the table stands in."""
    first, end = table.items[0].start, table.items[-1].end
    within = table.lead.start < passage.end and passage.start < end
    return within or any(section.items[0].start <= first and end <= section.items[-1].end for section in around)
