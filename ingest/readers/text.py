"""Plain text and Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, pairwise

from ingest.ending import COLUMNS, RIGHT, opens_ending, part_ending
from ingest.front_lines import is_motto, is_number, is_place_and_date
from ingest.labels import is_broken_at_dash, read_label, read_structural
from ingest.readers.base import RawBlock, Reading
from ingest.readers.encoding import decode
from ingest.readers.running import is_page_number, running_key, running_lines
from ingest.readers.tables import table
from vectorstore.models import BlockKind

_PIPE_ROW = re.compile(r"^\s*\|.*\|\s*$")
_PIPE_RULE = re.compile(r"^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$")
_GAP = " " * 8  # between the columns of a heading block
_WRAP_MAX = 130  # characters; a file whose lines are longer is not wrapped by hand
_WRAP_MIN = 40
_WRAP_LOOSE = 0.6  # of the width, which lines have that were broken by hand where it suited
_BROKEN = 3  # lines that break off in the middle of a sentence tell that a file was wrapped so
_LONG_LINE = 80  # characters; a line that is longer and breaks off in the middle of a sentence goes on in the next
_ENDS = '.:;!?…”"'
_MID_SENTENCE = re.compile(r"^(\d+ )?[a-zà-ỹđ]")
_TOP_LINES = 15  # lines in which the two columns of an official heading block stand
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")
_RULE = re.compile(r"^\s*([-*_=]\s*){3,}$")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_]+?)(?<=\S)\1(?![\w*])")
_CODE = re.compile(r"`([^`]+)`")
_MARKUP = re.compile(r"^\s*(<!--.*?-->|```.*)\s*$")


class PlainTextReader:
    """.txt: a line is a paragraph, unless the lines are wrapped at a fixed width."""

    extensions: tuple[str, ...] = (".txt", ".text")
    media_types: tuple[str, ...] = ("text/plain",)

    def read(self, data: bytes, name: str) -> Reading:
        """The paragraphs of a text file."""
        lines = _without_edges(decode(data, name).split("\f"))
        return Reading(tuple(_blocks(_unwrap(_without_columns(lines)))))


class MarkdownReader:
    """.md: headings, lists, tables and paragraphs; other marks are dropped."""

    extensions: tuple[str, ...] = (".md", ".markdown")
    media_types: tuple[str, ...] = ("text/markdown", "text/x-markdown")

    def read(self, data: bytes, name: str) -> Reading:
        """The blocks of a Markdown file."""
        lines = decode(data, name).splitlines()
        return Reading(tuple(_markdown(lines)))


def _blocks(lines: Sequence[str]) -> Iterator[RawBlock]:
    for line, rows in _with_tables(lines):
        if rows:
            yield from table(rows)
        elif line.strip():
            yield RawBlock(line)


def _without_edges(pages: Sequence[str]) -> list[str]:
    """The lines of a file that was printed on `pages`, without page numbers, and with running headers and footers only
    where they stand first."""
    if len(pages) == 1:
        return pages[0].splitlines()
    numbered = [page.splitlines() for page in pages]
    numbers = [{*_outermost(page)} & {line for line in page if is_page_number(line)} for page in numbered]
    plain = [[line for line in page if line not in own] for page, own in zip(numbered, numbers, strict=True)]
    edges = [[line for line in _outermost(page) if line.rstrip()[-1] not in _ENDS] for page in plain]
    running = running_lines(plain, edges)
    seen: set[str] = set()
    lines: list[str] = []
    for page, edge in zip(plain, edges, strict=True):
        dropped = {line for line in edge if running_key(line) in seen}
        kept = [line for line in page if line not in dropped]
        seen |= running.intersection(map(running_key, edge))
        while kept and not kept[-1].strip():
            kept.pop()
        if lines and not _MID_SENTENCE.match("".join(kept).strip()):
            lines.append("")
        elif lines:
            kept = list(dropwhile(lambda line: not line.strip(), kept))
        lines += kept
    return lines


def _outermost(lines: Sequence[str]) -> list[str]:
    """The first and the last of `lines` that hold something."""
    found = [line for line in lines if line.strip()]
    return [*found[:1], *found[-1:]]


def _without_columns(lines: Sequence[str]) -> list[str]:
    """`lines` with the two columns of a heading block and of a signature block one after the other."""
    end = next((index for index, line in enumerate(lines) if opens_ending(line)), len(lines))
    top = min(_TOP_LINES, end)
    head = list(map(_without_bars, lines[:top]))
    head = _left_to_right(head) if any(map(_is_of_head, head)) else list(lines[:top])
    return [*head, *(line for _, line in part_ending(lines[top:]))]


def _without_bars(line: str) -> str:
    """A line of a heading block that was a table, with its columns apart as in others; any other line as it is."""
    left, bar, right = line.partition("|")
    if not bar or "|" in right or (right.strip() and not _is_of_head(right)):
        return line
    return f"{left.rstrip()}{_GAP}{right.strip()}".rstrip()


def _is_of_head(line: str) -> bool:
    """Whether a line, or one of its columns, is the motto, the number or the place and date of a heading block."""
    columns = COLUMNS.match(line)
    texts = columns.groups()[1:] if columns else (line,)
    return any(is_motto(text) or is_number(text) or is_place_and_date(text) for text in map(str.strip, texts))


def _left_to_right(lines: Sequence[str]) -> list[str]:
    """The lines of a heading block, of each stretch without a blank line the left column before the right one."""
    result: list[str] = []
    right: list[str] = []
    for line in lines:
        if not line.strip():
            result += right
            right = []
            result.append(line)
        elif match := COLUMNS.match(line):
            result.append(match[2])
            right.append(match[3])
        elif right and len(line) - len(line.lstrip()) >= RIGHT:
            right.append(line)
        else:
            result.append(line)
    return result + right


def _with_tables(lines: Sequence[str]) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Each line, or the rows of a table: lines between pipes, or lines with as many tabs, or pipes between spaces, as
    the one before."""
    index = 0
    while index < len(lines):
        end = index
        if _PIPE_ROW.match(lines[index]):
            while end < len(lines) and (
                _PIPE_ROW.match(lines[end]) or (end > index and _PIPE_RULE.match(lines[end]) and "|" in lines[end])
            ):
                end += 1
            split = [_cells(line, "|") for line in lines[index:end] if not _PIPE_RULE.match(line)]
        else:
            between = next((mark for mark in ("\t", " | ") if mark in lines[index].strip()), None)
            marks = lines[index].strip().count(between) if between else 0
            while between and end < len(lines) and lines[end].strip().count(between) == marks:
                end += 1
            split = [_cells(line, between) for line in lines[index:end]] if between else []
        if len(split) > 1 and len(split[0]) > 1 and not _is_heading_block(split):
            yield "", split
            index = end
        else:
            yield lines[index], []
            index += 1


