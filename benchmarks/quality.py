"""Quality of a question set: retrieval, containment, refusal, by form of question and by intent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.assistant import Assistant
from bot.evaluation.measures import auroc, is_contained, rank, recall
from bot.evaluation.sets import Case, QuestionSet
from bot.question.understand import understand
from vectorstore.index import Index
from vectorstore.models import Filters
from vectorstore.query import Form
from vectorstore.search import search


@dataclass(slots=True)
class Wrong:
    """A question that was not answered as it should be, with what was said instead."""

    form: Form
    case: Case
    said: str
    confidence: float


@dataclass(slots=True)
class Quality:
    """The figures of one set and one form; rates are in percent, AUROC from 0 to 1."""

    ranks: list[int | None] = field(default_factory=list)
    contained: list[bool] = field(default_factory=list)
    lists: list[bool] = field(default_factory=list)
    refused: list[bool] = field(default_factory=list)
    near_misses: list[bool] = field(default_factory=list)
    false_refusals: list[bool] = field(default_factory=list)
    answerable: list[float] = field(default_factory=list)
    unanswerable: list[float] = field(default_factory=list)
    by_intent: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[Wrong] = field(default_factory=list)

    def row(self) -> dict[str, str]:
        """The figures as a table shows them."""
        return {
            "n": str(len(self.contained) + len(self.refused)),
            "recall@1": _percent(recall(self.ranks, 1), self.ranks),
            "recall@5": _percent(recall(self.ranks, 5), self.ranks),
            "contained": _rate(self.contained),
            "lists": _rate(self.lists),
            "refused": _rate(self.refused),
            "near misses": _rate(self.near_misses),
            "false refusals": _rate(self.false_refusals),
            "AUROC": f"{auroc(self.answerable, self.unanswerable):.3f}" if self.unanswerable else "",
        }


def measure(index: Index, questions: QuestionSet, cases: Sequence[Case], form: Form) -> Quality:
    """Asks every case that has the form.

    Refusal is measured on the set's own unanswerable questions, or, where it has none, on each question with all
    bulletins of its group taken out.
    """
    assistant = Assistant(index)
    quality = Quality()
    has_own = any(not case.answered for case in questions.cases)
    groups = {case.document_id: case.group for case in questions.cases}
    for case in cases:
        if form not in case.forms:
            continue
        text = case.forms[form]
        answer = assistant.ask(text)
        right = is_contained(answer, case) if case.answered else not answer.answered
        quality.by_intent[case.intent].append(right)
        if not right:
            quality.wrong.append(Wrong(form, case, answer.text, answer.confidence))
        if not case.answered:
            quality.refused.append(right)
            quality.unanswerable.append(answer.confidence)
            if case.near_miss:
                quality.near_misses.append(right)
            continue
        quality.contained.append(right)
        quality.false_refusals.append(not answer.answered)
        quality.answerable.append(answer.confidence)
        if case.items is not None:
            quality.lists.append(right)
        if case.document_id is not None:
            quality.ranks.append(rank(search(index, understand(text, index.catalogue).query, 5), case))
        if not has_own and len(questions.bulletins) > 10:
            others = frozenset(b.id for b in questions.bulletins if groups.get(b.id) != case.group)
            refused = assistant.ask(text, filters=Filters(document_ids=others))
            quality.refused.append(not refused.answered)
            quality.unanswerable.append(refused.confidence)
    return quality


def _rate(values: Sequence[bool]) -> str:
    return _percent(100 * sum(values) / len(values), values) if values else ""


def _percent(value: float, of: Sequence[object]) -> str:
    return f"{value:.1f}" if of else ""
