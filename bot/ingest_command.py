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


class NothingToFollow(BantinError):
    """None of what was named is a web page, which alone has links to follow."""

    def __init__(self) -> None:
        super().__init__(
            "Chỉ theo được liên kết của trang web: hãy nêu ít nhất một địa chỉ cùng với --follow.",
            "Only the links of web pages can be followed: name at least one address with --follow.",
        )


def run(
    settings: VectorstoreSettings, language: Language, sources: Sequence[str], options: IngestOptions, as_json: bool
) -> Report:
    """Takes in `sources` and prints the report, which it returns. Raises NothingToFollow."""
    if options.follow and not any(map(is_url, sources)):
        raise NothingToFollow
    report = _ingest(settings, language, sources, options)
    _print(report, language, as_json)
    return report


def run_and_watch(
    settings: VectorstoreSettings, language: Language, sources: Sequence[str], options: IngestOptions, as_json: bool
) -> None:
    """Takes in `sources`, then whatever changes in those that are folders, until Ctrl+C. Raises NothingToWatch,
    NothingToFollow."""
    watched = folders(sources)
    if not watched:
        raise NothingToWatch
    run(settings, language, sources, options, as_json)
    if not as_json:
        names = ", ".join(map(ingest_report.shown, watched))
        vi, en = f"Đang theo dõi {names}. Nhấn Ctrl+C để dừng.", f"Watching {names}. Press Ctrl+C to stop."
        click.echo(vi if language == "vi" else en)
    waiting, taken = Changes(tuple(watched)), options  # what changed before the watch began is looked for once more
    told = ""
    for changes in watch(watched):
        waiting = changes.after(waiting)
        if not waiting:
            continue
        try:
            report = _ingest(settings, language, waiting.changed, replace(taken, vanished=waiting.vanished))
        except BantinError as error:  # such as another process that has the library open; it is tried again
            if told != error.en:
                click.echo(error.message(language), err=True)
            told = error.en
            continue
        if report.count("unchanged") < len(report.outcomes):
            _print(report, language, as_json)
        waiting, taken, told = Changes(), replace(options, prune=False), ""


def _ingest(
    settings: VectorstoreSettings, language: Language, sources: Sequence[str], options: IngestOptions
) -> Report:
    """The report on taking in `sources`; the library is open no longer than that."""
    library = open_library(settings, language)
    try:
        with ingest_report.progress_bar(language) as progress:
            return library.ingest([_absolute(source) for source in sources], options, progress)
    finally:
        library.close()


def _absolute(source: str) -> str:
    """A path as a server in another working folder finds it."""
    return source if is_url(source) else os.path.abspath(os.path.expanduser(source))


def _print(report: Report, language: Language, as_json: bool) -> None:
    if as_json:
        click.echo(render.to_json(report.as_json()))
    else:
        click.echo(ingest_report.report_text(report, language))
