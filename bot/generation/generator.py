"""Answers worded by a language model and verified while they stream; the extractive answer wherever that fails."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Generator as Yielding
from collections.abc import Iterator
from dataclasses import replace

from bot.assistant import Explanation
from bot.events import AnswerEvent, Finished, TextAdded, events_of
from bot.generation.breaker import Breaker
from bot.generation.chat import Chat
from bot.generation.claims import plain
from bot.generation.counts import COMPLETED, KEPT, Counts
from bot.generation.cutter import Cutter, Drafted
from bot.generation.draft import Draft
from bot.generation.failures import OF_SERVICE, Failure, ModelFailed
from bot.generation.prompt import answer_prompt
from bot.generation.settings import LanguageModelSettings
from bot.generation.sources import choose_sources
from bot.generation.trial import try_out
from bot.generation.verify import Verifier
from bot.models import Answer
from bot.question.intent import Intent
from vectorstore.index import Index

logger = logging.getLogger(__name__)

_LONGEST = 6_000  # characters of a reply beside what the model thinks aloud; no answer from a few passages is longer
_REPETITIONS = 3  # sentences said before, after which a model is taken to go round in circles


class Generator:
    """Words answers; safe to use from many threads."""

    def __init__(
        self, index: Index, chat: Chat, settings: LanguageModelSettings, counts: Counts, breaker: Breaker
    ) -> None:
        self._index = index
        self._chat = chat
        self._seconds = settings.llm_seconds
        self._counts = counts
        self._breaker = breaker
        self._places = threading.BoundedSemaphore(settings.llm_parallel)

    def stream(self, explanation: Explanation, started: float) -> Iterator[AnswerEvent]:
        """The answer as it comes into being: generated, or the extractive one that `explanation` holds.

        `started` is when the question came, of time.monotonic(). What the documents do not say is not put to the model,
        nor is what the catalogue answers, or several bulletins apart.
        """
        extractive = explanation.answer
        if not extractive.answered or _is_set_apart(explanation):
            yield from events_of(extractive)
            return
        shown = ""
        try:
            for event in self._generated(explanation, started):
                if isinstance(event, TextAdded):
                    shown += event.text
                yield event
        except ModelFailed as failed:
            self._note(failed)
            if shown:
                yield TextAdded("\n\n")
            yield from events_of(replace(extractive, elapsed_ms=_elapsed_ms(started)))

    def _generated(self, explanation: Explanation, started: float) -> Iterator[AnswerEvent]:
        """The generated answer. Raises ModelFailed."""
        if self._breaker.is_open:
            if self._breaker.should_try():
                threading.Thread(target=self._probe, name="bantin-llm-probe", daemon=True).start()
            raise ModelFailed(Failure.DOWN)
        if not self._places.acquire(blocking=False):
            raise ModelFailed(Failure.BUSY)
        try:
            answer = yield from self._written(explanation, started + self._seconds)
        finally:
            self._places.release()
        self._breaker.succeeded()
        self._counts.answer(None)
        yield Finished(replace(answer, elapsed_ms=_elapsed_ms(started)))

    def _written(self, explanation: Explanation, deadline: float) -> Yielding[AnswerEvent, None, Answer]:
        """Shows each sentence of the reply that the passages support; returns the answer."""
        question, extractive = explanation.considered.question, explanation.answer
        sources = choose_sources(self._index, explanation.considered, extractive)
        if not sources:
            raise ModelFailed(Failure.UNSUPPORTED, "no passage may be given to the model")
        verifier = Verifier(self._index, question.language, sources)
        draft = Draft(extractive, lambda bulletin, span: span.of(self._index.catalogue.text(bulletin.id)))
        said: set[str] = set()
        repeated = 0
        for drafted in self._sentences(answer_prompt(question.text, sources, question.language), deadline):
            words = plain(drafted.text)
            if words in said:
                repeated += 1
                if repeated >= _REPETITIONS:
                    raise ModelFailed(Failure.ENDLESS, "the model repeats itself")
                continue
            said.add(words)
            if draft.is_list and drafted.text.endswith(":"):
                continue
            verdict = verifier.verify(drafted)
            self._counts.sentence(verdict.reason or KEPT)
            if verdict.reason is not None:
                logger.debug("removed (%s): %s", verdict.reason, drafted.text)
                continue
            places = [(support.bulletin, support.span) for support in verdict.supports]
            yield from draft.add(drafted.text, drafted.label, places)
        if not said:
            raise ModelFailed(Failure.EMPTY)
        if draft.is_empty:
            raise ModelFailed(Failure.UNSUPPORTED)
        yield from draft.finish()
        for _ in range(draft.completed):
            self._counts.sentence(COMPLETED)
        return draft.answer()

    def _sentences(self, messages: list[tuple[str, str]], deadline: float) -> Iterator[Drafted]:
        cutter = Cutter()
        for piece in self._chat.stream(messages, deadline):
            yield from cutter.add(piece)
            if cutter.visible > _LONGEST:
                raise ModelFailed(Failure.ENDLESS, f"more than {_LONGEST} characters")
        yield from cutter.rest()

    def _note(self, failed: ModelFailed) -> None:
        self._counts.answer(failed.failure)
        if failed.failure in OF_SERVICE:
            self._breaker.failed()
            logger.warning("the language model failed (%s): the extractive answer is given instead", failed)
            if self._breaker.is_open:
                logger.warning("the language model is left alone until it answers again")
        elif failed.failure is not Failure.DOWN:
            logger.info("the extractive answer is given instead of the language model's (%s)", failed)

    def _probe(self) -> None:
        """Tries the model, so that no person has to."""
        failed = try_out(self._chat)
        if failed is None:
            self._breaker.succeeded()
            logger.warning("the language model answers again")
        else:
            logger.info("the language model is still down (%s)", failed)


def _is_set_apart(explanation: Explanation) -> bool:
    """Whether an answer names bulletins side by side, which no passage says."""
    question = explanation.considered.question
    bulletins = {citation.bulletin.id for citation in explanation.answer.citations}
    return question.intent in (Intent.WHICH, Intent.LATEST, Intent.OLDEST) or (
        question.ordinal is not None and len(bulletins) > 1
    )


def _elapsed_ms(started: float) -> float:
    return round((time.monotonic() - started) * 1000, 2)
