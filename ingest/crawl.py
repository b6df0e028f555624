"""Follows the links of listings, sitemaps and feeds: politely, and within bounds."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ingest.errors import SourceUnavailable, UnreadableFile, WebStatus
from ingest.links import links, listed
from ingest.report import Note
from ingest.sources import Place, RawDocument
from ingest.web import AGENT, NotModified, fetch

if TYPE_CHECKING:
    from protego import Protego

    from ingest.settings import IngestSettings
    from vectorstore.places import Fingerprint

_LONGEST_DELAY = 60.0  # seconds that a robots.txt may ask for
_ROBOTS_BYTES = 500_000


@dataclass(frozen=True, slots=True)
class Following:
    """Which links are followed from a listing: those whose whole address matches `pattern`, in which `*` stands for any
    characters, over `depth` steps (1: the links of the listing itself)."""

    pattern: str
    depth: int = 1


class Crawl:
    """The web pages of one run: `next` gives those that were named and those that links led to."""

    def __init__(self, pages: Sequence[Place], settings: IngestSettings, following: Following | None = None) -> None:
        self._settings = settings
        self._following = following
        self._queue = deque((page, 0) for page in pages)
        self._seen = {page.source for page in pages}
        self._followed = 0
        self._bytes = 0
        self._ends = time.monotonic() + settings.crawl_seconds
        self._robots: dict[str, Protego | SourceUnavailable] = {}
        self._last_visit: dict[str, float] = {}
        self.notes: list[Note] = []

    @property
    def waiting(self) -> int:
        """How many pages are still to be fetched, as far as that is known."""
        return len(self._queue)

    def next(self) -> tuple[Place, int] | None:
        """The next page, and how many links led to it; None at the end."""
        while self._queue:
            page, steps = self._queue.popleft()
            if not steps or not (limit := self._spent()):
                return page, steps
            self._note(limit)
        return None

    def open(self, page: Place, steps: int, seen: Fingerprint | None) -> RawDocument | NotModified | None:
        """The document at a page that `next` gave; None if the page is only a list of others, which now wait.

        Raises SourceUnavailable, UnreadableFile.
        """
        follows = self._following is not None and steps < self._following.depth
        if steps:
            self._check_robots(page.source)
        self._wait(page.source)
        raw = fetch(page.source, page.name, self._settings, None if follows else seen)
        if isinstance(raw, NotModified):
            return raw
        self._bytes += len(raw.data)
        found = listed(raw, self._settings.max_file_bytes)
        if found is not None:
            self._follow(found, steps + 1)
            return None
        if follows and self._following is not None:
            self._follow([url for url in links(raw) if fnmatchcase(url, self._following.pattern)], steps + 1)
        return None if follows and not steps else raw

    def _follow(self, urls: Sequence[str], steps: int) -> None:
        for url in urls:
            if url in self._seen:
                continue
            if limit := self._spent() or self._full():
                self._note(limit)
                return
            self._seen.add(url)
            self._followed += 1
            self._queue.append((Place(url), steps))

    def _note(self, note: Note) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def _full(self) -> Note | None:
        """What to say when as many links were followed as one run may follow, else None."""
        pages = self._settings.crawl_pages
        if self._followed < pages:
            return None
        return Note(
            f"Dừng theo liên kết sau {pages} trang (muốn nhiều hơn: --pages hoặc BANTIN_CRAWL_PAGES).",
            f"No more links were followed after {pages} pages (for more: --pages or BANTIN_CRAWL_PAGES).",
        )

    def _spent(self) -> Note | None:
        """What to say when one run's bytes or seconds are spent, else None."""
        settings = self._settings
        if self._bytes >= settings.crawl_bytes:
            size = f"{settings.crawl_bytes / 1_000_000:g} MB"
            return Note(
                f"Dừng theo liên kết sau khi đã tải {size} (BANTIN_CRAWL_BYTES).",
                f"No more links were followed after {size} (BANTIN_CRAWL_BYTES).",
            )
        if time.monotonic() >= self._ends:
            seconds = f"{settings.crawl_seconds:g}"
            return Note(
                f"Dừng theo liên kết sau {seconds} giây (BANTIN_CRAWL_SECONDS).",
                f"No more links were followed after {seconds} seconds (BANTIN_CRAWL_SECONDS).",
            )
        return None

    def _wait(self, url: str) -> None:
        """Lets the site rest since the last page."""
        site = urlsplit(url).netloc
        robots = self._robots.get(_root(url))
        asked = (robots.crawl_delay(AGENT) if robots and not isinstance(robots, SourceUnavailable) else None) or 0.0
        delay = max(self._settings.crawl_delay, min(asked, _LONGEST_DELAY))
        rest = self._last_visit.get(site, -delay) + delay - time.monotonic()
        if rest > 0 and site in self._last_visit:
            time.sleep(rest)
        self._last_visit[site] = time.monotonic()

    def _check_robots(self, url: str) -> None:
        """Raises SourceUnavailable if the site does not want `url` to be fetched by following links."""
        root = _root(url)
        if root not in self._robots:
            self._robots[root] = self._fetch_robots(root)
        robots = self._robots[root]
        if isinstance(robots, SourceUnavailable):
            raise robots
        if not robots.can_fetch(url, AGENT):
            raise SourceUnavailable(
                f"Không tải {url}: tệp robots.txt của trang không cho phép.",
                f"{url} was not fetched: the site's robots.txt does not allow it.",
            )

    def _fetch_robots(self, root: str) -> Protego | SourceUnavailable:
        """The rules of a site; a site without any allows all, one whose rules cannot be had allows nothing."""
        from protego import Protego

        try:
            raw = fetch(f"{root}/robots.txt", "robots.txt", self._settings)
        except WebStatus as error:
            return Protego.parse("") if 400 <= error.status < 500 else error
        except SourceUnavailable as error:
            return error
        except UnreadableFile:
            return Protego.parse("")
        assert isinstance(raw, RawDocument)
        return Protego.parse(raw.data[:_ROBOTS_BYTES].decode("utf-8", "replace"))


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
