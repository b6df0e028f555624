"""What changed from one run to another, question by question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import TypeAdapter

from bot.evaluation.figures import Figures, figures
from bot.evaluation.run import Result, Run
from vectorstore.query import Form


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose verdict is another one now."""

    set: str
    before: Result
    after: Result


@dataclass(frozen=True, slots=True)
class Beside:
    """The figures of the questions of one set and form that both runs asked."""

    set: str
    form: Form
    before: Figures
    after: Figures


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs: the figures side by side, what is right now, what is wrong now, and what is wrong in another way.

    Questions that only one of the runs asked, or that are worded or judged by other expectations, are counted in
    `only_before` and `only_after` and are not compared.
    """

    made_before: str
    made_after: str
    figures: tuple[Beside, ...]
    mended: tuple[Change, ...]
    broken: tuple[Change, ...]
    other: tuple[Change, ...]
    only_before: int
    only_after: int


_COMPARISON = TypeAdapter(Comparison)
_Key = tuple[str, str, Form, str, tuple[str, ...], tuple[str, ...], bool]


def comparison_json(comparison: Comparison) -> str:
    """A comparison as JSON."""
    return _COMPARISON.dump_json(comparison, indent=1).decode()


def compare(before: Run, after: Run) -> Comparison:
    """Compares two runs on the questions that both asked."""
    old, new = dict(_keyed(before)), dict(_keyed(after))
    common = [key for key in new if key in old]
    changed = [Change(key[0], old[key], new[key]) for key in common if old[key].verdict is not new[key].verdict]
    beside = dict.fromkeys((key[0], key[2]) for key in common)
    return Comparison(
        before.made,
        after.made,
        tuple(
            Beside(
                name,
                form,
                figures([old[key] for key in common if (key[0], key[2]) == (name, form)]),
                figures([new[key] for key in common if (key[0], key[2]) == (name, form)]),
            )
            for name, form in beside
        ),
        tuple(change for change in changed if change.after.is_right),
        tuple(change for change in changed if change.before.is_right),
        tuple(change for change in changed if not change.before.is_right and not change.after.is_right),
        len(old) - len(common),
        len(new) - len(common),
    )


def _keyed(run: Run) -> Iterator[tuple[_Key, Result]]:
    """The results, each by what must be the same for a comparison to mean anything."""
    for each in run.sets:
        for r in each.results:
            yield (each.name, r.id, r.form, r.question, r.before, r.expected, r.answerable), r
