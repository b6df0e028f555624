"""The persons whom a text names, and whether an answer is about those whom a question names.

How many years another comrade served is no answer to "Ông … công tác bao nhiêu năm?".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from bot.question.cues import either
from bot.question.intent import Intent
from bot.question.language import is_vietnamese_syllable
from bot.question.surnames import SURNAMES, SURNAMES_FOLDED
from bot.question.understand import Question
from vectorstore.catalogue import Catalogue
from vectorstore.models import BulletinEntry, Hit
from vectorstore.query import Form
from vectorstore.text import CAPITALS, fold, fold_sentences, folded_syllables

_LONG = 100_000  # characters of a text from which it is a law or a book, and takes long to be looked through for names
_WORD = 20  # characters in which the word beside a name ends
_LENGTHS = (4, 3)  # syllables of a person's name by which it is known without accents, the longer first
_TITLES = ("ông", "bà", "chí", "anh", "chị", "em", "cô", "chú", "cụ", "bác", "thầy")
_PLACE = re.compile(
    r"\b(?:tỉnh|thành phố|huyện|thị xã|thị trấn|xã|phường|thôn|ủy|đảng bộ|công ty|trường|sông|đường|cầu|phố|văn hóa"
    r"|trung tâm|bệnh viện|công viên|giải|mang tên)$"
)
"""What stands before a name that is no person's."""
_OFFICE_OF_PLACE = re.compile(r"(?:tịch|thư|trưởng)\b[^,;]* (?:tỉnh|huyện|xã|phường|thị trấn|thôn|ủy)$")
_MIDDLE = frozenset("Văn Thị Hữu Đình Đức Quang Quốc Trọng Công Duy Xuân Ngọc Thế".split())
"""What the second of three syllables of a person's name often is, behind a place that has no name of its own there:
"Chủ tịch UBND xã Giáp Văn Huấn"."""
_OF_PLACE = either("tinh | huyen | thanh pho | thi xa | thi tran | xa | phuong | thon")
"""The same, folded, of the name of a place that begins as a person's does: "tỉnh Lâm Viên Thượng"."""
_LAKE = "ho"
"""A surname that is a lake, too, whose name may stand elsewhere: "hồ chứa nước Ya Tuyn"."""
_LAKES = re.compile(rf"\bhồ [{CAPITALS}]\w*(?: [{CAPITALS}]\w*)*")
_JOINTS = ("", "và", "hoặc", "cùng")
_COMMA = ", "  # which joins names, as a colon or a full stop does not
_PRONOUN = re.compile(rf"\b(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị)\b(?! [{CAPITALS}])")
_COMRADE = re.compile(rf"\b[Đđ]ồng chí\b(?! [{CAPITALS}])")
_TITLE = either("ong | ba | anh | chi | co | chu | cu | bac | thay | em")
_WORDS = re.compile(r"\w+(?: \w+)*")


def persons(text: str) -> list[str]:
    """The Vietnamese names of persons in a text, of two syllables or more, in order: words with capitals that begin
    with a surname or follow a title."""
    found: dict[str, None] = {}
    of_places = False
    end = 0
    for stretch in _WORDS.finditer(text):
        of_places = of_places and text[end : stretch.start()] == _COMMA
        end = stretch.end()
        before = ""
        for capital, group in groupby(stretch[0].split(" "), str.istitle):
            words = list(group)
            said = " ".join(words).lower()
            if capital and words[0].lower() in _TITLES:
                before = words.pop(0).lower()
            titled = before.rpartition(" ")[2] in _TITLES
            if capital:  # a place's name, or one that is joined to it: "các xã Yên Nội, Văn Phú và Tam Hợp"
                of_holder = len(words) > 2 and words[1] in _MIDDLE and _OFFICE_OF_PLACE.search(before)
                of_places = not of_holder and (_PLACE.search(before) is not None or (of_places and before in _JOINTS))
            if capital and len(words) > 1 and (titled or (words[0] in SURNAMES and not of_places)):
                found[" ".join(words)] = None
            before = said
    return list(found)


def about_persons(question: Question, shown: Iterable[tuple[Hit, str]], catalogue: Catalogue) -> list[tuple[Hit, str]]:
    """What of all that is shown names the persons that a question names, or stands where they are named and names
    nobody else, unless it answers who did something to "the comrade"; all where the question names none, or only ones
    whose names texts may spell otherwise.

    The whole text counts, too: one that tells of a single person calls him "he" mostly.
    """
    shown = list(shown)
    named = [folded_syllables(name) for name in persons(question.text)]
    if not named and question.form is not Form.VIETNAMESE:
        named = sorted({name for hit, _ in shown for name in _named_plainly(question, catalogue.text(hit.bulletin.id))})
    asked = [
        name for name in named if all(map(is_vietnamese_syllable, name.split())) and _is_surely_person(name, question)
    ]
    asked = [name for name in asked if not _is_place(name, [hit.bulletin for hit, _ in shown], catalogue)]
    return [(hit, said) for hit, said in shown if not asked or _is_about(asked, hit, said, catalogue, question.intent)]


