"""Who holds an office: which office of which body a question asks for, and whether a text gives its holder.

A sentence about the deputy, or about the same office of another body, is no answer to "Ai là Bí thư Huyện ủy …?".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import dropwhile, islice, pairwise

from bot.answer.evidence import offered, offers_new
from bot.answer.persons import persons
from bot.question.abbreviations import expanded
from bot.question.bare import asks_holder
from bot.question.cues import either
from bot.question.glossary import wordings_of
from bot.question.intent import Intent
from bot.question.language import is_vietnamese_syllable
from bot.question.surnames import SURNAMES
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import BlockKind, BulletinEntry, Filters, Hit, Span
from vectorstore.query import Concept, Form, says
from vectorstore.text import fold, fold_sentences, syllables

_OFFICES = either(
    """
    (?:phó )?tổng bí thư | phó bí thư thường trực | phó bí thư | bí thư | phó chủ tịch thường trực | phó chủ tịch
    chủ tịch | phó tổng giám đốc | tổng giám đốc | phó giám đốc | giám đốc | phó chủ nhiệm | chủ nhiệm
    phó hiệu trưởng | hiệu trưởng | phó viện trưởng | viện trưởng | chánh án | chánh văn phòng | chánh thanh tra
    phó trưởng (?:tiểu )?(?:ban|phòng|khoa|đoàn|công an) | trưởng (?:tiểu )?(?:ban|phòng|khoa|đoàn|thôn|bản|ấp|công an)
    (?:phó )?(?:chi )?cục trưởng | tổ phó | tổ trưởng | đội trưởng | đội phó | hạt trưởng | trạm trưởng | cụm trưởng
    nhóm trưởng | bộ trưởng | thứ trưởng | thủ tướng | chỉ huy trưởng | chỉ huy phó | kế toán trưởng | tổng biên tập
    phó tổng biên tập | thư ký
    """
)
_WHO = either("ai | đồng chí nào | người nào | ông nào | bà nào")
_END_OF_BODY = either(
    "là|hiện|ngày|tháng|quý|năm|khi|trong|từ|được|nhiệm kỳ|khóa|đã|tên|hồi|vào|lúc|tham|dự|phát|chủ trì|ký|nói|tại|ở"
    "|bị|có|do|đang|sẽ|vừa|phụ trách|kiêm|như|nào|này|đó|ấy|nghỉ|thôi"
    "|nhận xét|đánh giá|cho rằng|khẳng định|nhấn mạnh|kết luận|yêu cầu|đề nghị|trao|thăm|về|dẫn đầu|khen|biểu dương"
    "|cam kết|trình bày|chia sẻ|giải thích|đến|thay|thế|kế nhiệm|sau|đầu tiên|thành lập|ra đời"
)
_NOW = " (?:mới|hiện nay|hiện tại|đương nhiệm)"
_NOW_AT_END = re.compile(f"{_NOW}$")
_HOLDS = r"(?:lên |sẽ |hiện |đang |được (?:bầu|bổ nhiệm|cử|giao|chỉ định) )?(?:là|làm|giữ chức(?: vụ)?|giữ)(?: một)?"
_TIME = either(
    r"hiện nay | hiện tại | bây giờ | (?:(?:hồi|vào|trong|lúc|từ) )?(?:cuối |đầu |giữa )?(?:tháng|năm) [\d/]+"
)
_ASKED_FIRST = re.compile(
    rf"\b{_WHO} {_HOLDS} (?P<office>{_OFFICES})(?:{_NOW})?(?: (?P<body>.+?))?(?= {_END_OF_BODY}\b|[?.,!]|$)"
)
_ASKED_LAST = re.compile(
    rf"(?:^|\b(?:tên|là|và|nay) )(?:tên )?(?:của )?(?:đồng chí )?(?P<office>{_OFFICES})(?:{_NOW})?"
    r"(?: (?P<body>[^?.,!]+?))?"
    rf" (?:{_TIME} ){{0,2}}(?:là {_WHO}|tên (?:là )?gì|là gì)\W*$"
)
_ASKED_BARE = re.compile(
    rf"^(?:tên (?:của )?)?(?:đồng chí )?(?P<office>{_OFFICES})(?:{_NOW})?(?: (?P<body>[^?.,!]+?))?"
    rf"(?: (?:{_TIME})){{0,2}}\W*$"
)
_OFFICES_EN = {
    "standing deputy secretary": "phó bí thư thường trực",
    "deputy secretary": "phó bí thư",
    "secretary": "bí thư|thư ký",
    "vice president": "phó chủ tịch",
    "(?:vice|deputy)[- ]chair(?:man|woman|person)?": "phó chủ tịch|phó chủ nhiệm",
    "deputy director": "phó giám đốc",
    "director": "giám đốc",
    "president": "chủ tịch|tổng thống",
    "chair(?:man|woman|person)?": "chủ tịch|chủ nhiệm",
    "(?:vice[- ]principal|deputy principal)": "phó hiệu trưởng",
    "(?:principal|headmaster|headteacher|rector)": "hiệu trưởng",
    "deputy head": "phó trưởng|phó chủ nhiệm|phó giám đốc",
    "(?:head|chief)": "trưởng|chủ nhiệm|giám đốc|chánh",
}
_HOW_HELD = ("new", "current", "present", "acting", "elected", "former")
"""What English questions say of who holds an office, and texts need not."""
_TOLD_EN = re.compile(r"(?<=\w) (?:who|that|which|when|while|during|since|at the|founded|set up)\b", re.IGNORECASE)
"""Behind which an English question tells more of the one who holds an office."""
_SUCCEEDED_EN = re.compile(r".*\b(?:replace[sd]|(?:takes|took) over|succeed(?:s|ed))\b.*?\bas\b", re.IGNORECASE)
"""What an English question says of whom somebody succeeds in an office."""
_OFFICE_EN = either("|".join(_OFFICES_EN))
_ASKED_EN = re.compile(
    rf"\bwho(?: is|'s| was| became| are| were| (?:takes over|took over|replace[sd]) .*?as)(?: the)? "
    rf"(?:(?!(?:to|be|by|who|that|\w+ed|chosen)\b)[\w'’-]+ )*?"
    rf"(?P<office>{_OFFICE_EN})\b"
    rf"|\bname of the (?:current |present |new |acting )?(?P<named>{_OFFICE_EN})\b"
)
_HEADS_EN = {
    "chairs?": "chủ tịch|chủ nhiệm|trưởng ban",
    "heads?|headed|leads?|runs?": "trưởng|chủ nhiệm|giám đốc|chánh|bí thư|chủ tịch",
}
_ASKED_HEAD_EN = re.compile(
    rf"\bwho (?:currently |now )?(?P<heads>{either('|'.join(_HEADS_EN))}) the "
    r"(?!.*\b(?:conference|meeting|session|congress|seminar|ceremony)\b)(?:[\w'’-]+ )*?"
    r"(?:board|commission|(?:sub-?)?committee|department|office|council|union|front|station|school|party|district|commune|ward)\b"
)
_ASKED_BARE_EN = re.compile(rf"^(?:the )?(?:current |present |new )?(?P<office>{_OFFICE_EN})(?: of\b|$)")
_CLAUSE = re.compile(r"[^,.;:()\n–]*")
_LEFT = re.compile(r"(?:thôi giữ|thôi làm|miễn nhiệm|bãi nhiệm|cách|rời)(?: chức(?: vụ| danh)?)? $")
_COMRADE = re.compile(r"\bđồng chí $")
"""Before an office whose holder is not named: "dự thay đồng chí bí thư đang học tập trung"."""
_AND_DEPUTY = re.compile(r"(?:,| và) phó ")
"""Behind an office of which many are meant: "85 đại biểu là chủ nhiệm, phó chủ nhiệm ủy ban kiểm tra"."""
_HELD_BY = re.compile(
    rf"\b(?:do|giao|phân công)(?: (?:đồng chí|ông|bà))? {_OFFICES}\b[^,.;:]*? "
    rf"(?:làm|giữ|là) (?P<held>{_OFFICES}|trưởng)\b"
)
"""How the holder of one office is named by another: "do đồng chí chủ tịch UBND xã làm trưởng ban"."""
_BODIES = frozenset(
    "tinh huyen thanh thi xa phuong dang doan hoi so ban khoa phong cong truong benh chi khoi bo".split()
)
"""With what the names of bodies begin, or go on."""
_LEVELS = frozenset("tinh huyen xa phuong thi thon ban to quan cap chi".split())
"""With what the names of places of one level begin; a body of another level is another body."""
_ORGANS = frozenset("doan hoi mat hdnd ubnd lien".split())
"""With what the names of organs begin that are no Party committees."""
_OF_PARTY = frozenset("dang uy bo cua".split())  # an issuer is called "Đảng bộ …" as well as "Đảng ủy …"
_PARTY = ("dang", "uy", "bo")  # an English question says "Party secretary of …" for "Bí thư Đảng ủy …"
_NEWEST = 200  # bulletins of a body, among which one signed by the holder of an office is looked for
_COMMON = frozenset(
    "cua tinh huyen thanh pho thi xa phuong so cua dang uy bo doan ban khoi uy vien chap hanh chuyen viec ve".split()
)


@dataclass(frozen=True, slots=True)
class Office:
    """An office in its Vietnamese names, in lower case, and the words that tell of what body, each in the wordings that
    a text may have."""

    names: tuple[str, ...]
    body: tuple[Concept, ...]

    @property
    def is_deputy(self) -> bool:
        """Whether it is a deputy's."""
        return self.names[0].startswith(("phó", "tổ phó", "đội phó", "chỉ huy phó", "thứ"))


