"""Answers are told apart: by the document that a question names, the year, the row, the heading, who is meant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

import pytest

from tests.test_answers import Asking, refused
from tests.test_index import library
from vectorstore.embedder import Embedder

DECISION = """\
HUYỆN ỦY SÔNG LAM
*
Số 215-QĐ/HU
ĐẢNG CỘNG SẢN VIỆT NAM
Sông Lam, ngày 10 tháng 02 năm 2023

QUYẾT ĐỊNH
thành lập Ban Chỉ đạo xây dựng thư viện huyện Sông Lam

- Căn cứ Điều lệ Đảng;
- Căn cứ Nghị quyết số 07-NQ/HU, ngày 18/11/2022 của Ban Chấp hành Đảng bộ huyện về văn hóa đọc;

Điều 1. Thành lập Ban Chỉ đạo xây dựng thư viện huyện Sông Lam, gồm các đồng chí có tên sau đây:

1. Đồng chí Dương Thị Hạnh, Phó Bí thư Thường trực Huyện ủy, Trưởng Ban.
2. Đồng chí Khúc Văn Triều, Phó Chủ tịch Ủy ban nhân dân huyện, Phó Trưởng Ban.
3. Đồng chí Bạch Thị Diệp, Trưởng Ban Tuyên giáo Huyện ủy, Ủy viên.

Điều 2. Ban Chỉ đạo có nhiệm vụ:

1. Chọn đất và trình phương án xây dựng trước ngày 30/6/2023.
2. Vận động Nhân dân tặng 5.000 cuốn sách.

Điều 3. Ban Chỉ đạo họp mỗi quý một lần tại Phòng họp số 2, Trụ sở Huyện ủy.

T/M BAN THƯỜNG VỤ
BÍ THƯ
Lâm Văn Tùng
"""
PLAN = """\
THÀNH ỦY HẢI VÂN

Số 58-KH/ThU

ĐẢNG CỘNG SẢN VIỆT NAM

Hải Vân, ngày 12 tháng 3 năm 2022

KẾ HOẠCH

phát triển đảng viên ở khu dân cư năm 2022

I. TÌNH HÌNH

Năm 2021 Đảng bộ thành phố kết nạp 203 đảng viên ở khu dân cư.

II. GIẢI PHÁP

1. Mỗi chi bộ khu phố lập danh sách 3 người có thể bồi dưỡng.
2. Mở lớp nhận thức về Đảng vào buổi tối, mỗi lớp 5 buổi.
3. Giao Thành đoàn giới thiệu 120 đoàn viên ưu tú.

III. CHỈ TIÊU GIAO CHO CÁC ĐƠN VỊ

| Phường, xã | Năm 2022 | Năm 2023 |
|---|---|---|
| Phường Cầu Đá | 15 | 16 |
| Phường Đầm Sen | 20 | 22 |
| Xã Hải Tiến | 28 | 30 |
"""
HALF = """\
ĐẢNG BỘ KHỐI CƠ QUAN TỈNH THANH SƠN: SƠ KẾT 6 THÁNG ĐẦU NĂM 2022

Ngày 15/7/2022, Đảng ủy Khối Cơ quan tỉnh Thanh Sơn tổ chức hội nghị sơ kết 6 tháng đầu năm 2022.

Sáu tháng qua, Đảng bộ Khối kết nạp 98 đảng viên mới, đạt 49% chỉ tiêu năm.

Tin: Mai Hương
"""
YEAR = """\
ĐẢNG BỘ KHỐI CƠ QUAN TỈNH THANH SƠN: TỔNG KẾT NĂM 2022

Chiều 12/01/2023, Đảng ủy Khối Cơ quan tỉnh Thanh Sơn tổ chức hội nghị tổng kết năm 2022. Đồng chí Võ Hữu Lộc, Bí thư \
Đảng ủy Khối chủ trì hội nghị.

Toàn Đảng bộ Khối kết nạp 221 đảng viên, vượt 10,5% so với chỉ tiêu.

Đồng chí Hạ Thị Liên công tác ở Thư viện tỉnh từ năm 1998. Bà cũng là người lập ra tủ sách lưu động đầu tiên của tỉnh.

Tin: Bảo Châu
"""
DIRECTIVE = """\
TỈNH ỦY THANH SƠN
*
Số 22-CT/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Thanh Sơn, ngày 05 tháng 5 năm 2023

