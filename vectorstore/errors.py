"""Errors that a person may see: each says what is wrong and what to do, in Vietnamese and in English."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Literal

Language = Literal["vi", "en"]


def pip_command(extra: str) -> str:
    """What installs an extra, where the sources are: Bản Tin is on no package index."""
    return f"pip install -c constraints.txt -e '.[{extra}]'"


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


class UnusableDataFolder(BantinError):
    """The data folder cannot be made, or nothing can be written into it."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(
            f"Không ghi được vào thư mục dữ liệu {data_dir}: hãy cấp quyền ghi vào đó, hoặc chọn thư mục khác bằng "
            "BANTIN_DATA_DIR.",
            f"The data folder {data_dir} cannot be written to: allow writing there, or choose another folder with "
            "BANTIN_DATA_DIR.",
        )


class ModelUnavailable(BantinError):
    """The embedding model or the reranker cannot be loaded: a package or a file is missing."""


class InvalidFilters(BantinError):
    """Filters that no bulletin can pass: their first day is after their last."""

    def __init__(self, date_from: datetime.date, date_to: datetime.date) -> None:
        super().__init__(
            f"Ngày bắt đầu (from) {date_from} muộn hơn ngày kết thúc (to) {date_to}: hãy đổi lại hai ngày.",
            f"The first day (from) {date_from} is after the last day (to) {date_to}: please swap them.",
        )


class UnknownDocument(BantinError):
    """No bulletin has the id that was asked for."""
