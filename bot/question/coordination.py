"""Questions that ask several things of one: "Hội nghị lần thứ chín họp khi nào và ở đâu?", "Who signed it and when?".

Each becomes questions that can be asked one by one. What is asked besides of a document that is not named by its number
(its date, who signed it) stays as short as it was typed, as the document is known once the first question is answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.question.cues import cues, either
from vectorstore.text import fold, syllables

_VERB = "(?:(?:duoc|dien ra|hop|to chuc|khai mac|ban hanh|ky|dang|mang|co|do) )*"
_ASKER = either(
    """
    (?:(?:vao|luc|tu) )?(?:khi nao|bao gio|luc nao|may gio|ngay thang nam nao|(?:ngay|hom|thang|nam|thoi gian) nao)
    (?:o|tai) (?:dau|noi nao|cho nao|dia diem nao|hoi truong nao)
    (?:ai|dong chi nao|nguoi nao)(?: (?:da )?(?:ky|chu tri|dieu hanh|ban hanh|phat bieu))?
    so (?:may|bao nhieu) | so hieu (?:la )?(?:gi|bao nhieu)
    when | where | who | by whom | (?:at )?what time | (?:on )?what (?:date|day)
    """
)
_BARE = re.compile(rf"{_VERB}{_ASKER}")
_FIRST = re.compile(rf"^{_VERB}{_ASKER} ")
_LAST = re.compile(rf"\s{_ASKER}$")
_JOINED = re.compile(r",? (?:và|va|and) |, ", re.IGNORECASE)
_OF_DOCUMENT = cues("ban hanh | ky | so (?:may|bao nhieu) | so hieu")
_NUMBERED = re.compile(r"\d\w*\s?[-/]\s?[^\W\d]")
_DONE = re.compile(r"^(?P<verb>[a-z]+ed|wrote|held) (?P<what>.+)$", re.IGNORECASE)
_ISSUING = cues("signed | issued | adopted | published")
_AUXILIARY = re.compile(r"(?:was|is|were|are|did|does|will) ", re.IGNORECASE)
_NAMING = 3  # syllables that name what is asked about, at least

_NUMERAL = "(?:hai|ba|bốn|năm(?! \\d)|sáu|bảy|tám|chín|mười|bon|nam(?! \\d)|sau|bay|tam|chin|muoi|\\d{1,2})"
_NUMERAL_EN = "(?:two|three|four|five|six|seven|eight|nine|ten|\\d{1,2})"
_OF_BOTH = r"(?: (?:của|trong|tại|năm|cua|tai|nam) .+)?"
_LISTS = (
    re.compile(
        rf"^(?P<asks>)(?P<first>{_NUMERAL}(?: \w+){{1,5}}?),? (?:và|va) (?P<second>{_NUMERAL}(?: \w+){{1,5}}?)"
        rf"(?P<rest>{_OF_BOTH} (?:là|la|(?:bao )?gồm|(?:bao )?gom) (?:những |nhung )?(?:gì|gi))$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^(?P<asks>(?:what (?:are|were)|list|name) the )(?P<first>{_NUMERAL_EN}(?: [\w-]+){{1,5}}?) and (?:the )?"
        rf"(?P<second>{_NUMERAL_EN}(?: [\w-]+){{1,5}}?)(?P<rest>(?: (?:of|in|for|at|set) .+)?)$",
        re.IGNORECASE,
    ),
)
"""Two lists with their numbers of items, and what both are of."""
_NOUNS = (
    ("so (?:ky )?hieu | so", "{} mang số bao nhiêu?", "ban hành số bao nhiêu?"),
    ("ngay (?:ban hanh|ky)", "{} ban hành ngày nào?", "ban hành ngày nào?"),
    ("nguoi ky", "Ai ký {}?", "ai ký?"),
    ("thoi gian(?: to chuc)?", "{} diễn ra khi nào?", "{} diễn ra khi nào?"),
    ("dia diem(?: to chuc)?", "{} diễn ra ở đâu?", "{} diễn ra ở đâu?"),
    ("number | reference(?: number)?", "What is the number of {}?", "What is its number?"),
    ("date(?: of issue)? | issue date", "When was {} issued?", "When was it issued?"),
    ("signer | signatory", "Who signed {}?", "Who signed it?"),
    ("venue | place | location", "Where was {} held?", "Where was {} held?"),
    ("time", "When was {} held?", "When was {} held?"),
)
"""What is asked for by a noun, and how that is asked first and after another."""
_NOUN = either("|".join(noun for noun, _, _ in _NOUNS))
_OF_NOUNS = re.compile(
    rf"^(?:cho biet )?(?P<nouns>{_NOUN}(?:(?:, | va |, va ){_NOUN})+) (?:cua )?(?P<what>.+?)(?: la (?:gi|bao nhieu))?$"
    rf"|^what (?:is|are|was|were) (?:the |its )(?P<nouns_en>{_NOUN}(?:(?:, | and |, and ){_NOUN})+)"
    r"(?: of (?P<what_en>.+))?$"
)


def asked_apart(text: str) -> tuple[str, ...]:
    """The questions that one question asks of one thing, in order; none if it asks but one."""
    asked = text.strip().rstrip("?. ")
    return _lists(asked) or _nouns(asked) or _askers(asked)


def _lists(text: str) -> tuple[str, ...]:
    match = next(filter(None, (pattern.match(text) for pattern in _LISTS)), None)
    if match is None:
        return ()
    return tuple(f"{match['asks']}{match[which]}{match['rest']}?" for which in ("first", "second"))


def _nouns(text: str) -> tuple[str, ...]:
    match = _OF_NOUNS.match(fold(text))
    if match is None:
        return ()
    group = "what" if match["nouns"] else "what_en"
    what = text[match.start(group) : match.end(group)]
    said = re.split(r", (?:va |and )?| va | and ", match["nouns"] or match["nouns_en"])
    wordings = [next(wording for noun, *wording in _NOUNS if re.fullmatch(either(noun), each)) for each in said]
    first = wordings[0][0] if what else wordings[0][1]
    return (first.format(what), *(later.format(what or "it") for _, later in wordings[1:]))


def _askers(text: str) -> tuple[str, ...]:
    """The questions of one whose parts are joined by commas or "và"."""
    joints = list(_JOINED.finditer(text))
    for joint in joints[:1]:  # "Ai ký và ký ngày nào Chỉ thị …?"
        second = _FIRST.match(fold(text[joint.end() :]))
        if second and _BARE.fullmatch(fold(text[: joint.start()])):
            later = text[joint.end() :]
            return (f"{text[: joint.start()]} {later[second.end() :]}?", f"{later}?")
    bare: list[str] = []
    for joint in reversed(joints):
        last = text[joint.end() :]
        if not _BARE.fullmatch(fold(last)):
            break
        bare.insert(0, last)
        text = text[: joint.start()]
    return _completed(text, bare) if bare else ()


def _completed(head: str, bare: Sequence[str]) -> tuple[str, ...]:
    """The first question, `head`, and what is asked `bare` of the same, which the head names beside its own asking."""
    folded = fold(head)
    first, last = _FIRST.match(f"{folded} "), _LAST.search(folded)
    if last:
        subject = head[: last.start()]
    elif first:
        subject = head[first.end() :]
    else:
        return tuple(f"{head} {asker}?" for asker in bare) if len(bare) > 1 else ()
    if len(syllables(subject)) < _NAMING and not _DONE.match(subject):
        return (f"{head}?", *(f"{asker}?" for asker in bare))
    return (f"{head}?", *(_of(subject, asker) for asker in bare))


def _of(subject: str, asker: str) -> str:
    """What is asked bare, of its subject."""
    if _OF_DOCUMENT.search(fold(asker)) and not _NUMBERED.search(subject):
        return f"{asker}?"
    done = _DONE.match(subject)
    if done:  # "signed the directive"
        is_known = _ISSUING.fullmatch(done["verb"].lower()) and not _NUMBERED.search(subject)
        what = "it" if is_known else done["what"]
        return f"{asker} was {what} {done['verb']}?"
    return f"{asker} {subject}?" if _AUXILIARY.match(subject) else f"{subject} {asker}?"
