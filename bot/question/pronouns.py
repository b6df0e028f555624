"""Words that stand for a person, a place or a document spoken of before: "Quê ông ấy ở đâu?" asks of the one named
last, "xã đó" is the last commune."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.question.cues import cues, either
from bot.question.informal import unaccented
from bot.question.language import detect
from bot.question.places import VIETNAMESE
from vectorstore.query import Form
from vectorstore.text import CAPITALS, fold, folded_syllables, has_accents

_CALLED = either("ông | bà | anh | chị | cô | đồng chí | ong | ba | dong chi")
_THAT = either("ấy | này | đó | ay | nay | do(?! ai)")
_PRONOUN = re.compile(rf"\b(?:(?P<called>{_CALLED}) (?:{_THAT}|ta)|(?:người|nguoi|vị) {_THAT})\b", re.IGNORECASE)
_PRONOUN_EN = re.compile(r"\b(?:(?P<owner>his|her(?= [a-z]))|he|she|him|her)\b", re.IGNORECASE)
_OF_PERSON = cues(
    """
    ^que(?: quan)? (?:o|la|tai|dau) | ^sinh (?:nam|ngay|thang|o) | ^(?:bao nhieu|may) tuoi
    ^(?:giu|lam) (?:nhung )?chuc | ^chuc vu | ^trinh do | ^hoc van | ^dan toc | ^vao dang
    """
)
"""How a question begins that asks something of a person without saying of whom."""
_SHORT = 7  # syllables of such a question
_DOCUMENT = re.compile(r"^nó\b|^no(?= thay| duoc| quy| co\b| ap)|(?<=của )nó\b|(?<=cua )no\b", re.IGNORECASE)


_PLACES = {vietnamese: english for english, vietnamese in VIETNAMESE.items()}
_THAT_PLACE = re.compile(
    rf"\b(?<!tác )(?<!tac )(?P<unit>{either('|'.join([*_PLACES, *map(fold, _PLACES)]))}) {_THAT}\b", re.IGNORECASE
)
_THAT_PLACE_EN = re.compile(
    rf"\b(?:that|this|the same) (?P<unit>{either('|'.join(_PLACES.values()))})\b", re.IGNORECASE
)
_SUCCEEDS = re.compile(r"\b(?:replace[sd]?|succeed(?:s|ed)?|took over from|takes over from|thay|ke nhiem)\b")


def place_meant(text: str) -> str | None:
    """What the place that a question means by "xã đó" or "that commune" is called in Vietnamese; None if it means
    none."""
    found = _THAT_PLACE.search(text) or _THAT_PLACE_EN.search(text)
    if found is None:
        return None
    said = found["unit"].lower()
    return next((unit for unit, english in _PLACES.items() if said in (unit, fold(unit), english)), None)


def place_named(unit: str, texts: Iterable[str]) -> str | None:
    """The name of the first place of a kind that some texts name, in Vietnamese or English; None if they name none."""
    name = rf"[{CAPITALS}]\w*(?: [{CAPITALS}]\w*)*"
    called = either(f"{unit} | {fold(unit)}")
    pattern = re.compile(rf"\b(?i:{called}) (?P<behind>{name})|(?P<before>{name}) {_PLACES[unit]}\b")
    found = next(filter(None, map(pattern.search, texts)), None)
    return (found["behind"] or found["before"]) if found else None


def with_place(text: str, name: str) -> str:
    """A question that means a place with its name in place of "đó" or "that"."""
    if _THAT_PLACE.search(text) is None:
        return _THAT_PLACE_EN.sub(lambda match: f"{name} {match['unit']}", text, count=1)
    said = name if has_accents(text) or not text.islower() else fold(name)
    return _THAT_PLACE.sub(lambda match: f"{match['unit']} {said}", text, count=1)


def asks_who_followed(text: str) -> bool:
    """Whether a question asks who replaced the person whom it means, and so nothing of that person."""
    return _SUCCEEDS.search(fold(text)) is not None


def asks_of_person(text: str) -> bool:
    """Whether a question asks something of a person whom it does not name."""
    if detect(text) is Form.ENGLISH:
        return _PRONOUN_EN.search(text) is not None
    folded = folded_syllables(text)
    bare = _OF_PERSON.search(folded) is not None and len(folded.split()) <= _SHORT
    return bare or _PRONOUN.search(text) is not None


def with_person(text: str, name: str) -> str:
    """A question that `asks_of_person` with the name in place of the pronoun, or in front of it where it has none."""
    if detect(text) is Form.ENGLISH:
        plain = unaccented(name)
        return _PRONOUN_EN.sub(lambda match: f"{plain}'s" if match["owner"] else plain, text, count=1)
    said = name if has_accents(text) or not text.islower() else fold(name)
    if _PRONOUN.search(text) is None:
        return f"{said} {text[0].lower()}{text[1:]}"
    return _PRONOUN.sub(lambda match: f"{match['called']} {said}" if match["called"] else said, text, count=1)


def with_document(text: str) -> str:
    """A question with "nó" written as "văn bản này"."""
    written = "văn bản này" if has_accents(text) else "van ban nay"
    return _DOCUMENT.sub(lambda match: written.capitalize() if match[0][0].isupper() else written, text)
