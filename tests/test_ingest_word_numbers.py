"""Automatic numbers of Word documents: which items they count together, and that they are in the text."""

from __future__ import annotations

import io
from collections.abc import Sequence

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.parse import parse
from ingest.sources import RawDocument
from vectorstore.models import Bulletin


def _numbered(
    paragraphs: Sequence[tuple[str, int | None]], levels: Sequence[tuple[str, str]], restarts: Sequence[int] = ()
) -> Bulletin:
    """A Word document whose paragraphs, each with its level or None, are numbered automatically.

    `levels` are format and text of each level ("decimal", "Điều %1."); from the paragraphs at the places `restarts` on
    the outermost level counts from 1 again.
    """
    document = docx.Document()
    numbering = document.part.numbering_part.element
    lines = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, (form, text) in enumerate(levels)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="900">{lines}</w:abstractNum>'))
    for number in range(len(restarts) + 1):
        again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if number else ""
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{900 + number}"><w:abstractNumId w:val="900"/>{again}</w:num>')
        )
    for place, (text, level) in enumerate(paragraphs):
        paragraph = document.add_paragraph(text)
        if level is not None:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = level
            properties.get_or_add_numId().val = 900 + sum(restart <= place for restart in restarts)
    stream = io.BytesIO()
    document.save(stream)
    return parse(RawDocument("a.docx", "a.docx", stream.getvalue()))


def test_a_list_that_restarts_at_one_is_another_list() -> None:
    bulletin = _numbered(
        [
            ("Chi bộ nông thôn thực hiện:", None),
            ("Làm đường hoa.", 0),
            ("Thu gom rác.", 0),
            ("Chi bộ trường học thực hiện:", None),
            ("Thi kể chuyện.", 0),
            ("Quyên góp sách.", 0),
        ],
        [("decimal", "%1.")],
        restarts=[4],
    )
    assert [section.lead.of(bulletin.text) for section in bulletin.sections] == [
        "Chi bộ nông thôn thực hiện:",
        "Chi bộ trường học thực hiện:",
    ]
    assert [[item.number for item in section.items] for section in bulletin.sections] == [[1, 2], [1, 2]]


def test_articles_that_word_numbers_are_articles() -> None:
    bulletin = _numbered(
        [
            ("", 0),
            ("NHỮNG QUY ĐỊNH CHUNG", None),
            ("Phạm vi áp dụng", 1),
            ("Quy định này áp dụng với bí thư cấp ủy.", None),
            ("", 0),
            ("THỜI GIAN TIẾP DÂN", None),
            ("Lịch tiếp dân", 1),
            ("Bí thư Tỉnh ủy tiếp dân mỗi tháng một ngày.", 2),
            ("Bí thư huyện ủy tiếp dân như sau:", 2),
            ("Ở trụ sở vào sáng thứ Hai;", 3),
            ("Ở xã vào sáng thứ Năm.", 3),
        ],
        [("upperRoman", "Chương %1"), ("decimal", "Điều %2."), ("decimal", "%3."), ("lowerLetter", "%4)")],
    )
    assert bulletin.text.split("\n\n") == [
        "Chương I",
        "NHỮNG QUY ĐỊNH CHUNG",
        "Điều 1. Phạm vi áp dụng",
        "Quy định này áp dụng với bí thư cấp ủy.",
        "Chương II",
        "THỜI GIAN TIẾP DÂN",
        "Điều 1. Lịch tiếp dân",
        "1. Bí thư Tỉnh ủy tiếp dân mỗi tháng một ngày.",
        "2. Bí thư huyện ủy tiếp dân như sau:",
        "a) Ở trụ sở vào sáng thứ Hai;",
        "b) Ở xã vào sáng thứ Năm.",
    ]
    last = bulletin.passages[-1]
    assert last.path == ("Chương II. THỜI GIAN TIẾP DÂN", "Điều 1. Lịch tiếp dân")
    assert last.lead.endswith("2. Bí thư huyện ủy tiếp dân như sau:")


def test_the_same_numbers_on_two_levels_are_two_lists() -> None:
    bulletin = _numbered(
        [
            ("Hội nghị giao các việc sau:", None),
            ("Xã Bến Lâm:", 0),
            ("Sửa đường.", 1),
            ("Trồng cây.", 1),
            ("Xã Đông Sơn:", 0),
            ("Xây cầu.", 1),
            ("Mở chợ.", 1),
        ],
        [("decimal", "%1."), ("decimal", "%2.")],
    )
    assert [[item.number for item in section.items] for section in bulletin.sections] == [[1, 2], [1, 2], [1, 2]]
    assert [section.parent for section in bulletin.sections] == [None, 0, 0]


@pytest.mark.parametrize(
    ("form", "text", "label"),
    [
        ("decimal", "%1.%2.", "4.2."),
        ("decimalZero", "(%2)", "(02)"),
        ("lowerRoman", "%2)", "ii)"),
        ("upperLetter", "%1%2.", "4B."),
        ("bullet", "•", ""),
    ],
)
def test_labels_are_written_as_word_shows_them(form: str, text: str, label: str) -> None:
    outer = [(f"Việc {word}", 0) for word in ("đầu", "sau", "kế", "cuối")]
    bulletin = _numbered([*outer, ("Sửa đường.", 1), ("Trồng cây.", 1)], [("decimal", "%1."), (form, text)])
    assert bulletin.text.split("\n\n")[-1] == f"{label} Trồng cây.".strip()
