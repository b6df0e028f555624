"""The numbered parts below a heading as a list: "IV. NHIỆM VỤ, GIẢI PHÁP" with "1. Phát triển kinh tế rừng", "2. …",
each a heading with text of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from vectorstore.models import Block, BlockKind, Item, Section, Span

_FEWEST = 2
_OF_LISTS = (BlockKind.ITEM, BlockKind.ROW, BlockKind.HEADING)
_LONGEST = 2500  # characters of a part and those beside it, up to which the text below its heading belongs to the list


def sections_of_parts(blocks: Sequence[Block]) -> list[Section]:
    """For each heading right below which others count on ("1.", "2.", …), the section of these: with all that stands
    below them, or, where that is long, the headings alone."""
    headings = [place for place, block in enumerate(blocks) if block.kind is BlockKind.HEADING and block.level]
    found = []
    for number, place in enumerate(headings):
        below = _children(blocks, headings[number:])
        if len(below) >= _FEWEST and all(_follows(blocks[a], blocks[b]) for a, b in pairwise(below)):
            end = _end_of(blocks, headings[number:], blocks[below[-1]].level)
            found.append(_section(blocks, place, below, end))
    return found


def with_lists(parts: Sequence[Section], lists: Sequence[Section]) -> tuple[Section, ...]:
    """The `parts` of a document, and behind them its lists, whose parents are counted so; what no other list holds is
    held by the innermost part in which it stands."""

    def held(section: Section) -> Section:
        start, end = section.lead.start, section.items[-1].end
        around = (
            number
            for number, part in enumerate(parts)
            if part is not section and any(item.start <= start and end <= item.end for item in part.items)
        )
        return section if section.parent is not None else replace(section, parent=max(around, default=None))

    return (*map(held, parts), *map(held, lists))


def _children(blocks: Sequence[Block], headings: Sequence[int]) -> list[int]:
    """The headings of the next level below the first one."""
    level = blocks[headings[0]].level
    below: list[int] = []
    for place in headings[1:]:
        if blocks[place].level <= level:
            break
        if blocks[place].level == blocks[headings[1]].level:
            below.append(place)
    return below


def _follows(block: Block, following: Block) -> bool:
    return block.number is not None and following.number == block.number + 1


def _end_of(blocks: Sequence[Block], headings: Sequence[int], level: int) -> int:
    """Where the last of the parts ends: before the next heading that is none of theirs; in the last of a document, what
    follows the block below its heading and the items there is no longer of it."""
    last = max(place for place in _children(blocks, headings))
    after = next((place for place in headings if place > last and blocks[place].level < level), None)
    if after is not None:
        return after
    rest = enumerate(blocks[last + 2 :], last + 2)
    return next((place for place, block in rest if block.kind not in _OF_LISTS), len(blocks))


def _section(blocks: Sequence[Block], lead: int, below: Sequence[int], end: int) -> Section:
    ends = [*below[1:], end]
    is_long = blocks[end - 1].end - blocks[below[0]].start > _LONGEST
    items = tuple(
        Item(
            blocks[first].start,
            blocks[first if is_long else after - 1].end,
            blocks[first].label,
            blocks[first].number,
        )
        for first, after in zip(below, ends, strict=True)
    )
    return Section(Span(blocks[lead].start, blocks[lead].end), items)
