"""`/metrics`: what a Prometheus server asks for. The figures belong to one server, not to the process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from bot.feedback import Rating
from bot.models import Answer

if TYPE_CHECKING:
    from bot.generation.counts import Counts

PATH = "/metrics"
router = APIRouter(tags=["health"])

_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)


class Metrics:
    """Counts questions, answers and ratings."""

    def __init__(self, documents: Callable[[], int], generation: Callable[[], Counts | None] = lambda: None) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._questions = Counter(
            "bantin_questions",
            "Questions by channel and outcome: answered, refused (the documents do not say), failed",
            ("channel", "outcome"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "bantin_answer_seconds",
            "Time from a question to its answer",
            ("channel",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._ratings = Counter("bantin_ratings", "Ratings of answers", ("rating",), registry=self.registry)
        bulletins = Gauge("bantin_bulletins", "Bulletins in the library", registry=self.registry)
        bulletins.set_function(lambda: float(documents()))
        self.registry.register(_Generation(generation))

    def answered(self, answer: Answer, channel: str) -> None:
        """Counts a question that was answered or refused."""
        self._questions.labels(channel, "answered" if answer.answered else "refused").inc()
        self._seconds.labels(channel).observe(answer.elapsed_ms / 1000)

    def failed(self, channel: str) -> None:
        """Counts a question that met an error of the server."""
        self._questions.labels(channel, "failed").inc()

    def rated(self, rating: Rating) -> None:
        """Counts a rating."""
        self._ratings.labels(rating).inc()


class _Generation(Collector):
    """What became of the language model's answers and sentences; nothing where there is no model."""

    def __init__(self, counts: Callable[[], Counts | None]) -> None:
        self._counts = counts

    def collect(self) -> Iterator[CounterMetricFamily]:
        """The counters as they stand."""
        counts = self._counts()
        if counts is None:
            return
        for name, documentation, label, values in (
            (
                "bantin_generations",
                "Answers of the language model: generated, or why the extractive answer was given instead",
                "outcome",
                counts.answers,
            ),
            (
                "bantin_generated_sentences",
                "Sentences of the language model: kept, completed (items of lists), or why they were removed",
                "fate",
                counts.sentences,
            ),
        ):
            family = CounterMetricFamily(name, documentation, labels=[label])
            for value, count in values.items():
                family.add_metric([value], count)
            yield family


@router.get(PATH, response_class=Response, responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}})
def metrics(request: Request) -> Response:
    """Questions by channel and outcome, time to answer, ratings and bulletins, in the format of Prometheus."""
    registry = request.app.state.server.metrics.registry
    return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
