"""From printed lines to paragraphs: what a page's layout says of the text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.front_lines import is_number
from ingest.labels import is_broken_at_dash, read_label, read_structural
from ingest.readers.base import RawBlock
from ingest.readers.pdf_rows import continued
from ingest.readers.printed import Column, PrintedLine, PrintedTable, flows, joined
from ingest.readers.running import EDGE_LINES, is_page_number, running_key, running_lines
from ingest.readers.tables import cell_table, table

_INDENT = 8.0  # points
_HANGING = 45.0  # points
_TABLE_ROWS = 2  # rows of three or more columns that make a table
_NOTE = re.compile(r"(?:[(\[]?\d{1,3}[)\]]?|[*†]+) ?(?=[^\W\d_])")
_BARE_NOTE = re.compile(r"\d{1,3} (?=[^\W\d_])")
_NOTE_SIZE = 0.9  # of the usual size of a page, which a footnote has at most
_NOTE_LINES = 3  # of footnotes that are as large as the text above them
_LINE_GAP = 2.2  # font sizes between two baselines, above which a paragraph ends


@dataclass(frozen=True, slots=True)
class _Margins:
    left: float
    right: float

    def centres(self, line: PrintedLine) -> bool:
        """Whether `line` stands in the middle between the margins, well away from both."""
        before, after = line.left - self.left, self.right - line.right
        return min(before, after) > _INDENT and abs(before - after) < _INDENT


def paragraphs(pages: Sequence[Sequence[PrintedLine]]) -> Iterator[RawBlock]:
    """The paragraphs and table rows of a document, the notes at the foot of its pages last; without page numbers and
    running headers and footers."""
    edges = [[line.text for edge in _edges(page) for line in edge] for page in pages]
    running = running_lines([[line.text for line in page] for page in pages], edges)
    kept = [_without_edges(page, running) for page in pages]
    if not any(kept):  # pages that say nothing else
        kept = [_without_edges(page, frozenset()) for page in pages]
    parted = [_notes_apart(page) for page in kept]
    yield from _flowing([text for text, _ in parted])
    for _, notes in parted:
        yield from _flowing([notes])


def _flowing(pages: Sequence[Sequence[PrintedLine]]) -> Iterator[RawBlock]:
    """The paragraphs and table rows of lines that go on from page to page."""
    found = [flow for page in pages for flow in flows(page)]
    by_column: defaultdict[Column, list[PrintedLine]] = defaultdict(list)
    for flow in found:
        by_column[flow.column] += flow.lines
    margins = {column: _margins([line for line in lines if not line.table]) for column, lines in by_column.items()}
    paragraph: list[PrintedLine] = []
    lines = [line for flow in found for line in flow.lines]
    columns = [flow.column for flow in found for _ in flow.lines]
    index = 0
    while index < len(lines):
        if ruled := lines[index].table:
            yield from _joined(paragraph)
            paragraph = []
            whole, index = _whole_table(lines, index + 1, ruled)
            yield from cell_table(whole.rows)
            continue
        rows, end = _rows(lines, index)
        if rows:
            yield from _joined(paragraph)
            paragraph = []
            yield from table(rows)
            index = end
            continue
        line = lines[index]
        if paragraph and (
            not _goes_on(paragraph[-1], line)
            if "half" in columns[index - 1 : index + 1]
            else _starts(line, paragraph, margins[columns[index - 1]], margins[columns[index]])
        ):
            yield from _joined(paragraph)
            paragraph = []
        paragraph.append(line)
        index += 1
    yield from _joined(paragraph)


def _joined(lines: Sequence[PrintedLine]) -> Iterator[RawBlock]:
    if lines:
        yield RawBlock(joined(lines), emphasis="bold" if all(line.is_bold for line in lines) else "")


def _notes_apart(page: Sequence[PrintedLine]) -> tuple[Sequence[PrintedLine], Sequence[PrintedLine]]:
    """A page's text, and its footnotes, over which a sentence goes on to the next page."""
    usual = median(line.size for line in page) if page else 0.0
    for index, (above, line) in enumerate(pairwise(page), 1):
        rest = page[index:]
        is_small = line.size <= _NOTE_SIZE * usual
        is_apart = above.baseline - line.baseline > _LINE_GAP * line.size and len(rest) <= _NOTE_LINES
        at_bottom = all(each.baseline <= line.baseline and each.size <= line.size for each in rest)
        if at_bottom and (_NOTE.match(line.text) if is_small else is_apart and _BARE_NOTE.match(line.text)):
            return page[:index], rest
    return page, ()


def _edges(page: Sequence[PrintedLine]) -> tuple[list[PrintedLine], list[PrintedLine]]:
    """The lines at the bottom and at the top of a page, the outermost first."""
    by_height = sorted(page, key=lambda line: line.baseline)
    middle = len(page) // 2
    return by_height[:middle][:EDGE_LINES], by_height[middle:][: -EDGE_LINES - 1 : -1]


