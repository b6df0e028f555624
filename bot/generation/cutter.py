"""Cuts a model's reply into sentences while it streams in, and reads the citations off them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vectorstore.text import nfc, sentences

_BRACKETED = re.compile(
    r"\s*[\[【]\s*(?:(?:đoạn|nguồn|văn bản|trích|passage|source|doc)\w*\s*)?"
    r"(?P<n>\d{1,2}(?:\s*[,;–-]\s*\d{1,2})*)\s*[\]】]",
    re.IGNORECASE,
)
_ONLY_CITATIONS = re.compile(r"[\s.,;]*(?:[\[【][^\]】]*[\]】]?[\s.,;]*)*")
_LEADING = re.compile(r"(?:\s*[\[【][\d\s,;–-]+[\]】])+[.,;]?")
_LABEL = re.compile(r"^(?:[-*•+–]|\d{1,2}[.)]|[a-zđ]\))\s+")
_EMPHASIS = re.compile(r"\*\*|__|`+")
_MARKUP = re.compile(r"^(?:#{1,6}|>)\s+", re.MULTILINE)
_ONLY_LABEL = re.compile(r"(?:[-*•+–]|\d{1,2}[.)])")
_END = re.compile(r"[.!?…;\n]")
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_UNFINISHED = re.compile(r"(?:<[^<>\s]{0,10}|[*_`]+)\Z")  # the beginning of what the next piece may make a mark


@dataclass(frozen=True, slots=True)
class Drafted:
    """A sentence as a model words it, without label, markup and citations; `cited` are the numbers that it cites."""

    text: str
    cited: tuple[int, ...]
    label: str = ""


class Cutter:
    """Takes the pieces of a reply and gives the sentences that are complete."""

    def __init__(self) -> None:
        self._reply = ""
        self._given = 0  # characters of the reply, without thoughts, that have been given as sentences
        self._has_end = False  # whether a sentence may have ended in what has not been given
        self.visible = 0
        """Characters of the reply so far, without what the model thinks aloud."""

    def add(self, piece: str) -> list[Drafted]:
        """The sentences that this piece completes: another one follows, so that their citations are all there."""
        self._reply += piece
        self._has_end = self._has_end or _END.search(piece) is not None
        if not self._has_end:
            self.visible += len(piece)
            return []
        text = _text_of(_UNFINISHED.sub("", self._reply))
        self.visible = len(text)
        rest = text[self._given :]
        spans = sentences(rest)
        while spans and _ONLY_CITATIONS.fullmatch(spans[-1].of(rest)):
            spans = spans[:-1]
        if len(spans) < 2:
            return []
        last = len(spans) - 1
        while last > 0 and _is_label(spans[last - 1].of(rest)):
            last -= 1
        end = spans[last].start + _leading(rest[spans[last].start :])
        self._given += end
        self._has_end = _END.search(rest, end) is not None
        return list(_drafted(rest[:end]))

    def rest(self) -> list[Drafted]:
        """What is left at the end of the reply."""
        text = _text_of(self._reply)
        rest, self._given = text[self._given :], len(text)
        return list(_drafted(rest))


def _text_of(reply: str) -> str:
    """A reply without what the model thinks aloud and without marks of emphasis."""
    return _EMPHASIS.sub("", _THOUGHT.sub("", reply))


def _is_label(text: str) -> bool:
    """Whether a sentence, citations of the one before it aside, is only the label of the one after it."""
    return _ONLY_LABEL.fullmatch(text[_leading(text) :].strip()) is not None


def _leading(text: str) -> int:
    """How much of the beginning of a sentence cites for the one before it."""
    match = _LEADING.match(text)
    return match.end() if match else 0


def _drafted(text: str) -> Iterator[Drafted]:
    pieces: list[str] = []
    label = ""
    for span in sentences(text):
        piece = span.of(text)
        cut = _leading(piece)
        if pieces and cut:
            pieces[-1] += piece[:cut]
            piece = piece[cut:]
        elif pieces and _ONLY_CITATIONS.fullmatch(piece):
            pieces[-1] += piece
            continue
        if _ONLY_LABEL.fullmatch(piece.strip()):
            label = f"{piece.strip()} "
        elif piece.strip():
            pieces.append(label + piece.strip())
            label = ""
    for piece in pieces:
        cited = tuple(dict.fromkeys(n for match in _BRACKETED.finditer(piece) for n in _numbers(match["n"])))
        bare = _MARKUP.sub("", _BRACKETED.sub("", piece)).strip()
        labelled = _LABEL.match(bare)
        said = nfc(bare[labelled.end() :] if labelled else bare).strip()
        if re.search(r"[^\W\d_]", said):
            yield Drafted(" ".join(said.split()), cited, labelled[0].strip() if labelled else "")


def _numbers(listed: str) -> Iterator[int]:
    for part in re.split(r"[,;]", listed):
        first, _, last = re.sub(r"\s", "", part).replace("–", "-").partition("-")
        yield from range(int(first), min(int(last), int(first) + 20) + 1) if last else [int(first)]
