"""Offices of another level: when a district's secretary receives citizens is not when the province's does."""

from __future__ import annotations

import re

from bot.question.abbreviations import expanded
from bot.question.cues import either
from bot.question.understand import Question
from vectorstore.query import Form
from vectorstore.text import fold

_OFFICE = either(
    """
    pho bi thu thuong truc | pho bi thu | bi thu | pho chu tich | chu tich | chu nhiem uy ban kiem tra
    chanh van phong
    """
)
_LEVELS = {
    "tinh uy": "tinh", "tinh": "tinh", "thanh uy": "thanh pho", "thanh pho": "thanh pho",
    "huyen uy": "huyen", "huyen": "huyen", "thi uy": "thi xa", "thi xa": "thi xa", "quan uy": "quan", "quan": "quan",
    "dang uy xa": "xa", "dang uy phuong": "phuong", "xa": "xa", "phuong": "phuong", "chi bo": "chi bo",
}  # fmt: skip
_NAMED = re.compile(
    rf"\b(?P<office>{_OFFICE}) (?:(?:ubnd|hdnd|uy ban nhan dan|hoi dong nhan dan|dang uy|cap uy) )?(?:cap )?"
    rf"(?P<level>{either('|'.join(_LEVELS))})\b"
)


def is_of_other_level(question: Question, said: str) -> bool:
    """Whether a text tells of the same office of another level than a Vietnamese question does, and not of this."""
    if question.form is Form.ENGLISH:
        return False
    asked = _offices(question.text)
    told = _offices(said)
    return not asked & told and any(name == other for name, _ in asked for other, _ in told)


def _offices(text: str) -> frozenset[tuple[str, str]]:
    """The offices that a text names, each with its level."""
    return frozenset((found["office"], _LEVELS[found["level"]]) for found in _NAMED.finditer(fold(expanded(text))))
