"""Pronouns that stand for a person or a document spoken of before: "Quê ông ấy ở đâu?" asks of the one named last."""

from __future__ import annotations

import re

from bot.question.cues import cues, either
from bot.question.informal import unaccented
from bot.question.language import detect
from vectorstore.query import Form
from vectorstore.text import fold, folded_syllables, has_accents

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
