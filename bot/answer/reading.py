"""Reads the most promising sentences together with the question (bot.answer.reader), where the index keeps tokens."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer.candidates import Candidate
from bot.answer.reader import Text, reader
from bot.question.intent import Intent
from bot.question.understand import Question
from vectorstore.encoding import headings_read, sentence_read
from vectorstore.index import Index

UNREAD = frozenset(
    {
        Intent.LIST,
        Intent.ORDINAL,
        Intent.SUMMARY,
        Intent.SIGNER,
        Intent.NUMBER,
        Intent.LATEST,
        Intent.OLDEST,
        Intent.ISSUED,
        Intent.WHICH,
    }
)
"""What is asked for where a list answers, or a bulletin as a whole, and no sentence."""


def read(index: Index, question: Question, sentences: Sequence[Candidate]) -> list[float] | None:
    """For each sentence, the log odds that it answers the question.

    None where no sentence is asked for, or the tokens of one are not known: of another embedding model than the default
    one, or of an index that was made before tokens were kept and not since (`bantin reindex`).
    """
    _, asked = index.embedded(question.query.embedded)
    if asked is None or question.intent in UNREAD:
        return None
    texts = tokens_of(index, sentences)
    return reader().scores(asked, texts) if texts is not None else None


def tokens_of(index: Index, sentences: Sequence[Candidate]) -> list[Text] | None:
    """The tokens of each sentence and of its headings; None where the index lacks some."""
    texts = [
        (
            sentence.hit.bulletin.id,
            sentence_read(sentence.hit.passage, sentence.text),
            headings_read(sentence.hit.bulletin.metadata.title, sentence.hit.passage),
        )
        for sentence in sentences
    ]
    kept = index.catalogue.tokens({(bulletin, text) for bulletin, own, above in texts for text in (own, *above)})
    try:
        return [(kept[bulletin, own], [kept[bulletin, text] for text in above]) for bulletin, own, above in texts]
    except KeyError:
        return None