CHỈ THỊ
về phòng cháy, chữa cháy

Trong quý I/2023, toàn tỉnh xảy ra 14 vụ cháy. Ban Thường vụ Tỉnh ủy yêu cầu các cấp ủy làm tốt các nhiệm vụ sau:

1. Kiểm tra toàn bộ nhà trọ trước ngày 30/6/2023.
2. Mỗi khu phố có một đội chữa cháy, có từ 10 người trở lên.
3. Tập huấn cho chủ cơ sở sản xuất, mỗi năm một lần.

T/M BAN THƯỜNG VỤ
BÍ THƯ
Đặng Văn Trung
"""
RIVAL = """\
TỈNH ỦY THANH SƠN HỌP BÀN NHIỆM VỤ 6 THÁNG CUỐI NĂM

Bế mạc hội nghị, đồng chí Đặng Văn Trung giao các cấp ủy ba nhiệm vụ:

Nhiệm vụ 1: Tháo gỡ vướng mắc mặt bằng của 7 dự án.
Nhiệm vụ 2: Giải ngân hết vốn đầu tư công.
Nhiệm vụ 3: Di dời các hộ trong vùng sạt lở.
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory, default_embedder: Embedder) -> Iterator[Asking]:
    texts = {
        "215.txt": DECISION,
        "58.md": PLAN,
        "nua-nam.txt": HALF,
        "ca-nam.txt": YEAR,
        "22.txt": DIRECTIVE,
        "hop.txt": RIVAL,
    }
    with library(tmp_path_factory.mktemp("apart"), default_embedder, texts) as index:
        yield Asking(index)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Nhiệm vụ thứ hai của Chỉ thị số 22-CT/TU là gì?", "một đội chữa cháy"),
        ("nhiem vu thu hai cua chi thi 22 ct tu la gi", "một đội chữa cháy"),
        ("What is the second task of Directive 22-CT/TU?", "một đội chữa cháy"),
        ("Điều 3 của Quyết định số 215-QĐ/HU quy định gì?", "họp mỗi quý một lần"),
        ("dieu 2 quyet dinh 215 qd hu quy dinh gi", "5.000 cuốn sách"),
        ("Khoản 2 Điều 2 của Quyết định số 215-QĐ/HU", "5.000 cuốn sách"),
        ("What does Article 3 of Decision 215-QĐ/HU say?", "họp mỗi quý một lần"),
    ],
)
def test_a_document_that_is_named_answers(ask: Asking, question: str, expected: str) -> None:
    assert [expected in citation.quote for citation in ask(question).citations] == [True]


@pytest.mark.parametrize(
    "question",
    [
        "Kế hoạch số 58-KH/ThU nêu những giải pháp nào?",
        "ke hoach 58 kh thu neu nhung giai phap nao",
        "giải pháp của Kế hoạch số 58-KH/ThU",
        "Các giải pháp trong Kế hoạch số 58-KH/ThU là gì?",
    ],
)
def test_a_list_below_a_heading(ask: Asking, question: str) -> None:
    assert [item[:6] for item in ask(question).items] == ["1. Mỗi", "2. Mở ", "3. Gia"]


@pytest.mark.parametrize(
    "question",
    [
        "Ban Chỉ đạo xây dựng thư viện huyện Sông Lam gồm những ai?",
        "Quyết định số 215-QĐ/HU cử những ai vào Ban Chỉ đạo?",
        "ban chi dao xay dung thu vien gom nhung ai",
    ],
)
def test_people_are_listed(ask: Asking, question: str) -> None:
    items = ask(question).items
    assert [name in item for name, item in zip(("Hạnh", "Triều", "Diệp"), items, strict=True)] == [True] * 3


def test_what_a_decision_rests_on_is_listed_where_that_is_asked(ask: Asking) -> None:
    assert len(ask("Các căn cứ để ban hành Quyết định số 215-QĐ/HU là gì?").items) == 2


@pytest.mark.parametrize("question", ["Tóm tắt Quyết định số 215-QĐ/HU", "Quyết định số 215-QĐ/HU nói về việc gì?"])
def test_a_summary_says_what_is_decided(ask: Asking, question: str) -> None:
    quotes = [citation.quote for citation in ask(question).citations]
    assert quotes[0].startswith("Điều 1. Thành lập")
    assert not any("Căn cứ" in quote for quote in quotes)


