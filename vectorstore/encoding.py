"""How a bulletin is encoded: the vectors of its sentences and of what stands above them, and its words for Tantivy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from vectorstore.change import EncodedBulletin, EncodedPassage
from vectorstore.corrections import Corrections
from vectorstore.embedder import Embedder, TokenEmbedder
from vectorstore.models import BlockKind, Bulletin, Passage
from vectorstore.text import fold_sentences
from vectorstore.vectors import Vectors, unit

_HEADING_SHARE = 0.35  # of the heading's vector in a sentence's


def encode_bulletins(embedder: Embedder, bulletins: Sequence[tuple[Bulletin, Corrections]]) -> list[EncodedBulletin]:
    """The bulletins, corrected, with their passages' vectors; no sentence or heading is embedded twice."""
    corrected = [replace(each, metadata=corrections.applied(each.metadata)) for each, corrections in bulletins]
    texts: dict[str, int] = {}
    for bulletin in corrected:
        for passage in bulletin.passages:
            for text in (*_above(bulletin, passage), *_sentences(bulletin, passage)):
                texts.setdefault(text, len(texts))
    if isinstance(embedder, TokenEmbedder):
        vectors, tokens = embedder.read_documents(list(texts))
    else:
        vectors, tokens = embedder.encode_documents(list(texts)), []
    return [
        EncodedBulletin(
            bulletin,
            read.metadata,
            corrections,
            _encoded(bulletin, texts, vectors),
            {text: tokens[texts[text]] for text in _kept(bulletin)} if tokens else {},
        )
        for bulletin, (read, corrections) in zip(corrected, bulletins, strict=True)
    ]


def sentence_read(passage: Passage, sentence: str) -> str:
    """A sentence of a passage as it is embedded and read: of a table's row with what its header says before it."""
    return f"{passage.lead}: {sentence}" if passage.kind is BlockKind.ROW and passage.lead else sentence


def headings_read(title: str, passage: Passage) -> list[str]:
    """What is read with each sentence of a passage: its bulletin's title, its last heading, and its lead-in, unless
    that is the header of a table, which `sentence_read` has."""
    lead = "" if passage.kind is BlockKind.ROW else passage.lead
    return [part for part in (title, passage.path[-1] if passage.path else "", lead) if part]


def _kept(bulletin: Bulletin) -> set[str]:
    """The texts of a bulletin whose tokens are kept."""
    return {
        text
        for passage in bulletin.passages
        for text in (*headings_read(bulletin.metadata.title, passage), *_sentences(bulletin, passage))
    }


def _opening(bulletin: Bulletin) -> str:
    """What tells a bulletin from others: title, kind, number, issuer, place, date in figures and words, first
    sentence."""
    metadata = bulletin.metadata
    parts = [metadata.title, metadata.kind, metadata.number, metadata.issuer, metadata.place]
    if metadata.date is not None:
        day = metadata.date
        parts.append(f"ngày {day.day} tháng {day.month} năm {day.year}, {day.day}/{day.month}/{day.year}")
    body = next((p for p in bulletin.passages if p.kind is BlockKind.PARAGRAPH), None)
    parts.append(body.sentences[0].of(bulletin.text) if body and body.sentences else None)
    return "\n".join(part for part in parts if part)


def _encoded(bulletin: Bulletin, rows: dict[str, int], vectors: Vectors) -> tuple[EncodedPassage, ...]:
    """A bulletin's passages with their vectors.

    The vector of what stands above is the mean of its parts'. A sentence's leans towards that of its heading: "Anh sinh
    năm 1980." alone says nothing of whom, and to embed both together costs half as much again (docs/decisions.md).
    """
    found: list[EncodedPassage] = []
    opening = fold_sentences([_opening(bulletin)])
    fold_above = lru_cache(maxsize=None)(lambda text: fold_sentences([text]))
    for passage in bulletin.passages:
        above, sentences = _above(bulletin, passage), _sentences(bulletin, passage)
        heading = passage.path[-1] if passage.path else bulletin.metadata.title
        context = vectors[[rows[text] for text in above]].mean(axis=0, keepdims=True)
        leaning = vectors[[rows[text] for text in sentences]] + _HEADING_SHARE * vectors[rows[heading]]
        found.append(
            EncodedPassage(
                passage,
                "\n".join([opening, *map(fold_above, (*passage.path, passage.lead))]),
                fold_sentences(sentences),
                unit(np.concatenate([context, leaning])),
            )
        )
    return tuple(found)


def _above(bulletin: Bulletin, passage: Passage) -> list[str]:
    """What stands above a passage: title, headings, lead-in."""
    parts = [bulletin.metadata.title, *passage.path, passage.lead]
    return list(dict.fromkeys(part for part in parts if part))


def _sentences(bulletin: Bulletin, passage: Passage) -> list[str]:
    """What is embedded and looked for in words of a passage."""
    return [sentence_read(passage, sentence.of(bulletin.text)) for sentence in passage.sentences]
