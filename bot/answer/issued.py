"""The documents of a time, an issuer or a signer: "Năm 2022 Huyện ủy … ban hành những văn bản nào?"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from bot.answer import wording
from bot.answer.openings import opening
from bot.answer.reply import Reply
from bot.question.cues import cues
from bot.question.glossary import phrases, segments
from bot.question.papers import KIND_SAID, kinds_said
from bot.question.time import time_said
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import Card
from vectorstore.query import Concept, Form
from vectorstore.text import fold, fold_sentences, folded_syllables, syllables

_MOST = 8  # documents that are named
_SURE = 0.9
_FRAME = cues(
    """
    (?:van ban|ban tin|tai lieu|bai viet|bai bao|tin tuc|tin|documents?|bulletins?|texts?|articles?|news) | ban hanh
    phat hanh | ra doi | ra | ky | co | duoc | do | da | nhung | cac | tat ca | liet ke | ke ten | nao | gi | la | khong
    danh sach | hien | xem | dong chi | ong | ba | cua | trong | vao | hoi | nhat | bao nhieu | ngay | thang | nam | quy
    issued? | published? | signed? | list | all | which | what | were | was | did | the | by | in | of | during
    comrade | are | there | any | released? | adopted? | from | me | show
    """
)
_TIME = re.compile(r"\b(?:quy (?:i{1,3}|iv)|(?:thang|nam|ngay|quy) )?\b[\d/.-]+\b|\bq[1-4]\b")
_SIGNED = cues("ky | signed? | sign")


def issued_bulletins(index: Index, question: Question) -> Reply | None:
    """The documents of the kind, time, issuer and signer that a question says, newest first, or a refusal; None if it
    asks for documents by anything else."""
    kinds = kinds_said(question.folded)
    rest = _FRAME.sub(" ", _TIME.sub(" ", _without_time(question.text)))
    named = _concepts(index, question, set(KIND_SAID.sub(" ", rest).split()))
    if not (named or question.period or kinds):
        return None
    cards = [card for card in index.catalogue.cards(question.query.filters) if _is_of(card, kinds, question)]
    found = _signed(index, named, cards) if _SIGNED.search(question.folded) else _of_issuer(index, named, cards)
    if not found:
        return None if named or kinds else Reply(wording.NONE_ISSUED[question.language])
    places = [(index.known(card.id), opening(index.bulletin(card.id))) for card in found[:_MOST]]
    quotes = [(bulletin, span.of(index.catalogue.text(bulletin.id))) for bulletin, span in places]
    text = wording.issued(quotes, len(found), question.language)
    return Reply(text, tuple(places), confidence=_SURE)


def _without_time(text: str) -> str:
    """The folded syllables of a question without the time that it says; what is relative has been made exact before."""
    folded = fold(text)
    said = time_said(folded, datetime.date.today())
    return folded_syllables(f"{folded[: said.start]} {folded[said.end :]}" if said else folded)


def _concepts(index: Index, question: Question, rest: set[str]) -> list[Concept]:
    """The concepts of the words of a question that remain whole."""
    spoken = phrases(question.text, index.catalogue) if question.form is Form.ENGLISH else segments(question.text)
    return [word.concept for word in spoken if word.concept and set(syllables(fold(word.text))) <= rest]


def _is_of(card: Card, kinds: Sequence[str], question: Question) -> bool:
    """Whether a document is of one of the kinds, if any are said, and was issued in the time that is said."""
    if kinds and fold(card.kind or "") not in kinds:
        return False
    period = question.period
    return period is None or (card.date is not None and period.start <= card.date <= period.end)


def _of_issuer(index: Index, named: Sequence[Concept], cards: Sequence[Card]) -> list[Card]:
    """The documents whose issuer's name says everything that is named."""
    issuers = list(dict.fromkeys(card.issuer or "" for card in cards))
    said = index.lexical.weigh(named).said(fold_sentences([issuer]) for issuer in issuers)
    fitting = {issuer for issuer, concepts in zip(issuers, said, strict=True) if concepts.all()}
    return [card for card in cards if (card.issuer or "") in fitting]


def _signed(index: Index, named: Sequence[Concept], cards: Sequence[Card]) -> list[Card]:
    """The documents whose signature says everything that is named."""
    signed = index.catalogue.signed(named) if named else frozenset()
    return [card for card in cards if card.id in signed]
