"""The text of Word documents run by run, each in its font: what tells the old Vietnamese encodings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ingest.readers.legacy import FontReader, Run, font_encoding
from ingest.readers.symbols import is_symbol_font, plain_symbols

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT_BOX = f"{_W}txbxContent"
_NODES = tuple(f"{_W}{name}" for name in ("t", "tab", "br", "cr", "noBreakHyphen", "softHyphen", "sym"))
_NOT_OWN = frozenset((_TEXT_BOX, _MC_FALLBACK, f"{_W}del", f"{_W}moveFrom"))
_MAX_BASES = 12  # styles that a style is based on, one through the other


class DocumentText:
    """Reads the paragraphs of one document."""

    def __init__(self, document: Document, parts: list[Any]) -> None:
        self._fonts = _Fonts(document)
        self._hidden_styles = {
            style.get(f"{_W}styleId") for style in document.styles.element.iter(f"{_W}style") if _hides(style)
        }
        self._reader: FontReader | None = None
        if any(_is_special(font) for part in parts for font in _named_fonts(part)) or self._fonts.any_special:
            self._reader = FontReader(
                run for part in parts for paragraph in part.iter(f"{_W}p") for run in self._runs(paragraph)
            )

    @property
    def encoding(self) -> str | None:
        """The legacy encoding that most of the document's fonts stand for."""
        return self._reader.encoding if self._reader else None

    def of(self, paragraph: Any) -> str:
        """The text of a paragraph with tabs and line breaks; what is deleted or hidden, footnote marks and text boxes
        are left out."""
        if self._reader is None:
            return "".join(_text_of(node) for node in self._shown_nodes(paragraph))
        return self._reader.text(list(self._runs(paragraph)))

    def _runs(self, paragraph: Any) -> Iterator[Run]:
        for node in self._shown_nodes(paragraph):
            if text := _text_of(node):
                yield Run(text, self._fonts.of(node.getparent(), paragraph))

    def _shown_nodes(self, paragraph: Any) -> Iterator[Any]:
        by_paragraph = _style(paragraph, "pPr/pStyle") in self._hidden_styles
        for node in _own_nodes(paragraph):
            run = node.getparent()
            is_hidden = _hides(run)
            if is_hidden is None:
                is_hidden = by_paragraph or _style(run, "rPr/rStyle") in self._hidden_styles
            if not is_hidden:
                yield node


def text_boxes(paragraph: Any) -> Iterator[Any]:
    """The contents of the text boxes that are anchored in a paragraph, each once."""
    for box in paragraph.iter(_TEXT_BOX):
        if not any(parent.tag in (_MC_FALLBACK, _TEXT_BOX) for parent in box.iterancestors()):
            yield box


def paragraphs_in(cell: Any) -> Iterator[Any]:
    """The paragraphs of a table's cell, those of tables and text boxes inside it included, each once."""
    for paragraph in cell.iter(f"{_W}p"):
        if not any(parent.tag == _MC_FALLBACK for parent in _up_to(paragraph, cell)):
            yield paragraph


def _own_nodes(paragraph: Any) -> Iterator[Any]:
    """The nodes of a paragraph that are text, without those of text boxes and deletions."""
    boxed = next(paragraph.iter(*_NOT_OWN), None) is not None
    for node in paragraph.iter(*_NODES):
        if boxed and any(parent.tag in _NOT_OWN for parent in _up_to(node, paragraph)):
            continue
        yield node


def _hides(element: Any) -> bool | None:
    """Whether a run or style says that its text is hidden; None if it says nothing."""
    found = element.find(f"{_W}rPr/{_W}vanish")
    return None if found is None else found.get(f"{_W}val", "1") not in ("0", "false", "off")


def _style(element: Any, path: str) -> str | None:
    """The id of the style that a paragraph or run names."""
    found = element.find("/".join(f"{_W}{name}" for name in path.split("/")))
    style: str | None = None if found is None else found.get(f"{_W}val")
    return style


def _up_to(node: Any, ancestor: Any) -> Iterator[Any]:
    for parent in node.iterancestors():
        if parent is ancestor:
            return
        yield parent


def _text_of(node: Any) -> str:
    name = node.tag.removeprefix(_W)
    if name == "t":
        return node.text or ""
    if name == "tab":
        return "\t" if node.getparent().tag == f"{_W}r" else ""
    if name == "sym":
        return plain_symbols(chr(int(node.get(f"{_W}char", "0020"), 16)), node.get(f"{_W}font"))
    return {"noBreakHyphen": "-", "softHyphen": "\u00ad"}.get(name, "\n")


def _named_fonts(part: Any) -> set[str]:
    return {name for fonts in part.iter(f"{_W}rFonts") if (name := _font_in(fonts))}


def _is_special(font: str | None) -> bool:
    return font_encoding(font) is not None or is_symbol_font(font)


def _font_in(fonts: Any) -> str | None:
    name: str | None = fonts.get(f"{_W}ascii") or fonts.get(f"{_W}hAnsi")
    return name


class _Fonts:
    """The font of each run: its own, else that of its style, its paragraph's style or the document."""

    def __init__(self, document: Document) -> None:
        root = document.styles.element
        self._styles = {style.get(f"{_W}styleId", ""): style for style in root.iterchildren(f"{_W}style")}
        defaults = root.find(f"{_W}docDefaults")
        self._default = None if defaults is None else next(map(_font_in, defaults.iter(f"{_W}rFonts")), None)
        self._of_style: dict[str, str | None] = {}
        self._paragraph_style = next(
            (
                identity
                for identity, style in self._styles.items()
                if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true")
            ),
            "",
        )

    @property
    def any_special(self) -> bool:
        """Whether any style of the document is in a font of an old encoding or of signs."""
        return any(_is_special(self._style_font(style)) for style in self._styles) or _is_special(self._default)

    def of(self, run: Any, paragraph: Any) -> str | None:
        """The font of a run."""
        properties = run.find(f"{_W}rPr")
        if properties is not None:
            fonts = properties.find(f"{_W}rFonts")
            if fonts is not None and (name := _font_in(fonts)):
                return name
            if (style := properties.find(f"{_W}rStyle")) is not None and (
                name := self._style_font(style.get(f"{_W}val", ""))
            ):
                return name
        properties = paragraph.find(f"{_W}pPr")
        style = None if properties is None else properties.find(f"{_W}pStyle")
        identity = self._paragraph_style if style is None else style.get(f"{_W}val", "")
        return self._style_font(identity) or self._default

    def _style_font(self, identity: str) -> str | None:
        if identity not in self._of_style:
            self._of_style[identity] = self._look_up(identity)
        return self._of_style[identity]

    def _look_up(self, identity: str) -> str | None:
        for _ in range(_MAX_BASES):
            style = self._styles.get(identity)
            if style is None:
                return None
            for fonts in style.iterchildren(f"{_W}rPr"):
                if (found := fonts.find(f"{_W}rFonts")) is not None and (name := _font_in(found)):
                    return name
            based = style.find(f"{_W}basedOn")
            identity = "" if based is None else based.get(f"{_W}val", "")
        return None
