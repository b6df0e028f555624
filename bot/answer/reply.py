"""What is said to a question, before it is judged and numbered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vectorstore.models import BulletinEntry, Hit, Section, Span

Quoted = tuple[BulletinEntry, Span]
"""A bulletin, and where in it a quotation stands."""

Listed = tuple[BulletinEntry, Section]
"""A bulletin, and a list in it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said: `text`, which holds the `quotes`; for a list answer its `items`, which are quotes of their own or
    stand within one, and the section that they are of.

    Without quotes it is a refusal, or talk.
    """

    text: str
    quotes: tuple[Quoted, ...] = ()
    items: tuple[str, ...] = ()
    confidence: float = 0.0
    hits: Sequence[Hit] = field(default=(), repr=False)
    section: Listed | None = None
