"""Where documents come from: files, folders, patterns and web pages."""

from __future__ import annotations

import glob
import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from ingest.errors import IngestError, SourceUnavailable, UnreadableFile
from vectorstore.text import nfc

if TYPE_CHECKING:
    from ingest.settings import IngestSettings

ASIDE = "bantin.toml"
"""The file with corrections for the documents of its folder, which is no document itself."""
_HIDDEN = (".", "~$")  # the latter is what Word leaves while a document is open
_OF_WINDOWS = ("thumbs.db", "ehthumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A document's bytes; `source` is the resolved path or the address, `name` its file name.

    `etag` and `last_modified` are what the server of a web page said of this version.
    """

    source: str
    name: str
    data: bytes
    media_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document can be had; `problem` is set where there is none.

    `size` (bytes) and `modified_ns` (nanoseconds since 1970) are those of a file.
    """

    source: str
    problem: IngestError | None = None
    size: int | None = None
    modified_ns: int | None = None

    @property
    def name(self) -> str:
        """The file name at the end of the path or address, the whole source where there is none."""
        is_address = is_url(self.source) and _is_well_formed(self.source)
        path = unquote(urlsplit(self.source).path) if is_address else self.source
        return path.rstrip("/").rpartition("/")[2] or self.source


def document_id(source: str) -> str:
    """The id of the document at `source`: 16 hexadecimal digits that stay the same as long as its place does."""
    return hashlib.sha256(nfc(source).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def is_url(source: str) -> bool:
    """Whether `source` is an address ("https://…") and not a path."""
    return "://" in source[:12]


def find(sources: Sequence[str]) -> list[Place]:
    """The documents at `sources`, each once: files, the files of folders in sorted order, web pages.

    A source with `*`, `?` or `[` that is no file itself is a pattern, `**` in it any depth of folders. Hidden files and
    folders inside a folder, and what programs leave there, are left out; loops of links are followed once.
    """
    places: dict[str, Place] = {}
    for source in sources:
        for place in _expand(source):
            places.setdefault(place.source, place)
    return list(places.values())


def folders(sources: Sequence[str]) -> list[str]:
    """The resolved paths of those of `sources` that are folders."""
    found = []
    for source in sources:
        if not is_url(source):
            try:
                path = Path(source).expanduser().resolve()
                found += [str(path)] if path.is_dir() else []
            except (OSError, RuntimeError, ValueError):
                continue
    return found


def is_left_by_a_program(name: str) -> bool:
    """Whether a file of this name is hidden, or is what Word or Windows leave beside documents."""
    return name.startswith(_HIDDEN) or name.lower() in _OF_WINDOWS


def load(place: Place, settings: IngestSettings) -> RawDocument:
    """The document in the file at `place`. Raises `SourceUnavailable`, or `UnreadableFile` if it is too large."""
    if place.problem is not None:
        raise place.problem
    path = Path(place.source)
    try:
        with path.open("rb") as file:
            data = file.read(settings.max_file_bytes + 1)
    except OSError as error:
        raise _unopened(place.source, error) from error
    if len(data) > settings.max_file_bytes:
        raise too_large(place.name, settings.max_file_bytes)
    return RawDocument(place.source, place.name, data)


def too_large(name: str, limit: int) -> UnreadableFile:
    """The error for a document of more than `limit` bytes."""
    size = f"{limit / 1_000_000:g} MB"
    return UnreadableFile(
        f"Tệp {name} lớn hơn giới hạn {size} (BANTIN_MAX_FILE_BYTES).",
        f"{name} is larger than the limit of {size} (BANTIN_MAX_FILE_BYTES).",
    )


def _expand(source: str) -> Iterator[Place]:
    if is_url(source):
        yield Place(source, None if _is_well_formed(source) else _nothing_at(source))
        return
    try:
        path = Path(source).expanduser()
        if not path.exists() and glob.has_magic(source):
            matches = sorted(glob.glob(str(path), recursive=True))
            if not matches:
                raise FileNotFoundError
        else:
            matches = [str(path)]
        for match in matches:
            yield from _local(Path(match).resolve(), _name_in(match) if len(matches) > 1 else None)
    except (OSError, RuntimeError, ValueError):
        yield Place(_printable(source), _nothing_at(source))


def _local(path: Path, name: str | None) -> Iterator[Place]:
    """The file or the folder's files at `path`; `name` is what a pattern found it by."""
    if path.is_dir():
        yield from _walk(str(path), set())
    elif name is None or not _is_skipped(name):
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise FileNotFoundError
        yield _file(str(path), found)


def _file(path: str, found: os.stat_result) -> Place:
    try:
        path.encode()
    except UnicodeEncodeError:
        shown = _printable(path)
        problem = SourceUnavailable(
            f"Tên tệp {shown} không phải chữ Unicode hợp lệ; hãy đổi tên tệp.",
            f"The name of the file {shown} is not valid Unicode; rename the file.",
        )
        return Place(shown, problem)
    return Place(path, None, found.st_size, found.st_mtime_ns)


def _nothing_at(source: str) -> SourceUnavailable:
    shown = _printable(source)
    return SourceUnavailable(
        f"Không có tệp, thư mục hay trang web nào ở {shown}.", f"There is no file, folder or web page at {shown}."
    )


def _unopened(source: str, error: OSError) -> SourceUnavailable:
    return SourceUnavailable(
        f"Không mở được {source}: {error.strerror}.",
        f"{source} cannot be opened: {error.strerror}.",
    )


def _printable(source: str) -> str:
    return source.encode("utf-8", "backslashreplace").decode()


def _is_well_formed(url: str) -> bool:
    try:
        return bool(urlsplit(url).port or True)
    except ValueError:
        return False


def _name_in(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _is_skipped(name: str) -> bool:
    return name == ASIDE or is_left_by_a_program(name)


def _walk(folder: str, seen: set[str]) -> Iterator[Place]:
    """The files below a resolved folder, in sorted order; `seen` are the folders that were walked already."""
    if folder in seen:
        return
    seen.add(folder)
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield Place(_printable(folder), _unopened(_printable(folder), error))
        return
    for entry in found:
        if _is_skipped(entry.name):
            continue
        try:
            path = os.path.realpath(entry.path) if entry.is_symlink() else entry.path
            if entry.is_dir():
                yield from _walk(path, seen)
            elif entry.is_file():
                yield _file(path, entry.stat())
        except OSError as error:
            yield Place(_printable(entry.path), _unopened(_printable(entry.path), error))
