"""Cuts what is too long for one passage, and finds the sentences of a passage."""

from __future__ import annotations

from vectorstore.models import Span
from vectorstore.text import sentences

PASSAGE_LENGTH = 1_600
"""Characters of the longest passage."""
LEAD_LENGTH = 200
"""Characters of the longest lead that a passage carries."""


def cut(text: str, span: Span) -> list[Span]:
    """`span` of `text` in parts of at most `PASSAGE_LENGTH` characters, cut at sentence ends where there are any."""
    parts: list[Span] = []
    start = span.start
    while span.end - start > PASSAGE_LENGTH:
        limit = start + PASSAGE_LENGTH
        found = sentences(text[start:limit], start)
        if len(found) > 1:
            end = found[-1].start
        else:
            space = text.rfind(" ", start + 1, limit)
            end = space if space > start else limit
        stripped = text[start:end].rstrip()
        if stripped:
            parts.append(Span(start, start + len(stripped)))
        start = end + len(text[end : span.end][:PASSAGE_LENGTH]) - len(text[end : span.end][:PASSAGE_LENGTH].lstrip())
    if start < span.end:
        parts.append(Span(start, span.end))
    return parts


def sentence_spans(text: str, span: Span, label_length: int = 0) -> tuple[Span, ...]:
    """The sentences of `span`; a label of `label_length` characters stays with the sentence that follows it."""
    body = min(span.start + label_length, span.end)
    found = sentences(text[body : span.end], body)
    if not found:
        return (span,)
    return (Span(span.start, found[0].end), *found[1:])


def shorten(text: str) -> str:
    """At most `LEAD_LENGTH` characters of `text`: the end of what announces or asks something, else the start."""
    if len(text) <= LEAD_LENGTH:
        return text
    if text.endswith((":", "sau.", "?")):
        last = sentences(text[-2_000:])[-1].of(text[-2_000:])
        return last if len(last) <= LEAD_LENGTH else "… " + last[-LEAD_LENGTH:].partition(" ")[2]
    return text[:LEAD_LENGTH].rpartition(" ")[0] + " …"
