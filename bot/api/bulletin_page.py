"""A bulletin as a page to read: every block carries the offsets of its text, so that a quote can be found in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from html import escape
from itertools import groupby
from string import Template
from urllib.parse import quote

from ingest.lines import CELL_BREAK as _CELL_BREAK
from vectorstore.models import Block, BlockKind, Bulletin, Metadata

_FIGURE = re.compile(r"\s*[-–+]?\d[\d.,\s]*%?\s*")


def bulletin_page(template: str, bulletin: Bulletin, kept: bool = False) -> str:
    """The page of `bulletin`; `template` has places for its parts. `kept`: whether the original file can be had."""
    blocks = list(_blocks(bulletin))
    opening = _title_in(blocks, bulletin)
    return Template(template).substitute(
        title=escape(bulletin.metadata.title),
        heading=_heading(1, opening, bulletin.text) if opening else f"<h1>{escape(bulletin.metadata.title)}</h1>",
        facts=_facts(bulletin.metadata),
        source=_source(bulletin.source),
        downloads=_downloads(bulletin.id, kept),
        body="\n".join(_body([block for block in blocks if block is not opening], bulletin.text)),
    )


def _title_in(blocks: Sequence[Block], bulletin: Bulletin) -> Block | None:
    """The block that opens the text, if it is the title: the page has no need of both."""
    for block in blocks[:1]:
        if bulletin.text[block.start : block.end].split() == bulletin.metadata.title.split():
            return block
    return None


def _facts(metadata: Metadata) -> str:
    """Issuer, kind, number and date, as far as the bulletin states them, as terms and details."""
    date = metadata.date
    facts = (
        ("Cơ quan ban hành", "Issuer", metadata.issuer),
        ("Loại văn bản", "Kind", metadata.kind),
        ("Số hiệu", "Number", metadata.number),
        ("Ngày", "Date", date and f'<time datetime="{date.isoformat()}">{date:%d/%m/%Y}</time>'),
    )
    return "\n".join(
        f'<div><dt data-en="{en}">{vi}</dt><dd>{value if vi == "Ngày" else escape(value)}</dd></div>'
        for vi, en, value in facts
        if value
    )


def _source(source: str) -> str:
    """Where the bulletin came from: a link for a web address, the file's name otherwise."""
    if source.startswith(("http://", "https://")):
        return f'<a href="{escape(source)}" rel="noopener noreferrer">{escape(source)}</a>'
    return escape(source.replace("\\", "/").rpartition("/")[2])


def _downloads(document_id: str, kept: bool) -> str:
    """Links to what can be saved, the original first."""
    links = [("file", "Tải tệp gốc", "Download the original")] if kept else []
    links.append(("text", "Tải bản văn bản thuần (.txt)", "Download as plain text"))
    base = f"/documents/{quote(document_id, safe='')}"
    return "\n".join(f'<a href="{base}/{name}" download data-en="{en}">{vi}</a>' for name, vi, en in links)


def _blocks(bulletin: Bulletin) -> Iterator[Block]:
    """The blocks of `bulletin`, and its lines where text lies outside all blocks."""
    position = 0
    for block in sorted(bulletin.blocks, key=lambda block: (block.start, block.end)):
        yield from _lines(bulletin.text, position, block.start)
        if block.end > position:
            yield replace(block, start=max(block.start, position))
        position = max(position, block.end)
    yield from _lines(bulletin.text, position, len(bulletin.text))


def _lines(text: str, start: int, end: int) -> Iterator[Block]:
    """The lines of `text[start:end]` that are not blank, as paragraphs."""
    position = start
    for line in text[start:end].splitlines(keepends=True) if end > start else ():
        if line.strip():
            yield Block(BlockKind.PARAGRAPH, position, position + len(line.rstrip()))
        position += len(line)


def _body(blocks: Iterable[Block], text: str) -> Iterator[str]:
    """The blocks as elements; rows that follow each other and have as many cells as a table."""
    for cells, alike in groupby(blocks, lambda block: _cell_count(block, text)):
        run = list(alike)
        if cells > 1 and len(run) > 1:
            yield _table([_cells(row, text) for row in run])
        else:
            yield from (_element(block, text) for block in run)


def _cell_count(block: Block, text: str) -> int:
    """How many cells a row of a table has, 0 for what is none."""
    return len(text[block.start : block.end].split(_CELL_BREAK)) if block.kind is BlockKind.ROW else 0


def _cells(row: Block, text: str) -> list[tuple[int, str]]:
    """The cells of a row, each with where it starts."""
    cells, start = [], row.start
    for cell in text[row.start : row.end].split(_CELL_BREAK):
        cells.append((start, cell))
        start += len(cell) + len(_CELL_BREAK)
    return cells


def _table(rows: Sequence[Sequence[tuple[int, str]]]) -> str:
    """A table, which can be scrolled on its own; its first row is its head unless there are figures in it."""
    has_head = not any(_FIGURE.fullmatch(cell) for _, cell in rows[0])
    lines = [
        "<tr>" + "".join(_cell(start, cell, is_head=has_head and number == 0) for start, cell in row) + "</tr>"
        for number, row in enumerate(rows)
    ]
    return (
        '<div class="table" role="region" aria-label="Bảng" tabindex="0"><table>' + "\n".join(lines) + "</table></div>"
    )


def _cell(start: int, cell: str, is_head: bool) -> str:
    place = f'data-start="{start}">{_escaped(cell)}'
    if is_head:
        return f'<th scope="col" {place}</th>'
    return f'<td class="figure" {place}</td>' if _FIGURE.fullmatch(cell) else f"<td {place}</td>"


def _element(block: Block, text: str) -> str:
    content = _escaped(text[block.start : block.end])
    place = f'data-start="{block.start}"'
    match block.kind:
        case BlockKind.HEADING:
            return _heading(min(max(block.level, 1) + 1, 6), block, text)
        case BlockKind.PARAGRAPH:
            return f"<p {place}>{content}</p>"
        case kind:
            return f'<p class="{kind.value} level-{min(block.level, 4)}" {place}>{content}</p>'


def _heading(level: int, block: Block, text: str) -> str:
    return f'<h{level} data-start="{block.start}">{_escaped(text[block.start : block.end])}</h{level}>'


def _escaped(text: str) -> str:
    """`text` as markup, character by character: a parser would drop carriage returns, and shift offsets."""
    return escape(text).replace("\r", "&#13;")
