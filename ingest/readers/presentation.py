"""Presentations (.pptx)."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any

from ingest.readers.base import RawBlock, Reading
from ingest.readers.legacy import FontReader, Run
from ingest.readers.package import check_markup, damaged, open_package, read_part
from ingest.readers.tables import Cell, cell_table
from vectorstore.models import BlockKind

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MAIN = "ppt/presentation.xml"
_TITLES = ("title", "ctrTitle")
_FURNITURE = ("dt", "ftr", "sldNum", "hdr")  # placeholders of date, footer, slide number and header
_BODY = ("body", "obj", "", "subTitle")


class PptxReader:
    """.pptx: slide by slide, titles as headings, bullets as items, tables and speaker notes included."""

    extensions: tuple[str, ...] = (".pptx", ".pptm", ".ppsx")
    media_types: tuple[str, ...] = ("application/vnd.openxmlformats-officedocument.presentationml.presentation",)

    def read(self, data: bytes, name: str) -> Reading:
        """The blocks of a presentation."""
        from lxml import etree

        with open_package(data, name) as package:
            check_markup(package, name)
            try:
                parts = list(_parts(package, name))
            except (etree.LxmlError, KeyError) as error:
                raise damaged(name) from error
        reader = FontReader(run for part in parts for paragraph in part.iter(f"{_A}p") for run in _runs(paragraph))
        walk = _Walk(reader)
        return Reading(tuple(block for part in parts for block in walk.slide(part)), encoding=reader.encoding)


def _parts(package: zipfile.ZipFile, name: str) -> Iterator[Any]:
    """The slides in order, each followed by its notes."""
    relations = _relations(package, _MAIN, name)
    for slide in _parse(package, _MAIN, name).iter(f"{_P}sldId"):
        path = relations[slide.get(f"{_R}id")][1]
        root = _parse(package, path, name)
        if root.get("show") == "0":
            continue
        yield root
        for kind, notes in _relations(package, path, name).values():
            if kind.endswith("/notesSlide"):
                yield _parse(package, notes, name)


def _relations(package: zipfile.ZipFile, path: str, name: str) -> dict[str, tuple[str, str]]:
    """The relations of a part, by their id: kind and path of the other part."""
    folder, file = posixpath.split(path)
    try:
        root = _parse(package, f"{folder}/_rels/{file}.rels", name)
    except KeyError:
        return {}
    return {
        each.get("Id"): (each.get("Type", ""), posixpath.normpath(posixpath.join(folder, each.get("Target", ""))))
        for each in root
        if each.get("TargetMode") != "External"
    }


def _parse(package: zipfile.ZipFile, path: str, name: str) -> Any:
    from lxml import etree

    with package.open(path.lstrip("/")) as part:
        return etree.fromstring(read_part(part, name), etree.XMLParser(resolve_entities=False, no_network=True))


def _runs(paragraph: Any) -> Iterator[Run]:
    for node in paragraph.iter(f"{_A}t", f"{_A}br"):
        if node.tag == f"{_A}br":
            yield Run("\n", None)
        elif node.text and node.getparent().tag == f"{_A}r":
            latin = node.getparent().find(f"{_A}rPr/{_A}latin")
            yield Run(node.text, None if latin is None else latin.get("typeface"))


class _Walk:
    """Turns the shapes of slides into blocks."""

    def __init__(self, reader: FontReader) -> None:
        self._reader = reader

    def slide(self, root: Any) -> Iterator[RawBlock]:
        """The blocks of a slide or of its notes; titles come first, wherever they were drawn."""
        shapes = list(root.iter(f"{_P}sp", f"{_P}graphicFrame"))
        for shape in sorted(shapes, key=lambda shape: _placeholder(shape) not in _TITLES):
            kind = _placeholder(shape)
            if root.tag == f"{_P}notes" and kind != "body":
                continue
            if shape.tag == f"{_P}graphicFrame":
                for found in shape.iter(f"{_A}tbl"):
                    yield from self._table(found)
            elif kind not in _FURNITURE:
                yield from self._shape(shape, kind, is_notes=root.tag == f"{_P}notes")

    def _shape(self, shape: Any, kind: str | None, is_notes: bool) -> Iterator[RawBlock]:
        texts = [(paragraph, self._text(paragraph)) for paragraph in shape.iterfind(f"{_P}txBody/{_A}p")]
        filled = [(paragraph, text) for paragraph, text in texts if text.strip()]
        if kind in _TITLES:
            if filled:
                yield RawBlock(" ".join(text.replace("\n", " ") for _, text in filled), BlockKind.HEADING, 1)
            return
        for paragraph, text in filled:
            level = int(paragraph.find(f"{_A}pPr").get("lvl", "0")) if paragraph.find(f"{_A}pPr") is not None else 0
            if not is_notes and len(filled) > 1 and _is_bulleted(paragraph, kind in _BODY):
                yield RawBlock(text.replace("\n", " "), BlockKind.ITEM, level + 1)
            else:
                yield from (RawBlock(line) for line in text.split("\n") if line.strip())

    def _table(self, found: Any) -> Iterator[RawBlock]:
        rows = [
            [self._cell(cell) for cell in row.iterchildren(f"{_A}tc") if not (cell.get("hMerge") or cell.get("vMerge"))]
            for row in found.iterchildren(f"{_A}tr")
        ]
        properties = found.find(f"{_A}tblPr")
        marked = properties is not None and properties.get("firstRow") == "1"
        yield from cell_table(rows, 1 if marked and all(cell.down == 1 for cell in rows[0]) else None)

    def _cell(self, cell: Any) -> Cell:
        text = "\n".join(filter(None, (self._text(paragraph).strip() for paragraph in cell.iter(f"{_A}p"))))
        return Cell(text, int(cell.get("gridSpan", "1")), int(cell.get("rowSpan", "1")))

    def _text(self, paragraph: Any) -> str:
        return self._reader.text(list(_runs(paragraph)))


def _placeholder(shape: Any) -> str | None:
    """What kind of placeholder a shape is, None if it is none."""
    for found in shape.iterfind(f"{_P}nvSpPr/{_P}nvPr/{_P}ph"):
        kind: str = found.get("type", "")
        return kind
    return None


def _is_bulleted(paragraph: Any, is_body: bool) -> bool:
    """Whether a bullet stands before a paragraph: its own, or else that of the body of a slide."""
    properties = paragraph.find(f"{_A}pPr")
    if properties is not None:
        for name, answer in (("buNone", False), ("buChar", True), ("buAutoNum", True), ("buBlip", True)):
            if properties.find(f"{_A}{name}") is not None:
                return answer
    return is_body
