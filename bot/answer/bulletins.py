"""Answers that name bulletins: which of them speak of something, and which is the latest or the oldest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.answer import wording
from bot.answer.openings import opening
from bot.answer.reply import Reply
from bot.question.cues import cues
from bot.question.glossary import translate, words
from bot.question.intent import Intent
from bot.question.papers import KIND, KIND_EN, KIND_SAID, kinds_said
from bot.question.topic import topic
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.lexical import WeightedConcepts
from vectorstore.models import BulletinEntry, Card, Hit, Span
from vectorstore.query import Concept, Form, Query
from vectorstore.search import search
from vectorstore.text import fold, fold_sentences

_HITS = 128
_MOST = 8  # bulletins that are named
_TERM = 4  # syllables of a topic that is one term, which no dictionary has
_COVERED = 0.75  # share of the topic, by rarity, that a sentence must say with its heading
_BEHIND = 0.8  # of the best one's share, that a bulletin named beside it must reach
_APART = 0.9  # of its share is left where a sentence says the parts of a word apart
_WHOLE = 0.99  # of the topic, which it must say then
_BODY = re.compile(r"(?:uy ban|hoi|doan|lien|mat tran|hop tac|ban|cong ty|thanh pho|dang) ?")
_ISSUER = 0.7  # share of what the latest bulletin is asked of that an issuer's name must cover
_SURE = 0.9
_FIRST_OF_KIND = cues(
    rf"{KIND}(?: [a-z0-9]+){{0,8}}? (?:moi|gan day|gan|cu|som|xua) nhat"
    rf" | (?:latest|newest|most recent|oldest|earliest) (?:[a-z]+ ){{0,3}}?{KIND_EN}s?"
)
_COMMITTEE = re.compile(r"^(?:ban chap hanh |ban thuong vu |dang bo |dang uy )+")  # one body under several names


def which_bulletins(index: Index, question: Question) -> Reply | None:
    """The bulletins that speak of the question's topic, each with the sentence that says most of it; None if none."""
    found = _speaking(index, question)
    if not found:
        return None
    if len({share for _, _, share in found}) > 1:
        found.sort(key=lambda f: -f[2])
    return _named(index, [(bulletin, span) for bulletin, span, _ in found[:_MOST]], question, found[0][2])


def first_bulletin(index: Index, question: Question) -> Reply | None:
    """The newest or the oldest bulletin, as asked, with its opening; None if there is none."""
    first = find_first(index, question)
    return _named(index, [(first, opening(index.bulletin(first.id)))], question, _SURE) if first else None


def find_first(index: Index, question: Question) -> BulletinEntry | None:
    """The newest or the oldest bulletin, as asked, of a kind, of an issuer, on a topic, or of all; None if there is
    none."""
    kind = _FIRST_OF_KIND.search(question.folded)
    wanted = topic(question.query.text, question.form)
    cards = index.catalogue.cards(question.query.filters)
    if kind:
        kinds = kinds_said(kind[0])
        cards = [card for card in cards if fold(card.kind or "") in kinds]
        wanted = KIND_SAID.sub(" ", fold(wanted)).strip()
    if question.intent is Intent.OLDEST:
        cards = [card for card in reversed(cards) if card.date]
    if not wanted:
        first = next(iter(cards), None)
    else:
        first = _first_of_issuer(index, question, wanted, cards) or _first_on_topic(index, question, cards)
    return index.known(first.id) if first else None


def _speaking(index: Index, question: Question) -> list[tuple[BulletinEntry, Span, float]]:
    """The bulletins that say the topic, with the sentence that says most of it, and the share of it that they say: as
    it is worded first, then those that say the parts of a longer word apart ("nhà ở … cho công nhân")."""
    text = topic(question.query.text, question.form)
    concepts = _concepts(index, question, text)
    if not concepts.concepts:
        return []
    found = _saying(index, question, text, concepts)
    parts = [part for concept in concepts.concepts for part in _parts(concept)]
    if len(parts) == len(concepts.concepts):
        return found
    known = {bulletin.id for bulletin, _, _ in found}
    apart = _saying(index, question, text, index.lexical.weigh(parts))
    return [*found, *((b, span, share * _APART) for b, span, share in apart if b.id not in known and share > _WHOLE)]


