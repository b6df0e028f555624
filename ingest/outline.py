"""What the chains of a document are: numbered headings, lists inside lists, or no lists at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat

from ingest.lists import Chain, link, previous
from ingest.pieces import Piece, Role, reads_like_heading

_HEADING_LENGTH = 200
_COLON_HEADING_LENGTH = 60
_ROMAN_FORMS = ("I.", "A.")
_NEVER_HEADINGS = ("một là", "thứ")
_CLOSES = re.compile(
    r"^(Trên đây|Kết thúc|Bế mạc|Phát biểu|Kết luận|Hội nghị|Cũng tại|Tại hội nghị|Giao |Đề nghị |Yêu cầu |Căn cứ |"
    r"Văn phòng|(Kế hoạch|Nghị quyết|Chỉ thị|Kết luận|Quyết định|Chương trình|Hướng dẫn|Thông báo) này)"
)
_INTRODUCES = re.compile(r"(\bsau|sau đây|dưới đây|như sau|cụ thể|bao gồm|gồm|trong đó)\s*(là)?\s*[.:;,]*$", re.I)


@dataclass(frozen=True, slots=True)
class Outline:
    """The chains of a document, and per piece whether it is a heading, and the innermost list item that holds it.

    `owners` gives (chain, member) or None; `ends` gives, per chain and member, the index of the last piece that belongs
    to the item.
    """

    chains: tuple[Chain, ...]
    headings: frozenset[int]
    owners: tuple[tuple[int, int] | None, ...]
    ends: tuple[tuple[int, ...], ...]


def introduces(text: str) -> bool:
    """Whether `text` announces a list: it ends with a colon or with words such as "như sau"."""
    return text.endswith(":") or _INTRODUCES.search(text) is not None


def read_outline(pieces: Sequence[Piece]) -> Outline:
    """Works out lists, nesting and headings; time is linear in the number of pieces."""
    chains = link(pieces)
    chain_of = {index: chain for chain in chains for index in chain.members}
    headings = {index for index, piece in enumerate(pieces) if piece.role is Role.HEADING}
    articles = _under_article(pieces)
    for chain in chains:
        _settle_parent(chain, chains, pieces, chain_of)
        _settle_kind(chain, chains, pieces, articles)
        if chain.is_heading:
            headings.update(index for index in chain.members if _heading_shaped(pieces[index].text))
    ends = _ends(chains, pieces)
    owners = _owners(chains, ends, pieces)
    for index, piece in enumerate(pieces):
        if piece.role is Role.SHORT and owners[index] is None and _is_short_heading(pieces, index):
            headings.add(index)
    return Outline(tuple(chains), frozenset(headings), owners, ends)


def _settle_parent(
    chain: Chain, chains: Sequence[Chain], pieces: Sequence[Piece], chain_of: Mapping[int, Chain]
) -> None:
    """Moves `chain` out of each list that had ended before the text that leads to it."""
    lead = previous(pieces, chain.members[0])
    after_text = lead is not None and (lead not in chain_of or not chain_of[lead].is_list)
    while chain.parent is not None:
        parent = chains[chain.parent]
        if parent.is_heading:
            chain.parent = None
        elif not parent.is_list or (
            after_text
            and chain.parent_item == len(parent.members) - 1
            and not _leads_on(parent, chain.parent_item, lead, pieces)
        ):
            chain.parent, chain.parent_item = parent.parent, parent.parent_item
        else:
            return


def _leads_on(parent: Chain, item: int, lead: int | None, pieces: Sequence[Piece]) -> bool:
    """Whether the text at `lead` belongs to the item above it, which ends with a colon or reads like a heading, as do
    other items that hold something."""
    member = parent.members[item]
    if lead is None or previous(pieces, lead) != member:
        return False
    if pieces[member].text.endswith(":"):
        return True
    holds = [previous(pieces, following) != before for before, following in pairwise(parent.members)]
    return _heading_shaped(pieces[member].text) and (any(holds) or not holds)


def _settle_kind(chain: Chain, chains: Sequence[Chain], pieces: Sequence[Piece], articles: frozenset[int]) -> None:
    """Decides whether `chain` holds headings, a list, or only text that looks like a label."""
    first = chain.members[0]
    lead = previous(pieces, first)
    led = lead is not None and pieces[lead].role in (Role.TEXT, Role.SHORT) and introduces(pieces[lead].text)
    in_list = chain.parent is not None
    can_be_heading = (
        not in_list
        and chain.form not in _NEVER_HEADINGS
        and (chain.rank != 2)
        and chain.rank < 10
        and chain.form != "điều"
        and first not in articles
    )
    if can_be_heading and (not led or chain.form in _ROMAN_FORMS) and _holds_headings(chain, pieces):
        chain.is_heading, chain.is_list = True, False
    elif len(chain.members) == 1:
        label = chain.labels[0]
        above = lead is not None and (
            pieces[lead].role in (Role.HEADING, Role.SHORT) or pieces[lead].text.endswith(":")
        )
        told = chain.rank == 2 or chain.form == "điều" or (in_list and _is_bullet_under_item(chain, lead, pieces))
        chain.is_list = label.starts_a_list and (led or above or told) and chain.form != "A."
        if chain.form == "I." or (first in articles and label.number is not None):
            chain.is_list = chain.is_list and label.number == 1


def _is_bullet_under_item(chain: Chain, lead: int | None, pieces: Sequence[Piece]) -> bool:
    """Whether a lone bullet stands right below a list item, and announces nothing of its own."""
    bullet = chain.members[0]
    below = lead is not None and pieces[lead].role is Role.LABELLED and pieces[lead].line != pieces[bullet].line
    return chain.labels[0].number is None and below and not pieces[bullet].text.endswith(":")


def _holds_headings(chain: Chain, pieces: Sequence[Piece]) -> bool:
    shaped = sum(_heading_shaped(pieces[index].text) for index in chain.members)
    if shaped < 0.7 * len(chain.members):
        return False
    members = set(chain.members)
    followed = sum(index + 1 < len(pieces) and index + 1 not in members for index in chain.members)
    followed -= sum(
        index + 1 < len(pieces) and pieces[index + 1].role in (Role.HEADING, Role.END) for index in chain.members
    )
    return followed > len(members) / 2 or (chain.form in _ROMAN_FORMS and followed >= len(members) / 2)


def _heading_shaped(text: str) -> bool:
    if text.endswith(":"):
        return len(text) <= _COLON_HEADING_LENGTH
    return len(text) <= _HEADING_LENGTH and text[-1] not in ".;,!?…" and ". " not in text[6:]


def _is_short_heading(pieces: Sequence[Piece], index: int) -> bool:
    """Whether an unnumbered short line outside of lists is a heading: it leads to a list or opens like one."""
    if index + 1 == len(pieces):
        return False
    following = pieces[index + 1]
    if following.role in (Role.LABELLED, Role.ROW):
        return True
    return following.role is Role.TEXT and (pieces[index].is_bold or reads_like_heading(pieces[index].text))


def _under_article(pieces: Sequence[Piece]) -> frozenset[int]:
    """The pieces that stand under the heading of an article."""
    found: set[int] = set()
    inside = False
    for index, piece in enumerate(pieces):
        if piece.role in (Role.HEADING, Role.END, Role.FRONT):
            inside = piece.label is not None and piece.label.form == "điều" and piece.structural
        elif inside:
            found.add(index)
    return frozenset(found)


def _ends(chains: Sequence[Chain], pieces: Sequence[Piece]) -> tuple[tuple[int, ...], ...]:
    """Per chain and member, the last piece that belongs to it."""
    ends: list[tuple[int, ...]] = [()] * len(chains)
    furthest: dict[tuple[int, int], int] = {}
    for number in range(len(chains) - 1, -1, -1):
        chain = chains[number]
        inner = [_before(pieces, following) for following in chain.members[1:]]
        last = len(chain.members) - 1
        end = max(chain.members[-1], furthest.get((number, last), 0))
        if end == chain.members[-1] and chain.is_list:
            end = _carried_on(chain, inner, pieces)
        ends[number] = (*inner, end)
        if chain.parent is not None and chain.is_list:
            key = (chain.parent, chain.parent_item)
            furthest[key] = max(furthest.get(key, 0), end)
    return tuple(ends)


def _carried_on(chain: Chain, inner: Sequence[int], pieces: Sequence[Piece]) -> int:
    """The end of a last item without a nested list: text after it belongs to it if the item only announces it."""
    last = chain.members[-1]
    text = pieces[last].text
    if not text.endswith(":") and not (_heading_shaped(text) and len(inner) > 0):
        return last
    others = [end - member for member, end in zip(chain.members, inner, strict=False)]
    allowed = 1 if text.endswith(":") else 0
    if others and min(others) > 0:
        allowed = max(others)
    before_rows = last + 1 < len(pieces) and pieces[last + 1].role is Role.ROW
    numbered = chain.labels[-1].number is not None
    if before_rows and (text.endswith(":") or (numbered and others and min(others) > 0)):
        return _end_of_table(last + 1, pieces)
    with_rows = text.endswith(":") or any(map(_holds_text, chain.members, inner, repeat(pieces)))
    carried = (Role.TEXT, Role.ROW) if with_rows else (Role.TEXT,)
    end = last
    while allowed and end + 1 < len(pieces) and pieces[end + 1].role in carried:
        if end > last and _CLOSES.match(pieces[end + 1].text):
            break
        end += 1
        allowed -= 1
    return end


def _end_of_table(row: int, pieces: Sequence[Piece]) -> int:
    """The last row of the table that starts at `row`."""
    while row + 1 < len(pieces) and pieces[row + 1].role is Role.ROW:
        row += 1
    return row


def _holds_text(member: int, end: int, pieces: Sequence[Piece]) -> bool:
    """Whether text or a table stands below an item's own line, before any list in it."""
    return end > member and pieces[member + 1].role in (Role.TEXT, Role.ROW)


def _before(pieces: Sequence[Piece], index: int) -> int:
    found = previous(pieces, index)
    return index if found is None else found


def _owners(
    chains: Sequence[Chain], ends: Sequence[Sequence[int]], pieces: Sequence[Piece]
) -> tuple[tuple[int, int] | None, ...]:
    owners: list[tuple[int, int] | None] = [None] * len(pieces)
    for number, chain in enumerate(chains):
        if not chain.is_list:
            continue
        for item, (first, last) in enumerate(zip(chain.members, ends[number], strict=True)):
            for index in range(first, last + 1):
                if pieces[index].role is not Role.CAPTION:
                    owners[index] = (number, item)
    return tuple(owners)
