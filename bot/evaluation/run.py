"""Asks the questions of a set, and keeps of each what was shown, how it was judged, and what is wrong with it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.assistant import Assistant, Explanation
from bot.evaluation.measures import holds, is_contained, is_right, normal
from bot.evaluation.sets import Case, InvalidQuestionSet, QuestionSet, conversations
from vectorstore.index import Index
from vectorstore.models import Filters, Hit, Span
from vectorstore.query import Form

FOUND_WITHIN = 5
"""A passage counts as found among so many of the best."""
_GROUPS = 10  # sets of fewer bulletins lend no unanswerable questions
_PASSAGE_CHARACTERS = 300
_WARM = "Hội nghị nào được tổ chức gần đây?"


class Verdict(StrEnum):
    """What became of a question; all but RIGHT are wrong, each for a reason of its own."""

    RIGHT = "right"
    MISSED = "missed"
    """The passage that answers is not among the first five."""
    OTHER = "other"
    """Something else is shown than what answers."""
    INCOMPLETE = "incomplete"
    """A list has more or fewer items than it should."""
    REFUSED = "refused"
    """Not answered, though it could be."""
    ANSWERED = "answered"
    """Answered, though the documents do not say."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What became of a question when the bulletins about its subject were left out: refused, if all is well."""

    answered: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Result:
    """A question asked in one form, `before` which others were asked in the same session.

    `missing` are the expected strings that were not shown, `found` how many items were; `place` is where, from 0, the
    passage that answers, or one of the list that does, was found, if that was looked for (`is_ranked`) and it was.
    `holds` tells whether what was found, shown or not, holds the answer: what `confidence` is the probability of. Below
    `threshold` it is refused. `passage` is the beginning of the best passage.
    """

    id: str
    form: Form
    intent: str
    question: str
    before: tuple[str, ...]
    answerable: bool
    near_miss: bool
    expected: tuple[str, ...]
    items: int | None
    verdict: Verdict
    answered: bool
    shown: str
    sources: tuple[str, ...]
    missing: tuple[str, ...]
    found: int
    is_ranked: bool
    place: int | None
    passage: str
    holds: bool
    confidence: float
    threshold: float
    milliseconds: float
    removed: Removed | None = None

    @property
    def is_right(self) -> bool:
        """Whether it was answered as it should be."""
        return self.verdict is Verdict.RIGHT


@dataclass(frozen=True, slots=True)
class SetRun:
    """One set, asked: how many bulletins and passages it was asked of, and what became of each question."""

    name: str
    bulletins: int
    passages: int
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """All sets of one call; `made` is the time in ISO 8601, `version` that of Bản Tin."""

    made: str
    version: str
    model: str
    sets: tuple[SetRun, ...]


_RUN = TypeAdapter(Run)


def run_json(run: Run) -> str:
    """A run as JSON, as `read_run` reads it."""
    return _RUN.dump_json(run, indent=1).decode()


def read_run(file: Path) -> Run:
    """A run that was saved. Raises InvalidQuestionSet where the file holds none."""
    try:
        return _RUN.validate_json(file.read_bytes())
    except FileNotFoundError as error:
        raise InvalidQuestionSet(file, None, "không có tệp này.", "no such file.") from error
    except ValidationError as error:
        vi = "không phải kết quả đã lưu; hãy lưu bằng: bantin eval … --json > TỆP"
        raise InvalidQuestionSet(
            file, None, vi, "not a saved run; save one with: bantin eval … --json > FILE"
        ) from error


def count(cases: Sequence[Case], forms: Sequence[Form]) -> int:
    """How many questions will be asked."""
    return sum(form in case.forms for case in cases for form in forms)


