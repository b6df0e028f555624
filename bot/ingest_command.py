"""The command `bantin ingest`: once, or in step with folders until it is stopped."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

import click

from bot import ingest_report, render
from bot.library import open_library
from ingest.options import IngestOptions
from ingest.report import Report
from ingest.sources import folders, is_url
from ingest.watch import Changes, watch
from vectorstore.errors import BantinError, Language
from vectorstore.settings import VectorstoreSettings


class NothingToWatch(BantinError):
    """None of what was named is a folder."""

    def __init__(self) -> None:
        super().__init__(
            "Chỉ theo dõi được thư mục: hãy nêu ít nhất một thư mục cùng với --watch.",
            "Only folders can be watched: name at least one with --watch.",
        )


def run(
    settings: VectorstoreSettings, language: Language, sources: Sequence[str], options: IngestOptions, as_json: bool
) -> Report:
    """Takes in `sources` and prints the report, which it returns. The library is open no longer than that."""
    library = open_library(settings, language)
    try:
        with ingest_report.progress_bar(language) as progress:
            report = library.ingest([_absolute(source) for source in sources], options, progress)
    finally:
        library.close()
    _print(report, language, as_json)
    return report


def run_and_watch(
    settings: VectorstoreSettings, language: Language, sources: Sequence[str], options: IngestOptions, as_json: bool
) -> None:
    """Takes in `sources`, then whatever changes in those that are folders, until Ctrl+C. Raises NothingToWatch."""
    watched = folders(sources)
    if not watched:
        raise NothingToWatch
    run(settings, language, sources, options, as_json)
    if not as_json:
        names = ", ".join(map(ingest_report.shown, watched))
        vi, en = f"Đang theo dõi {names}. Nhấn Ctrl+C để dừng.", f"Watching {names}. Press Ctrl+C to stop."
        click.echo(vi if language == "vi" else en)
    for changes in watch(watched):
        _take(changes, settings, language, options, as_json)


def _take(
    changes: Changes, settings: VectorstoreSettings, language: Language, options: IngestOptions, as_json: bool
) -> None:
    """Takes in what changed. A library that another process has open just now is no reason to stop watching."""
    try:
        run(settings, language, changes.changed, replace(options, prune=False, vanished=changes.vanished), as_json)
    except BantinError as error:
        click.echo(error.message(language), err=True)


def _absolute(source: str) -> str:
    """A path as a server in another working folder finds it."""
    return source if is_url(source) else os.path.abspath(os.path.expanduser(source))


def _print(report: Report, language: Language, as_json: bool) -> None:
    if as_json:
        click.echo(render.to_json(report.as_json()))
    else:
        click.echo(ingest_report.report_text(report, language))
