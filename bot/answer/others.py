"""Figures of others: what all the province earned, or another commune did, is no answer about "xã Mường Tạo", nor what
all firms earned about one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.question.cues import cues, either
from bot.question.places import VIETNAMESE
from bot.question.understand import Question
from vectorstore.models import Hit
from vectorstore.query import says
from vectorstore.text import CAPITALS, fold, fold_sentences

_KIND = either("xã | phường | thị trấn | huyện | thị xã | quận")
_ASKED = re.compile(rf"\b(?P<kind>{fold(_KIND)}) (?:uy )?(?P<name>(?!uy )[a-z]+ [a-z]+)")
_NAMED = re.compile(rf"\b(?i:(?P<kind>{_KIND})) (?P<name>[{CAPITALS}]\w*(?: [{CAPITALS}]\w*)*)")
_NAME = rf"[{CAPITALS}]\w*(?: [{CAPITALS}]\w*)*"
_SEVERAL = re.compile(
    rf"\b(?i:(?:các|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|\d+) {_KIND}):? "
    rf"(?P<names>{_NAME}(?:(?:, | và )(?:{_KIND} )?{_NAME})+)"
)
_EACH = re.compile(r"\b(?:mỗi|đều|từng)\b")
_LARGE = "tỉnh|quốc|nước|ngành"
_ALL_OF = {
    kind: re.compile(rf"\b(?:toàn|cả) {either(larger)}\b")
    for kinds, larger in (
        (("xa", "phuong", "thi tran"), f"{_LARGE}|huyện|thành phố|thị xã|quận"),
        (("huyen", "thi xa", "quan"), _LARGE),
    )
    for kind in kinds
}
"""How a text speaks of all of a larger place than one of a kind."""
_KIND_EN = {english: fold(vietnamese) for english, vietnamese in VIETNAMESE.items() if fold(vietnamese) in _ALL_OF}
_ASKED_EN = re.compile(rf"\b(?P<name>[a-z]+ [a-z]+) (?P<kind>{either('|'.join(_KIND_EN))})\b")
_ASKS_PROVINCE = cues(
    "(?:toan|ca) tinh | (?:cua|trong) tinh (?!uy|doan) | (?:in|of|across) the province | province (?:s|wide)"
)
_ASKS_PART = cues("huyen | thi xa | thanh pho | quan | xa | phuong | district | commune | ward | city | town")
_PART = re.compile(r"(?:dang bo |ban thuong vu )?(?:huyen uy|thi uy|thanh uy|quan uy|dang uy (?:xa|phuong|thi tran))\b")
_SAYS_PROVINCE = re.compile(r"\btỉnh\b(?! ủy| đoàn)")
_WHOLE_PARTY = re.compile(r"\b(?:toàn|cả) đảng bộ\b(?! (?:xã|phường|thị trấn))")
_FIRM = re.compile(
    r"\b(?:cong ty|hop tac xa|nha may|benh vien|xi nghiep|tap doan|ngan hang) "
    r"(?!(?:nao|o|tai|co|da|duoc|nay|do|trong|va|cua|phai|se|dat|trach|co phan|tnhh|nha|ngoai|tu|gi|la|thi)\b)"
    r"(?P<name>[a-z]+ [a-z]+)"
)

_COUNTRIES = tuple(
    cues(country)
    for country in (
        "nhật bản | nhật | japan | japanese",
        "hàn quốc | korea | korean",
        "trung quốc | china | chinese",
        "đài loan | taiwan | taiwanese",
        "thái lan | thailand | thai",
        "campuchia | cam-pu-chia | cambodia | cambodian",
        "nước lào | bạn lào | laos | lao people",
        "hoa kỳ | nước mỹ | thị trường mỹ | united states | america | american",
        "liên bang nga | nước nga | russia | russian",
        "ấn độ | india | indian",
        "xin-ga-po | singapore",
        "ô-xtrây-li-a | australia | australian",
        "cộng hòa liên bang đức | nước đức | germany | german",
        "nước pháp | cộng hòa pháp | france | french",
        "châu âu | liên minh châu âu | europe | european",
    )
)
"""What bulletins tell of several countries, each by its names."""


def is_of_another(question: Question, hit: Hit, said: str, folded: Callable[[str], str]) -> bool:
    """Whether a text tells of other places, firms or things than the one that a question names, and not of this.
    `folded` gives the folded syllables of the bulletin with an id."""
    place = place_asked(question) or _place_told(question, folded(hit.bulletin.id))
    return (
        (place is not None and is_of_other_place(place, question, hit, said))
        or _is_of_other_firm(question, hit, said)
        or (asks_of_province(question) and is_of_part_of_province(hit, said))
        or _is_of_nothing_named(question, hit, folded)
    )


def asks_of_province(question: Question) -> bool:
    """Whether a question asks of all a province, and of no part of it."""
    return _ASKS_PROVINCE.search(question.folded) is not None and _ASKS_PART.search(question.folded) is None


def is_of_part_of_province(hit: Hit, said: str) -> bool:
    """Whether a text of a district's or commune's bulletin does not speak of its province."""
    of_part = _PART.match(fold(hit.bulletin.metadata.issuer or "")) is not None
    return of_part and _SAYS_PROVINCE.search(" ; ".join([*hit.passage.path, said]).lower()) is None


def are_of_other_country(question: Question, shown: Iterable[tuple[Hit, str]]) -> bool:
    """Whether texts, each with the hit that it is of, tell of other countries than those that a question names, and not
    of these."""
    asked, told, above = _countries(question.text), frozenset[re.Pattern[str]](), list[str]()
    for hit, said in shown:
        told |= _countries(said)
        above += [hit.bulletin.metadata.title, *hit.passage.path, hit.passage.lead]
    return bool(asked and told) and not asked & (told | _countries("\n".join(above)))


def _countries(text: str) -> frozenset[re.Pattern[str]]:
    lower = text.lower()
    return frozenset(country for country in _COUNTRIES if country.search(lower))


def _is_of_nothing_named(question: Question, hit: Hit, folded: Callable[[str], str]) -> bool:
    """Whether a question names something, and the bulletin of a passage nothing of what it names."""
    names = [name for name in question.query.names if " " in name[0]]
    if not names:
        return False
    around = fold_sentences([hit.bulletin.metadata.title, *hit.passage.path, hit.passage.lead, hit.passage.text])
    issuer = fold_sentences([hit.bulletin.metadata.issuer or ""])
    if any(says(text, name) for text in (around, issuer) for name in names):
        return False
    return not any(says(folded(hit.bulletin.id), name) for name in names)


def _is_of_other_firm(question: Question, hit: Hit, said: str) -> bool:
    firm = _FIRM.search(question.folded)
    if firm is None or f" {firm['name']} " in fold_sentences([hit.bulletin.metadata.issuer or ""]):
        return False
    told = fold_sentences([hit.bulletin.metadata.title, *hit.passage.path, hit.passage.lead, said])
    return f" {firm['name'].split()[0]} " not in told


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place that a question names: what it is called ("xa") and its name, both folded."""

    kind: str
    name: str

    def is_named_in(self, text: str) -> bool:
        """Whether a text says the name."""
        return f" {self.name} " in fold_sentences([text])


