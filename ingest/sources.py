"""Where documents come from: files, folders and web pages."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from ingest.errors import IngestError, SourceUnavailable, UnreadableFile
from vectorstore.text import nfc

if TYPE_CHECKING:
    from ingest.settings import IngestSettings


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A document's bytes; `source` is the resolved path or the address, `name` its file name."""

    source: str
    name: str
    data: bytes
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document can be had; `problem` is set where there is none."""

    source: str
    problem: IngestError | None = None

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

    Hidden files and folders inside a folder are left out; loops of links are followed once.
    """
    places: dict[str, Place] = {}
    for source in sources:
        for place in _expand(source):
            places.setdefault(place.source, place)
    return list(places.values())


def load(place: Place, settings: IngestSettings) -> RawDocument:
    """The document at `place`. Raises `SourceUnavailable`, or `UnreadableFile` if it is too large."""
    if place.problem is not None:
        raise place.problem
    if is_url(place.source):
        from ingest.web import fetch

        return fetch(place.source, place.name, settings)
    path = Path(place.source)
    try:
        if path.stat().st_size > settings.max_file_bytes:
            raise too_large(place.name, settings.max_file_bytes)
        return RawDocument(place.source, place.name, path.read_bytes())
    except OSError as error:
        raise SourceUnavailable(
            f"Không mở được tệp {place.source}: {error.strerror}.",
            f"{place.source} cannot be opened: {error.strerror}.",
        ) from error


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
        path = Path(source).expanduser().resolve()
        if path.is_dir():
            yield from (Place(str(file)) for file in _walk(path, set()))
        elif path.is_file():
            yield Place(str(path))
        else:
            raise FileNotFoundError
    except (OSError, RuntimeError, ValueError):
        yield Place(source, _nothing_at(source))


def _nothing_at(source: str) -> SourceUnavailable:
    return SourceUnavailable(
        f"Không có tệp, thư mục hay trang web nào ở {source}.", f"There is no file, folder or web page at {source}."
    )


def _is_well_formed(url: str) -> bool:
    try:
        return bool(urlsplit(url).port or True)
    except ValueError:
        return False


def _walk(folder: Path, seen: set[Path]) -> Iterator[Path]:
    real = folder.resolve()
    if real in seen:
        return
    seen.add(real)
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith("."):
            continue
        path = Path(entry.path)
        if entry.is_dir():
            yield from _walk(path, seen)
        elif entry.is_file():
            yield path.resolve()
