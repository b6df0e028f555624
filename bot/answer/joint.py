"""One reply to several questions that the same sentences answer: "Hội nghị họp khi nào và ở đâu?"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import wording
from bot.answer.reply import Quoted, Reply
from vectorstore.errors import Language
from vectorstore.index import Index


def joint(index: Index, replies: Sequence[Reply], language: Language) -> Reply | None:
    """The replies as one, where all of them quote a sentence in common: that, and what each quotes besides of the same
    bulletin, as it stands there; None where they have none in common, or one is more than its quotations."""
    first = replies[0]
    common = set(first.quotes).intersection(*(reply.quotes for reply in replies))
    if not common or any(reply.items or reply.text != _quoted(index, reply.quotes, language) for reply in replies):
        return None
    bulletins = {bulletin.id for bulletin, _ in common}
    quotes = {quoted for reply in replies for quoted in reply.quotes if quoted[0].id in bulletins}
    places = tuple(sorted(quotes, key=lambda quoted: (quoted[0].id, quoted[1].start)))
    confidence = min(reply.confidence for reply in replies)
    return Reply(_quoted(index, places, language), places, (), confidence, first.hits)


def _quoted(index: Index, places: Sequence[Quoted], language: Language) -> str:
    return wording.quotation([span.of(index.catalogue.text(bulletin.id)) for bulletin, span in places], language)
