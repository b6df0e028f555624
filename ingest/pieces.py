"""Pieces of text and what each is: heading, text, list item, caption, table row, or the end of an official document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from ingest.ending import opens_annex
from ingest.front import Front
from ingest.inline import split_inline
from ingest.labels import Label, read_label, read_structural
from ingest.lines import Line
from ingest.unlabelled import unlabelled_items
from vectorstore.models import BlockKind


class Role(Enum):
    """What a piece is. LABELLED and SHORT are settled once lists are known, the others are final."""

    FRONT = auto()
    HEADING = auto()
    TEXT = auto()
    LABELLED = auto()
    SHORT = auto()
    CAPTION = auto()
    ROW = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or a part of one that holds a list; offsets are those of the bulletin's text."""

    line: int
    start: int
    end: int
    text: str
    role: Role
    label: Label | None = None
    structural: bool = False
    is_bold: bool = False


_UNLABELLED = Label("dấu 9", None, "", 0)
_SHORT = 160  # characters of the longest caption or unnumbered heading
_CLOSED = ".;:,!?…"
_CREDIT = re.compile(
    r"^\(?(?:Theo )?(Ảnh|Tin,? ảnh|Tin, bài|Tin|Bài,? ảnh|Bài viết|Bài|Nguồn|Clip|Video|Hình|Biểu đồ|Sơ đồ)"
    r"( minh họa| tư liệu)?\s*\d*\s*[:(]|\(\s*Ảnh\s*:[^)]*\)\.?$"
)
_SCENE = re.compile(
    r"^(Toàn cảnh|Quang cảnh|Khung cảnh|Các đại biểu|Đại biểu|Đoàn đại biểu|Đoàn Chủ tịch|Ảnh tư liệu|Ảnh minh h)|"
    r"^(Các )?([Đđ]ồng chí|Đ/c|Ông|Bà|Lãnh đạo|Thường trực|Ban Thường vụ|Bí thư|Cán bộ|Hội viên|Đoàn viên|Nhân dân|"
    r"Người dân).{0,110}\b(phát biểu|chủ trì|kết luận|trao|tặng|chỉ đạo|thăm|chúc mừng|khai mạc|bế mạc|báo cáo|"
    r"trình bày|tham luận|điều hành|quán triệt|dự|tham dự|tham gia|thảo luận|biểu quyết|chụp ảnh|kiểm tra|giới thiệu|"
    r"công bố|tại)\b"
)
_TABLE_CAPTION = re.compile(r"^(Bảng|Biểu|Phụ biểu)\s+(số\s+)?([\dIVX]+)\b", re.I)
_HEADING_WORDS = re.compile(
    r"^(Về |Công tác |Kết quả|Nhiệm vụ|Phương hướng|Mục tiêu|Giải pháp|Tồn tại|Hạn chế|Nguyên nhân|Bài học|Kiến nghị|"
    r"Đánh giá|Tình hình|Mục đích|Yêu cầu|Tổ chức thực hiện|Nội dung|Lĩnh vực|Một số |Những |Quan điểm|Ưu điểm|"
    r"Các (nhiệm vụ|giải pháp|mục)|Chỉ tiêu|Khuyết điểm|Thuận lợi|Khó khăn|Đề xuất|Phân công|Tiến độ|Kinh phí|"
    r"Thời gian|Thành phần)"
)
_COUNTED = re.compile(
    r"^(\d{1,2}|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám|Chín|Mười) (nhiệm vụ|giải pháp|nhóm|nội dung|mục tiêu|bài học|đột phá)"
)
_ADDRESSED = re.compile(r"^Kính (gửi|trình)\b\s*:?(?:\s*(?P<first>[-–—+•]\s+\S))?", re.I)
_RECIPIENTS = re.compile(r"^(Nơi nhận|NƠI NHẬN|Nơi gửi)\s*:?")
_SIGNS = re.compile(r"^(T/M|TM|T\.M|K/T|KT|K\.T|T/L|TL|T\.L|TUQ|T/UQ)(\.\s*|\s+)[A-ZĐÀ-Ỹ]{2}")
_NOTE = re.compile(r"^\(.{30,}\)\.?$")
_OFFICES = re.compile(
    r"^(PHÓ |QUYỀN )?(TỔNG BÍ THƯ|BÍ THƯ|CHỦ TỊCH|CHỦ NHIỆM|CHÁNH VĂN PHÒNG|TRƯỞNG BAN|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|"
    r"VIỆN TRƯỞNG|CHÁNH ÁN|THỦ TƯỚNG|BỘ TRƯỞNG|HIỆU TRƯỞNG|TỔNG BIÊN TẬP|CHỦ TỌA|THƯ KÝ)"
    r"( THƯỜNG TRỰC| QUỐC HỘI| NƯỚC)?$"
)
_END_LINES = 40  # a signature without "T/M" is sought in so many last lines
_END_LINE_LENGTH = 250


def is_recipients(text: str) -> bool:
    """Whether `text` opens the list of those who receive an official document."""
    return _RECIPIENTS.match(text) is not None


