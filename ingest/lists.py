"""Which labelled pieces form a list together, and which lists stand inside an item of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.labels import Label, as_roman, follows
from ingest.pieces import Piece, Role

_RANKS = {"điều": 0, "I.": 1, "A.": 1, "1.": 3, "1/": 3, "1.1.": 4, "1.1.1.": 5, "1)": 6, "(1)": 6, "a)": 7, "a.": 7}
_RANKS |= {"(a)": 7, "i)": 8}
_BULLET_RANK = 10
_NUMBERS_RANK = 6  # lists of this rank or less are not closed by the start of one that usually stands further out
_HEADING_RANK = 1  # lists of this rank or less go on across an unnumbered heading


@dataclass(slots=True)
class Chain:
    """Labelled pieces that count on from each other; `members` and `labels` go together.

    `parent` is the chain that was open when this one started, and `parent_item` the item of it; they are set to None
    where the chain turns out to stand outside of it.
    """

    form: str
    members: list[int] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    parent: int | None = None
    parent_item: int = 0
    is_heading: bool = False
    is_list: bool = True

    @property
    def rank(self) -> int:
        """How far out a list of this form stands; 0 is outermost."""
        return rank(self.form)


def rank(form: str) -> int:
    """How far out a list with labels of this form stands; 0 is outermost."""
    if form in _RANKS:
        return _RANKS[form]
    if form.startswith(("số ", "dấu ")):
        return _BULLET_RANK + int(form[-1])
    return 2 if len(form) > 1 else _BULLET_RANK


def link(pieces: Sequence[Piece]) -> list[Chain]:
    """The chains of `pieces`, in the order in which they start; every labelled piece is in exactly one."""
    chains: list[Chain] = []
    stack: list[int] = []
    interrupted: dict[int, int] = {}  # by list, the first piece of text after its last item
    before: Piece | None = None
    for index, piece in enumerate(pieces):
        if piece.role is Role.CAPTION:
            continue
        if piece.role in (Role.FRONT, Role.END) or (piece.role is Role.HEADING and piece.structural):
            stack.clear()
        elif piece.role is Role.HEADING:
            stack = [number for number in stack if chains[number].rank <= _HEADING_RANK]
        elif piece.label is None:
            for number in stack:
                interrupted.setdefault(number, index)
        else:
            place, label = _find(piece.label, chains, stack)
            if (
                place is not None
                and (label.number is not None or stack[place] not in interrupted)
                and follows(label, chains[stack[place]].labels[-1])
            ):
                del stack[place + 1 :]
            else:
                while stack and _ended_with_its_line(chains[stack[-1]], pieces, piece):
                    stack.pop()
                if place is not None and place < len(stack):
                    _close(place, stack, chains, index)
                elif before is None or not before.text.endswith(":"):
                    while stack and chains[stack[-1]].rank > max(rank(label.form), _NUMBERS_RANK):
                        stack.pop()
                parent = stack[-1] if stack else None
                chains.append(Chain(label.form, parent=parent))
                if parent is not None:
                    chains[-1].parent_item = len(chains[parent].members) - 1
                stack.append(len(chains) - 1)
            current = chains[stack[-1]]
            current.members.append(index)
            current.labels.append(label)
            for number in stack:  # the text stood in an item of `current`, and so of the lists around it
                if interrupted.get(number, 0) > current.members[0]:
                    del interrupted[number]
        before = piece
    return chains


def _ended_with_its_line(chain: Chain, pieces: Sequence[Piece], piece: Piece) -> bool:
    """Whether a list inside one paragraph ended with it, before that of `piece`."""
    if len(chain.members) < 2:
        return False
    last, before = (pieces[member] for member in (chain.members[-1], chain.members[-2]))
    return last.line == before.line != piece.line and not last.text.endswith(":")


def _close(place: int, stack: list[int], chains: Sequence[Chain], index: int) -> None:
    """Closes the list at a place in `stack`, of whose form another one starts at `index`, with those inside it; but not
    the list to whose last item the new one belongs, which only seemed to be inside."""
    above = {chains[number].members[-1] for number in stack[place + 1 :]}
    if index - 1 in above:
        del stack[place]
    else:
        del stack[place:]


def _find(label: Label, chains: Sequence[Chain], stack: Sequence[int]) -> tuple[int | None, Label]:
    """The place in `stack` of the open list of `label`'s form, and `label`, read as Roman where that fits better."""
    places = {(chains[number].form, chains[number].labels[0].level): place for place, number in enumerate(stack)}
    other = as_roman(label)
    if other is not label:
        place = places.get((label.form, label.level))
        if place is None or not follows(label, chains[stack[place]].labels[-1]):
            return places.get((other.form, other.level)), other
    return places.get((label.form, label.level)), label


def previous(pieces: Sequence[Piece], index: int) -> int | None:
    """The index of the piece before `index` that is no caption, None if there is none."""
    index -= 1
    while index >= 0 and pieces[index].role is Role.CAPTION:
        index -= 1
    return index if index >= 0 else None
