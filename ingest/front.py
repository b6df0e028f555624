"""The heading block of an official document, and the title of any other: what stands before the text proper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.labels import read_label, read_structural
from ingest.lines import Line
from vectorstore.models import BlockKind

KINDS = (
    "nghị quyết liên tịch", "nghị quyết", "chỉ thị", "kết luận", "quyết định", "kế hoạch", "báo cáo", "thông báo",
    "hướng dẫn", "chương trình hành động", "chương trình công tác", "chương trình", "quy định", "quy chế", "tờ trình",
    "công văn", "công điện", "bộ luật", "luật", "pháp lệnh", "nghị định", "thông tư", "đề án", "thông cáo báo chí",
    "thông cáo", "thông tri", "lời kêu gọi", "biên bản", "tuyên bố", "điều lệ", "hiến pháp", "diễn văn", "thư ngỏ",
    "đề cương tuyên truyền", "đề cương", "giấy mời", "danh sách", "bản tin",
)  # fmt: skip
"""The kinds of document, the longer name before the shorter that it starts with."""

_LOOK_AHEAD = 40  # lines in which a heading block must lie
_SUBJECT_LINES = 6
_TITLE_LINES = 4
_MOTTO = re.compile(
    r"ĐẢNG CỘNG SẢN VIỆT NAM|CỘNG HÒA XÃ HỘI CHỦ NGHĨA|CỘNG HOÀ XÃ HỘI CHỦ NGHĨA|Độc lập\s*[-–]\s*Tự do", re.I
)
_NUMBER = re.compile(
    r"^(?:Số|Luật số|Bộ luật số|Nghị quyết số)\s*[:.]?\s*(?P<number>(?:\d{1,5}|…+|\.{2,})?\s*[-–/].{0,40}|\d{1,5})$",
    re.I,
)
_PLACE_DATE = re.compile(r"^[^,.;:]{2,60},\s*ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}$", re.I)
_RULE = re.compile(r"^[\W_]*$")
_KIND = re.compile(rf"^(?P<kind>{'|'.join(KINDS)})(?P<rest>.*)$", re.I)
_TEXT_STARTS = re.compile(
    r"^(Căn cứ|Thực hiện|Kính gửi|Xét|Theo |Trên cơ sở|Ngày \d|Sáng |Chiều |Nhằm |Để |Quốc hội ban hành|Sau khi)"
)
_ABOUT = re.compile(r"^\(?(về|v/v|ban hành|của|thực hiện|triển khai|tổng kết|sơ kết|phê duyệt|khóa|lần thứ)\b", re.I)


@dataclass(frozen=True, slots=True)
class Front:
    """The lines before the text proper, as ranges of indexes into the document's lines.

    `end` is where the text proper starts. `official` says whether this is the heading block of an official document,
    of which `organisation`, `number`, `place_date` and `kind` are the lines that were recognised; `title` are the
    lines of the title or of the subject.
    """

    end: int = 0
    official: bool = False
    organisation: tuple[int, ...] = ()
    number: int | None = None
    place_date: int | None = None
    kind: int | None = None
    title: tuple[int, ...] = ()


def number_in(text: str) -> str | None:
    """The document number that a line "Số 15-KH/HU" states, without inner spaces; None if it states none."""
    match = _NUMBER.match(text)
    if match is None or not any(char.isdigit() for char in match["number"]):
        return None
    return re.sub(r"\s+", "", match["number"]).replace("–", "-")


def is_motto(text: str) -> bool:
    """Whether a line is a motto of the Party or the state, and does not only mention its name."""
    match = _MOTTO.search(text)
    return match is not None and len(text) < 80 and (text.isupper() or match.start() == 0)


def is_number(text: str) -> bool:
    """Whether a line states a document's number, or leaves it open ("Số      -CV/HU")."""
    return _NUMBER.match(text) is not None


def is_place_and_date(text: str) -> bool:
    """Whether a line says where and when a document was issued."""
    return _PLACE_DATE.match(text) is not None


def kind_of(text: str) -> str | None:
    """The kind of document that `text` starts with, in lower case: "kế hoạch"."""
    match = _KIND.match(text)
    if match is None or (match["rest"] and match["rest"][0].isalpha()):
        return None
    return match["kind"].lower()