def place_asked(question: Question) -> NamedPlace | None:
    """The one place that a question names; None if it names none, or several."""
    told = {wording for designator in question.query.designators for wording in designator}
    found = [*_ASKED.finditer(question.folded), *_ASKED_EN.finditer(question.folded)]
    asked = {NamedPlace(_KIND_EN.get(m["kind"], m["kind"]), m["name"]) for m in found if m["name"] in told}
    return next(iter(asked)) if len(asked) == 1 else None


def _place_told(question: Question, folded: str) -> NamedPlace | None:
    """The one of the names in a question that a folded text calls a place of some kind; None if there is none, or
    several."""
    names = {wording for name in question.query.names for wording in name if " " in wording}
    said = [name for name in names if f" {name} " in folded]  # most are not, and the pattern is slow
    found = {
        NamedPlace(m[1], name) for name in said for m in re.finditer(rf" ({fold(_KIND)}) {re.escape(name)} ", folded)
    }
    return next(iter(found)) if len(found) == 1 else None


def is_of_other_place_bulletin(question: Question, hit: Hit) -> bool:
    """Whether a passage, whose bulletin's title or issuer names another place of the kind of the one that a question
    names, does not name this one, nor does what is above it."""
    place = place_asked(question)
    if place is None:
        return False
    about = f"{hit.bulletin.metadata.title}\n{hit.bulletin.metadata.issuer or ''}"
    if place.is_named_in("\n".join([about, *hit.passage.path, hit.passage.lead, hit.passage.text])):
        return False
    return any(fold(match["kind"]) == place.kind for match in _NAMED.finditer(about))


def _is_only_among_others(place: NamedPlace, said: str) -> bool:
    """Whether a text names a place only as one of several that it tells of together: "tại 4 xã: A, B, C và D"."""
    if _EACH.search(said.lower()):
        return False
    together = [place.is_named_in(several["names"]) for several in _SEVERAL.finditer(said)]
    return any(together) and not place.is_named_in(_SEVERAL.sub(" ; ", said))


def is_of_other_place(place: NamedPlace, question: Question, hit: Hit, said: str) -> bool:
    """Whether a text names other places of the kind of the one that a question names, or all of a larger one, and not
    this, or this only among others whose figures it adds up."""
    if place.is_named_in(said):
        return _is_only_among_others(place, said)
    all_of = _ALL_OF[place.kind]
    if all_of.search(said.lower()) and not all_of.search(question.text.lower()):
        return True
    above = "\n".join([hit.bulletin.metadata.title, *hit.passage.path, hit.passage.lead])
    if _WHOLE_PARTY.search(said.lower()) and not place.is_named_in(f"{above}\n{hit.bulletin.metadata.issuer or ''}"):
        return True
    is_other = any(fold(match["kind"]) == place.kind for match in _NAMED.finditer(said))
    return is_other and not place.is_named_in(above)
