"""`/metrics`: what a Prometheus server asks for. The figures belong to one server, not to the process."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

from bot.feedback import Rating
from bot.models import Answer

PATH = "/metrics"
router = APIRouter(tags=["health"])

_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)


class Metrics:
    """Counts questions, answers and ratings."""

    def __init__(self, documents: Callable[[], int]) -> None:
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


@router.get(PATH, response_class=Response, responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}})
def metrics(request: Request) -> Response:
    """Questions by channel and outcome, time to answer, ratings and bulletins, in the format of Prometheus."""
    registry = request.app.state.server.metrics.registry
    return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