def read_front(lines: Sequence[Line]) -> Front:
    """Finds the heading block or the title at the start of `lines`."""
    return _official(lines[:_LOOK_AHEAD]) or _news(lines[:_LOOK_AHEAD])


def _official(lines: Sequence[Line]) -> Front | None:
    organisation: list[int] = []
    number = place_date = kind = None
    signs = 0
    for index, line in enumerate(lines):
        text = line.text
        if _MOTTO.search(text) and len(text) < 120:
            signs += 1
        elif number is None and is_number(text):
            number, signs = index, signs + 1
        elif place_date is None and is_place_and_date(text):
            place_date, signs = index, signs + 1
        elif _RULE.match(text):
            continue
        elif read_structural(text):
            break
        elif (line.is_caps or line.kind is BlockKind.HEADING) and kind_of(text):
            if signs or _names_only_a_kind(text):
                kind = index
                break
            organisation.append(index)
        elif line.is_caps and len(text) < 150:
            organisation.append(index)
        elif _ABOUT.match(text) and number is not None and len(text) < 300:
            kind = index
            break
        elif len(text) > 120 or text.endswith((".", ":", ";")) or index > 12:
            break
    if kind is None or (signs == 0 and kind > 3):
        return _letter(lines, organisation, number, place_date) if signs >= 2 else None
    is_kind = kind_of(lines[kind].text) is not None
    last, title = _subject(lines, kind + 1, [kind])
    if signs == 0 and (last == kind + 1) and len(lines[kind].text.split()) > 12:
        return None
    for index in range(kind, last):
        if place_date is None and is_place_and_date(lines[index].text):
            place_date = index
        if number is None and is_number(lines[index].text):
            number = index
    organisation = [index for index in organisation if index < kind]
    return Front(last, True, tuple(organisation), number, place_date, kind if is_kind else None, tuple(title))


def _names_only_a_kind(text: str) -> bool:
    """Whether a line names a kind of document and nothing else, or goes on with "về …", "của …"."""
    match = _KIND.match(text)
    return match is not None and (not match["rest"].strip(" :") or _ABOUT.match(match["rest"].strip()) is not None)


def _letter(lines: Sequence[Line], organisation: list[int], number: int | None, place_date: int | None) -> Front | None:
    """The heading block of a letter, which names no kind."""
    last = max(index for index in (*organisation, number, place_date, 0) if index is not None)
    return Front(last + 1, True, tuple(i for i in organisation if i <= last), number, place_date)


def _subject(lines: Sequence[Line], start: int, title: list[int]) -> tuple[int, list[int]]:
    """Where the heading block ends that has its kind line before `start`, and its title's lines."""
    index = start
    ruled = False
    while index < len(lines) and index < start + _SUBJECT_LINES:
        line = lines[index]
        if _RULE.match(line.text):
            ruled = True
        elif is_place_and_date(line.text) or is_number(line.text) or is_motto(line.text):
            pass
        elif (
            ruled
            or line.kind in (BlockKind.ROW, BlockKind.ITEM)
            or len(line.text) > 300
            or line.text.endswith((".", ":", ";"))
            or _TEXT_STARTS.match(line.text)
            or read_structural(line.text)
            or read_label(line.text)
            or (line.is_caps and not lines[title[-1]].is_caps)
        ):
            break
        else:
            title.append(index)
        index += 1
    return index, title


def _news(lines: Sequence[Line]) -> Front:
    """The title of a document without a heading block: a heading, a line in capitals or a short first line."""
    if not lines:
        return Front()
    for index, line in enumerate(lines[:3]):
        if line.kind is BlockKind.HEADING and line.level <= 1:
            return Front(index + 1, title=(index,))
        if line.kind is not BlockKind.PARAGRAPH or len(line.text) > 200:
            break
    first = lines[0]
    if first.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING) or len(first.text) > 250:
        return Front()
    if first.is_caps:
        end = 1
        while end < min(_TITLE_LINES, len(lines) - 1) and _continues_title(lines[end]):
            end += 1
        return Front(end, title=tuple(range(end)))
    if first.is_open and len(lines) > 1 and not read_structural(first.text) and not read_label(first.text):
        return Front(1, title=(0,))
    return Front()


def _continues_title(line: Line) -> bool:
    return line.is_caps and line.is_open and not read_structural(line.text) and not read_label(line.text)