def test_the_whole_year_is_told_from_its_half(ask: Asking) -> None:
    year = ask("Năm 2022 Đảng bộ Khối Cơ quan tỉnh Thanh Sơn kết nạp bao nhiêu đảng viên?")
    half = ask("6 tháng đầu năm 2022 Đảng bộ Khối Cơ quan tỉnh Thanh Sơn kết nạp bao nhiêu đảng viên?")
    assert "221 đảng viên" in year.text
    assert "98 đảng viên" not in year.text
    assert "98 đảng viên" in half.citations[0].quote


def test_a_half_year_is_better_than_something_else(ask: Asking) -> None:
    """The quotation says what it is of; another figure would not be the one asked for at all."""
    assert "14 vụ cháy" in ask("Năm 2023 tỉnh Thanh Sơn xảy ra bao nhiêu vụ cháy?").text


@pytest.mark.parametrize(
    ("question", "cells"),
    [
        ("Phường Đầm Sen được giao kết nạp bao nhiêu đảng viên năm 2022?", "Đầm Sen | 20 | 22"),
        ("xa hai tien duoc giao ket nap bao nhieu dang vien nam 2023", "Hải Tiến | 28 | 30"),
    ],
)
def test_the_row_that_is_named(ask: Asking, question: str, cells: str) -> None:
    answer = ask(question)
    assert any(cells in citation.quote for citation in answer.citations)
    assert "Năm 2022: " in answer.text


def test_the_chair_is_not_the_reporter(ask: Asking) -> None:
    answer = ask("Ai chủ trì hội nghị tổng kết năm 2022 của Đảng ủy Khối Cơ quan?")
    assert "Võ Hữu Lộc" in answer.text
    assert "Bảo Châu" not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Tin về hội nghị tổng kết năm 2022 của Đảng ủy Khối Cơ quan tỉnh Thanh Sơn do ai viết?",
        "Who wrote the news on the 2022 year-end conference of Thanh Son?",
    ],
)
def test_the_reporter(ask: Asking, question: str) -> None:
    assert [citation.quote for citation in ask(question).citations] == ["Tin: Bảo Châu"]


def test_who_is_meant_by_she_is_shown(ask: Asking) -> None:
    assert "Hạ Thị Liên" in ask("Ai lập ra tủ sách lưu động đầu tiên của tỉnh?").text


def test_the_room_is_a_place(ask: Asking) -> None:
    assert "Phòng họp số 2" in ask("Ban Chỉ đạo xây dựng thư viện họp tại phòng nào?").text


@pytest.mark.parametrize(
    "question",
    [
        "Ai là Bí thư Huyện ủy Hải Vân?",
        "Ai là Bí thư Thành ủy Sông Lam?",
        "Ai là Giám đốc Sở Y tế tỉnh Thanh Sơn?",
        "Nhiệm vụ thứ tám của Chỉ thị số 22-CT/TU là gì?",
        "Người chết trong vụ cháy quý I/2023 tên là gì?",
        "Mức phạt tiền khi để xảy ra cháy là bao nhiêu?",
    ],
)
def test_near_misses_are_refused(ask: Asking, question: str) -> None:
    assert refused(ask(question))


def test_a_clause_is_quoted_alone_and_an_article_whole(ask: Asking) -> None:
    (article,) = ask("Điều 2 của Quyết định số 215-QĐ/HU quy định gì?").citations
    (clause,) = ask("Khoản 2 Điều 2 của Quyết định số 215-QĐ/HU quy định gì?").citations
    assert article.quote.startswith("Điều 2. Ban Chỉ đạo có nhiệm vụ:\n\n1. Chọn đất")
    assert clause.quote == "2. Vận động Nhân dân tặng 5.000 cuốn sách."
    assert article.quote.endswith(clause.quote)


def test_sources_are_those_of_the_named_document_alone(ask: Asking) -> None:
    answer = ask("Theo Chỉ thị số 22-CT/TU, mỗi khu phố có đội chữa cháy bao nhiêu người?")
    assert {PurePath(citation.bulletin.source).name for citation in answer.citations} == {"22.txt"}
