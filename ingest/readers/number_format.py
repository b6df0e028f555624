"""Numbers of spreadsheets as their cells show them, with the separators of Vietnamese: "12.345.678", "4,6%"."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

_DIGITS = 10  # significant digits of a cell without a format
_LARGEST = 1e15  # from which on a spreadsheet does not know the digits
_GENERAL = re.compile(r"general|@|$", re.I)
_UNUSUAL = re.compile(r"\[[<>=]|[/eE](?=[-+?#\d])")  # conditions, fractions and powers of ten
_LITERAL = re.compile(r'"[^"]*"|\\.')
_CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
_SECTION_END = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|[_*].|([#0?][#0?.,]*|\.[#0?]+)|(.)')
_SEPARATORS = str.maketrans(",.", ".,")


def shown_number(value: int | float, number_format: str) -> str:
    """`value` as a cell of this format shows it, such as "#,##0.0"; formats that are no plain ones show it as it is."""
    sections = _SECTION_END.split(_CURRENCY.sub(r'"\1"', number_format))[:3]  # above zero, below zero, zero
    place = 1 if value < 0 else 2 if value == 0 else 0
    has_own = place < len(sections)
    section = sections[place if has_own else 0]
    symbols = _LITERAL.sub("", section)
    before, digits, after = _parts(section)
    is_plain = not (_GENERAL.match(sections[0]) or _UNUSUAL.search(symbols)) and len(digits) <= 1
    if not is_plain or not abs(value) < _LARGEST:
        return _as_it_is(value)
    number = abs(Decimal(repr(value))) * 100 ** symbols.count("%")
    sign = "-" if value < 0 and not has_own else ""
    return "".join((sign, before, *(_written(number, each) for each in digits), after)).strip()


def _as_it_is(value: int | float) -> str:
    if abs(value) < _LARGEST and float(value).is_integer():
        return str(int(value))
    return f"{value:.{_DIGITS}g}".translate(_SEPARATORS)


def _parts(section: str) -> tuple[str, list[str], str]:
    """What a section of a format shows before the digits, the placeholders of the digits, and what it shows behind."""
    texts, digits = ["", ""], []
    for quoted, escaped, placeholders, other in _TOKEN.findall(section):
        digits += [placeholders] if placeholders else []
        texts[bool(digits)] += quoted or escaped or other
    return texts[0], digits, texts[1]


def _written(number: Decimal, placeholders: str) -> str:
    """A number that is not negative in the digits that its placeholders ask for: "#,##0.0#"."""
    whole, _, fraction = placeholders.partition(".")
    thousands = len(whole) - len(whole.rstrip(","))
    rounded = (number / 1_000**thousands).quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    head, _, tail = (f"{rounded:,f}" if "," in whole.rstrip(",") else f"{rounded:f}").partition(".")
    head = head.removeprefix("0").zfill(whole.count("0"))
    least = len(fraction.rstrip("#?"))
    tail = tail[:least] + tail[least:].rstrip("0")
    return f"{head}.{tail}".removesuffix(".").translate(_SEPARATORS)
