"""What the commands print: text for people, JSON, in the shapes of the API, for programs."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Sequence
from typing import Any

import click

from bot.models import Answer
from vectorstore.errors import Language
from vectorstore.models import BulletinEntry, Citation, Hit, Metadata

_LABEL = re.compile(
    r"\s*(\d+([.,]\d+)*[.)]|[a-zđ][.)]|[ivx]+[.)]|[-–—•*+]|(một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)( \S+)? là|"
    r"thứ \S+|điều \d+)",
    re.IGNORECASE,
)
_WIDEST = 100


def to_json(value: Any) -> str:
    """`value` as indented JSON, Vietnamese letters as they are."""
    return json.dumps(value, ensure_ascii=False, indent=2)


# Answers


def answer_json(answer: Answer) -> str:
    """An answer in the shape of `POST /api/ask`."""
    from bot.api.schemas import AskResponse

    return to_json(AskResponse.of(answer).model_dump(mode="json"))


def answer_text(answer: Answer) -> str:
    """An answer, its items, and the citations that it rests on, numbered."""
    before, after = around_items(answer)
    parts = [_bold(_wrapped(before))] if before else []
    if answer.items:
        parts.append("\n".join(_wrapped(item, "  ", "    ") for item in labelled(answer.items)))
    if after:
        parts.append(_wrapped(after))
    parts += [_citation(citation, answer.language) for citation in answer.citations]
    if answer.suggestions:
        heading = "Có thể hỏi:" if answer.language == "vi" else "You may ask:"
        parts.append("\n".join([_dim(heading), *(_wrapped(f"• {s}", "  ", "    ") for s in answer.suggestions)]))
    return "\n\n".join(parts)


def around_items(answer: Answer) -> tuple[str, str]:
    """What the text says before the first item and after the last; all of it comes before where it lacks them."""
    text = answer.text.strip()
    if answer.items:
        first, last = text.find(answer.items[0]), text.rfind(answer.items[-1])
        if 0 <= first <= last:
            return text[:first].strip(), text[last + len(answer.items[-1]) :].strip()
    return text, ""


def labelled(items: Sequence[str]) -> list[str]:
    """The items, with numbers where they have no labels of their own."""
    if all(_LABEL.match(item) for item in items):
        return list(items)
    return [f"{number}. {item}" for number, item in enumerate(items, 1)]


def _citation(citation: Citation, language: Language) -> str:
    metadata = citation.bulletin.metadata
    heading = f"[{citation.number}] {metadata.title}" + (f" ({_date(metadata)})" if metadata.date else "")
    source = "Nguồn" if language == "vi" else "Source"
    quote = " ".join(citation.quote.split())
    below_here = citation.bulletin.source.removeprefix(f"{os.getcwd()}{os.sep}")
    place = f"{source}: {below_here} ({citation.start}–{citation.end})"
    lines = (_cyan(_wrapped(heading, "", "    ")), _wrapped(f"“{quote}”", "    ", "    "), _dim(f"    {place}"))
    return "\n".join(lines)


# Search


def hits_json(hits: Sequence[Hit]) -> str:
    """Passages in the shape of `POST /api/search`."""
    from bot.api.schemas import PassageBody, SearchResponse

    return to_json(SearchResponse(passages=[PassageBody.of(hit) for hit in hits]).model_dump(mode="json"))


def hits_text(hits: Sequence[Hit]) -> str:
    """Passages, best first, each with its score and bulletin."""
    parts = []
    for number, hit in enumerate(hits, 1):
        metadata = hit.bulletin.metadata
        heading = f"{number}. {metadata.title}" + (f" ({_date(metadata)})" if metadata.date else "")
        place = f"   {hit.score:.3f} · {hit.bulletin.id} {hit.passage.start}–{hit.passage.end}"
        parts.append("\n".join((_cyan(heading), _wrapped(hit.passage.text, "   ", "   "), _dim(place))))
    return "\n\n".join(parts)


# Documents


def entries_json(entries: Sequence[BulletinEntry], total: int) -> str:
    """Bulletins in the shape of `GET /api/documents`."""
    from bot.api.schemas import DocumentBody, DocumentsResponse

    body = DocumentsResponse(documents=[DocumentBody.of(entry) for entry in entries], total=total)
    return to_json(body.model_dump(mode="json"))


def entries_text(entries: Sequence[BulletinEntry], total: int, language: Language) -> str:
    """Bulletins one a line: id, date, number, title; separated by tabs where a program reads."""
    rows = [(e.id, _date(e.metadata), e.metadata.number or "", e.metadata.title) for e in entries]
    if not _for_person():
        return "\n".join("\t".join(row) for row in rows)
    summary = f"{len(entries)}/{total} " + ("văn bản" if language == "vi" else "documents")
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    lines = (
        "  ".join((_cyan(row[0].ljust(widths[0])), row[1].rjust(widths[1]), row[2].ljust(widths[2]), row[3]))
        for row in rows
    )
    return "\n".join((*lines, _dim(summary)))


# Words and colours


def _date(metadata: Metadata) -> str:
    return f"{metadata.date:%d/%m/%Y}" if metadata.date else ""


def _for_person() -> bool:
    return sys.stdout.isatty()


def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    """`text` indented, and broken at the terminal's width when a person reads; its own line breaks stay."""
    width = min(shutil.get_terminal_size().columns, _WIDEST) if _for_person() else sys.maxsize
    lines = []
    for number, line in enumerate(text.splitlines() or [""]):
        lines += textwrap.wrap(
            line, width, initial_indent=rest if number else first, subsequent_indent=rest, break_on_hyphens=False
        )
    return "\n".join(lines)


# click drops the colours where no terminal is.


def _bold(text: str) -> str:
    return click.style(text, bold=True)


def _dim(text: str) -> str:
    return click.style(text, dim=True)


def _cyan(text: str) -> str:
    return click.style(text, fg="cyan")


def _red(text: str) -> str:
    return click.style(text, fg="red")
