"""Questions that lean on the one before: "còn nhiệm vụ thứ hai?", "ai ký?", "năm 2020 thì sao?", "nói rõ hơn".

Only what cannot stand alone is completed; everything here is told by patterns over the folded question.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.question.cues import cues, either
from bot.question.numbers import LAST, LISTABLE, LISTABLE_EN, QUALIFIER, rank
from bot.question.papers import KIND
from bot.question.pronouns import with_document
from bot.question.replaced import (
    is_time,
    says_time,
    with_name,
    with_office,
    with_time,
    with_year_beside,
    without_time,
)
from vectorstore.query import Form
from vectorstore.text import fold, folded_syllables, syllables

_LONGEST = 14  # syllables of a question that may lean on another
_UNANCHORED = 10  # syllables of a question that names nothing of its own, and so is first asked of the same bulletin
_UNANCHORED_SMALL = 7  # of one that is typed in small letters, where names do not show
_TOPIC = 7  # syllables of what is asked about instead ("còn …?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a bulletin with the content of that hash."""

    document_id: str
    content_hash: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, complete, and where its answer stands: the quotes, and the items of the list that they belong to,
    from the first one's start to the last one's end. `about` is the id of the bulletin that it was about, `asked` what
    was asked last of the same, by itself, which another year may be put into; empty where that is the question."""

    question: str
    quoted: tuple[Place, ...] = ()
    listed: Place | None = None
    about: str = ""
    asked: str = ""


@dataclass(frozen=True, slots=True)
class OtherItems:
    """Asks for other items of the list that was shown: by their numbers, from 1, or from the end with LAST (-1), -2 and
    so on; by none for the next one."""

    ordinals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Further:
    """Asks to go on after what was quoted."""


@dataclass(frozen=True, slots=True)
class About:
    """Asks something, `text`, of the bulletin that was quoted; `only` if it cannot be meant of any other.

    `fallback` says the same together with what the last question was about; `lasting` is the question that a further
    one may lean on.
    """

    text: str
    fallback: str = ""
    lasting: str = ""
    only: bool = True


@dataclass(frozen=True, slots=True)
class Instead:
    """The last question again with another year, place or person: `text` stands alone."""

    text: str


@dataclass(frozen=True, slots=True)
class OfPerson:
    """Asks something of the person whom the last turn was about: `text` names that person, and stands alone."""

    text: str
    name: str


FollowUp = OtherItems | Further | About | Instead | OfPerson

_LEAD = re.compile(
    r"^(?:(?:va|vay|the|con|roi|nhung|a|da|ok|oke|the thi|vay thi|and|but|then|also|what about|how about)\b ?)+"
)
_TAIL = re.compile(r"(?: (?:thi sao|thi the nao|thi nhu the nao|ra sao|sao|nhi|nhe|nha|a|vay|v|z|the|ha|then|too))+$")
_ASKS_AGAIN = re.compile(r"^(?:(?:va|vay|the) )?con\b|^the (?:con )?|^(?:and|but)? ?(?:what|how) about\b|^and\b|^con\b")
_ASKED_ABOUT = re.compile(r" thi (?:sao|the nao|nhu the nao)$")
_PLEASE = either("hay|xin|vui long|ban|anh|chi|co the|lam on|cho|toi|minh|em|please|(?:can|could|would) you|just")
_MORE = either(
    """
    (?:noi|giai thich|trinh bay|neu|cho biet|mo ta|viet|dien giai|phan tich|ke|biet)(?: (?:lai|toi|them))*(?: <more>)+
    (?:ro|chi tiet|cu the|day du|ky) (?:hon|them)(?: (?:nua|di))?
    (?:thong tin|noi dung) (?:chi tiet|them|cu the) | chi tiet | cu the
    noi tiep | tiep di | tiep tuc | tiep theo | doc tiep | xem tiep | xem them | them nua
    (?:con|co) gi (?:nua|khac)(?: khong)?
    tell me more | say more | more details? | more(?: (?:please|information|info))? | go on | continue | elaborate
    (?:explain|describe)(?: (?:it|that|this))?(?: (?:further|more|(?:in )?more detail))?
    in (?:more|greater) detail | (?:give|show) (?:me )?(?:more|the) details?
    what else(?: does it say)? | anything else | expand on (?:it|that|this)
    """.replace("<more>", "(?:ro|chi tiet|cu the|day du|ky|sau|them|thong tin|hon|nua|di|ra)")
)
_OF_THIS = (
    r"(?: (?:ve|about|on))?(?: (?:dieu|viec|van de|noi dung|y|phan|nhiem vu|muc))?"
    r"(?: (?:nay|do|tren|ay|it|that|this|them))?(?: (?:duoc khong|duoc ko|khong|nhe|nha|di|a|voi|please|then))*"
)
_FURTHER = re.compile(rf"(?:{_PLEASE} )*{_MORE}{_OF_THIS}")
_RANKED_VI = (
    rf"(?:(?:{LISTABLE}|cai|cau|khoan){QUALIFIER} (?P<figure>\d{{1,2}})(?: (?:cua )?(?:dieu|muc) (?:do|nay|ay))?"
    rf"|(?:(?:{LISTABLE}|cai|nguoi|dieu|cau){QUALIFIER} )?"
    r"(?:thu (?P<rank>muoi mot|muoi hai|[a-z0-9]+)|so (?P<number>\d{1,2})|(?P<first>dau tien)|(?P<last>cuoi(?: cung)?)"
    r"|(?P<next>tiep theo|ke tiep|tiep nua|sau do)))"
)
_SAYS = r"(?: (?:la|thi|noi|neu|gom|bao gom|co|ve|noi dung|nhung|cu the))*(?: (?:gi|sao|the nao|nhu the nao|ra sao))?"
_ENTRY = r"(?!conference|congress|session|meeting|quarter|half|year|term)[a-z]+"  # of a list, whatever it is called
_RANK_EN = (
    r"(?P<rank_en>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|\d{1,2}(?:st|nd|rd|th))"
)
_RANKED_EN = (
    r"(?:(?:what|who|which one) (?:is|was|are|does|about) |how about |tell me (?:more )?(?:about )?|give me |show me )?"
    r"(?:the )?"
    rf"(?:(?:(?:{_RANK_EN}|(?P<last_en>last|final)|(?P<next_en>next|following))(?: (?:one|{LISTABLE_EN}|{_ENTRY}))?)"
    rf"|(?:number|no|{LISTABLE_EN})(?: (?:number|no))? (?P<number_en>[a-z]+|\d{{1,2}}))(?: (?:say|says|about|please))?"
)
_ANOTHER = re.compile(rf"(?:{_RANKED_VI}{_SAYS})|(?:{_RANKED_EN})")

_NUMBERED = either("nhat | nhi | hai | ba | tu | bon | nam | sau | bay | tam | chin | muoi | [0-9]{1,2}")
_COUNTED = rf"(?:{LISTABLE}|cai|nguoi|dieu|cau|khoan){QUALIFIER}"
_RANKS = re.compile(
    rf"(?:{_COUNTED} )?(?:(?:thu|so) )?{_NUMBERED}"
    rf"(?:(?: (?:va|voi|cung))?(?: {_COUNTED})?(?: (?:thu|so))? {_NUMBERED})+{_SAYS}"
    rf"|(?:what (?:is|are|about) |how about )?(?:the )?{_RANK_EN}(?: (?:one|{LISTABLE_EN}))?"
    rf"(?:(?: and)?(?: the)? {_RANK_EN.replace('rank_en', 'other_en')}(?: (?:ones?|{LISTABLE_EN}))?)+"
    rf"|{LISTABLE_EN}(?: (?:number|no))? \d{{1,2}}(?:(?: and)? \d{{1,2}})+"
)
"""Several items by their numbers: "nhiệm vụ thứ 2, 3 và 4", "the first and the third"."""
_AT_END = re.compile(
    rf"(?P<count>{_NUMBERED}) {_COUNTED} (?P<end>dau tien|dau|cuoi cung|cuoi|sau cung){_SAYS}"
    rf"|(?:what (?:is|are|about) |how about )?(?:the )?(?P<end_en>first|last|final)"
    rf" (?P<count_en>two|three|four|five|six|[2-9])(?: (?:ones|{LISTABLE_EN}))?"
)
"""So many items at the beginning or at the end of a list."""
_ENDS = ("cuoi", "cuoi cung", "sau cung", "last", "final")
_ROW_NUMBER = re.compile(r"\b(?:(?:có|co|mang) )?(?:số thứ tự|so thu tu|stt) (?=\d)", re.IGNORECASE)
"""What the number of a row is called: not "số thứ tư"."""
_OF_LIST = re.compile(
    r"^(?!.*\b(?:hoi nghi|dai hoi|lan|ky hop|phien|khoa|ky) )(?:[a-z]+ ){0,7}?thu "
    r"(?P<rank>muoi mot|muoi hai|[a-z0-9]+)\b(?: [a-z0-9]+){0,5}$"
)
_OF_ITEM = re.compile(
    r"(?!.*\b(?:cua|trong|theo|of(?<!charge of)|in(?! (?:charge|detail|more|greater))|under)\b)(?:"
    rf"(?:{LISTABLE}{QUALIFIER}|cai) thu (?P<rank>muoi mot|muoi hai|[a-z0-9]+)(?: [a-z0-9]+){{1,9}}"
    rf"|(?:[a-z]+ ){{0,5}}the {_RANK_EN} (?:one|{LISTABLE_EN})(?: [a-z]+){{0,7}})"
)
"""Asks something of an item: "việc thứ ba giao cho ai, hạn đến bao giờ?"."""
_NOUN = either(
    rf"""
    {KIND} | van ban | ban tin | tai lieu | bai viet | so nay | danh sach | nguoi | dong chi | ong | ba
    hoi nghi | cuoc hop | buoi hop | dai hoi | buoi le | le | lop | su kien | cuoc thi | phong trao | mo hinh
    nhiem vu | giai phap | muc tieu | chi tieu | noi dung | viec | dieu | van de | diem | lan | ky hop | doan
    """
)
_POINTED = cues(
    rf"""
    {_NOUN} (?:nay|ay|kia|tren|noi tren|vua roi|vua neu)
    {_NOUN} do(?! ai| dong chi| ban| huyen| tinh| dang| ong| ba| so)
    ^no | cua no | trong do co | tai do | o do | luc do | khi do | ho (?:da|se|la|co)
    (?:this|that|the same|those|these|said) (?:\w+ )?
        (?:document|bulletin|resolution|directive|conclusion|plan|report|decision|notice|conference|meeting|congress|task|
        event|programme|program|course|regulation|person|list|one|year|committee|instruction|letter|invitation)s?
    it | its | they | them | their | there | he | she | his | her
    """.replace("\n        ", "")
)
_COMPARED = cues(
    """
    (?:so )?voi (?:cung ky )?nam (?:truoc|ngoai) | compared (?:with|to) (?:the )?(?:same period )?(?:of )?last year
    """
)
"""What a question compares with, which anchors it in nothing."""
_WHO = cues("ai | dong chi nao | nguoi nao")
_WORDS_VI = frozenset(
    """ai ky do la gi nao khi luc bao gio ngay thang nam may so ky hieu o dau tai noi dia diem nhieu nguoi dong chi da
    duoc se co khong vi sao the thi vao tu den hop dien ra to chuc ban hanh chu tri du tham phat bieu chi dao ket
    thuc bat viet tac gia van nghi quyet ke hoach cao thong quyet dinh tin tai lieu hoi cuoc buoi dai le nhung cac
    cua ve thoi gian kinh phi thanh phan muc dich ly trong han bao lau gom nhung xong hoan may mang ten bai nay
    tren ay nhan gui chuc vu va dieu hanh con keo dai bang nguon ket luan thay mat lam giu nhiem vu noi dung""".split()
)
_WORDS_EN = frozenset(
    """who what when where which whom whose why how many much long old did does do was were is are will be been the a an
    of in on at by to for from it its this that they them signed sign signatory signer chaired chair chairs
    attended attend number date place time year month day issued issue published held hold meet met take place
    happen happened begin start end deadline people person name author wrote write spoke speak document conference
    meeting resolution plan report decision directive conclusion notice bulletin cost budget money purpose reason
    title about have has had and presided opened closed concluded led lead due must should finished completed done
    responsible charge""".split()
)
_ASKING = cues(
    """
    ai | gi | nao | dau | may | bao (?:nhieu|gio|lau) | vi sao | tai sao | the nao | ra sao | khong
    ly do | dia diem | thoi gian | kinh phi | thanh phan | muc dich | nguoi ky | chu tri | tac gia | thoi han | so hieu
    who | what | when | where | which | whom | whose | why | how | reason | place | venue | date | time | budget
    signer
    """
)
_BARE = re.compile(
    either(
        """
        (?:(?:vao|tu|den) )?(?:khi|luc|ngay|thang|nam|thoi gian) nao | bao gio | bao lau
        thoi gian(?: (?:nao|la khi nao))?
        o dau | tai dau | (?:(?:o|tai) )?noi nao | dia diem(?: (?:o dau|nao))? | bao nhieu(?: nguoi)? | may nguoi
        vi sao | tai sao | ly do(?: la gi)? | the nao | nhu the nao | ai | la ai | do ai
        when(?: was (?:it|that))? | where(?: was (?:it|that))? | why | who(?: (?:is that|was it))? | by whom
        how (?:many|much)
        """
    )
)
_OF_PAPER = cues(
    "ky(?! luat) | so (?:may|hieu|bao nhieu) | sign\w* | number"
)  # asks for what a document says of itself
_QUESTION_WORDS = cues(
    """
    ai | (?:(?:vao|tu) )?(?:khi|luc|ngay|thang|nam|noi) nao | bao (?:gio|lau|nhieu) | o dau | tai dau | vi sao | tai sao
    nhu the nao | the nao | ra sao | la gi | la ai | gom nhung gi | nhung gi | gi | nao | may
    when | where | who | whom | why | how (?:many|much|long) | what (?:is|are|was|were) | what | which | did | does | do
    """
)


def may_follow(text: str) -> bool:
    """Whether a question is short enough to lean on the one before."""
    return 0 < len(syllables(text)) <= _LONGEST


def follow(text: str, last: Turn, is_place: Callable[[str], bool]) -> FollowUp | None:
    """How `text` leans on the turn before it, None if it stands alone.

    Chat spellings in `text` are written out. `is_place` tells whether something, folded, is the name of a place or
    committee that issues bulletins.
    """
    if not may_follow(text):
        return None
    text = _ROW_NUMBER.sub("số ", with_document(text))
    folded = folded_syllables(text)
    core = _LEAD.sub("", folded) or folded
    if _FURTHER.fullmatch(folded) or _FURTHER.fullmatch(core):
        return Further()
    bare = _TAIL.sub("", core)
    several = () if _is_anchored(text) else _several(bare)
    if several:
        return OtherItems(several)
    another = _ANOTHER.fullmatch(bare) or _ANOTHER.fullmatch(core) or _OF_LIST.search(core)
    if another is not None and not _is_anchored(text) and (ordinals := _ordinals(another)) is not None:
        return OtherItems(ordinals)
    of_item = _OF_ITEM.fullmatch(core)
    if of_item is not None and not _names(text) and (ordinals := _ordinals(of_item)) is not None:
        return OtherItems(ordinals)
    instead = _instead(text, folded, last.asked or last.question, is_place)
    if instead is not None:
        return instead
    if not last.quoted:
        return None
    together = f"{_without_question_words(last.question)} {text}"
    if _BARE.fullmatch(bare):
        return About(together, lasting=last.question)
    if _ASKING.search(core) and _is_general(bare.split()):
        return About(text, "" if _OF_PAPER.search(folded) else together, last.question)
    if _POINTED.search(folded):
        return About(text, together, text)
    return None if _is_anchored(text) else About(text, together, text, only=False)


def of_event(text: str, form: Form) -> str:
    """A question without a subject asked of the meeting that a bulletin tells of."""
    if form is Form.ENGLISH:
        return f"{text.strip(' ?.!')} was the conference held?"
    conference = "hội nghị" if form is Form.VIETNAMESE else "hoi nghi"
    held = " diễn ra" if form is Form.VIETNAMESE else " dien ra"
    rest = text[len(conference) :].strip() if fold(text).startswith("hoi nghi ") else text
    return f"{conference}{'' if _WHO.search(fold(text)) else held} {rest}"


def _is_anchored(text: str) -> bool:
    """Whether a question names something of its own; one typed in small letters is taken to, unless it is short."""
    words = syllables(_COMPARED.sub(" ", fold(text)))
    longest = _UNANCHORED if text.lstrip()[:1].isupper() else _UNANCHORED_SMALL
    return len(words) > longest or _names(text)


def _names(text: str) -> bool:
    """Whether a year, a day, a document's number or a name stands in a text; names show by their capitals."""
    if re.search(r"\d{4}|\d\s?[/-]\s?[\dA-Za-zĐđ]", text):
        return True
    return any(word[0].isupper() for word in syllables(text)[1:])


