"""Makes the files that the tests of readers read."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from openpyxl.styles import Font
from viparse.normalize.encodings import CHARMAPS

from ingest.readers import libreoffice, tesseract
from ingest.readers.base import Reading

FILES = Path(__file__).parent / "files"
SAMPLES = Path(__file__).parent.parent / "data" / "bulletins"

needs_libreoffice = pytest.mark.skipif(
    libreoffice.install_command() is not None, reason=f"LibreOffice is missing: {libreoffice.install_command()}"
)
needs_tesseract = pytest.mark.skipif(
    tesseract.install_command() is not None, reason=f"Tesseract is missing: {tesseract.install_command()}"
)

_XML = "http://schemas.openxmlformats.org"
_PRESENTATION = "application/vnd.openxmlformats-officedocument.presentationml"
_DRAWING = (
    f'xmlns:a="{_XML}/drawingml/2006/main" xmlns:p="{_XML}/presentationml/2006/main" '
    f'xmlns:r="{_XML}/officeDocument/2006/relationships"'
)

_GROUP = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'

Runs = Sequence[tuple[str, str]]
"""Text and font, one after the other."""


def texts(reading: Reading) -> list[str]:
    """The texts of a reading's blocks."""
    return [block.text for block in reading.blocks]


def encode(text: str, encoding: str) -> str:
    """`text` as characters that are the bytes of a legacy encoding: what a file in an old font holds."""
    table = {letter: bytes_ for bytes_, letter in CHARMAPS[encoding].pairs}
    return "".join(table.get(char, char) for char in text)


def word_file(*paragraphs: Runs, table: Sequence[Sequence[str]] = (), font: str = "Times New Roman") -> bytes:
    """A .docx file of paragraphs, each of runs, and perhaps a table, all in `font`."""
    document = docx.Document()
    for runs in paragraphs:
        paragraph = document.add_paragraph()
        for text, name in runs:
            run = paragraph.add_run(text)
            run.font.name = name
            run._r.rPr.rFonts.set(qn("w:hAnsi"), name)
    if table:
        grid = document.add_table(rows=len(table), cols=len(table[0]), style="Table Grid")
        for row, values in zip(grid.rows, table, strict=True):
            for cell, value in zip(row.cells, values, strict=True):
                cell.paragraphs[0].add_run(value).font.name = font
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]], font: str = "Times New Roman") -> bytes:
    """An .xlsx file; shares below 1 are shown in per cent."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                cell = sheet.cell(number, column, value)
                cell.font = Font(name=font)
                if isinstance(value, float) and value < 1:
                    cell.number_format = "0.0%"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def presentation(
    slides: Sequence[tuple[str, Sequence[tuple[int, str]]]], font: str = "Arial", table: Sequence[Sequence[str]] = ()
) -> bytes:
    """A .pptx file of slides, each with a title and bullets, which have a level, and a table; the title is drawn
    last."""
    numbers = range(1, len(slides) + 1)
    rows = "".join(
        "<a:tr>"
        + "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{c}</a:t></a:r></a:p></a:txBody></a:tc>" for c in row)
        + "</a:tr>"
        for row in table
    )
    frame = (
        f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl>{rows}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )

    def shape(kind: str, paragraphs: Sequence[tuple[int, str]]) -> str:
        inner = "".join(
            f'<a:p><a:pPr lvl="{level}"/><a:r><a:rPr><a:latin typeface="{font}"/></a:rPr><a:t>{text}</a:t></a:r></a:p>'
            for level, text in paragraphs
        )
        return (
            f'<p:sp><p:nvSpPr><p:cNvPr id="2" name=""/><p:cNvSpPr/><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>'
            f"<p:spPr/><p:txBody><a:bodyPr/>{inner}</p:txBody></p:sp>"
        )

    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_XML}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/ppt/presentation.xml" ContentType="{_PRESENTATION}.presentation.main+xml"/>'
        + "".join(
            f'<Override PartName="/ppt/slides/slide{number}.xml" ContentType="{_PRESENTATION}.slide+xml"/>'
            for number in numbers
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_XML}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{_XML}/officeDocument/2006/relationships/officeDocument" Target="ppt/presentation.xml"/>'
        "</Relationships>",
        "ppt/presentation.xml": f"<p:presentation {_DRAWING}><p:sldIdLst>"
        + "".join(f'<p:sldId id="{255 + number}" r:id="r{number}"/>' for number in numbers)
        + '</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{_XML}/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="r{number}" Type="{_XML}/officeDocument/2006/relationships/slide" '
            f'Target="slides/slide{number}.xml"/>'
            for number in numbers
        )
        + "</Relationships>",
    }
    for number, (title, bullets) in zip(numbers, slides, strict=True):
        shapes = (
            (frame if table else "")
            + shape("body", bullets)
            + shape("title", [(0, title)])
            + shape("sldNum", [(0, str(number))])
        )
        parts[f"ppt/slides/slide{number}.xml"] = (
            f"<p:sld {_DRAWING}><p:cSld><p:spTree>{_GROUP}{shapes}</p:spTree></p:cSld></p:sld>"
        )
    return archive({name: text.encode() for name, text in parts.items()})


def archive(members: Mapping[str, bytes]) -> bytes:
    """A .zip file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return stream.getvalue()


def message(subject: str, text: str = "", html: str = "", attached: Mapping[str, bytes] | None = None) -> bytes:
    """An .eml file."""
    mail = EmailMessage()
    mail["Subject"] = subject
    mail["From"] = "vp@vi.du"
    mail["Date"] = "Tue, 05 Mar 2030 08:00:00 +0700"
    if text or not html:
        mail.set_content(text)
    if html:
        (mail.add_alternative if text else mail.set_content)(html, subtype="html")
    for name, data in (attached or {}).items():
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def pdf(pages: Sequence[Sequence[tuple[float, float, str]]], drawn: Sequence[str] = ()) -> bytes:
    """A PDF file with lines of text at the given places, in points from the lower left corner; `drawn` are operators
    that draw something on each page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        body = "".join(f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET\n" for x, y, text in lines)
        body += drawn[len(kids)] + "\n" if drawn else ""
        objects.append(f"<< /Length {len(body)} >>\nstream\n{body}endstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return pdf_of([each.encode() for each in objects])


def pdf_of(objects: Sequence[bytes]) -> bytes:
    """A PDF file of these objects; the first is its catalogue."""
    stream = io.BytesIO()
    stream.write(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(stream.tell())
        stream.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = stream.tell()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    stream.write(
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    )
    return stream.getvalue()


def without_tools(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Makes this process find no LibreOffice and no Tesseract."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("soffice") is None
    tesseract._models.cache_clear()
