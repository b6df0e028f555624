"""From the blocks that a reader saw to a bulletin's text, blocks, sections and passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.answers import asked_before
from ingest.ending import part_ending
from ingest.front import Front, read_front
from ingest.letterhead import join_letterhead
from ingest.lines import Line, join_lines
from ingest.lists import Chain, previous
from ingest.outline import Outline, introduces, read_outline
from ingest.parts import sections_of_parts, with_lists
from ingest.passages import cut, sentence_spans, shorten
from ingest.pieces import Piece, Role, cut_pieces, is_recipients, is_table_caption
from ingest.readers.base import RawBlock
from vectorstore.models import CELLS, LEADS, Block, BlockKind, Item, Passage, Section, Span

_LAW_LEVELS = {"phụ lục": 1, "phần": 1, "chương": 2, "mục": 3, "tiểu mục": 4, "điều": 4}
_LAW_ORDER = {"phụ lục": 0, "phần": 1, "chương": 2, "mục": 3, "tiểu mục": 4, "điều": 5}
_ORDER = {"A.": 20, "caps": 21, "I.": 22, "1.": 30, "1/": 30, "1.1.": 31, "1.1.1.": 32, "1)": 33, "(1)": 33, "a)": 34}
_HINTED = 8  # a heading of level n, as the file marks it, stands at _HINTED + n in the order of headings
_BELOW_NUMERALS = 23  # "A." where it counts within "II."
_UNNUMBERED = 40
_NAME = 250  # characters of a heading that may be no more than a name


@dataclass(frozen=True, slots=True)
class Structure:
    """A document's text with its lines, heading block, blocks, sections and passages."""

    text: str
    lines: tuple[Line, ...]
    front: Front
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]


def read_structure(blocks: Sequence[RawBlock]) -> Structure:
    """The structure of a document; never raises, whatever the blocks hold."""
    text, lines = join_lines(_part_ending(join_letterhead(blocks)))
    front = read_front(lines)
    pieces = cut_pieces(lines, front)
    outline = read_outline(pieces)
    return _Builder(text, lines, front, pieces, outline).build()


