"""A run as a terminal shows it: the figures by form and by intent, and what went wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.evaluation.figures import Figures, by_form, by_intent, figures, reliability
from bot.evaluation.run import Result, Run, SetRun
from bot.evaluation.wording import COLUMNS, FORMS, RELIABILITY, SHORT, VERDICTS, in_language, number
from vectorstore.errors import Language
from vectorstore.query import Form

_SHOWN_CHARACTERS = 300


def print_run(console: Console, run: Run, language: Language, list_wrong: bool) -> None:
    """Prints every set, and its wrong questions if they are wanted."""
    for each in run.sets:
        console.print(set_table(each, language))
        if list_wrong:
            for result in each.results:
                if not result.is_right:
                    console.print(wrong_text(result, language))


def set_table(run: SetRun, language: Language) -> RenderableType:
    """The figures of a set by form, of each form by intent, and how reliable the confidence is."""
    vi, en = f"{run.bulletins} văn bản, {run.passages} đoạn", f"{run.bulletins} documents, {run.passages} passages"
    forms = {form: figures(results) for form, results in by_form(run.results).items()}
    tables: list[RenderableType] = [
        Text.assemble("\n", (run.name, "bold"), f" · {vi if language == 'vi' else en}"),
        _by_form(forms, language),
    ]
    for form, results in by_form(run.results).items():
        intents = {intent: figures(found) for intent, found in by_intent(results).items()}
        if intents:
            tables.append(_by_intent(in_language(FORMS[form], language), intents, language))
    return Group(*tables, _reliability(run.results, language))


def _by_form(forms: Mapping[Form, Figures], language: Language) -> Table:
    """A line for each figure that was measured, a column for each form."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    for form in forms:
        table.add_column(in_language(FORMS[form], language), justify="right")
    for name, words in COLUMNS.items():
        values = [getattr(found, name) for found in forms.values()]
        if any(value is not None for value in values):
            table.add_row(in_language(words, language), *(number(name, value, language) for value in values))
    return table


def _by_intent(form: str, intents: Mapping[str, Figures], language: Language) -> Table:
    """A line for each intent, a column for each of the figures that tell intents apart."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=0)
    table.add_column(form, no_wrap=True)
    for words in SHORT.values():
        table.add_column(in_language(words, language), justify="right", no_wrap=True)
    for intent, found in intents.items():
        table.add_row(intent, *(number(f"short_{name}", getattr(found, name), language) for name in SHORT))
    return table


def _reliability(results: Sequence[Result], language: Language) -> Table:
    """A line for each range of confidence: how many questions, their mean confidence, how many found the answer."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, words in enumerate(RELIABILITY):
        table.add_column(in_language(words, language), justify="right" if place else "left")
    for each in reliability(results):
        span = f"{number('bin', each.low, language)}–{number('bin', each.high, language)}"
        rates = (number("confidence", rate, language) for rate in (each.confidence, each.right))
        table.add_row(span, str(each.count), *rates)
    return table


def wrong_text(result: Result, language: Language) -> RenderableType:
    """A question that was not answered as it should be: why, what was expected, what was shown."""
    wanted, shown = ("mong", "hiện") if language == "vi" else ("wanted", "shown")
    lines = [
        Text.assemble(("✗ ", "red"), (f"{result.id} ", "bold"), f"[{result.form}] ", result.question),
        Text(f"  {why(result, language)}", style="yellow"),
    ]
    if result.missing:
        lines.append(Text(f"  {wanted}: {' · '.join(result.missing)}"))
    lines.append(Text(f"  {shown}: {shortened(result.shown)}", style="dim"))
    return Group(*lines)


def why(result: Result, language: Language) -> str:
    """Why a question is counted as wrong, with the figures that tell."""
    reason = in_language(VERDICTS[result.verdict], language)
    sure = f"{number('confidence', result.confidence, language)} / {number('confidence', result.threshold, language)}"
    facts = [f"{'độ tin cậy / ngưỡng' if language == 'vi' else 'confidence / threshold'} {sure}"]
    if result.is_ranked:
        place = "–" if result.place is None else str(result.place + 1)
        facts.append(f"{'hạng của đoạn đúng' if language == 'vi' else 'rank of the right passage'} {place}")
    if result.items is not None:
        facts.append(f"{'số mục' if language == 'vi' else 'items'} {result.found}/{result.items}")
    return f"{reason} ({'; '.join(facts)})"


def shortened(text: str) -> str:
    """`text` on one line, and not longer than a few of the terminal's."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN_CHARACTERS else line[: _SHOWN_CHARACTERS - 1].rstrip() + "…"


def share_right(results: Sequence[Result]) -> float:
    """The share of questions that were answered as they should be, in percent."""
    return figures(results).right or 0.0
