"""What can go wrong while a document is taken in; each says so in one sentence, in Vietnamese and in English."""

from __future__ import annotations

from vectorstore.errors import BantinError


class IngestError(BantinError):
    """A document could not be taken in."""


class UnsupportedType(IngestError):
    """No reader knows this type of file."""


class UnreadableFile(IngestError):
    """The file is of a known type, but its text cannot be read."""


class SourceUnavailable(IngestError):
    """There is nothing at this path or address, or it may not be read."""


class WebStatus(SourceUnavailable):
    """A web server answered with an error; `status` is its HTTP status."""

    def __init__(self, url: str, status: int) -> None:
        super().__init__(f"Không tải được {url}: máy chủ trả lời {status}.", f"{url} cannot be fetched: HTTP {status}.")
        self.status = status

    @property
    def is_gone(self) -> bool:
        """Whether the page is no longer there, for good as far as one can tell."""
        return self.status in (404, 410)


class ReaderFailed(UnreadableFile):
    """Reading the file ended in an error that no reader expects, a fault of ours; `details` is its traceback."""

    def __init__(self, name: str, details: str) -> None:
        super().__init__(
            f"Đọc tệp {name} gặp lỗi ngoài dự kiến của phần mềm, không phải do thiếu bộ nhớ; chi tiết ở nhật ký lỗi.",
            f"Reading {name} met an unexpected error of the program, not for want of memory; the log has its details.",
        )
        self.details = details


class MissingTool(UnreadableFile):
    """The file is fine, but reading it needs a program that this machine lacks."""