def _is_general(words: list[str]) -> bool:
    """Whether the words name nothing in particular."""
    return all(word in _WORDS_VI for word in words) or all(word in _WORDS_EN for word in words)


def _ordinals(match: re.Match[str]) -> tuple[int, ...] | None:
    """The number of the item that is asked for, none for the next one; None where what was matched ranks nothing."""
    said = {name: group for name, group in match.groupdict().items() if group}
    if "first" in said:
        return (1,)
    if "last" in said or "last_en" in said:
        return (LAST,)
    if "next" in said or "next_en" in said:
        return ()
    ordinal = rank(next(iter(said.values())))
    return None if ordinal is None else (ordinal,)


def _several(folded: str) -> tuple[int, ...]:
    """The numbers of several items that are asked for: "nhiệm vụ thứ nhất và thứ ba", "hai giải pháp cuối"; empty where
    it is no more than one."""
    at_end = _AT_END.fullmatch(folded)
    if at_end is not None:
        count = rank(at_end["count"] or at_end["count_en"]) or 0
        is_last = (at_end["end"] or at_end["end_en"]) in _ENDS
        return tuple(range(-count, 0)) if is_last else tuple(range(1, count + 1))
    if _RANKS.fullmatch(folded) is None:
        return ()
    found = (rank(word) for word in folded.split() if word != "so")
    return tuple(dict.fromkeys(ordinal for ordinal in found if ordinal is not None))


