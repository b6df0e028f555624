"""How a run is to be done, as a command or a request says it, and the run itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.report import Progress, Report

if TYPE_CHECKING:
    from ingest.protocols import BulletinIndex, Parser
    from ingest.settings import IngestSettings


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """`prune` removes what is gone below the folders that are named, and pages whose server says so; `dry_run` only
    tells what would be done.

    `follow` is the pattern of the links that are followed from the web pages that are named, over `depth` steps;
    `pages` is how many links are followed at most, the setting where it is None. `vanished` are paths that are removed
    if they are gone.
    """

    prune: bool = False
    dry_run: bool = False
    follow: str | None = None
    depth: int = 1
    pages: int | None = None
    vanished: tuple[str, ...] = ()


def ingest(
    sources: Sequence[str],
    options: IngestOptions,
    index: BulletinIndex,
    progress: Progress,
    settings: IngestSettings,
    parser: Parser | None = None,
) -> Report:
    """Takes in what has changed at `sources`: see ingest.sync.sync."""
    from ingest.crawl import Following
    from ingest.dry_run import DryRun
    from ingest.sync import sync

    return sync(
        sources,
        DryRun(index) if options.dry_run else index,
        progress,
        settings if options.pages is None else settings.model_copy(update={"crawl_pages": options.pages}),
        parser=parser,
        following=Following(options.follow, options.depth) if options.follow else None,
        prune=options.prune,
        vanished=options.vanished,
    )