def _cells(line: str, separator: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|" if separator == "|" else "").split(separator))


def _is_heading_block(rows: Sequence[Sequence[str]]) -> bool:
    text = " ".join(" ".join(row) for row in rows).upper()
    return "ĐẢNG CỘNG SẢN VIỆT NAM" in text or "CỘNG HÒA XÃ HỘI" in text or "NƠI NHẬN" in text


def _unwrap(lines: Sequence[str]) -> list[str]:
    """`lines` with those joined that were broken only because the next word did not fit, or inside a sentence."""
    width = _wrap_width(lines)
    loose = _loose_width(lines) if width is None else None
    joined: list[str] = []
    last = ""
    for line in lines:
        if joined and last.strip() and line.strip() and (_goes_on(last, line, width) or _breaks_off(last, line, loose)):
            joined[-1] += " " + line.strip()
        else:
            joined.append(line)
        last = line
    return joined


def _longest(lines: Sequence[str]) -> int | None:
    """The length of the longest line; None if lines are as long as paragraphs, or all short."""
    width = max((len(line.rstrip()) for line in lines), default=0)
    return width if _WRAP_MIN <= width <= _WRAP_MAX else None


def _wrap_width(lines: Sequence[str]) -> int | None:
    """The width at which all lines are wrapped, None if a line is a paragraph."""
    width = _longest(lines)
    if width is None:
        return None
    pairs = [(a, b) for a, b in pairwise(lines) if a.strip() and b.strip()]
    full = [a for a, b in pairs if _is_full(a, b, width)]
    if len(pairs) <= 2 or len(full) < 0.6 * len(pairs):
        return None
    return width if sum(line.rstrip()[-1] not in _ENDS for line in full) >= 0.5 * len(full) else None


def _loose_width(lines: Sequence[str]) -> int | None:
    """The length that lines reach which were wrapped by hand, not all at one width; None if a line is a paragraph."""
    width = _longest(lines)
    if width is None:
        return None
    after = [b for a, b in pairwise(lines) if a.strip() and b.strip() and _breaks_off(a, b, width)]
    within = sum(_MID_SENTENCE.match(line.strip()) is not None for line in after)
    return width if within >= max(_BROKEN, len(after) / 2) else None


def _breaks_off(line: str, following: str, width: int | None) -> bool:
    """Whether a line that was wrapped by hand ends in the middle of a sentence."""
    text = line.rstrip()
    return (
        width is not None
        and len(text) >= _WRAP_LOOSE * width
        and text[-1] not in _ENDS
        and not text.isupper()
        and not _starts_block(following)
    )


def _goes_on(line: str, following: str, width: int | None) -> bool:
    """Whether `following` belongs to the paragraph of `line`."""
    if width is not None:
        return _is_full(line, following, width) and (
            not _starts_block(following) or is_broken_at_dash(line.rstrip(), following.strip())
        )
    broken = len(line) > _LONG_LINE and line.rstrip()[-1] not in _ENDS and not _starts_block(following)
    return broken and _MID_SENTENCE.match(following.strip()) is not None


def _is_full(line: str, following: str, width: int) -> bool:
    return len(line.rstrip()) + 1 + len(following.split(maxsplit=1)[0]) > width - 2


def _starts_block(line: str) -> bool:
    text = line.strip()
    label = read_label(text)
    return read_structural(text) is not None or (
        label is not None and ((label.starts_a_list and line[:1].isspace()) or not label.text[0].isdigit())
    )


def _markdown(lines: Sequence[str]) -> Iterator[RawBlock]:
    paragraph: list[str] = []
    for line, rows in _with_tables(lines):
        heading = _HEADING.match(line)
        plain = line.strip()
        starts = bool(rows or heading or not plain or _RULE.match(line) or _MARKUP.match(line)) or (
            read_label(plain) is not None or read_structural(plain) is not None
        )
        if starts and paragraph:
            yield RawBlock(_unmarked(" ".join(paragraph)))
            paragraph = []
        if rows:
            yield from table([tuple(map(_unmarked, row)) for row in rows], has_header=True)
        elif heading:
            yield RawBlock(_unmarked(heading[2]), BlockKind.HEADING, len(heading[1]))
        elif plain and not _RULE.match(line) and not _MARKUP.match(line):
            paragraph.append(plain.removeprefix("> "))
            if line.endswith(("  ", "\\")):
                yield RawBlock(_unmarked(" ".join(paragraph).rstrip("\\")))
                paragraph = []
    if paragraph:
        yield RawBlock(_unmarked(" ".join(paragraph)))


def _unmarked(text: str) -> str:
    for pattern, group in ((_LINK, r"\1"), (_STRONG, r"\2"), (_EMPHASIS, r"\2"), (_CODE, r"\1")):
        text = pattern.sub(group, text)
    return text