def office_asked(question: Question) -> Office | None:
    """The office whose holder a question asks for; None if it asks for none."""
    if question.intent is not Intent.WHO:
        return None
    if question.form is Form.ENGLISH:
        asked = _office_named(question.text.lower())
        if asked is None:
            return None
        english, names = asked
        return Office(tuple(names.split("|")), _body_told(question, english, names))
    stated = expanded(question.text).lower()
    found = _ASKED_FIRST.search(stated) or _ASKED_LAST.search(stated)
    if found is None and asks_holder(question.folded):
        found = _ASKED_BARE.search(stated)
    if found is None:
        return None
    said = _NOW_AT_END.sub("", re.split(rf"(?:^| ){_END_OF_BODY}\b", found["body"] or "")[0])
    words = dict.fromkeys(syllables(fold(said)))
    return Office((found["office"],), tuple((word,) for word in words if not word.isdigit()))


def _body_told(question: Question, english: str, names: str) -> tuple[Concept, ...]:
    """The words of an English question that tell of what body an office is: not those of the office, nor what is told
    of its holder besides."""
    of_office = {fold(name) for name in names.split("|")}.union(wordings_of(english), *map(wordings_of, _HOW_HELD))
    succeeded = _SUCCEEDED_EN.match(question.text)
    first = succeeded[0] if succeeded else ""
    before, *behind = _TOLD_EN.split(question.text[len(first) :], maxsplit=1)
    aside, kept = _said_by(" ".join([first, *behind])), _said_by(before)
    body = [
        wordings
        for wordings in question.query.words
        if not wordings[0].isdigit()
        and not of_office & set(wordings)
        and (any(w in kept for w in wordings) or not any(w in aside for w in wordings))
    ]
    return (*body, _PARTY) if "party" in question.folded else tuple(body)


