"""Tables as lists: the rows of each are its items, and what stands above them, with the header, is its lead-in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.question.cues import cues, either
from bot.question.intent import Intent
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import CELLS, BlockKind, BulletinEntry, Item, Passage, Section, Span
from vectorstore.query import Concept, says
from vectorstore.text import fold_sentences, folded_syllables

_BREAK = "\n\n"  # stands between two blocks of a bulletin
_PEOPLE = either(
    """
    dang vien | quan chung | dong chi | can bo | cong chuc | vien chuc | ca nhan | nguoi | thanh vien | uy vien
    (?:cap|huyen|tinh|thanh|quan|thi|dang|chi) uy vien | bi thu | dai bieu | hoc vien | hoi vien | doan vien
    thi sinh | tac gia | bao cao vien | ho (?:va )?ten
    """
)
_PEOPLE_EN = either("members | people | persons | individuals | comrades | officials | delegates | cadres | names")
_ASKS_PEOPLE = cues(
    rf"""
    (?:nhung|gom) ai | (?:nhung|cac) {_PEOPLE} nao | gom (?:(?:nhung|cac) )?{_PEOPLE} nao
    (?:danh sach|liet ke|ke ten)(?: (?:cac|nhung|ten|tat ca|day du|toan bo|phan cong|\d{{1,3}}))* {_PEOPLE}
    (?:list|names?)(?: (?:of|the|all|party|(?:district|provincial|city) committee|\d{{1,3}}))* {_PEOPLE_EN}
    which {_PEOPLE_EN}
    """
)
_OF_A_KIND = cues(
    "dai bieu | hoc vien | tac gia | thi sinh | hoi vien | doan vien | quan chung | bao cao vien | uy vien"
)
"""Persons of a kind, which what stands above a table of them says."""
_NAMES_PEOPLE = re.compile(r"ho (?:va )?ten|ho ten .*|ten (?:dang vien|can bo|nguoi.*)|dong chi|can bo|nguoi .*")
_IN_TABLE = cues("bang | danh sach | so thu tu | stt | table | list")
_ASKS_TABLE = cues("bảng | biểu | phụ lục | table | annex | appendix")
_ALL = r"\b(?:cac|nhung|danh sach|liet ke|ke ten)(?: (?:cac|nhung|ten|tat ca))*"
_NUMBERS = frozenset(("stt", "tt", "so tt", "so thu tu"))
_LISTS = frozenset(("danh sach", "liet ke", "ke ten", "list", "names"))
"""Words of a question that ask for a list, and tell nothing of which."""
_ONLY_SOME = 0.5  # of the rows: what so few say tells these from the others
_LEAST_SAID = 0.5  # of the question's words, by what stands above a table


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a bulletin: `section` holds its rows, `header` the names of its columns, `above` all that is said of
    them both there and in the bulletin's title and headings."""

    section: Section
    header: str
    above: str

    @property
    def lists_people(self) -> bool:
        """Whether a column gives the names of persons, by its own name."""
        return any(map(_NAMES_PEOPLE.fullmatch, self._columns))

    @property
    def _columns(self) -> list[str]:
        """The folded names of the columns, without that of the rows' numbers."""
        return [name for name in map(folded_syllables, self.header.split(CELLS)) if name not in _NUMBERS]

    def _lists_what_is_asked(self, question: Question) -> bool:
        """Whether the rows are what a question asks for all of: persons, or what the first column is called."""
        if asks_for_people(question):
            above = fold_sentences([self.above])
            return self.lists_people and all(f" {kind} " in above for kind in _OF_A_KIND.findall(question.folded))
        if question.intent is Intent.LIST and _ASKS_TABLE.search(question.text.lower()):
            return True
        return any(re.search(rf"{_ALL} {re.escape(name)}\b", question.folded) for name in self._columns[:1])

    def is_asked_for_whole(self, text: str, question: Question) -> bool:
        """Whether a question means all rows: they are what it asks for, what stands above says half of its words, and
        no word is said by some of the rows alone. `text` is that of the bulletin."""
        if not self._lists_what_is_asked(question):
            return False
        above = fold_sentences([self.above])
        rows = [fold_sentences([text[item.start : item.end]]) for item in self.section.items]
        words = [wordings for wordings in question.query.words if wordings[0] not in _LISTS]
        unsaid = [wordings for wordings in words if not says(above, wordings)]
        told_apart = any(0 < sum(_tells(row, w) for row in rows) < _ONLY_SOME * len(rows) for w in unsaid)
        return bool(words) and not told_apart and len(words) - len(unsaid) >= _LEAST_SAID * len(words)


