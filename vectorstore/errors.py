"""Errors that a person may see: each says what is wrong and what to do, in Vietnamese and in English."""

from __future__ import annotations

from typing import Literal

Language = Literal["vi", "en"]


class BantinError(Exception):
    """Base of all errors that are shown to a person.

    `vi` and `en` are one clear sentence each; `str(error)` is the English one, for logs.
    """

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en

    def message(self, language: Language = "vi") -> str:
        """The sentence in `language`."""
        return self.vi if language == "vi" else self.en


class ModelMismatch(BantinError):
    """The index was made with another embedding model; vectors of two models cannot be compared."""


class IndexLocked(BantinError):
    """Another process owns the data folder."""


class ModelUnavailable(BantinError):
    """The embedding model or the reranker cannot be loaded: a package or a file is missing."""


class UnknownDocument(BantinError):
    """No bulletin has the id that was asked for."""