def _said_by(english: str) -> frozenset[str]:
    """What a piece of an English question says, folded: its words, each two of them, and their Vietnamese wordings."""
    words = [fold(word) for word in syllables(english)]
    pairs = (f"{first} {second}" for first, second in pairwise(words))
    return frozenset(words).union(pairs, *map(wordings_of, words))


def _office_named(english: str) -> tuple[str, str] | None:
    """The office, or the verb of who holds it, that an English question in lower case names, and its Vietnamese
    names."""
    asked = _ASKED_EN.search(english) or _ASKED_BARE_EN.search(english)
    if asked:
        named = next(filter(None, asked.groups()))
        return named, next(n for office, n in _OFFICES_EN.items() if re.fullmatch(office, named))
    heads = _ASKED_HEAD_EN.search(english)
    if heads is None:
        return None
    return heads["heads"], next(names for verb, names in _HEADS_EN.items() if re.fullmatch(verb, heads["heads"]))


def gives_holder(office: Office, text: str, hit: Hit, folded_question: str) -> bool:
    """Whether a text of a passage that was found names somebody with the office of that body; what the text leaves out
    of the body's name must be said by the passage, its headings, its bulletin's title or issuer."""
    held = _HELD_BY.search(expanded(text).lower())
    is_held = held is not None and any(n.startswith(held["held"]) or held["held"].startswith(n) for n in office.names)
    if not is_held and not (offers_new(Intent.WHO, text, folded_question) and _names_person(text)):
        return False
    around = fold_sentences(
        [" ; ".join([_described(hit.bulletin), *hit.passage.path, hit.passage.lead, hit.passage.text])]
    )
    body = _without_province(office.body, hit.bulletin.metadata.issuer or "")
    return any(_is_of(body, clause, around) for clause in _clauses(office, expanded(text)))


