"""Who somebody is: "Trần Đình Khoa là ai?" is told by the sentence that names that person with an office, or by the
signature below a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.answer.facts import Fact
from bot.answer.offices import office_asked
from bot.question.cues import either
from bot.question.intent import Intent
from bot.question.language import is_vietnamese_syllable
from bot.question.surnames import SURNAMES_FOLDED
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import BlockKind, BulletinEntry, Filters, Hit, Span
from vectorstore.text import fold, fold_sentences

_SURE = 0.9
_NAME = r"(?P<{}>[a-z]+(?: [a-z]+){{1,4}})"
_ASKED = re.compile(
    rf"^(?:(?:dong chi|ong|ba|anh|chi) )?{_NAME.format('vi')} la ai(?: (?:vay|the|a|z|v|nhi))?$"
    rf"|^who (?:is|was) (?:(?:comrade|mr|mrs|ms) )?{_NAME.format('en')}$"
)
_OFFICE = either(
    "bi thu | chu tich | truong | pho | uy vien | giam doc | chu nhiem | hieu truong | chanh | vien truong | nguyen"
)


def find_person(index: Index, question: Question, hits: Sequence[Hit]) -> tuple[Fact, ...]:
    """The first sentence of the passages that tells the office of the one person whom a question asks who it is, else
    the newest signature with that name; none for other questions, and where neither is found."""
    name = person_asked(question)
    if name is None:
        return ()
    told = re.compile(rf"\b{name}\W{{1,3}}(?:[a-z]+ ){{0,3}}?{_OFFICE}\b")
    for hit, span, sentence in _sentences(hits):
        if told.search(fold(sentence)):
            return (Fact(hit.bulletin, span, _SURE),)
    for bulletin in _signed(index, name, question.query.filters):
        if fold(bulletin.metadata.signer or "") == name:
            signatures = index.catalogue.passages_of_kind(bulletin.id, BlockKind.SIGNATURE)
            signed = next((p for p in signatures if f" {name} " in fold_sentences([p.text])), None)
            if signed is not None:
                return (Fact(bulletin, Span(signed.start, signed.end), _SURE),)
    return ()


def person_asked(question: Question) -> str | None:
    """The folded name of the person whom a question asks who it is; None if it asks for nobody by name."""
    asked = _ASKED.match(question.folded) if question.intent is Intent.WHO else None
    if asked is None or office_asked(question) is not None:
        return None
    name = asked["vi"] or asked["en"]
    first, *others = name.split()
    return name if first in SURNAMES_FOLDED and all(map(is_vietnamese_syllable, others)) else None


def _signed(index: Index, name: str, filters: Filters) -> Iterator[BulletinEntry]:
    """The bulletins with that name in a signature, newest first."""
    signed = index.catalogue.signed([(name,)])
    cards = index.catalogue.cards(filters) if signed else []
    return (index.known(card.id) for card in cards if card.id in signed)


def _sentences(hits: Sequence[Hit]) -> Iterator[tuple[Hit, Span, str]]:
    for hit in hits:
        if hit.passage.kind is not BlockKind.SIGNATURE:
            for span in hit.passage.sentences:
                yield hit, span, hit.passage.said(span)
