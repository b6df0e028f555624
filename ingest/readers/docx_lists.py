"""Styles and automatic numbers of Word documents, read once per document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from ingest.labels import in_roman

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COUNT = re.compile(r"%([1-9])")
_MAX_BASES = 12  # styles that a style is based on, one through the other


class Styles:
    """The paragraph styles of a document: their names, and the lists that they belong to."""

    def __init__(self, document: Document) -> None:
        self._by_id: dict[str, Any] = {}
        self._default = ""
        for style in document.styles.element.iterchildren(f"{_W}style"):
            if style.get(f"{_W}type", "paragraph") == "paragraph":
                identity = style.get(f"{_W}styleId", "")
                self._by_id[identity] = style
                if style.get(f"{_W}default") in ("1", "true"):
                    self._default = identity

    def name(self, paragraph: Any) -> str:
        """The name of a paragraph's style in lower case: "heading 1", "list bullet"."""
        style = self._by_id.get(self._identity(paragraph))
        return "" if style is None else _value(style, "name").lower()

    def list_of(self, paragraph: Any) -> tuple[str, int] | None:
        """The id of the list that a paragraph belongs to, by itself or by its style, and its level, 0 outermost."""
        level: int | None = None
        for properties in self._properties(paragraph):
            numbering = properties.find(f"{_W}numPr")
            if numbering is None:
                continue
            depth = _value(numbering, "ilvl")
            if level is None and depth:
                level = int(depth)
            identity = _value(numbering, "numId")
            if identity:
                return None if identity == "0" else (identity, level or 0)
        return None

    def _identity(self, paragraph: Any) -> str:
        properties = paragraph.find(f"{_W}pPr")
        return (_value(properties, "pStyle") if properties is not None else "") or self._default

    def _properties(self, paragraph: Any) -> list[Any]:
        """The properties of a paragraph, of its style and of the styles that this is based on."""
        found = [paragraph.find(f"{_W}pPr")]
        identity = self._identity(paragraph)
        for _ in range(_MAX_BASES):
            style = self._by_id.get(identity)
            if style is None:
                break
            found.append(style.find(f"{_W}pPr"))
            identity = _value(style, "basedOn")
        return [properties for properties in found if properties is not None]


@dataclass(frozen=True, slots=True)
class ListNumber:
    """What Word shows in front of a paragraph of a list; the level is 1 outermost, a bullet has no number or label."""

    level: int
    number: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Level:
    """How a list counts on one level: "Điều %1." with the format "decimal"."""

    form: str
    text: str
    start: int
    goes_on: bool
    is_plain: bool

    @classmethod
    def of(cls, element: Any) -> Self:
        return cls(
            _value(element, "numFmt") or "bullet",
            _value(element, "lvlText"),
            int(_value(element, "start") or "1"),
            _value(element, "lvlRestart") == "0",
            element.find(f"{_W}isLgl") is not None,
        )


class Numbering:
    """Counts the numbers that Word shows in front of paragraphs but does not store as text."""

    def __init__(self, document: Document) -> None:
        self._levels: dict[tuple[str, int], _Level] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._abstract: dict[str, str] = {}
        self._restarts: dict[tuple[str, int], int] = {}
        try:
            root: Any = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        for number in root.iter(f"{_W}num"):
            identity = number.get(f"{_W}numId")
            self._abstract[identity] = _value(number, "abstractNumId")
            for override in number.iter(f"{_W}lvlOverride"):
                if start := _value(override, "startOverride"):
                    self._restarts[identity, int(override.get(f"{_W}ilvl", "0"))] = int(start)
        for abstract in root.iter(f"{_W}abstractNum"):
            for level in abstract.iter(f"{_W}lvl"):
                key = (abstract.get(f"{_W}abstractNumId"), int(level.get(f"{_W}ilvl", "0")))
                self._levels[key] = _Level.of(level)

    def of(self, place: tuple[str, int] | None) -> ListNumber | None:
        """What stands in front of the next paragraph at `place`, as `Styles.list_of` gives it.

        None for a paragraph that is in no list.
        """
        if place is None or place[0] not in self._abstract:
            return None
        abstract, level = self._abstract[place[0]], place[1]
        key = (abstract, level)
        found = self._levels.get(key)
        if found is not None and found.form == "none":
            return None
        restart = self._restarts.pop(place, None)  # only its first paragraph starts the list again
        start = found.start if found else 1
        self._counts[key] = self._counts.get(key, start - 1) + 1 if restart is None else restart
        for other in [each for each in self._counts if each[0] == abstract and each[1] > level]:
            if not self._levels[other].goes_on:
                del self._counts[other]
        if found is None or found.form == "bullet":
            return ListNumber(level + 1)
        return ListNumber(level + 1, self._counts[key], self._label(abstract, found))

    def _label(self, abstract: str, shown: _Level) -> str:
        def count(match: re.Match[str]) -> str:
            key = (abstract, int(match[1]) - 1)
            level = self._levels.get(key, shown)
            return _written(self._counts.get(key, level.start), "decimal" if shown.is_plain else level.form)

        return _COUNT.sub(count, shown.text).strip()


def _written(number: int, form: str) -> str:
    """`number` in a format of Word: 4 is "iv" in lowerRoman; in digits in any format that is not for numerals."""
    if form in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman") and number > 0:
        numeral = in_roman(number)
        return numeral if form == "upperRoman" else numeral.lower()
    return f"{number:02}" if form == "decimalZero" else str(number)


def _value(element: Any, name: str) -> str:
    """The value of the child `name`, empty if there is none."""
    child = element.find(f"{_W}{name}")
    return "" if child is None else child.get(f"{_W}val", "")