def _instead(text: str, folded: str, last: str, is_place: Callable[[str], bool]) -> FollowUp | None:
    """The last question with another time, place, person or topic."""
    asks_again = _ASKS_AGAIN.search(folded) is not None or _ASKED_ABOUT.search(folded) is not None
    topic = _topic(text)
    core = fold(topic)
    if not core or len(syllables(core)) > _TOPIC:
        return None
    beside = with_year_beside(last, core)
    if beside is not None:
        return Instead(beside)
    if is_time(core):
        return Instead(with_time(last, topic))
    if not asks_again or _ASKING.search(core):
        return None
    if says_time(core):
        last, topic = with_time(last, topic), without_time(topic)
    office = with_office(last, topic)
    if office is not None:
        return Instead(office)
    replaced = with_name(last, topic, is_place)
    if replaced is not None:
        return Instead(replaced)
    asked = " ".join(match[0] for match in _QUESTION_WORDS.finditer(fold(last)))
    complete = f"{topic} {_typed(last, asked)}"
    return About(complete, lasting=complete, only=False)


def _topic(text: str) -> str:
    """What "còn … thì sao?" asks about, as it was typed."""
    stripped = text.strip(" ?.!,…")
    folded = fold(stripped)
    lead = _LEAD.match(folded)
    tail = _TAIL.search(folded)
    return stripped[lead.end() if lead else 0 : tail.start() if tail else len(stripped)].strip(" ,")


def _without_question_words(question: str) -> str:
    """`question` without what makes it a question."""
    kept = question
    for match in reversed(list(_QUESTION_WORDS.finditer(fold(question)))):
        kept = kept[: match.start()] + kept[match.end() :]
    return re.sub(r"\s+", " ", kept).strip(" ?.!,")


def _typed(question: str, folded_words: str) -> str:
    """The words of a question, as they were typed, that fold to the given ones."""
    wanted = set(folded_words.split())
    return " ".join(word for word in syllables(question) if fold(word) in wanted)
