"""Takes archives and e-mail messages apart into the documents that they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath

from ingest.errors import IngestError, UnreadableFile
from ingest.readers.identify import content_type
from ingest.readers.mail import attachments, has_text, parse_message
from ingest.readers.package import MAX_UNPACKED, open_package, read_part
from ingest.sources import RawDocument, is_left_by_a_program, too_large

INSIDE = "!/"
"""What stands between a container's source and the name of what it holds: "van-ban.zip!/nghi-quyet.doc"."""

_DEPTH = 3  # containers within each other
_UTF8_NAME = 0x800  # flag of a member of an archive whose name is UTF-8


@dataclass(frozen=True, slots=True)
class Refused:
    """A document inside a container that cannot be taken out."""

    source: str
    error: IngestError


def is_container(raw: RawDocument) -> bool:
    """Whether `raw` is an archive, or an e-mail message, which may hold attachments."""
    return _is_archive(raw.data) or _is_message(raw)


def expand(raw: RawDocument, max_bytes: int) -> Iterator[RawDocument | Refused]:
    """The documents in `raw`, containers within it taken apart as well; `raw` itself if it is no container.

    The text of a message is a document under the message's own source. `max_bytes` is the size of the largest document
    that is taken out. Raises `UnreadableFile` for a container that is damaged, protected, or unpacks to too much.
    """
    yield from _expand(raw, max_bytes, _Budget(MAX_UNPACKED), _DEPTH)


@dataclass(slots=True)
class _Budget:
    """How many bytes may still be unpacked from a container and all containers within it."""

    left: int

    def spend(self, size: int, name: str) -> None:
        """Raises `UnreadableFile` if `size` is more than is left."""
        self.left -= size
        if self.left < 0:
            raise UnreadableFile(
                f"Tệp {name} giải nén ra quá lớn: có thể là bom nén nên không được mở.",
                f"{name} unpacks to too much: it may be a zip bomb and was not opened.",
            )


def _expand(raw: RawDocument, max_bytes: int, budget: _Budget, depth: int) -> Iterator[RawDocument | Refused]:
    if _is_archive(raw.data):
        members = _archived(raw, max_bytes, budget)
    elif _is_message(raw):
        members = _attached(raw, max_bytes, budget)
    else:
        yield raw
        return
    for member in members:
        if isinstance(member, Refused) or member is raw:
            yield member
        elif depth == 1 and is_container(member):
            yield Refused(member.source, _too_deep(member.name))
        else:
            try:
                yield from _expand(member, max_bytes, budget, depth - 1)
            except IngestError as error:
                if budget.left < 0:
                    raise
                yield Refused(member.source, error)


def _archived(raw: RawDocument, max_bytes: int, budget: _Budget) -> Iterator[RawDocument | Refused]:
    with open_package(raw.data, raw.name) as package:
        for info in {each.filename: each for each in package.infolist() if not each.is_dir()}.values():
            path = _real_name(info.filename, info.flag_bits)
            if _is_furniture(path):
                continue
            source, name = f"{raw.source}{INSIDE}{path}", PurePosixPath(path).name
            if info.file_size > max_bytes:
                yield Refused(source, too_large(name, max_bytes))
                continue
            budget.spend(info.file_size, raw.name)
            try:
                with package.open(info) as part:
                    data = read_part(part, name)
            except IngestError as error:
                yield Refused(source, error)
            except NotImplementedError:
                yield Refused(source, _unknown_method(name))
            else:
                yield RawDocument(source, name, data)


def _attached(raw: RawDocument, max_bytes: int, budget: _Budget) -> Iterator[RawDocument | Refused]:
    message = parse_message(raw.data, raw.name)
    found = list(attachments(message))
    if has_text(message) or not found:
        yield raw
    for name, media_type, data in found:
        source = f"{raw.source}{INSIDE}{name}"
        budget.spend(len(data), raw.name)
        if len(data) > max_bytes:
            yield Refused(source, too_large(name, max_bytes))
        else:
            yield RawDocument(source, name, data, media_type)


def _is_archive(data: bytes) -> bool:
    return data.startswith(b"PK") and content_type(data) == ".zip"


def _is_message(raw: RawDocument) -> bool:
    is_mail = PurePath(raw.name).suffix.lower() == ".eml" or (raw.media_type or "").startswith("message/rfc822")
    return is_mail and content_type(raw.data) in (None, ".html")


def _real_name(name: str, flags: int) -> str:
    """The name of a member; archives made on Windows hold UTF-8 names without saying so."""
    if not flags & _UTF8_NAME:
        try:
            return name.encode("cp437").decode("utf-8")
        except UnicodeError:
            return name
    return name


def _is_furniture(path: str) -> bool:
    return path.lower().startswith("__macosx/") or is_left_by_a_program(PurePosixPath(path).name)


def _too_deep(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"Tệp {name} nằm trong quá nhiều lớp tệp nén: hãy giải nén trước.",
        f"{name} lies inside too many archives: unpack them first.",
    )


def _unknown_method(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"Tệp {name} được nén bằng cách không hỗ trợ: hãy nén lại thành .zip thông thường.",
        f"{name} is compressed in a way that is not supported: make an ordinary .zip file of it.",
    )
