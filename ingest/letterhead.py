"""The head of an official document where its lines are too narrow for a name, or hold both of its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.front import kind_of
from ingest.front_lines import columns, is_motto, is_number, is_place_and_date, is_whole_motto
from ingest.lines import clean, is_caps
from ingest.readers.base import RawBlock
from vectorstore.models import BlockKind

_LOOK_AHEAD = 20  # blocks in which a letterhead stands
_LONGEST = 150  # characters
_OPENS_A_NAME = re.compile(
    r"^(?:(?:TỈNH|HUYỆN|THÀNH|THỊ|QUẬN|CHI|ĐẢNG) (?:ỦY|UỶ|BỘ|ĐOÀN)|ĐẢNG|BAN|VĂN PHÒNG|ỦY BAN|UỶ BAN|UBND|HĐND|MTTQ|"
    r"HỘI|LIÊN ĐOÀN|LIÊN HIỆP|ĐOÀN|MẶT TRẬN|SỞ|PHÒNG|CÔNG AN|BỘ|TRƯỜNG|TRUNG TÂM|CÔNG TY|TỔNG|TẬP ĐOÀN|BỆNH VIỆN|"
    r"NGÂN HÀNG|CHI NHÁNH|BÁO|ĐÀI|CỤC|CHI CỤC|TÒA|TOÀ|VIỆN|CÔNG ĐOÀN|QUỐC HỘI|CHÍNH PHỦ|KHO BẠC|BẢO HIỂM|THANH TRA|"
    r"BCH|BTV|CỘNG H)\b"
)


def join_letterhead(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """`blocks` with the lines of a letterhead joined that are one: "ĐẢNG ỦY KHỐI DOANH", "NGHIỆP"; "Mẫu Sơn, ngày 14",
    "tháng 01 năm 2030"; and those parted that hold two columns. Any other document is left as it is."""
    head = _part_columns(blocks[:_LOOK_AHEAD])
    texts = [clean(block.text) for block in head]
    if not any(is_motto(text) or is_number(text) for text in texts):
        return list(blocks)
    joined: list[RawBlock] = []
    before = ""
    ended = False
    for block, text in zip(head, texts, strict=True):
        ended = ended or (is_caps(text) and kind_of(text) is not None)
        plain = block.kind is BlockKind.PARAGRAPH
        if plain and not ended and joined and joined[-1].kind is BlockKind.PARAGRAPH and _is_one(before, text):
            before = f"{before} {text}"
            joined[-1] = replace(joined[-1], text=before)
        else:
            joined.append(block)
            before = text
    return [*joined, *blocks[_LOOK_AHEAD:]]


def _part_columns(head: Sequence[RawBlock]) -> list[RawBlock]:
    """The lines above the title, each column on a line of its own."""
    parted: list[RawBlock] = []
    for index, block in enumerate(head):
        text = clean(block.text)
        if is_caps(text) and kind_of(text) is not None:
            return [*parted, *head[index:]]
        found = columns(text) if block.kind is BlockKind.PARAGRAPH and not block.cells else (text,)
        parted += [block] if len(found) == 1 else [replace(block, text=part) for part in found]
    numbered = any(is_number(text) or is_place_and_date(text) for text in (clean(block.text) for block in parted))
    return parted if numbered else list(head)


def _is_one(before: str, text: str) -> bool:
    """Whether a line goes on with the name, the motto, or the place and date, in the line before it."""
    if len(before) + len(text) > _LONGEST or is_number(text):
        return False
    if is_whole_motto(f"{before} {text}"):
        return True
    if is_place_and_date(f"{before} {text}"):
        return not is_place_and_date(text)
    named = is_caps(before) and _OPENS_A_NAME.match(before) is not None and not is_motto(before)
    return named and text.isupper() and text[0].isalpha() and not _OPENS_A_NAME.match(text) and not is_motto(text)
