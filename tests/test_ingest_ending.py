"""The end of an official document whose recipients and signature stand side by side, on the same lines."""

from __future__ import annotations

import io
from itertools import zip_longest

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.ending import part_ending
from ingest.parse import parse
from ingest.sources import RawDocument
from vectorstore.models import BlockKind, Bulletin

HEAD = "HUYỆN ỦY MẪU SƠN\nSố 3-BC/HU\nMẫu Sơn, ngày 2 tháng 3 năm 2031\n\nBÁO CÁO\nvề trồng rừng\n\n"
TEXT = "Huyện ủy báo cáo: các xã  trồng 12 ha rừng,     đạt kế hoạch.\n\n"
RECIPIENTS = ["Nơi nhận:", "- Thường trực Tỉnh ủy (báo cáo),", "- Các chi bộ,", "- Lưu Văn phòng Huyện ủy."]
SIGNATURE = ["T/M BAN THƯỜNG VỤ", "BÍ THƯ", "", "Lò Thị Hạnh"]


def _read(text: str) -> Bulletin:
    bulletin = parse(RawDocument("a.txt", "a.txt", text.encode()))
    assert all(passage.text == bulletin.text[passage.start : passage.end] for passage in bulletin.passages)
    return bulletin


def _of_kind(bulletin: Bulletin, kind: BlockKind) -> list[list[str]]:
    return [passage.text.split("\n\n") for passage in bulletin.passages if passage.kind is kind]


def _is_parted(bulletin: Bulletin) -> bool:
    signature = [line for line in SIGNATURE if line]
    return (
        _of_kind(bulletin, BlockKind.RECIPIENTS) == [RECIPIENTS]
        and _of_kind(bulletin, BlockKind.SIGNATURE) == [signature]
        and bulletin.metadata.signer == SIGNATURE[-1]
    )


def _side_by_side(width: int) -> list[str]:
    return [f"{left:<{width}}{right}".rstrip() for left, right in zip(RECIPIENTS, SIGNATURE, strict=True)]


@pytest.mark.parametrize("width", [34, 35, 40, 60])
def test_recipients_and_signature_on_the_same_lines(width: int) -> None:
    assert _is_parted(_read(HEAD + TEXT + "\n".join(_side_by_side(width))))


def test_tabs_between_the_columns() -> None:
    document = docx.Document()
    ending = [f"{left}\t\t{right}" for left, right in zip(RECIPIENTS, SIGNATURE, strict=True)]
    for line in (HEAD + TEXT + "\n".join(ending)).splitlines():
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    assert _is_parted(parse(RawDocument("a.docx", "a.docx", file.getvalue())))


def test_a_blank_line_ends_no_column() -> None:
    lines = _side_by_side(40)
    assert _is_parted(_read(HEAD + TEXT + "\n".join([*lines[:2], "", *lines[2:]])))


def test_a_signature_that_begins_above_the_recipients() -> None:
    lines = [f"{left:<40}{right}".rstrip() for left, right in zip(["", *RECIPIENTS], [*SIGNATURE, ""], strict=True)]
    assert _is_parted(_read(HEAD + TEXT + "\n".join(lines)))


def test_a_single_space_where_columns_were_lost() -> None:
    lines = [f"{left} {right}".strip() for left, right in zip(RECIPIENTS, SIGNATURE, strict=True)]
    assert _is_parted(_read(HEAD + TEXT + "\n".join(lines)))


def test_recipients_that_only_name_offices_stay_whole() -> None:
    recipients = ["Nơi nhận:", "- Đồng chí Bí thư, Phó Bí thư;  các ban,", "- Chi bộ 2. Lưu trữ huyện,", "- Lưu."]
    assert [line for _, line in part_ending(recipients)] == recipients


def test_an_annex_below_keeps_its_lines() -> None:
    annex = ["DANH SÁCH", "kèm theo Báo cáo", "TT      Họ và tên          Chức vụ", "1       Lê Văn An          Bí thư"]
    bulletin = _read(HEAD + TEXT + "\n".join([*_side_by_side(40), "", *annex]))
    assert _is_parted(bulletin)
    assert "TT Họ và tên Chức vụ" in bulletin.text.split("\n\n")
    assert bulletin.text.endswith("1 Lê Văn An Bí thư")


def test_gaps_at_the_start_of_other_texts_part_nothing() -> None:
    roster = "Lịch trực tháng 5\n\nNgày 1     Đồng chí An      Phòng 2\nNgày 2     Đồng chí Na      Phòng 3\n"
    assert "Ngày 1 Đồng chí An Phòng 2" in _read(roster).text.split("\n\n")


@given(st.lists(st.sampled_from(RECIPIENTS[1:]), max_size=5), st.integers(40, 60))
def test_any_number_of_recipients(recipients: list[str], width: int) -> None:
    left, right = ["Nơi nhận:", *recipients], [line for line in SIGNATURE if line]
    lines = [f"{a:<{width}}{b}".rstrip() for a, b in zip_longest(left, right, fillvalue="")]
    assert [line for _, line in part_ending(lines)] == left + right


@given(st.lists(st.sampled_from([*RECIPIENTS, *_side_by_side(40), *TEXT.splitlines(), "    x     y", "T/M  ĐẢNG ỦY"])))
def test_no_word_is_lost_and_every_part_knows_its_line(lines: list[str]) -> None:
    parted = part_ending(lines)
    for index, line in enumerate(lines):
        assert " ".join(part for place, part in parted if place == index).split() == line.split()
