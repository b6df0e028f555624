"""The process in which documents are parsed: `python -m ingest.worker_process BYTES`, started by `ingest.worker`.

It reads pickled requests from its standard input and answers each on its standard output, signs of life in between.
BYTES is the memory that it may take, 0 for any amount.
"""

from __future__ import annotations

import os
import pickle
import sys
from typing import BinaryIO

from ingest.errors import IngestError, ReaderFailed
from ingest.worker_messages import (
    Alive,
    Answer,
    Failed,
    FailedUnexpectedly,
    OutOfMemory,
    Parse,
    Parsed,
    Prepare,
    Prepared,
    Request,
)


def main() -> None:
    """Answers requests until there are no more."""
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not get among the answers
    _limit_memory(int(sys.argv[1]))
    worker = _Worker(answers)
    while True:
        try:
            request: Request = pickle.load(requests)
        except EOFError:
            return
        worker.send(worker.answer(request))


class _Worker:
    """Answers requests; what was converted ahead is kept until it is asked for."""

    def __init__(self, answers: BinaryIO) -> None:
        self._answers = answers
        self._converted: dict[str, bytes] = {}

    def answer(self, request: Request) -> Answer:
        """What comes of a request."""
        from ingest.heartbeat import heard_by

        try:
            with heard_by(lambda: self.send(Alive())):
                return self._prepare(request) if isinstance(request, Prepare) else self._parse(request)
        except ReaderFailed as error:
            return FailedUnexpectedly(error.details)
        except IngestError as error:
            return Failed(type(error), error.vi, error.en)
        except MemoryError:
            return OutOfMemory()

    def send(self, answer: Answer) -> None:
        """Hands an answer to the process that asked."""
        pickle.dump(answer, self._answers, pickle.HIGHEST_PROTOCOL)
        self._answers.flush()

    def _prepare(self, request: Prepare) -> Prepared:
        from ingest.content_hash import content_hash
        from ingest.readers.office import convert_together

        self._converted = {}
        found = convert_together([(raw.data, raw.name) for raw in request.raws], request.seconds)
        for raw, converted in zip(request.raws, found, strict=True):
            if converted is not None:
                self._converted[content_hash(raw.data)] = converted
        return Prepared()

    def _parse(self, request: Parse) -> Parsed:
        from ingest.content_hash import content_hash
        from ingest.parse import parse

        content = self._converted.pop(content_hash(request.raw.data), None) if self._converted else None
        return Parsed(parse(request.raw, content))


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # not on this system
        return
    if size:
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    main()