def ask_all(index: Index, questions: QuestionSet, forms: Sequence[Form]) -> Iterator[Result]:
    """What becomes of each question of a set in each of the forms.

    A set without unanswerable questions lends its answerable ones: each is asked again with the bulletins of its group
    left out, if the set has more than a few bulletins.
    """
    assistant = Assistant(index)
    assistant.ask(_WARM)
    lends = all(case.answered for case in questions.cases) and len(questions.bulletins) > _GROUPS
    groups = {case.document_id: case.group for case in questions.cases}
    for form in forms:
        seen: set[str] = set()
        for conversation in conversations([case for case in questions.cases if form in case.forms]):
            session = uuid.uuid4().hex
            before: list[str] = []
            for case in conversation:
                explained = assistant.explain(case.forms[form], session)
                if case.id not in seen:
                    removed = None
                    if lends and case.document_id:
                        others = frozenset(b.id for b in questions.bulletins if groups.get(b.id) != case.group)
                        answer = assistant.ask(case.forms[form], filters=Filters(document_ids=others))
                        removed = Removed(answer.answered, answer.confidence)
                    yield _result(index, case, form, tuple(before), explained, removed)
                    seen.add(case.id)
                before.append(case.forms[form])


def _result(
    index: Index, case: Case, form: Form, before: tuple[str, ...], explained: Explanation, removed: Removed | None
) -> Result:
    answer, considered = explained.answer, explained.considered
    best = considered.hits[0].passage.text if considered.hits else ""
    is_ranked = case.document_id is not None and case.answered and not considered.facts
    place = place_of(index, case, considered.hits) if is_ranked else None
    shown = normal(" ".join([answer.text, *answer.items, *(citation.quote for citation in answer.citations)]))
    return Result(
        id=case.id,
        form=form,
        intent=case.intent,
        question=case.forms[form],
        before=before,
        answerable=case.answered,
        near_miss=case.near_miss,
        expected=case.expected,
        items=case.items,
        verdict=_verdict(case, explained, is_ranked, place),
        answered=answer.answered,
        shown=answer.text,
        sources=tuple(dict.fromkeys(citation.bulletin.metadata.title for citation in answer.citations)),
        missing=tuple(expected for expected in case.expected if normal(expected) not in shown),
        found=len(answer.items),
        is_ranked=is_ranked,
        place=place,
        passage=best[:_PASSAGE_CHARACTERS],
        holds=_holds(case, explained),
        confidence=answer.confidence,
        threshold=considered.threshold,
        milliseconds=answer.elapsed_ms,
        removed=removed,
    )


def place_of(index: Index, case: Case, hits: Sequence[Hit]) -> int | None:
    """The place, from 0, of the first passage that answers, or that belongs to the list which does; or None."""
    within = _list(index, case)
    for place, hit in enumerate(hits):
        in_list = within.start <= hit.passage.start < within.end and hit.bulletin.id == case.document_id
        if in_list or is_right(hit, case):
            return place
    return None


def _list(index: Index, case: Case) -> Span:
    """For a list or ordinal question the shortest list of the bulletin that holds all expected strings, with its
    lead-in; empty for any other."""
    if case.document_id is None or (case.items is None and case.intent != "ordinal"):
        return Span(0, 0)
    text = index.catalogue.text(case.document_id)
    spans = [Span(s.lead.start, s.items[-1].end) for s in index.catalogue.sections(case.document_id)]
    holding = [span for span in spans if holds(span.of(text), case)]
    return min(holding, key=lambda span: span.end - span.start, default=Span(0, 0))


def _verdict(case: Case, explained: Explanation, is_ranked: bool, place: int | None) -> Verdict:
    answer = explained.answer
    if not case.answered:
        return Verdict.ANSWERED if answer.answered else Verdict.RIGHT
    if is_contained(answer, case):
        return Verdict.RIGHT
    if not answer.answered:
        return Verdict.REFUSED
    if is_ranked and (place is None or place >= FOUND_WITHIN):
        return Verdict.MISSED
    if case.items is not None and len(answer.items) != case.items:
        return Verdict.INCOMPLETE
    return Verdict.OTHER


def _holds(case: Case, explained: Explanation) -> bool:
    """Whether what was found, and is shown if it is sure enough, holds the answer."""
    if not case.answered or explained.answer.answered:
        return case.answered and is_contained(explained.answer, case)
    considered = explained.considered
    texts = [candidate.text for candidate in considered.chosen]
    texts += [hit.passage.text for hit in (section.hit for section in considered.sections)]
    return bool(case.expected) and holds(" ".join(texts), case)
