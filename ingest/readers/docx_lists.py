"""Styles and automatic numbers of Word documents, read once per document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
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


class Numbering:
    """Counts the numbers that Word shows in front of paragraphs but does not store as text."""

    def __init__(self, document: Document) -> None:
        self._formats: dict[tuple[str, int], str] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._abstract: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
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
                self._formats[key] = _value(level, "numFmt") or "bullet"
                self._starts[key] = int(_value(level, "start") or "1")

    def of(self, place: tuple[str, int] | None) -> tuple[int, int | None] | None:
        """The level, 1 outermost, and the number of the next paragraph at `place`, as `Styles.list_of` gives it.

        None for a paragraph that is in no list; the number is None for a bullet.
        """
        if place is None or place[0] not in self._abstract:
            return None
        abstract, level = self._abstract[place[0]], place[1]
        key = (abstract, level)
        form = self._formats.get(key, "bullet")
        if form == "none":
            return None
        restart = self._restarts.pop(place, None)  # only its first paragraph starts the list again
        self._counts[key] = self._counts.get(key, self._starts.get(key, 1) - 1) + 1 if restart is None else restart
        for other in [each for each in self._counts if each[0] == abstract and each[1] > level]:
            del self._counts[other]
        return level + 1, None if form == "bullet" else self._counts[key]


def _value(element: Any, name: str) -> str:
    """The value of the child `name`, empty if there is none."""
    child = element.find(f"{_W}{name}")
    return "" if child is None else child.get(f"{_W}val", "")
