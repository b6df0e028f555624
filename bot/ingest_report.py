"""What `bantin ingest` shows: a progress bar while it works, and a report at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from ingest.report import Outcome, Progress, Report, Status, Step
from vectorstore.errors import Language

_NAMES: dict[Status, tuple[str, str]] = {
    "indexed": ("thêm mới", "added"),
    "updated": ("cập nhật", "changed"),
    "unchanged": ("không đổi", "unchanged"),
    "duplicate": ("trùng nội dung", "doubles"),
    "moved": ("đổi chỗ", "moved"),
    "removed": ("đã gỡ", "removed"),
    "failed": ("lỗi", "failed"),
}
_ALWAYS: tuple[Status, ...] = ("indexed", "updated", "unchanged", "failed")
_SHOWN_CHARACTERS = 60


def report_text(report: Report, language: Language) -> str:
    """A line for each document that failed, was moved, removed or found twice; notes; and a line of totals."""
    lines = [_line(outcome, language) for outcome in report.outcomes if outcome.status not in ("unchanged", "indexed")]
    notes = [click.style(f"• {note.message(language)}", fg="yellow") for note in report.notes]
    totals = ", ".join(
        f"{report.count(status)} {vi if language == 'vi' else en}"
        for status, (vi, en) in _NAMES.items()
        if status in _ALWAYS or report.count(status)
    )
    return "\n".join((*(line for line in lines if line), *notes, totals))


def _line(outcome: Outcome, language: Language) -> str:
    source, other = shown(outcome.source), shown(outcome.other or "")
    match outcome.status:
        case "failed" if outcome.error is not None:
            return click.style(f"✗ {source}: {shown(outcome.error.message(language))}", fg="red")
        case "moved":
            return f"→ {other} → {source}"
        case "duplicate":
            return f"= {source}: " + (f"trùng với {other}" if language == "vi" else f"says the same as {other}")
        case "removed":
            return f"− {source}"
        case _:
            return ""


def shown(text: str) -> str:
    """`text` on one line: a file's name may hold line breaks and what moves a terminal's cursor."""
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)


@contextmanager
def progress_bar(language: Language) -> Iterator[Progress]:
    """A progress bar on stderr when a person watches: files, passages a second, time left."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    began = time.monotonic()
    unit = "đoạn/giây" if language == "vi" else "passages/s"
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}", markup=False),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, speed="")

        def tell(step: Step) -> None:
            speed = f"{step.passages / max(time.monotonic() - began, 0.1):.0f} {unit}"
            name = shown(step.source)[-_SHOWN_CHARACTERS:]
            bar.update(task, completed=step.done, total=step.total, description=name, speed=speed)

        yield tell