def _without_province(body: tuple[Concept, ...], issuer: str) -> tuple[Concept, ...]:
    """The words of a body without the name of its province, which bulletins of its districts leave out: "Trưởng Ban Tổ
    chức Tỉnh ủy | Trường Lĩnh"."""
    words = [wordings[0] for wordings in body]
    level = next((place for place, word in enumerate(words) if word == "tinh"), None)
    if level is None or fold(issuer).startswith("tinh uy"):
        return body
    end = level + 2 if words[level + 1 : level + 2] == ["uy"] else level + 1
    return body[:end]


def _names_person(text: str) -> bool:
    """Whether a text names a person, or anybody with a name in another language: "Bắc Lam Hải" is neither."""
    named = (syllables(fold(name)) for name in offered(Intent.WHO, text))
    return bool(persons(text)) or any(not all(map(is_vietnamese_syllable, name)) for name in named)


def issued_by_body(index: Index, office: Office, filters: Filters) -> list[BulletinEntry]:
    """The newest bulletins that the body of an office issued and the filters let through."""
    issuer = " ".join(wordings[0] for wordings in office.body)
    return index.entries(_NEWEST, filters=filters if filters.issuer else replace(filters, issuer=issuer))


def signed_by_holder(
    index: Index, office: Office, bulletins: Iterable[BulletinEntry]
) -> tuple[BulletinEntry, Span] | None:
    """The latest of some bulletins of the body that the holder of the office signed, and where; None if none is."""
    if not office.body:
        return None
    signed = []
    for bulletin in bulletins:
        described = fold_sentences([bulletin.metadata.issuer or bulletin.metadata.title])
        if not all(says(described, wordings) or not _OF_PARTY.isdisjoint(wordings) for wordings in office.body):
            continue
        for passage in index.catalogue.passages_of_kind(bulletin.id, BlockKind.SIGNATURE):
            if any(line.strip(" ,.").lower() in office.names for line in passage.text.splitlines()):
                signed.append((bulletin, Span(passage.start, passage.end)))
    return max(signed, key=lambda pair: str(pair[0].metadata.date), default=None)


def _described(bulletin: BulletinEntry) -> str:
    return f"{bulletin.metadata.title} ; {bulletin.metadata.issuer or ''}"


def _clauses(office: Office, text: str) -> Iterator[str]:
    """What stands after each mention of the office, which nobody leaves there, up to the next comma or the like."""
    names = either("|".join(office.names))
    before = "" if office.is_deputy else r"(?<!phó )(?<!phó tổng )(?<!tổng )(?<!nguyên )"
    for match in re.finditer(rf"{before}\b{names}\b", text.lower()):
        rest = _CLAUSE.match(text, match.end())
        unnamed = _COMRADE.search(text, 0, match.start()) and rest and not any(map(str.istitle, rest[0].split()))
        if unnamed or _LEFT.search(text, 0, match.start()) or _AND_DEPUTY.match(text, match.end()):
            continue
        yield rest[0] if rest else ""


def _is_of(body: tuple[Concept, ...], clause: str, around: str) -> bool:
    """Whether what stands after an office tells of no other body, and nothing of the body remains unsaid."""
    said = fold_sentences([clause])
    unsaid = [wordings for wordings in body if not says(said, wordings)]
    first = next(iter(syllables(fold(clause))), "")
    if first in _ORGANS and not any(w.split()[0] in _ORGANS for wordings in body for w in wordings):
        return False  # of the Front or a union, where another body's is asked for
    if not unsaid:
        return True
    known = {word for wordings in body for wording in wordings for word in wording.split()} | {"thuong", "truc", "cua"}
    if body and body[0][0] in _ORGANS and "uy" in fold(clause).split():
        return False  # of the Party committee, where that of the Youth Union or the Front is asked for
    others = dropwhile(lambda word: fold(word) in known, syllables(clause))
    other, *after = *islice(others, 2), ""
    if fold(other) in _LEVELS and known & _LEVELS:  # the same office of a commune, where a district's is asked for
        return False
    is_name = (other in SURNAMES and after[0].istitle()) or not is_vietnamese_syllable(fold(other))
    if other and not is_name and (other[0].isupper() or (fold(other) in _BODIES and after[0][:1].isupper())):
        return False
    return all(says(around, wordings) or not _COMMON.isdisjoint(wordings) for wordings in unsaid)
