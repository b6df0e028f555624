"""The sources of an answer as lines below its text, numbered as its citations are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.channels.replies import named, ranges
from bot.channels.wording import SOURCES
from bot.models import Answer
from vectorstore.models import Citation

Link = Callable[[Citation], str]
"""Gives the whole address at which a citation can be read."""


@dataclass(frozen=True, slots=True)
class Source:
    """A bulletin that an answer cites, and the line that says so."""

    citations: tuple[Citation, ...]
    line: str


def sources(answer: Answer, link: Link) -> list[Source]:
    """The bulletins that are cited, each with the numbers of its citations, its title, date and address."""
    cited: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        cited.setdefault(citation.bulletin.id, []).append(citation)
    return [
        Source(tuple(all_of_it), f"[{ranges([c.number for c in all_of_it])}] {named(first.bulletin)}: {link(first)}")
        for all_of_it in cited.values()
        for first in all_of_it[:1]
    ]


def below(answer: Answer, link: Link) -> str:
    """What stands below an answer's text: its sources, nothing where it cites none."""
    lines = [source.line for source in sources(answer, link)]
    return "\n".join([f"\n\n{SOURCES[answer.language]}:", *lines]) if lines else ""