def _named_plainly(question: Question, text: str) -> list[str]:
    """The persons of a text whom a question names without accents or capitals, folded: "tran dinh khoa"."""
    words = question.folded.split()
    if len(text) > _LONG or SURNAMES_FOLDED.isdisjoint(words):
        return []
    folded = fold(text)
    found: list[str] = []
    for start, length in ((start, length) for start in range(len(words)) for length in _LENGTHS):
        name = " ".join(words[start : start + length])
        if words[start] not in SURNAMES_FOLDED or name.count(" ") < length - 1 or any(name in other for other in found):
            continue
        place = folded.find(name)
        if place >= 0 and _is_whole_name(text, place, place + len(name)):
            found.append(name)
    return found


def _is_whole_name(text: str, start: int, end: int) -> bool:
    """Whether a stretch of a text is a name that goes on neither before nor behind it."""
    if any(map(str.isalpha, text[max(0, start - 1) : start] + text[end : end + 1])):
        return False
    before = text[max(0, start - _WORD) : start].rpartition(" ")[0].rpartition(" ")[2]
    after = text[end + 1 : end + _WORD].partition(" ")[0]
    goes_on = (before.istitle() and before.lower() not in _TITLES) or (text[end : end + 1] == " " and after.istitle())
    return not goes_on and all(map(str.istitle, text[start:end].split()))


def _is_place(name: str, bulletins: Iterable[BulletinEntry], catalogue: Catalogue) -> bool:
    """Whether one of some bulletins is of the place, or its body, that the name is of, or calls it a place."""
    for bulletin in {bulletin.id: bulletin for bulletin in bulletins}.values():
        metadata = bulletin.metadata
        if f" {name} " in fold_sentences([metadata.issuer or "", metadata.place or ""]):
            return True
        folded = catalogue.folded(bulletin.id)
        is_said = f" {name} " in folded
        if is_said and re.search(rf" {_OF_PLACE} {name} ", folded):
            return True
        kind, _, rest = name.partition(" ")
        if kind != _LAKE:
            continue
        if any(folded_syllables(lake[0]).startswith(name) for lake in _LAKES.finditer(catalogue.text(bulletin.id))):
            return True
        if not is_said and f" {rest} " in folded:
            return True
    return False


def _is_surely_person(name: str, question: Question) -> bool:
    """Whether a name is of three syllables or stands behind a title: "Châu Âu" is none."""
    return name.count(" ") > 1 or re.search(rf"\b(?:dong chi|ong|ba|anh|chi) {name}\b", question.folded) is not None


def _is_about(asked: Sequence[str], hit: Hit, said: str, catalogue: Catalogue, intent: Intent) -> bool:
    if _names_all(asked, said):
        return True
    around = " ; ".join([hit.bulletin.metadata.title, *hit.passage.path, hit.passage.lead, hit.passage.text])
    if _names_all(asked, around):
        return not persons(said) or (intent is Intent.WHO and _COMRADE.search(said) is not None)
    pronoun = _PRONOUN.search(said)
    if pronoun is None or persons(said[: pronoun.start()]):
        return False
    folded = catalogue.folded(hit.bulletin.id)
    if not _says_all(asked, folded):
        return False
    return not persons(around) or _is_mainly_of(asked, catalogue.text(hit.bulletin.id), folded)


def _is_mainly_of(asked: Sequence[str], text: str, folded: str) -> bool:
    """Whether a text, given also folded, says the given name of whom a question names oftener than that of anybody
    else."""
    if len(text) > _LONG:
        return False
    given = {name.split()[-1] for name in map(folded_syllables, persons(text))}
    counts = {name: len(re.findall(rf" {_TITLE} {name} ", folded)) for name in given}
    return len(asked) == 1 and counts.get(asked[0].split()[-1], 0) > max(
        (count for name, count in counts.items() if name != asked[0].split()[-1]), default=0
    )


def _names_all(asked: Sequence[str], text: str) -> bool:
    return _says_all(asked, fold_sentences([text]))


def _says_all(names: Sequence[str], folded: str) -> bool:
    return all(f" {name} " in folded for name in names)
