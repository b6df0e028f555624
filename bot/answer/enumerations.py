"""Lists within a sentence as sections: "Bốn giải pháp: …; …; …", "Ba xã gồm A, B và C"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.question.cues import either
from bot.question.numbers import folded_by_numbers, numbers_said
from vectorstore.models import Item, Passage, Section, Span
from vectorstore.text import CAPITALS, syllables

_BEGIN = re.compile(
    rf":\s+(?=\S)|\s{either('bao gồm | gồm có | gồm | đó là | lần lượt là | là')}(?: (?:các|những))?:?\s+(?=\S)"
)
_COLON = re.compile(r":\s+(?=\S)")
_NUMBER = either("các | hai | ba | bốn | năm | sáu | bảy | tám | chín | mười | [0-9]{1,2}")
_PLACE = either("xã | phường | thị trấn | huyện | thôn | bản | ấp")
_NAMED = re.compile(rf"(?<=\s)(?i:{_NUMBER} {_PLACE})(?=\s+[{CAPITALS}])")
_NAME = rf"[{CAPITALS}]\w*(?: (?:[{CAPITALS}]\w*|\d+))*"
_NAMES = re.compile(rf"\s+(?P<names>{_NAME}(?:, {_NAME})* và {_NAME})")
_APART = re.compile(r";\s+(?:và\s+)?")
_PART = re.compile(r"[;(]\s*")
_COMMA = re.compile(r",\s+(?:và\s+)?")
_AND = re.compile(r"\s+và\s+")
_CLOSED = re.compile(r"\([^()]*\)|“[^”]*”|\"[^\"]*\"")
_END = " .;,…"
_GOES_ON = ";"
_PREDICATE = "là "  # begins what else is said of the same: "là nhiệm vụ trọng tâm, xuyên suốt, là trách nhiệm của …"
_SHORT = 10  # syllables of an item between commas, at most
_FEWEST = 3  # items of a list whose number is not said


def lists_of(text: str, passage: Passage, span: Span) -> list[Section]:
    """The lists within the sentence of a passage that a span belongs to, or that begins there and goes on in the
    sentences behind it; see `enumerations`."""
    whole = whole_sentence(text, passage, span)
    return enumerations(text, whole) or _sentences_counted(text, passage, whole)


def enumerations(text: str, sentence: Span) -> list[Section]:
    """The lists within a sentence of a text, as sections whose lead-in is what the sentence says up to the first item.

    Items stand between semicolons behind a colon, unless the lead-in says how many there are and commas part so many
    before the first of these; or, in one clause and behind a colon, "gồm" or "là", between commas and a last "và".
    These are short, and as many as the lead-in says, or three or more where it says no number. So do names of places
    behind what they are ("các xã A, B và C").
    """
    said = sentence.of(text)
    found: list[tuple[re.Match[str], list[Span]]] = []
    for begin in _outside(said, _BEGIN):
        counted = _counted(said, begin)
        listed = _among_commas(said, begin, counted)
        if ":" in begin[0] and not any(items for _, items in found):
            apart = _pieces(said, begin.end(), len(said), _APART)
            if len(apart) > 1 and not (listed and counted and len(apart) not in counted):
                return [_section(sentence, said, begin, apart)]
        found.append((begin, listed))
    found += [(begin, _names_behind(said, begin)) for begin in _NAMED.finditer(said)]
    return [_section(sentence, said, begin, items) for begin, items in found if items]


def _sentences_counted(text: str, passage: Passage, sentence: Span) -> list[Section]:
    """The list whose first item ends a sentence of a passage and whose other items are the sentences behind it, as many
    as the lead-in says: "Chỉ ra hai hạn chế: Tiến độ còn chậm. Rác thải chưa xử lý".
    """
    said = sentence.of(text)
    begin = next(_outside(said, _COLON), None)
    if begin is None or _APART.search(said):
        return []
    behind = [Span(s.start, s.end) for s in passage.sentences if s.start >= sentence.end]
    for number in _counted(said, begin):
        items = [Span(sentence.start + begin.end(), sentence.end), *behind[: number - 1]]
        if len(items) == number > 1 and all(text[item.start].isupper() for item in items):
            inner = [Span(i.start - sentence.start, i.end - sentence.start) for i in items]
            return [_section(sentence, said, begin, inner)]
    return []


def whole_sentence(text: str, passage: Passage, span: Span) -> Span:
    """The sentence of a passage of which a span is all, or one of the pieces that a long one is cut into at its
    semicolons."""
    pieces = list(passage.sentences)
    first = last = next((n for n, piece in enumerate(pieces) if piece.start <= span.start < piece.end), None)
    if first is None or last is None:
        return span
    while first > 0 and pieces[first - 1].of(text).endswith(_GOES_ON):
        first -= 1
    while last + 1 < len(pieces) and pieces[last].of(text).endswith(_GOES_ON):
        last += 1
    return Span(pieces[first].start, pieces[last].end)


def _among_commas(said: str, begin: re.Match[str], counted: frozenset[int]) -> list[Span]:
    """The items of the clause that goes on behind `begin`, `counted` of them; empty where it lists none."""
    end = next((m.start() for m in _outside(said, _APART) if m.start() >= begin.end()), len(said))
    items = _pieces(said, begin.end(), end, _COMMA)
    last = _pieces(said, items[-1].start, items[-1].end, _AND) if items else []
    if any(item.of(said).startswith(_PREDICATE) for item in items[1:]):
        return []
    for listed in (items[:-1] + last, items):
        is_whole = len(last) > 1 or ":" in begin[0]
        is_counted = len(listed) in counted if counted else len(listed) >= _FEWEST and is_whole
        if len(listed) > 1 and is_counted and all(len(syllables(item.of(said))) <= _SHORT for item in listed):
            return listed
    return []


def _counted(said: str, begin: re.Match[str]) -> frozenset[int]:
    """The numbers that the part of the sentence before `begin` says."""
    before = said[: begin.start()].rstrip(_END)
    clause = before[max((m.end() for m in _PART.finditer(before)), default=0) :]
    return frozenset(numbers_said(folded_by_numbers(clause)))


def _names_behind(said: str, begin: re.Match[str]) -> list[Span]:
    """The names that stand behind what they are called: "các xã Tà Sín, Nậm Kha và Bản Lầu"."""
    names = _NAMES.match(said, begin.end())
    if names is None:
        return []
    return [Span(*name.span()) for name in re.compile(_NAME).finditer(said, names.start("names"), names.end("names"))]


def _pieces(said: str, start: int, end: int, separator: re.Pattern[str]) -> list[Span]:
    """The parts of a stretch of a sentence between separators that are not within brackets or quotation marks."""
    cuts = [m for m in _outside(said, separator) if start <= m.start() and m.end() <= end]
    starts, ends = [start, *(m.end() for m in cuts)], [*(m.start() for m in cuts), end]
    pieces = [Span(a, a + len(said[a:b].rstrip(_END))) for a, b in zip(starts, ends, strict=True)]
    return [piece for piece in pieces if piece.start < piece.end]


def _outside(said: str, separator: re.Pattern[str]) -> Iterator[re.Match[str]]:
    closed = [match.span() for match in _CLOSED.finditer(said)]
    return (m for m in separator.finditer(said) if not any(a < m.start() < b for a, b in closed))


def _section(sentence: Span, said: str, begin: re.Match[str], items: Sequence[Span]) -> Section:
    lead = Span(sentence.start, sentence.start + len(said[: begin.end()].rstrip()))
    return Section(lead, tuple(Item(sentence.start + item.start, sentence.start + item.end) for item in items))