def is_caption(text: str) -> bool:
    """Whether a short line reads like the caption or the credit of a picture."""
    if len(text) > _SHORT:
        return False
    return _CREDIT.search(text) is not None or (text[-1] not in _CLOSED and _SCENE.match(text) is not None)


def is_table_caption(text: str) -> bool:
    """Whether a heading names the table below it and nothing further: "Bảng 2. Thu ngân sách"."""
    return _TABLE_CAPTION.match(text) is not None


def reads_like_heading(text: str) -> bool:
    """Whether an unnumbered short line opens like the headings of reports and plans do."""
    return len(text) <= 90 and (_HEADING_WORDS.match(text) or _COUNTED.match(text)) is not None


def cut_pieces(lines: Sequence[Line], front: Front) -> list[Piece]:
    """The pieces of a document, in order; every line gives one, or several if a list stands inside it."""
    articles_are_headings = _articles_are_headings(lines)
    unlabelled = unlabelled_items(lines)
    pieces: list[Piece] = []
    ended = False
    for index, line in enumerate(lines):
        ended = index >= front.end and _in_end(line, ended, len(lines) - index)
        if index < front.end:
            role = Role.FRONT
        elif ended:
            role = Role.END
        elif line.kind is BlockKind.ROW:
            role = Role.ROW
        elif index in unlabelled:
            pieces.append(Piece(index, line.start, line.end, line.text, Role.LABELLED, _UNLABELLED))
            continue
        elif line.kind is BlockKind.CAPTION or (line.kind is BlockKind.PARAGRAPH and is_caption(line.text)):
            role = Role.CAPTION
        else:
            following = read_label(lines[index + 1].text) if index + 1 < len(lines) else None
            address = _ADDRESSED.match(line.text)
            pieces += (
                _cut_address(index, line, address.start("first"))
                if address
                else _cut(index, line, articles_are_headings, following)
            )
            continue
        pieces.append(Piece(index, line.start, line.end, line.text, role))
    return pieces


def _cut(index: int, line: Line, articles_are_headings: bool, following: Label | None) -> list[Piece]:
    structural = read_structural(line.text)
    if structural and (structural.form != "điều" or articles_are_headings):
        return [Piece(index, line.start, line.end, line.text, Role.HEADING, structural, True)]
    label = structural or read_label(line.text)
    if line.kind is BlockKind.HEADING:
        return [Piece(index, line.start, line.end, line.text, Role.HEADING, label, True)]
    if line.kind is BlockKind.ITEM and label is not None and line.label:
        label = replace(label, level=line.level)
    if label is None and line.kind is BlockKind.ITEM:
        form = f"{'số' if line.number is not None else 'dấu'} {min(line.level, 9)}"
        label = Label(form, line.number, line.label, len(line.label))
    if label is None and line.is_caps and len(line.text) <= 250:
        return [Piece(index, line.start, line.end, line.text, Role.HEADING)]
    if label is None and line.is_open and len(line.text) <= _SHORT:
        return [Piece(index, line.start, line.end, line.text, Role.SHORT, is_bold=line.emphasis == "bold")]
    parts = split_inline(line.text, label, following)
    ends = [start for start, _ in parts[1:]] + [len(line.text)]
    return [
        Piece(
            index,
            line.start + start,
            line.start + start + len(line.text[start:end].rstrip()),
            line.text[start:end].rstrip(),
            Role.LABELLED if part_label else Role.TEXT,
            part_label,
        )
        for (start, part_label), end in zip(parts, ends, strict=True)
    ]


def _cut_address(index: int, line: Line, first: int) -> list[Piece]:
    """The line that says to whom a letter is addressed; the first of several addressees may stand on it, at `first`."""
    if first < 0:
        return [Piece(index, line.start, line.end, line.text, Role.TEXT)]
    lead, item = line.text[:first].rstrip(), line.text[first:]
    return [
        Piece(index, line.start, line.start + len(lead), lead, Role.TEXT),
        Piece(index, line.start + first, line.end, item, Role.LABELLED, read_label(item)),
    ]


def _articles_are_headings(lines: Sequence[Line]) -> bool:
    """Whether articles have names ("Điều 5. Quyền"), as in laws, or are themselves the text, as in decisions."""
    named = texts = 0
    for line in lines:
        label = read_structural(line.text) if line.text[0] in "Đđ" else None
        if label and label.form == "điều":
            if (
                len(line.text) > 250
                or line.text.endswith((".", ";"))
                or (line.text.endswith(":") and len(line.text) > 120)
            ):
                texts += 1
            else:
                named += 1
    return named > texts


def _in_end(line: Line, ended: bool, remaining: int) -> bool:
    """Whether `line` belongs to the signature block or the recipients at the end of an official document."""
    if _RECIPIENTS.match(line.text) or (_SIGNS.match(line.text) and len(line.text) <= _END_LINE_LENGTH):
        return True
    if not ended:
        return remaining <= _END_LINES and line.kind is BlockKind.PARAGRAPH and _OFFICES.match(line.text) is not None
    return not (
        line.kind is BlockKind.ROW
        or len(line.text) > _END_LINE_LENGTH
        or opens_annex(line.text)
        or _NOTE.match(line.text)
        or (read_structural(line.text) is not None)
    )