def _part_ending(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """`blocks` with recipients and signature apart that stand on the same lines; rows of tables stay as they are."""
    texts = ["" if block.cells else block.text for block in blocks]
    return [
        blocks[place] if text == texts[place] else replace(blocks[place], text=text)
        for place, text in part_ending(texts)
    ]


@dataclass(slots=True)
class _Heading:
    order: int
    piece: int
    line: int
    text: str
    bare: bool


class _Builder:
    """Puts a `Structure` together from its parts."""

    def __init__(
        self, text: str, lines: tuple[Line, ...], front: Front, pieces: Sequence[Piece], outline: Outline
    ) -> None:
        self._text = text
        self._lines = lines
        self._front = front
        self._pieces = pieces
        self._outline = outline
        self._asked = asked_before(pieces, outline.headings)
        self._paths: list[tuple[str, ...]] = []
        self._levels: dict[int, int] = {}
        self._nearest: list[int | None] = []
        forms = [piece.label.form for place, piece in enumerate(pieces) if place in outline.headings and piece.label]
        self._letters_are_outer = "A." in forms and "I." not in forms[: forms.index("A.")]
        self._walk_headings()
        self._lists = [number for number, chain in enumerate(outline.chains) if chain.is_list]
        self._leads = {number: self._lead_piece(outline.chains[number]) for number in self._lists}
        self._lead_for = {lead: number for number, lead in reversed(self._leads.items()) if lead is not None}
        self._blocks = self._read_blocks()
        self._parts = sections_of_parts(self._blocks)
        self._section_of = {number: index for index, number in enumerate(self._lists, len(self._parts))}

    def build(self) -> Structure:
        """The finished structure."""
        sections = with_lists(self._parts, [self._section(number) for number in self._lists])
        return Structure(self._text, self._lines, self._front, self._blocks, sections, self._passages())

    def _walk_headings(self) -> None:
        """Notes for each piece the headings above it, and for each heading its level."""
        stack: list[_Heading] = []
        path: tuple[str, ...] = ()
        before: int | None = None
        for index, piece in enumerate(self._pieces):
            if index not in self._outline.headings:
                self._paths.append(path)
                self._nearest.append(before)
                if piece.role is Role.END:
                    stack, path, before = [], (), None
                elif piece.role is Role.ROW and self._ends_table(index) and stack and is_table_caption(stack[-1].text):
                    stack.pop()
                    path = tuple(heading.text for heading in stack)
                    before = stack[-1].piece if stack else None
                continue
            order = self._heading_order(piece)
            if stack and piece.line == stack[-1].line + 1 and self._names(piece, order, stack[-1]):
                stack[-1].text = f"{stack[-1].text}{'. ' if stack[-1].bare else ' '}{piece.text}"
                stack[-1].piece, stack[-1].line, stack[-1].bare = index, piece.line, False
                self._paths.append(path[:-1])
                self._levels[index] = self._levels[index - 1]
            else:
                while stack and stack[-1].order >= order:
                    stack.pop()
                self._paths.append(tuple(heading.text for heading in stack))
                form = piece.label.form if piece.label else ""
                self._levels[index] = _LAW_LEVELS.get(form, len(stack) + 1)
                bare = piece.label is not None and piece.structural and len(piece.text) <= piece.label.length
                stack.append(_Heading(order, index, piece.line, piece.text, bare))
            path = tuple(heading.text for heading in stack)
            self._nearest.append(before)
            before = index

    def _ends_table(self, index: int) -> bool:
        return index + 1 == len(self._pieces) or self._pieces[index + 1].role is not Role.ROW

    def _heading_order(self, piece: Piece) -> int:
        line = self._lines[piece.line]
        form = piece.label.form if piece.label else ""
        if form in _LAW_ORDER:
            return _LAW_ORDER[form]
        if line.kind is BlockKind.HEADING:
            return _HINTED + line.level
        if form == "A." and not self._letters_are_outer:
            return _BELOW_NUMERALS
        return _ORDER.get(form, _ORDER["a)"] if form else _ORDER["caps"] if line.is_caps else _UNNUMBERED)

    def _names(self, piece: Piece, order: int, above: _Heading) -> bool:
        """Whether a heading is the name of the part above it, or the next line of its name."""
        if piece.label is not None:
            return False
        if above.bare:
            return True
        return order == above.order == _ORDER["caps"] and not above.text.endswith(":")

    def _lead_piece(self, chain: Chain) -> int | None:
        """The piece that introduces a list: the text or heading before its first item."""
        first = chain.members[0]
        before = previous(self._pieces, first)
        heading = self._nearest[first]
        if before is None:
            return None
        piece = self._pieces[before]
        owner = self._outline.owners[before]
        if piece.role in (Role.FRONT, Role.END):
            return before if before in self._front.title else None
        if before in self._outline.headings or chain.parent is not None:
            return before
        if piece.role is Role.ROW or (owner is not None and piece.role is not Role.TEXT):
            return heading
        if piece.role is Role.SHORT or introduces(piece.text) or chain.rank <= 2 or heading is None:
            return before
        if piece.line == self._pieces[first].line:
            return before
        return before if self._announces(piece.text) else heading

    @staticmethod
    def _announces(text: str) -> bool:
        last = text[-300:].rpartition(". ")[2].lower()
        return any(word in last for word in ("nhiệm vụ", "giải pháp", "nội dung", "mục tiêu", "chỉ tiêu", "kết quả"))

    def _section(self, number: int) -> Section:
        chain = self._outline.chains[number]
        lead = self._leads[number]
        ends = self._outline.ends[number]
        items = tuple(
            Item(self._pieces[member].start, self._pieces[end].end, label.text, label.number)
            for member, end, label in zip(chain.members, ends, chain.labels, strict=True)
        )
        first = self._pieces[chain.members[0]].start
        span = Span(first, first) if lead is None else Span(self._pieces[lead].start, self._pieces[lead].end)
        return Section(span, items, None if chain.parent is None else self._section_of[chain.parent])

    def _lead_text(self, number: int) -> str:
        """What introduces the items of a list, the outer lists' leads first."""
        texts: list[str] = []
        current: int | None = number
        while current is not None:
            lead = self._leads[current]
            if lead is not None:
                texts.append(shorten(self._pieces[lead].text))
            current = self._outline.chains[current].parent
        return LEADS.join(reversed(texts))

    def _read_blocks(self) -> tuple[Block, ...]:
        first_pieces: dict[int, int] = {}
        for index, piece in enumerate(self._pieces):
            first_pieces.setdefault(piece.line, index)
        return tuple(self._block(line, first_pieces[number]) for number, line in enumerate(self._lines))

    def _block(self, line: Line, index: int) -> Block:
        kind = self._kind(index)
        label = self._pieces[index].label
        if kind is BlockKind.HEADING:
            level = self._levels.get(index, 1)
        elif kind is BlockKind.ITEM:
            level = self._depth(index)
        else:
            return Block(kind, line.start, line.end)
        text, number = (label.text, label.number) if label else ("", None)
        return Block(kind, line.start, line.end, level, text, number)

    def _depth(self, index: int) -> int:
        owner = self._outline.owners[index]
        depth = 0
        current = None if owner is None else owner[0]
        while current is not None:
            depth += 1
            current = self._outline.chains[current].parent
        return depth

    def _kind(self, index: int) -> BlockKind:
        piece = self._pieces[index]
        owner = self._outline.owners[index]
        if piece.role is Role.FRONT:
            return self._front_kind(piece.line)
        if index in self._outline.headings:
            return BlockKind.HEADING
        if piece.role is Role.ROW:
            return BlockKind.ROW
        if piece.role is Role.CAPTION or (piece.role is Role.SHORT and index not in self._lead_for and owner is None):
            return BlockKind.CAPTION
        if owner is not None and self._outline.chains[owner[0]].members[owner[1]] == index:
            return BlockKind.ITEM
        return BlockKind.PARAGRAPH

    def _front_kind(self, line: int) -> BlockKind:
        front = self._front
        is_heading = line in front.title or line in front.organisation
        return BlockKind.HEADING if is_heading else BlockKind.PARAGRAPH

    def _passages(self) -> tuple[Passage, ...]:
        found: list[Passage] = []
        if self._front.official and self._front.end:
            found += self._run(0, self._front.end, BlockKind.FRONT)
        header = ""
        index = 0
        while index < len(self._pieces):
            piece = self._pieces[index]
            line = self._lines[piece.line]
            if piece.role is Role.END:
                last = self._last_of_end(index)
                kind = BlockKind.RECIPIENTS if is_recipients(piece.text) else BlockKind.SIGNATURE
                found += self._run(piece.line, self._pieces[last].line + 1, kind)
                index = last
            elif piece.role is Role.ROW:
                header = line.text if line.header else header if self._goes_on(index) else ""
                if not line.header:
                    found += self._of_piece(index, header)
            elif piece.role is not Role.FRONT:
                if index not in self._outline.headings or index in self._lead_for or self._says_something(index):
                    found += self._of_piece(index, None)
            elif index in self._lead_for and not self._front.official:
                found += self._of_piece(index, None)
            index += 1
        if not found and self._lines:
            found = self._run(0, len(self._lines), BlockKind.PARAGRAPH)
        return tuple(found)

    def _says_something(self, index: int) -> bool:
        """Whether a heading is more than the name of what follows: "Điều 4. Quyết định này có hiệu lực từ ngày ký."."""
        piece = self._pieces[index]
        if len(piece.text) > _NAME or piece.text.endswith((".", ";", "!")):
            return True
        if piece.label is None:
            return False
        if index + 1 == len(self._pieces) or self._pieces[index + 1].role is Role.END:
            return True
        order = self._heading_order
        return index + 1 in self._outline.headings and order(self._pieces[index + 1]) <= order(piece)

    def _goes_on(self, index: int) -> bool:
        return index > 0 and self._pieces[index - 1].role is Role.ROW

    def _last_of_end(self, index: int) -> int:
        """The last piece of a signature block, or of the recipients, that starts at `index`."""
        recipients = is_recipients(self._pieces[index].text)
        while index + 1 < len(self._pieces) and self._pieces[index + 1].role is Role.END:
            following = self._pieces[index + 1].text
            if is_recipients(following) or (recipients and _is_signature(following)):
                break
            index += 1
        return index

    def _run(self, first: int, end: int, kind: BlockKind) -> list[Passage]:
        """Passages over whole lines that are only understood together; a signature is quoted whole."""
        span = Span(self._lines[first].start, self._lines[end - 1].end)
        return [
            Passage(
                part.start,
                part.end,
                part.of(self._text),
                kind,
                (part,) if kind is BlockKind.SIGNATURE else sentence_spans(self._text, part),
            )
            for part in cut(self._text, span)
        ]

    def _of_piece(self, index: int, header: str | None) -> list[Passage]:
        piece = self._pieces[index]
        owner = self._outline.owners[index]
        section = item = None
        leads = [header]
        if owner is not None:
            section, item = self._section_of[owner[0]], owner[1]
            leads = [self._lead_text(owner[0]), header]
        elif index in self._lead_for:
            section = self._section_of[self._lead_for[index]]
        if index in self._asked:
            leads.append(shorten(self._pieces[self._asked[index]].text))
        lead = LEADS.join(filter(None, leads))
        label_length = piece.label.length if piece.label else 0
        is_row = piece.role is Role.ROW  # one sentence: a part of it would stand below other columns
        return [
            Passage(
                part.start,
                part.end,
                part.of(self._text),
                self._kind(index),
                (part,) if is_row else sentence_spans(self._text, part, label_length if number == 0 else 0),
                self._paths[index],
                _from_column(lead, self._text[piece.start : part.start + len(CELLS.lstrip())]) if is_row else lead,
                section,
                item,
            )
            for number, part in enumerate(cut(self._text, Span(piece.start, piece.end)))
        ]


def _from_column(lead: str, before: str) -> str:
    """The lead of a part of a row, before which the cells `before` end: the names of the columns that it holds."""
    outer, mark, header = lead.rpartition(LEADS)
    return outer + mark + CELLS.join(header.split(CELLS)[before.count(CELLS) :])


def _is_signature(text: str) -> bool:
    return text.isupper() or text.startswith(("T/M", "TM", "K/T", "KT", "T/L", "TL"))
