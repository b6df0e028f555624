"""Several questions in one message: "Ai chủ trì? Hội nghị họp khi nào?"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.question.coordination import asked_apart
from bot.question.cues import cues
from vectorstore.text import fold, folded_syllables, syllables

MOST = 4
"""Questions of one message that are answered; for the rest it is asked to ask them singly."""

_END = re.compile(r"(?<=\?)\s+|(?<=\?)(?!\w+=)(?=[^\s?!.…)”\"'»])|\n+")
_ASKS = cues(
    """
    ai | gi | nao | dau | may | bao (?:nhieu|gio|lau) | sao | chua | khong | liet ke | neu | tom tat | cho biet | ke
    who | what | when | where | which | whom | whose | why | how | list | name | summari[sz]e | did | does | is | are
    """
)

_YEAR = r"(?:(?:ngày|tháng|quý|năm|ngay|thang|quy|nam) )?(?:\d{1,2}/){0,2}(?:19|20)\d\d\b"
_AND = "(?:và|so với|hay|va|so voi|and|or|compared (?:with|to)|versus)"
_BETWEEN = r"(?:[^\W\d_]+ ){0,6}?(?:\d th[áa]ng \w+ )?"  # "năm 2019 và hội nghị tổng kết năm 2023"
_TWO_YEARS = re.compile(
    rf"(?<!between )(?P<first>\b{_YEAR}),? {_AND} (?P<second>{_BETWEEN}{_YEAR})(?! ?[-–])", re.IGNORECASE
)
_YEARS = re.compile(
    rf"\b(?P<first>{_YEAR})(?P<more>(?:, {_YEAR})+),? {_AND} (?P<last>{_BETWEEN}{_YEAR})", re.IGNORECASE
)
_CHANGE = cues(
    r"""
    tăng | giảm | bằng | gấp | hơn | chênh lệch | tang | giam(?! sat| doc) | gap(?! mat) | hon | chenh lech
    grow\w* | rise | rose | fall | fell | increas\w* | more | less
    """
)
"""What compares one year with another and asks one thing."""


_JOINED = re.compile(r",? (?:và|va|and) ", re.IGNORECASE)
_TELLING = 5  # syllables
_KINDS = {
    "who": cues("ai | (?:nguoi|dong chi) nao | who | whom"),
    "where": cues("o dau | tai dau | (?:o|tai) (?:noi|dia diem) nao | where"),
    "when": cues("khi nao | luc nao | bao gio | (?:ngay|thang|nam) nao | when"),
    "why": cues("vi sao | tai sao | why"),
    "how many": cues("bao nhieu | how (?:many|much)"),
    "what": cues("nhung gi | la gi | the nao"),
}
"""What tells the kinds of thing apart that one question may ask for."""


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of a message that are answered, and how many there are besides."""

    answered: tuple[str, ...]
    left: int


def split(text: str) -> Questions:
    """The questions of a message, in order, each once; what does not ask belongs to the question after it, or, at the
    end, to the one before."""
    marked = "?" in text
    found: list[str] = []
    before = ""
    for part in _END.split(text):
        if not syllables(part):
            continue
        part = f"{before} {part}".strip()
        if part.endswith("?") if marked else _ASKS.search(folded_syllables(part)):
            found.append(part)
            before = ""
        else:
            before = part
    if before and found:
        found[-1] = f"{found[-1]} {before}"
    if len(found) < 2:
        return Questions((asked_apart(text) or _by_clause(text) or _by_year(text))[:MOST], 0)
    distinct = list({folded_syllables(question): question for question in found}.values())
    return Questions(tuple(distinct[:MOST]), len(distinct[MOST:]))


def _by_clause(text: str) -> tuple[str, ...]:
    """A question for two kinds of thing ("Ai chủ trì hội nghị … và hội nghị diễn ra ở đâu?") as two, the first of which
    must be long enough to tell what both are about; none for any other."""
    for match in _JOINED.finditer(text):
        first, second = text[: match.start()], text[match.end() :]
        kinds = [{kind for kind, asks in _KINDS.items() if asks.search(fold(part))} for part in (first, second)]
        if all(kinds) and not kinds[0] & kinds[1] and len(syllables(first)) >= _TELLING:
            return (f"{first}?", second)
    return ()


def _by_year(text: str) -> tuple[str, ...]:
    """A question about several years ("năm 2019 và năm 2022") as so many of one year each; any other as it is."""
    several, two = _YEARS.search(text), _TWO_YEARS.search(text)
    match = several or two
    if match is None or _CHANGE.search(text.lower()):
        return (text,)
    years = (match["first"], *match["more"].split(", ")[1:], match["last"]) if several else match.groups()
    return tuple(f"{text[: match.start()]}{year}{text[match.end() :]}" for year in years)
