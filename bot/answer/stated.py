"""The signer or the number of the bulletins that a question names, or that the conversation is about."""

from __future__ import annotations

from bot.answer import wording
from bot.answer.evidence import offered
from bot.answer.reply import Quoted, Reply
from bot.question.intent import Intent
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import BlockKind, BulletinEntry

_PLACES = {Intent.NUMBER: BlockKind.FRONT, Intent.SIGNER: BlockKind.SIGNATURE}
_MOST = 4  # bulletins
_SURE = 0.95


def stated_by_named(index: Index, question: Question) -> Reply | None:
    """What the named bulletins state of themselves, each under its name if there are several; None for other questions,
    and where one of them does not state it."""
    kind = _PLACES.get(question.intent)
    by_number = question.query.named if question.intent is Intent.SIGNER else frozenset[str]()  # else it is known
    named = by_number or question.query.filters.document_ids or frozenset()
    if kind is None or not 0 < len(named) <= _MOST:
        return None
    entries = sorted(index.catalogue.entries_of(named).values(), key=lambda entry: str(entry.metadata.date))
    found = [place for entry in entries if (place := _stated(index, question, entry, kind))]
    if not found or len(found) < len(entries):
        return None
    quotes = [(bulletin, span.of(index.catalogue.text(bulletin.id))) for bulletin, span in found]
    if len(quotes) == 1:
        text = wording.quotation([quotes[0][1]], question.language)
    else:
        text = "\n".join(f"{wording.named(bulletin)}: {quote}" for bulletin, quote in quotes)
    return Reply(text, tuple(found), confidence=_SURE)


def _stated(index: Index, question: Question, bulletin: BulletinEntry, kind: BlockKind) -> Quoted | None:
    for passage in index.catalogue.passages_of_kind(bulletin.id, kind):
        for sentence in passage.sentences:
            text = passage.text[sentence.start - passage.start : sentence.end - passage.start]
            if kind is BlockKind.SIGNATURE or any(offered(question.intent, text)):
                return bulletin, sentence
    return None
