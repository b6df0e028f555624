"""What every reader gives back, and the protocol that a reader implements."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Literal, Protocol

from vectorstore.models import BlockKind, Origin

Emphasis = Literal["", "bold", "italic"]


@dataclass(frozen=True, slots=True)
class RawBlock:
    """A piece of a document as its file stores it; the text is not normalised yet and has no offsets.

    `kind` is what the file says it is; PARAGRAPH means that it says nothing, and `ingest.structure` works it out.
    `level` is the depth of a heading or list item, 1 outermost. `number` is that of an item whose number the file keeps
    apart from the text, and `label` what it shows of it, which the text starts with. A ROW has `cells` instead of a
    text, and `header` marks a table's header row. `emphasis` is the style of the whole block.
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    label: str = ""
    number: int | None = None
    cells: tuple[str, ...] = ()
    header: bool = False
    emphasis: Emphasis = ""


@dataclass(frozen=True, slots=True)
class Hints:
    """What a file says of its document outside of the text, and where: in an HTML head, or as the file's properties."""

    title: str | None = None
    date: datetime.date | None = None
    author: str | None = None
    origin: Origin = "file"


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as a reader saw it: its blocks in reading order.

    `encoding` is the legacy encoding that most of the document's fonts stand for, as `ingest.readers.legacy` names it;
    text in other fonts may be in it too. It is None for a document in Unicode.
    """

    blocks: tuple[RawBlock, ...]
    hints: Hints = field(default_factory=Hints)
    encoding: str | None = None


class Reader(Protocol):
    """Reads one family of formats.

    `extensions` are lower case with their dot; `media_types` are what a web server calls the format.
    """

    extensions: tuple[str, ...]
    media_types: tuple[str, ...]

    def read(self, data: bytes, name: str) -> Reading:
        """The document in `data`; `name` is its file name, for messages. Raises `UnreadableFile`."""
        ...
