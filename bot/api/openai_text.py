"""An answer as a chat's message: its text, numbered sources below it, citations that point into it, and its size."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.api.openai_schemas import Annotation, UrlCitation, Usage
from bot.channels.replies import named, ranges
from bot.channels.wording import SOURCES
from bot.models import Answer
from vectorstore.models import Citation

_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Source:
    """A bulletin that an answer cites, as a line below it."""

    citations: tuple[Citation, ...]
    line: str


def sources(answer: Answer, base_url: str) -> list[Source]:
    """The bulletins that are cited, each with the numbers of its citations, its title, date and address."""
    cited: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        cited.setdefault(citation.bulletin.id, []).append(citation)
    return [
        Source(
            tuple(citations),
            f"[{ranges([c.number for c in citations])}] {named(citations[0].bulletin)}: {base_url}{citations[0].url}",
        )
        for citations in cited.values()
    ]


def below(answer: Answer, base_url: str) -> str:
    """What stands below an answer's text: its sources, nothing where it cites none."""
    lines = [source.line for source in sources(answer, base_url)]
    return "\n".join([f"\n\n{SOURCES[answer.language]}:", *lines]) if lines else ""


def url_citations(answer: Answer, content: str, base_url: str) -> list[Annotation]:
    """A citation for each quote in `content`; one that is not said there word by word points to its source's line."""
    found: list[tuple[Citation, int, int]] = []
    for source in sources(answer, base_url):
        line = content.rfind(source.line)
        reached = 0
        for citation in source.citations:
            start = content.find(citation.quote, reached)
            start = start if start >= 0 else content.find(citation.quote)
            if start >= 0:
                reached = start + len(citation.quote)
                found.append((citation, start, reached))
            else:
                found.append((citation, line, line + len(source.line)))
    return [
        _annotation(citation, start, end, base_url)
        for citation, start, end in sorted(found, key=lambda place: place[0].number)
    ]


def usage(messages: Iterable[str], content: str) -> Usage:
    """The size of the messages and of the answer, as `tokens` counts."""
    asked, said = sum(map(tokens, messages)), tokens(content)
    return Usage(prompt_tokens=asked, completion_tokens=said, total_tokens=asked + said)


def tokens(text: str) -> int:
    """Words (in Vietnamese: syllables) and punctuation marks: about what tokenizers of language models count."""
    return len(_WORD.findall(text))


def _annotation(citation: Citation, start: int, end: int, base_url: str) -> Annotation:
    return Annotation(
        url_citation=UrlCitation(
            start_index=start,
            end_index=end,
            title=citation.bulletin.metadata.title,
            url=base_url + citation.url,
            number=citation.number,
            document_id=citation.bulletin.id,
            quote=citation.quote,
            start=citation.start,
            end=citation.end,
        )
    )
