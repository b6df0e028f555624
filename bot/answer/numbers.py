"""Whether the documents whose numbers a question says are known at all."""

from __future__ import annotations

from bot.question.understand import Question
from vectorstore.index import Index


def unknown_number(index: Index, question: Question) -> str:
    """The first document number in a question that no bulletin has or mentions, as it was typed; empty if none."""
    if not question.references or question.query.named:
        return ""
    for reference in question.references:
        weighed = index.lexical.weigh([(phrase,) for phrase in reference.phrases()])
        if all(weight >= weighed.greatest for weight in weighed.weights):
            return question.text[reference.start : reference.end].strip()
    return ""
