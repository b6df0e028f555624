"""The end of an official document where its two columns, the recipients and the signature, stand on the same lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.signers import is_of_signature, is_office

COLUMNS = re.compile(r"^(\s*)(\S.*?)(?:(?<!\s)(?<!ngày)(?<!tháng)(?<!Số)(?<!Số:)\s{4,}|\t+)(\S.*)$")
"""Two columns; the gap of a day or a number that is left blank ("ngày      tháng 3") parts none."""
RIGHT = 20
"""Spaces before a line that stands in the right column."""
_OPENS = re.compile(r"^\s*(Nơi nhận|NƠI NHẬN|(?:T/M|TM|K/T|KT|T/L|TL)\b\.? ?[A-ZĐ])")
_RECIPIENT = re.compile(r"^\s*(?:[-–—+•*]|Nơi nhận|NƠI NHẬN|Như )")
_ANNEX = re.compile(
    r"^(PHỤ LỤC|Phụ lục|DANH SÁCH|BIỂU|MẪU|QUY CHẾ|QUY ĐỊNH|ĐỀ CƯƠNG|CHƯƠNG|CHƯƠNG TRÌNH|KẾ HOẠCH|BẢNG)\b"
)
_REMARK = 30  # characters; a longer one between brackets is a note on the document
_GAP = re.compile(r"\s{2,}")


def opens_ending(line: str) -> bool:
    """Whether a line is the first of an official document's end: "Nơi nhận:", "T/M BAN THƯỜNG VỤ"."""
    return _OPENS.match(line) is not None


def opens_annex(text: str) -> bool:
    """Whether a line is the title of what is attached below an official document's end: "PHỤ LỤC", "DANH SÁCH"."""
    return _ANNEX.match(text) is not None


def part_ending(lines: Sequence[str]) -> list[tuple[int, str]]:
    """`lines`, each with its place among them, the left column of an official document's end before the right one.

    "Nơi nhận:      T/M BAN THƯỜNG VỤ" is two lines, of which the second stands below all recipients. What does not
    belong to such an end, an annex below it with all gaps in its lines, is left as it is.
    """
    parted: list[tuple[int, str]] = []
    right: list[tuple[int, str]] = []
    is_inside, before = False, ""
    for index, line in enumerate(lines):
        halves = _halves(line) if is_inside or opens_ending(line) else None
        is_inside = opens_ending(line) or (is_inside and (halves is not None or _goes_on(line, before)))
        if not is_inside:
            parted += right
            right = []
        if is_inside and halves is not None:
            parted.append((index, halves[0]))
            right.append((index, halves[1]))
        elif is_inside and _is_right(line):
            right.append((index, line.strip()))
        else:
            parted.append((index, line))
        before = line
    return parted + right


def _goes_on(line: str, before: str) -> bool:
    """Whether a line that holds one column may belong to the end that the line before it belongs to."""
    text = line.strip()
    if opens_annex(text):
        return False
    if not text or _is_right(line) or _RECIPIENT.match(line) or is_of_signature(text):
        return True
    return bool(before.strip()) and (text[0].islower() or (text[0] == "(" and len(text) < _REMARK))


def _is_right(line: str) -> bool:
    return bool(line.strip()) and len(line) - len(line.lstrip()) >= RIGHT


def _halves(line: str) -> tuple[str, str] | None:
    """What stands left and right on a line; None where it does not hold two columns, or more,
    as a row of a table does.

    A wide gap always parts them, a narrow one before what a signature holds. After a recipient a single space does,
    before an office in capitals ("- Tỉnh ủy, BÍ THƯ") or, where its sentence has ended, a name.
    """
    if wide := COLUMNS.match(line):
        return (wide[2], wide[3]) if COLUMNS.match(wide[3]) is None else None
    text = line.strip()
    for gap in _GAP.finditer(text):
        if is_of_signature(text[gap.end() :]):
            return text[: gap.start()], text[gap.end() :]
    if not _RECIPIENT.match(text):
        return None
    for space in re.finditer(r"(?<=[^\s–—+•*-]) ", text):
        left, rest = text[: space.start()], text[space.end() :]
        if is_office(rest) and rest.isupper():
            return left, rest
        if left.endswith((".", ";")) and is_of_signature(rest):
            return left, rest
    return None
