"""An answer as a chat's message: citations that point into its content, and how large it is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.api.openai_schemas import Annotation, UrlCitation, Usage
from bot.channels.sources import Link, sources
from bot.models import Answer
from vectorstore.models import Citation

_WORD = re.compile(r"\w+|[^\w\s]")


def url_citations(answer: Answer, content: str, link: Link) -> list[Annotation]:
    """A citation for each quote in `content`; one that is not said there word by word points to its source's line."""
    found: list[tuple[Citation, int, int]] = []
    for source in sources(answer, link):
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
        _annotation(citation, start, end, link)
        for citation, start, end in sorted(found, key=lambda place: place[0].number)
    ]


def usage(messages: Iterable[str], content: str) -> Usage:
    """The size of the messages and of the answer, as `tokens` counts."""
    asked, said = sum(map(tokens, messages)), tokens(content)
    return Usage(prompt_tokens=asked, completion_tokens=said, total_tokens=asked + said)


def tokens(text: str) -> int:
    """Words (in Vietnamese: syllables) and punctuation marks: about what tokenizers of language models count."""
    return len(_WORD.findall(text))


def _annotation(citation: Citation, start: int, end: int, link: Link) -> Annotation:
    return Annotation(
        url_citation=UrlCitation(
            start_index=start,
            end_index=end,
            title=citation.bulletin.metadata.title,
            url=link(citation),
            number=citation.number,
            document_id=citation.bulletin.id,
            quote=citation.quote,
            start=citation.start,
            end=citation.end,
        )
    )