def rows_asked(text: str, question: Question, table: Table) -> Section | None:
    """The rows, some but not all, with a cell that a question names: "Văn phòng Huyện ủy chủ trì những nhiệm vụ nào?";
    in the column that the question names, if several have such cells. None where it names no cell, or what is in each
    row. `text` is that of the bulletin."""
    asked = f" {question.folded} "
    items = table.section.items
    cells = [[folded_syllables(cell) for cell in text[item.start : item.end].split(CELLS)] for item in items]
    header = [folded_syllables(name).split() for name in table.header.split(CELLS)]
    named: dict[int, list[Item]] = {}
    for item, row in zip(items, cells, strict=True):
        for column, cell in enumerate(row):
            if cell.count(" ") and f" {cell} " in asked:
                named.setdefault(column, []).append(item)
    if not named:
        return None
    spoken = set(asked.split())
    column = max(named, key=lambda column: len(spoken.intersection(header[column])) if column < len(header) else 0)
    rows = named[column]
    return replace(table.section, items=tuple(rows)) if len(rows) < len(items) else None


def asks_for_people(question: Question) -> bool:
    """Whether a question asks for all persons of some kind: "Những ai …?", "Danh sách đảng viên …"."""
    return _ASKS_PEOPLE.search(question.folded) is not None


def asks_for_row(question: Question) -> bool:
    """Whether an ordinal question means the row of a table: "Ai đứng số thứ tự 5 trong bảng …?"."""
    return question.ordinal is not None and _IN_TABLE.search(question.folded) is not None


def tables_of(index: Index, bulletin: BulletinEntry) -> list[Table]:
    """The tables of a bulletin whose columns have names, in order."""
    text = index.catalogue.text(bulletin.id)
    rows = index.catalogue.passages_of_kind(bulletin.id, BlockKind.ROW)
    return [_table(bulletin, text, group) for group in _grouped(text, rows) if group[0].lead]


def tables_as_sections(index: Index, bulletin: BulletinEntry) -> list[Section]:
    """The tables of a bulletin as lists of their rows."""
    return [table.section for table in tables_of(index, bulletin)]


def _tells(row: str, wordings: Concept) -> bool:
    """Whether a row says all syllables of a wording, which figures may stand between: "xóa 14 nhà tạm"."""
    return any(set(row.split()).issuperset(wording.split()) for wording in wordings)


def _grouped(text: str, rows: Sequence[Passage]) -> Iterator[list[Passage]]:
    """The rows of each table: those between which nothing else stands, under one header."""
    group = list(rows[:1])
    for before, row in pairwise(rows):
        between = text[before.end : row.start]
        if between.strip() or (between == _BREAK and row.lead != group[0].lead):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _table(bulletin: BulletinEntry, text: str, rows: Sequence[Passage]) -> Table:
    first = rows[0]
    lead = _lead(text, first)
    metadata = bulletin.metadata
    above = " ; ".join([metadata.title, metadata.issuer or "", *first.path, first.lead, lead.of(text)])
    return Table(Section(lead, tuple(_items(text, rows))), lead.of(text).rpartition(_BREAK)[2], above)


def _lead(text: str, first: Passage) -> Span:
    """The header above the first row of a table, and the line above that which leads to the table."""
    end = first.start - len(_BREAK)
    header = _line_before(text, end)
    if not first.lead.endswith(text[header:end]):
        return Span(first.start, first.start)
    above = header - len(_BREAK)
    line = _line_before(text, above)
    return Span(line if above > 0 and CELLS not in text[line:above] else header, end)


def _line_before(text: str, end: int) -> int:
    """Where the line that ends at `end` starts."""
    before, mark, _ = text[: max(end, 0)].rpartition(_BREAK)
    return len(before) + len(mark)


def _items(text: str, rows: Sequence[Passage]) -> Iterator[Item]:
    """The rows, each with the number in its first cell; a long one is put together from its passages."""
    start = rows[0].start
    for row, following in [*pairwise(rows), (rows[-1], None)]:
        if following is None or text[row.end : following.start] == _BREAK:
            label = text[start : row.end].partition(CELLS)[0].strip(" .)")
            yield Item(start, row.end, label, int(label)) if label.isdecimal() else Item(start, row.end)
            start = following.start if following else row.end
