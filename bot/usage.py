"""Wrong usage of the command line, told in Vietnamese and in English: what is wrong, and where to read on."""

from __future__ import annotations

import datetime
import re
from typing import IO, Any

import click

_EXTRA = re.compile(r"^Got unexpected extra arguments? \((.*)\)$", re.DOTALL)
_EXAMPLE = datetime.date(2024, 7, 10)

Sentence = tuple[str, str]


class WrongUsage(click.UsageError):
    """A usage error that is shown as one sentence, which is all that it says."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Prints the sentence."""
        click.echo(self.message, file=file, err=True)


def sentence_of(error: click.UsageError) -> Sentence | None:
    """What a usage error of click says, in Vietnamese and in English; None for one that says so itself."""
    wrong = _wrong(error)
    if wrong is None:
        return None
    help_at = f"{error.ctx.command_path if error.ctx else 'bantin'} -h"
    return f"{wrong[0]}: xem “{help_at}”.", f"{wrong[1]}: see “{help_at}”."


def _wrong(error: click.UsageError) -> Sentence | None:
    match error:
        case click.exceptions.NoSuchCommand():
            vi, en = _nearest(error.possibilities)
            return f"Không có lệnh “{error.command_name}”{vi}", f"There is no command “{error.command_name}”{en}"
        case click.NoSuchOption():
            vi, en = _nearest(error.possibilities)
            return f"Không có tùy chọn “{error.option_name}”{vi}", f"There is no option “{error.option_name}”{en}"
        case click.BadOptionUsage():
            name = error.option_name
            if "not take a value" in error.message:
                return f"Tùy chọn “{name}” không nhận giá trị", f"The option “{name}” takes no value"
            return f"Tùy chọn “{name}” thiếu giá trị", f"The option “{name}” needs a value"
        case click.MissingParameter(param=click.Parameter() as param):
            return f"Thiếu {_named(param)}", f"{_named(param)} is missing"
        case click.BadParameter(param=click.Parameter() as param):
            vi, en = _expected(param.type)
            return f"Giá trị của {_named(param)} phải là {vi}", f"The value of {_named(param)} must be {en}"
    extra = _EXTRA.match(error.message)
    if extra is None:
        return None
    return (
        f"Thừa “{extra[1]}”, hãy đặt câu nhiều từ trong ngoặc kép",
        f"“{extra[1]}” is too much, please put several words in quotation marks",
    )


def _nearest(possibilities: list[str] | None) -> Sentence:
    if not possibilities:
        return "", ""
    near = ", ".join(possibilities)
    return f" (gần giống: {near})", f" (similar: {near})"


def _named(param: click.Parameter) -> str:
    return max(param.opts, key=len) if isinstance(param, click.Option) else param.human_readable_name


def _expected(kind: click.ParamType[Any]) -> Sentence:
    match kind:
        case click.DateTime():
            dates = [f"{_EXAMPLE:{form}}" for form in kind.formats]
            return f"ngày dạng {' hoặc '.join(dates)}", f"a date like {' or '.join(dates)}"
        case click.Choice():
            values = ", ".join(map(str, kind.choices))
            return f"một trong {values}", f"one of {values}"
        case click.IntRange(min=least, max=None):
            return f"số nguyên từ {least} trở lên", f"a whole number from {least} on"
        case click.IntRange(min=least, max=most):
            return f"số nguyên từ {least} đến {most}", f"a whole number from {least} to {most}"
        case click.FloatRange(min=least, max=most):
            return f"số từ {least} đến {most}", f"a number from {least} to {most}"
    return f"giá trị kiểu {kind.name}", f"a value of the type {kind.name}"
