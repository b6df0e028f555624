"""The heading block of an official document, and the title of any other: what stands before the text proper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.committees import is_committee, opens_with_committee
from ingest.front_lines import (
    is_internal,
    is_month,
    is_motto,
    is_number,
    is_place_and_date,
    names_motto,
    states_issue,
)
from ingest.labels import read_label, read_structural
from ingest.lines import Line
from ingest.site_head import head_of_site
from vectorstore.models import BlockKind
from vectorstore.text import sentences

BULLETINS = (
    "bản tin", "tờ tin", "đặc san", "nội san", "thông tin nội bộ", "thông tin sinh hoạt chi bộ",
    "tài liệu sinh hoạt chi bộ",
)  # fmt: skip
"""What bulletins that appear in issues call themselves."""
KINDS = (
    "nghị quyết liên tịch", "nghị quyết", "chỉ thị", "kết luận", "quyết định", "kế hoạch", "báo cáo", "thông báo",
    "hướng dẫn", "chương trình hành động", "chương trình công tác", "chương trình", "quy định", "quy chế", "tờ trình",
    "công văn", "công điện", "bộ luật", "luật", "pháp lệnh", "nghị định", "thông tư", "đề án", "thông cáo báo chí",
    "thông cáo", "thông tri", "lời kêu gọi", "biên bản", "tuyên bố", "điều lệ", "hiến pháp", "diễn văn", "thư ngỏ",
    "đề cương tuyên truyền", "đề cương", "giấy mời", "danh sách", *BULLETINS,
)  # fmt: skip
"""The kinds of document, the longer name before the shorter that it starts with."""

_LOOK_AHEAD = 40  # lines in which a heading block must lie
_SUBJECT_LINES = 6
_TITLE_LINES = 4
_LONG = 150  # characters of a line that is no title's
_LINES_BELOW = 6  # lines below a title among which number, place and date stand
_RULE = re.compile(r"^[\W_]*$")
_KIND = re.compile(rf"^(?P<kind>{'|'.join(KINDS)})(?P<rest>.*)$", re.I)
_TEXT_STARTS = re.compile(
    r"^(Căn cứ|Thực hiện|Kính gửi|Xét|Theo |Trên cơ sở|Ngày \d|Sáng |Chiều |Nhằm |Để |Quốc hội ban hành|Sau khi)"
)
_CONCERNS = re.compile(r"^(?:V/v|Về việc)\b", re.I)
_ABOUT = re.compile(r"^\(?(về|v/v|ban hành|của|thực hiện|triển khai|tổng kết|sơ kết|phê duyệt|khóa|lần thứ)\b", re.I)


@dataclass(frozen=True, slots=True)
class Front:
    """The lines before the text proper, as ranges of indexes into the document's lines.

    `end` is where the text proper starts. `official` says whether this is the heading block of an official document,
    of which `organisation`, `number`, `place_date` and `kind` are the lines that were recognised; `title` are the
    lines of the title or of the subject. Of news, `organisation` are the lines above the title.
    """

    end: int = 0
    official: bool = False
    organisation: tuple[int, ...] = ()
    number: int | None = None
    place_date: int | None = None
    kind: int | None = None
    title: tuple[int, ...] = ()


def kind_of(text: str) -> str | None:
    """The kind of document that `text` starts with, in lower case: "kế hoạch"."""
    match = _KIND.match(text)
    if match is None or (match["rest"] and match["rest"][0].isalpha()):
        return None
    return match["kind"].lower()


def read_front(lines: Sequence[Line]) -> Front:
    """Finds the heading block or the title at the start of `lines`."""
    lines = lines[:_LOOK_AHEAD]
    return _official(lines) or _below(head_of_site(lines), lines)


def _official(lines: Sequence[Line]) -> Front | None:
    organisation: list[int] = []
    number = place_date = kind = None
    signs = 0
    for index, line in enumerate(lines):
        text = line.text
        if names_motto(text):
            signs += 1
        elif number is None and is_number(text):
            number, signs = index, signs + 1
        elif place_date is None and is_place_and_date(text):
            place_date, signs = index, signs + 1
        elif _RULE.match(text) or is_internal(text):
            continue
        elif _opens_text(text):
            break
        elif len(text) < 300 and _opens_head(text) and _end_below(lines, index + 1) > index + 1:
            kind, signs = index, signs + 1
            break
        elif (line.is_caps or line.kind is BlockKind.HEADING) and kind_of(text):
            if signs or _names_only_a_kind(text):
                kind = index
                break
            organisation.append(index)
        elif _names_organisation(line):
            organisation.append(index)
        elif number is not None and len(text) < 300 and (_ABOUT.match(text) or _opens_title(line)):
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
    organisation = [index for index in organisation if index < kind]
    if number is None and place_date is None:
        end = _end_below(lines, last)
        organisation += [index for index in range(last, end) if _names_organisation(lines[index])]
        last = end
    for index in range(kind, last):
        if place_date is None and is_place_and_date(lines[index].text):
            place_date = index
        if number is None and is_number(lines[index].text):
            number = index
    return Front(last, True, tuple(organisation), number, place_date, kind if is_kind else None, tuple(title))


def _names_only_a_kind(text: str) -> bool:
    """Whether a line names a kind of document and nothing else, goes on with "về …", "của …", or names an issue."""
    match = _KIND.match(text)
    if match is None:
        return False
    if match["kind"].lower() in BULLETINS and states_issue(text):
        return True
    return not match["rest"].strip(" :") or _ABOUT.match(match["rest"].strip()) is not None


def _opens_head(text: str) -> bool:
    """Whether a line may be a title or a subject above the rest of the heading block."""
    return kind_of(text) is not None or _CONCERNS.match(text) is not None


def _opens_title(line: Line) -> bool:
    """Whether a line in small letters below the number is the first of a title: "Kế hoạch", "Báo cáo về …"."""
    return line.is_open and len(line.text) < 150 and kind_of(line.text) is not None and _names_only_a_kind(line.text)


def _opens_text(text: str) -> bool:
    """Whether a line starts a numbered part of the text proper."""
    label = read_structural(text) or read_label(text)
    return label is not None and (label.number is not None or label.form == "phụ lục")


def _names_organisation(line: Line) -> bool:
    """Whether a line of a heading block names an organisation: one in capitals that is nothing else, or a committee."""
    if is_motto(line.text) or is_number(line.text) or is_internal(line.text):
        return False
    return (line.is_caps and len(line.text) < 150) or is_committee(line.text)


def _end_below(lines: Sequence[Line], start: int) -> int:
    """The end of what stands below a title and belongs to the heading block: an organisation, number, place and date.

    It is `start` where neither number nor place and date stand there.
    """
    end = start
    for index, line in enumerate(lines[start : start + _LINES_BELOW], start):
        text = line.text
        if is_number(text) or is_place_and_date(text) or is_month(text) or is_internal(text):
            end = index + 1
        elif (
            _opens_text(text) or kind_of(text) or not (_RULE.match(text) or is_motto(text) or _names_organisation(line))
        ):
            break
    return end


def _letter(lines: Sequence[Line], organisation: list[int], number: int | None, place_date: int | None) -> Front | None:
    """The heading block of a letter, which names no kind."""
    last = max(index for index in (*organisation, number, place_date, 0) if index is not None)
    return Front(last + 1, True, tuple(i for i in organisation if i <= last), number, place_date)


def _subject(lines: Sequence[Line], start: int, title: list[int]) -> tuple[int, list[int]]:
    """Where the heading block ends that has its kind line before `start`, and its title's lines."""
    index = start
    ruled = False
    is_bulletin = kind_of(lines[start - 1].text) in BULLETINS
    while index < len(lines) and index < start + _SUBJECT_LINES:
        line = lines[index]
        if _RULE.match(line.text):
            ruled = True
        elif is_place_and_date(line.text) or is_number(line.text) or is_motto(line.text) or is_internal(line.text):
            ruled = ruled or is_bulletin  # its first piece of news stands below
        elif (
            ruled
            or line.kind in (BlockKind.ROW, BlockKind.ITEM)
            or len(line.text) > 300
            or line.text.endswith((".", ":"))
            or len(sentences(line.text)) > 1
            or (line.text.endswith(";") and not _goes_on(lines[index + 1 : index + 2]))
            or _TEXT_STARTS.match(line.text)
            or read_structural(line.text)
            or read_label(line.text)
            or (line.is_caps and not lines[title[-1]].is_caps)
            or (is_bulletin and line.is_caps and opens_with_committee(line.text))
        ):
            break
        else:
            title.append(index)
            ruled = is_bulletin and is_month(line.text)
        index += 1
    return index, title


def _goes_on(following: Sequence[Line]) -> bool:
    """Whether the line that follows one of a title goes on with it: short, in small letters, and no sentence."""
    return any(
        line.kind is BlockKind.PARAGRAPH
        and len(line.text) < _LONG
        and line.text[:1].islower()
        and not line.text.endswith((".", ":", ";"))
        and not read_label(line.text)
        for line in following
    )


def _below(start: int, lines: Sequence[Line]) -> Front:
    """The title of a document without a heading block, below the first `start` lines."""
    front = _news(lines[start:])
    if start and not front.title:
        return _news(lines)
    title = tuple(start + index for index in front.title)
    return Front(start + front.end, organisation=tuple(range(start)), title=title)


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
