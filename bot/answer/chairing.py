"""Who chairs a meeting: a sentence that names who attended, or spoke, does not tell."""

from __future__ import annotations

import re

from bot.question.cues import cues, either
from bot.question.intent import Intent
from bot.question.understand import Question

_MEETING = either("hội nghị | cuộc họp | buổi | đại hội | kỳ họp | phiên họp | lễ | lớp | tọa đàm")
_ASKED = cues(
    rf"""
    (?:chủ trì|chủ tọa|cầm trịch) .*{_MEETING} | {_MEETING} .*(?:chủ trì|chủ tọa|cầm trịch)
    who (?:chair|preside)(?:s|d|ed)? .*(?:conference|meeting|session|congress|ceremony|seminar|review|plenum)
    """
)
_CHAIRS = re.compile(r"chủ trì|chủ t(?:ọa|oạ)|chủ tịch đoàn|điều hành|khai mạc", re.IGNORECASE)


def asks_who_chaired(question: Question) -> bool:
    """Whether a question asks who chairs a meeting."""
    return question.intent is Intent.WHO and _ASKED.search(question.text.lower()) is not None


def tells_who_chaired(text: str) -> bool:
    """Whether a text says that somebody chairs a meeting."""
    return _CHAIRS.search(text) is not None
