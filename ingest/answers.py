"""Questions that a document asks and answers itself: "Hỏi: …?", "Trả lời: …"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from ingest.pieces import Piece, Role

_ASKS = re.compile(r"^(?:\d{1,3}[.)]\s*)?(?:Câu hỏi|Câu|Hỏi)(?:\s+(?:số\s+)?\d{1,3})?\s*[.:]", re.I)
_ANSWERS = re.compile(r"^(?:Trả lời|Giải đáp|Đáp án|Đáp)(?:\s+(?:câu(?: hỏi)?\s+)?\d{1,3})?\s*:\s*(?P<text>.*)", re.I)
_TEXTS = (Role.TEXT, Role.SHORT)


def asked_before(pieces: Sequence[Piece], headings: Collection[int]) -> dict[int, int]:
    """For each piece of text that belongs to an answer, the piece that asks; `headings` are those that are headings.

    An answer goes on until the next question. Where none follows, it ends with its first paragraph.
    """
    found: dict[int, int] = {}
    question: int | None = None
    answer: list[int] = []
    for index, piece in enumerate(pieces):
        if index in headings or piece.role in (Role.HEADING, Role.FRONT, Role.END):
            question, answer = None, []
        elif _asks(pieces, index):
            found |= dict.fromkeys(answer, question) if question is not None else {}
            question, answer = index, []
        elif _ANSWERS.match(piece.text) and question is not None:
            found[index] = question
            answer = [index]
        elif answer and question is not None and piece.role in _TEXTS:
            if _is_bare(pieces[answer[-1]]):
                found[index] = question
            answer.append(index)
    return found


def _asks(pieces: Sequence[Piece], index: int) -> bool:
    """Whether a piece says that it asks, or is a question before an answer."""
    text = pieces[index].text
    answered = index + 1 < len(pieces) and _ANSWERS.match(pieces[index + 1].text) is not None
    return _ASKS.match(text) is not None or (text.endswith("?") and answered)


def _is_bare(piece: Piece) -> bool:
    match = _ANSWERS.match(piece.text)
    return match is not None and not match["text"]