def _without_edges(page: Sequence[PrintedLine], running: frozenset[str]) -> list[PrintedLine]:
    edges = _edges(page)
    outermost = [edge[0] for edge in edges if edge]
    dropped: set[int] = set()
    for edge in edges:
        # the outermost of each key: a title below a header that repeats it stays
        outer = {running_key(line.text): id(line) for line in reversed(edge)}
        dropped |= {found for key, found in outer.items() if key in running}
    dropped |= {
        id(line)
        for line in outermost
        if is_page_number(line.text) and not any(other.is_beside(line) for other in page if other is not line)
    }
    return [line for line in page if id(line) not in dropped]


def _margins(lines: Sequence[PrintedLine]) -> _Margins:
    """Where full lines start and end: the outermost places that several lines share."""
    starts = _shared([line.left for line in lines])
    ends = _shared([line.right for line in lines])
    return _Margins(min(starts, default=0.0), max(ends, default=0.0))


def _shared(places: Sequence[float]) -> list[float]:
    """The places, to four points, at which at least a twentieth of all stand, and two at least."""
    counts = Counter(round(place / 4) for place in places)
    shared = [at for at, count in counts.items() if count + counts[at - 1] + counts[at + 1] >= max(2, len(places) / 20)]
    return [4.0 * at for at in shared or counts]


def _starts(line: PrintedLine, paragraph: Sequence[PrintedLine], before: _Margins, margins: _Margins) -> bool:
    """Whether `line` starts a new paragraph after the lines of `paragraph`; `before` are the margins of its last."""
    last = paragraph[-1]
    label = read_label(line.text)
    if last.is_beside(line):
        return not (len(paragraph) == 1 and _is_label_of(last, line))
    if line.baseline > last.baseline:
        if label or last.text[-1] in ".:;!?":
            return True
    elif last.baseline - line.baseline > _LINE_GAP * max(last.size, line.size):
        return True
    if abs(last.size - line.size) > 0.2 * max(last.size, line.size) or (last.is_bold and not line.is_bold):
        return True
    if read_structural(line.text) or (is_number(last.text) and not line.text[0].islower()):
        return True
    in_capitals = _is_in_capitals(last.text) and _is_in_capitals(line.text)
    if before.centres(last) != margins.centres(line) and not (in_capitals and _is_full(last, line, before)):
        return True
    if label and (last.text[-1] in ".:;,!?" or (label.number is None and line.left < last.left + _INDENT)):
        return not (_is_full(last, line, before) and is_broken_at_dash(last.text, line.text))
    if all(each.text.isupper() for each in paragraph) and not _is_in_capitals(line.text):
        return True
    if _goes_on(last, line):
        return False
    if not _is_full(last, line, before):
        return True
    indent = (line.left - margins.left) - (last.left - before.left)
    hanging = len(paragraph) == 1 and read_label(last.text) is not None
    return indent > _INDENT and not in_capitals and not (hanging and indent < _HANGING)


def _is_label_of(last: PrintedLine, line: PrintedLine) -> bool:
    """Whether `last` is nothing but the label of `line`, which stands behind a tab: "1.", "Điều 5."."""
    text = f"{last.text} {line.text}"
    label = read_structural(text) or read_label(text)
    return label is not None and label.length >= len(last.text) and 0 < line.left - last.right < _HANGING


def _is_in_capitals(text: str) -> bool:
    """Whether a text has no small letter, as the lines of a title in capitals, the last of which may be its year."""
    return text == text.upper()


def _is_full(last: PrintedLine, line: PrintedLine, margins: _Margins) -> bool:
    """Whether the first word of `line` did not fit at the end of `last`."""
    word = line.text.split(maxsplit=1)[0]
    width = (line.right - line.left) / len(line.text) * (len(word) + 1)
    return margins.right - last.right <= width + 2


def _goes_on(last: PrintedLine, line: PrintedLine) -> bool:
    """Whether `line` goes on in the middle of the sentence of `last`, which stands above it, however short that is."""
    below = 0 < last.baseline - line.baseline <= _LINE_GAP * max(last.size, line.size) and line.left < last.right
    unfinished = last.text[-1] not in ".;:" and not last.text.isupper()
    return below and unfinished and line.text[0].islower() and read_label(line.text) is None


def _whole_table(lines: Sequence[PrintedLine], index: int, ruled: PrintedTable) -> tuple[PrintedTable, int]:
    """A table with what goes on with it on the next pages, from `index` on, and the index after it."""
    while index < len(lines) and (following := lines[index].table) and (longer := continued(ruled, following)):
        ruled, index = longer, index + 1
    return ruled, index


def _rows(lines: Sequence[PrintedLine], index: int) -> tuple[list[tuple[str, ...]], int]:
    """The rows of a table that starts at `index`, each of at least three columns, and the index after it."""
    rows: list[tuple[str, ...]] = []
    while True:
        end = index + 1
        while end < len(lines) and lines[end].is_beside(lines[index]) and lines[end].left > lines[end - 1].right:
            end += 1
        if end - index < 3:
            break
        rows.append(tuple(line.text for line in lines[index:end]))
        index = end
    return (rows, index) if len(rows) >= _TABLE_ROWS else ([], index)
