"""A comparison of two runs as a terminal shows it."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.evaluation.compare import Change, Comparison
from bot.evaluation.table import shortened
from bot.evaluation.wording import CHANGES, COLUMNS, FORMS, VERDICTS, in_language, number
from vectorstore.errors import Language

_COLOURS = {"mended": "green", "broken": "red", "other": "yellow"}


def print_comparison(console: Console, comparison: Comparison, language: Language) -> None:
    """Prints the figures side by side, and then every question whose verdict changed."""
    arrow = f"{comparison.made_before} → {comparison.made_after}"
    console.print(Text(arrow, style="bold"))
    for beside in comparison.figures:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left")
        table.title = f"{beside.set} · {in_language(FORMS[beside.form], language)}"
        for heading in (("Chỉ số", "Figure"), ("Trước", "Before"), ("Sau", "After"), ("Thay đổi", "Change")):
            table.add_column(in_language(heading, language), justify="left" if heading[1] == "Figure" else "right")
        for name, words in COLUMNS.items():
            old, new = getattr(beside.before, name), getattr(beside.after, name)
            if old is not None and new is not None:
                change = number(name, new - old, language)
                table.add_row(
                    in_language(words, language),
                    number(name, old, language),
                    number(name, new, language),
                    f"+{change}" if new > old else change,
                )
        console.print(table)
    for kind in CHANGES:
        _print_changes(console, kind, getattr(comparison, kind), language)
    if comparison.only_before or comparison.only_after:
        before, after = comparison.only_before, comparison.only_after
        vi = f"Không so sánh: {before} câu chỉ có trong lần trước, {after} câu chỉ có trong lần sau."
        en = f"Not compared: {before} questions of the first run only, {after} of the second."
        console.print(Text(vi if language == "vi" else en, style="dim"))


def _print_changes(console: Console, kind: str, changes: Sequence[Change], language: Language) -> None:
    console.print(Text(f"\n{in_language(CHANGES[kind], language)}: {len(changes)}", style=f"bold {_COLOURS[kind]}"))
    for change in changes:
        before, after = change.before, change.after
        verdicts = " → ".join(in_language(VERDICTS[each.verdict], language) for each in (before, after))
        console.print(Text.assemble((f"{after.id} ", "bold"), f"[{after.form}] {after.question}"))
        console.print(Text(f"  {verdicts}", style="yellow"))
        console.print(Text(f"  − {shortened(before.shown)}\n  + {shortened(after.shown)}", style="dim"))
