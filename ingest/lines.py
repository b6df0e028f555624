"""Normalised lines: the one place where a document's text and its offsets are made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.readers.base import Emphasis, RawBlock
from vectorstore.models import BlockKind
from vectorstore.text import nfc

BREAK = "\n\n"
"""What stands between two blocks in a bulletin's text."""
CELL_BREAK = " | "
"""What stands between two cells of a table row; a row has its table's columns in their order, those without text at its
end left out."""

_UNSEEN = dict.fromkeys(
    [
        *(code for code in range(0x20) if not chr(code).isspace()),
        *range(0x7F, 0xA0),
        *(0xAD, 0x180E, 0xFEFF, 0xFFFC),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
    ]
)
del _UNSEEN[0x85]
_SENTENCE_ENDS = (".", ";", ":", ",", "!", "?", "…", "./.", ".”", '."', ";”")


@dataclass(frozen=True, slots=True)
class Line:
    """A block with its normalised text and its place in the bulletin's text; the other fields are as in `RawBlock`."""

    text: str
    start: int
    end: int
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    label: str = ""
    number: int | None = None
    header: bool = False
    emphasis: Emphasis = ""

    @property
    def is_caps(self) -> bool:
        """Whether the line is written in capitals and holds at least one whole word."""
        return is_caps(self.text)

    @property
    def is_open(self) -> bool:
        """Whether the line ends without punctuation, as headings and captions do."""
        return not self.text.endswith(_SENTENCE_ENDS)


def clean(text: str) -> str:
    """`text` in NFC, without characters that have no width, each run of white space one space."""
    return " ".join(nfc(text.translate(_UNSEEN)).split())


def is_caps(text: str) -> bool:
    """Whether `text` is written in capitals, a few small letters aside, and holds at least one whole word."""
    letters = [char for char in text if char.isalpha()]
    if len(letters) < 4 or not re.search(r"[^\W\d_]{2}", text):
        return False
    return sum(char.isupper() for char in letters) >= 0.9 * len(letters)


def join_lines(blocks: Iterable[RawBlock]) -> tuple[str, tuple[Line, ...]]:
    """The bulletin's text and its lines; blocks without text are left out."""
    lines: list[Line] = []
    position = 0
    for block in blocks:
        text = _row(block.cells) if block.cells else clean(block.text)
        if not text:
            continue
        lines.append(
            Line(
                text,
                position,
                position + len(text),
                block.kind,
                block.level,
                clean(block.label),
                block.number,
                block.header,
                block.emphasis,
            )
        )
        position += len(text) + len(BREAK)
    return BREAK.join(line.text for line in lines), tuple(lines)


def _row(cells: Sequence[str]) -> str:
    texts = [clean(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return CELL_BREAK.join(texts)
