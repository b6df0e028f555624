"""Why a model gave no answer that can be shown, in words for the log, `/metrics` and `bantin doctor`."""

from __future__ import annotations

from enum import StrEnum


class Failure(StrEnum):
    """The reasons for which the extractive answer takes over."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    RATE_LIMITED = "rate_limited"
    UNAUTHORISED = "unauthorised"
    ERROR = "error"
    CUT = "cut"
    EMPTY = "empty"
    ENDLESS = "endless"
    UNSUPPORTED = "unsupported"
    BUSY = "busy"
    DOWN = "down"


OF_SERVICE = frozenset(
    {Failure.TIMEOUT, Failure.UNREACHABLE, Failure.RATE_LIMITED, Failure.UNAUTHORISED, Failure.ERROR, Failure.CUT}
)
"""The failures that say that the model's server is not well, and the next question had better not wait for it."""


class ModelFailed(Exception):
    """A call of the model came to nothing; `detail` is what its client said, for the operator."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(f"{failure}: {detail}" if detail else str(failure))
        self.failure = failure
        self.detail = detail


def failure_of(error: BaseException) -> ModelFailed:
    """What an exception of any provider's client means; the providers share no class, but names and status codes."""
    names = " ".join(kind.__name__ for kind in type(error).__mro__)
    status = getattr(error, "status_code", None)
    detail = " ".join(str(error).split())[:300]
    if status == 429:
        failure = Failure.RATE_LIMITED
    elif status in (401, 403):
        failure = Failure.UNAUTHORISED
    elif "Timeout" in names:
        failure = Failure.TIMEOUT
    elif "RemoteProtocolError" in names or "ReadError" in names:
        failure = Failure.CUT
    elif "Connect" in names:
        failure = Failure.UNREACHABLE
    else:
        failure = Failure.ERROR
    return ModelFailed(failure, f"{type(error).__name__}: {detail}")