def _parts(concept: Concept) -> tuple[Concept, ...]:
    """The two halves of a word of four syllables, unless it is a body's name, whose halves say something else."""
    syllables = concept[0].split()
    if len(syllables) != 4 or _BODY.match(concept[0]):
        return (concept,)
    return ((" ".join(syllables[:2]),), (" ".join(syllables[2:]),))


def _saying(
    index: Index, question: Question, text: str, concepts: WeightedConcepts
) -> list[tuple[BulletinEntry, Span, float]]:
    """The bulletins that say most of the concepts of the topic, each with the sentence that says most of them, and the
    share of them that it says."""
    query = Query(text, concepts.concepts, concepts.concepts, question.form, filters=question.query.filters)
    best: dict[str, tuple[float, float, BulletinEntry, Span]] = {}
    for hit in search(index, query, _HITS):
        share, own, span = _best_sentence(concepts, hit)
        known = best.get(hit.bulletin.id)
        if known is None or (share, own) > known[:2]:
            best[hit.bulletin.id] = (share, own, hit.bulletin, span)
    limit = max(_COVERED, _BEHIND * max((share for share, *_ in best.values()), default=1.0))
    return [(bulletin, span, share) for share, _, bulletin, span in best.values() if share >= limit]


def _best_sentence(concepts: WeightedConcepts, hit: Hit) -> tuple[float, float, Span]:
    """The share of the topic that a passage says with its headings, the share that its best sentence says, and that."""
    passage = hit.passage
    texts = [passage.said(span) for span in passage.sentences]
    shares = concepts.coverages([fold_sentences([text]) for text in texts]).tolist()
    whole = fold_sentences([hit.bulletin.metadata.title, *passage.path, passage.lead, passage.text])
    place = shares.index(max(shares))
    return float(concepts.coverages([whole])[0]), shares[place], passage.sentences[place]


def _concepts(index: Index, question: Question, text: str) -> WeightedConcepts:
    """The topic's words, and the numbers of documents in it as they stand in texts."""
    numbers = [reference.phrases() for reference in question.references]
    if numbers:
        return index.lexical.weigh(numbers)
    if question.form is Form.ENGLISH:
        return index.lexical.weigh(translate(text, index.catalogue))
    found = words(text)
    alone = [concept[0] for concept in found if len(concept) == 1 and " " not in concept[0]]
    if 1 < len(alone) == len(found) <= _TERM:  # "dược liệu" is no "được" and "liệu"
        return index.lexical.weigh([(f"{first} {second}",) for first, second in pairwise(alone)])
    return index.lexical.weigh(found)


def _first_of_issuer(index: Index, question: Question, wanted: str, cards: Sequence[Card]) -> Card | None:
    """The first of the bulletins that is of the issuer whose name fits best and says least besides."""
    found = _concepts(index, question, wanted).concepts
    concepts = index.lexical.weigh([concept for concept in found if not concept[0].isdigit()])
    issuers = list(dict.fromkeys(card.issuer for card in cards if card.issuer))
    if not concepts.concepts or not issuers:
        return None
    shares = concepts.coverages(fold_sentences([issuer]) for issuer in issuers).tolist()
    best = max(shares)
    if best < _ISSUER:
        return None
    fitting = [issuer for issuer, share in zip(issuers, shares, strict=True) if share >= best - 1e-9]
    bodies = {issuer: _COMMITTEE.sub("", fold(issuer)) for issuer in fitting}
    body = min(bodies.values(), key=len)
    chosen = {issuer for issuer in fitting if bodies[issuer] == body}
    return next(card for card in cards if card.issuer in chosen)


def _first_on_topic(index: Index, question: Question, cards: Sequence[Card]) -> Card | None:
    """The first of the bulletins that speaks of the question's topic and has a date."""
    speaking = {bulletin.id for bulletin, _, _ in _speaking(index, question)}
    return next((card for card in cards if card.id in speaking and card.date), None)


def _named(index: Index, found: Sequence[tuple[BulletinEntry, Span]], question: Question, confidence: float) -> Reply:
    quotes = [(bulletin, span.of(index.catalogue.text(bulletin.id))) for bulletin, span in found]
    match question.intent:
        case Intent.LATEST:
            text = wording.latest(*quotes[0], question.language)
        case Intent.OLDEST:
            text = wording.oldest(*quotes[0], question.language)
        case _:
            text = wording.bulletins(quotes, question.language)
    return Reply(text, tuple(found), confidence=min(confidence, _SURE))
