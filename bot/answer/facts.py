"""Facts that a document states in a place of its own: its number in the heading block, its signer at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer.evidence import offered
from bot.question.intent import Intent
from bot.question.understand import Question
from vectorstore.index import Index, fold_sentences
from vectorstore.models import BlockKind, BulletinEntry, Hit, Span

_PLACES = {Intent.NUMBER: BlockKind.FRONT, Intent.SIGNER: BlockKind.SIGNATURE}


@dataclass(frozen=True, slots=True)
class Fact:
    """Where a bulletin states a fact, and what share of the question's words that bulletin's description covers."""

    bulletin: BulletinEntry
    span: Span
    covered: float


def find_fact(index: Index, question: Question, hits: Sequence[Hit]) -> Fact | None:
    """The number or the signer of the document that the question describes; None for other questions, and where the
    best described document states none."""
    kind = _PLACES.get(question.intent)
    if kind is None:
        return None
    words = index.lexical.weigh(question.query.words)
    bulletins = {hit.bulletin.id: hit.bulletin for hit in hits}
    covered = dict(zip(bulletins, words.coverages(map(_description, bulletins.values())).tolist(), strict=True))
    for bulletin in sorted(bulletins.values(), key=lambda b: covered[b.id], reverse=True)[:1]:
        for passage in index.catalogue.passages_of_kind(bulletin.id, kind):
            for sentence in passage.sentences:
                text = passage.text[sentence.start - passage.start : sentence.end - passage.start]
                if kind is BlockKind.SIGNATURE or any(offered(question.intent, text)):
                    return Fact(bulletin, sentence, covered[bulletin.id])
    return None


def _description(bulletin: BulletinEntry) -> str:
    metadata = bulletin.metadata
    date = f"{metadata.date:%d/%m/%Y} {metadata.date.month} {metadata.date.year}" if metadata.date else ""
    words = [metadata.title, metadata.kind, metadata.number, metadata.issuer, date, "ký văn bản số"]
    return fold_sentences([" ".join(word for word in words if word)])
