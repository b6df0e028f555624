"""Whole tables as the answer to a question, and the row with a number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.models import Answer
from tests.test_index import library
from vectorstore.embedder import Embedder
from vectorstore.index import Index

HONOURED = [
    "1 | Vàng A Sính | Bí thư Chi bộ Pa Hin | Vận động hiến 3.000 m2 đất",
    "2 | Lò Thị Đào | Trưởng bản Nậm Lỳ | Xóa 14 nhà tạm",
    "3 | Cà Văn Ún | Công an viên | Giữ bản không ma túy",
]
WORKS = [
    "1 | Đường Nậm Lỳ | Phòng Kinh tế và Hạ tầng | tháng 9/2023",
    "2 | Trạm y tế Pa Hin | Ban Quản lý dự án | tháng 11/2023",
]
GIFTS = [
    "Công đoàn Khối Cơ quan | 12 | 1.500",
    "Liên đoàn Lao động xã Pa Hin | 9 | 1.200",
    "Công đoàn Giáo dục | 5 | 400",
    "Tổng cộng | 26 | 3.100",
]
ADMISSIONS = ["Phường Suối Hoa | 22 | 28", "Phường Bến Than | 18 | 23", "Xã Nà Vàng | 28 | 34"]
PLANS = "\n".join(
    [
        "HUYỆN ỦY MẪU SƠN                       ĐẢNG CỘNG SẢN VIỆT NAM",
        "Số 52-KH/HU                            Mẫu Sơn, ngày 9 tháng 1 năm 2024\n",
        "KẾ HOẠCH\nchăm lo đoàn viên và phát triển đảng viên\n",
        "I. CHỈ TIÊU GIAO CÁC ĐƠN VỊ\n",
        *(f"| {row} |" for row in ["Đơn vị | Nhà mái ấm (căn) | Suất quà (suất)", *GIFTS]),
        "\nII. CHỈ TIÊU KẾT NẠP ĐẢNG VIÊN\n",
        *(f"| {row} |" for row in ["Phường, xã | Năm 2024 | Năm 2025", *ADMISSIONS]),
        "\nPhụ lục: Phân công Huyện ủy viên phụ trách xã\n",
        *(
            f"| {row} |"
            for row in ["TT | Họ và tên | Địa bàn", "1 | Lò Văn Sình | Xã Nà Vàng", "2 | Tòng Thị May | Xã Pa Hin"]
        ),
        "\nNơi nhận:                              T/M BAN THƯỜNG VỤ",
        "- Lưu.                                 Hà Văn Tới",
    ]
)
NOTICE = "\n".join(
    [
        "HUYỆN ỦY MẪU SƠN                       ĐẢNG CỘNG SẢN VIỆT NAM",
        "Số 40-TB/HU                            Mẫu Sơn, ngày 5 tháng 6 năm 2023\n",
        "THÔNG BÁO\nkết quả bình chọn điển hình tiên tiến năm 2023\n",
        "Thường trực Huyện ủy thông báo danh sách cán bộ, đảng viên được biểu dương:\n",
        *(f"| {row} |" for row in ["STT | Họ và tên | Chức vụ | Thành tích", *HONOURED]),
        "\nTiến độ thực hiện công trình trong năm:\n",
        *(f"| {row} |" for row in ["STT | Công trình | Đơn vị chủ trì | Hoàn thành", *WORKS]),
        "\nQuy trình bình chọn vòng sau:\n",
        "Bước 1. Chi bộ họp giới thiệu trước ngày 10/7.",
        "Bước 2. Đảng ủy xã lập hồ sơ trong 05 ngày.",
        "Bước 3. Ban Tuyên giáo Huyện ủy thẩm định.\n",
        "Nơi nhận:                              T/M BAN THƯỜNG VỤ",
        "- Thường trực Tỉnh ủy,                 BÍ THƯ",
        "- Lưu.                                 Hà Văn Tới",
    ]
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, default_embedder: Embedder) -> Iterator[Index]:
    with library(
        tmp_path_factory.mktemp("tables"), default_embedder, {"thong-bao.txt": NOTICE, "ke-hoach.txt": PLANS}
    ) as opened:
        yield opened


@pytest.fixture(scope="module")
def assistant(index: Index) -> Assistant:
    return Assistant(index)


def _quotes(index: Index, answer: Answer) -> list[str]:
    for citation in answer.citations:
        assert index.bulletin(citation.bulletin.id).text[citation.start : citation.end] == citation.quote
    return [citation.quote for citation in answer.citations]


@pytest.mark.parametrize(
    "question",
    [
        "Những ai được biểu dương điển hình tiên tiến năm 2023?",
        "nhung ai duoc bieu duong dien hinh tien tien nam 2023",
        "Danh sách cán bộ, đảng viên được biểu dương năm 2023",
    ],
)
def test_all_persons_of_a_table(index: Index, assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert list(answer.items) == _quotes(index, answer) == HONOURED
    assert answer.text.startswith("Thường trực Huyện ủy thông báo danh sách cán bộ, đảng viên được biểu dương:")
    assert "STT | Họ và tên | Chức vụ | Thành tích" in answer.text


def test_all_of_what_the_first_column_names(index: Index, assistant: Assistant) -> None:
    answer = assistant.ask("Các công trình thực hiện trong năm 2023 gồm những gì?")
    assert list(answer.items) == _quotes(index, answer) == WORKS


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("Ai vận động hiến đất được biểu dương?", HONOURED[0]),
        ("Những ai xóa nhà tạm được biểu dương năm 2023?", HONOURED[1]),
        ("Trạm y tế Pa Hin do đơn vị nào chủ trì?", WORKS[1]),
    ],
)
def test_what_one_row_answers_is_no_list(index: Index, assistant: Assistant, question: str, row: str) -> None:
    answer = assistant.ask(question)
    assert not answer.items
    assert _quotes(index, answer)[0] == row


@pytest.mark.parametrize("question", ["Những ai bị kỷ luật năm 2023?", "Danh sách đại biểu dự hội nghị năm 2023"])
def test_a_table_of_other_persons_is_no_answer(assistant: Assistant, question: str) -> None:
    assert not assistant.ask(question).answered


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("Người đứng số thứ tự 2 trong bảng biểu dương điển hình tiên tiến là ai?", HONOURED[1]),
        ("Ai đứng STT 3 trong danh sách điển hình tiên tiến được biểu dương?", HONOURED[2]),
        ("Số thứ tự 2 trong bảng tiến độ công trình là gì?", WORKS[1]),
    ],
)
def test_the_row_with_a_number(index: Index, assistant: Assistant, question: str, row: str) -> None:
    answer = assistant.ask(question)
    assert _quotes(index, answer) == [row]
    assert answer.text.startswith("STT: ")


def test_the_next_row(index: Index, assistant: Assistant) -> None:
    first = assistant.ask("Người đứng số thứ tự 1 trong bảng biểu dương điển hình tiên tiến là ai?", "phien-hoi-0001")
    assert _quotes(index, first) == [HONOURED[0]]
    assert _quotes(index, assistant.ask("Còn người tiếp theo?", "phien-hoi-0001")) == [HONOURED[1]]


def test_steps_as_a_list_and_one_by_its_number(index: Index, assistant: Assistant) -> None:
    steps = assistant.ask("Xin cho biết trình tự các bước bình chọn điển hình")
    assert [item.partition(".")[0] for item in steps.items] == ["Bước 1", "Bước 2", "Bước 3"]
    second = assistant.ask("Bước 2 trong quy trình bình chọn là gì?")
    assert _quotes(index, second) == ["Bước 2. Đảng ủy xã lập hồ sơ trong 05 ngày."]


def test_who_signed_beside_the_recipients(assistant: Assistant) -> None:
    assert "Hà Văn Tới" in assistant.ask("Ai ký Thông báo số 40-TB/HU?").text


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("Đơn vị nào được giao nhiều suất quà nhất?", GIFTS[0]),  # "Công đoàn" adds up nothing, "Tổng cộng" does
        ("don vi nao duoc giao nhieu suat qua nhat", GIFTS[0]),
        ("Đơn vị nào được giao ít nhà mái ấm nhất?", GIFTS[2]),
        ("Phường nào có chỉ tiêu kết nạp đảng viên cao nhất năm 2025?", ADMISSIONS[0]),
        ("Xã, phường nào có chỉ tiêu kết nạp đảng viên thấp nhất năm 2025?", ADMISSIONS[1]),
    ],
)
def test_the_row_with_the_most_or_the_least(index: Index, assistant: Assistant, question: str, row: str) -> None:
    assert _quotes(index, assistant.ask(question)) == [row]


@pytest.mark.parametrize(
    "question",
    [
        "Năm nào Mẫu Sơn kết nạp nhiều đảng viên nhất?",  # the years are no rows
        "Công trình nào tốn kém nhất?",
        "Phường Suối Hoa có bao nhiêu đảng viên?",  # so many are to be admitted
        "Thu ngân sách xã Nà Vàng năm 2024",
    ],
)
def test_a_table_that_does_not_tell_is_no_answer(assistant: Assistant, question: str) -> None:
    assert not assistant.ask(question).answered


def test_all_members_of_the_committee(index: Index, assistant: Assistant) -> None:
    answer = assistant.ask("Danh sách Huyện ủy viên phụ trách xã")
    assert list(answer.items) == ["1 | Lò Văn Sình | Xã Nà Vàng", "2 | Tòng Thị May | Xã Pa Hin"]


def test_what_has_the_most_is_of_the_kind_asked_for(assistant: Assistant) -> None:
    assert not assistant.ask("Chi bộ nào có nhiều suất quà nhất?").answered  # the units are no party cells


def test_a_row_with_full_stops_is_told_whole_and_first(tmp_path: Path, default_embedder: Embedder) -> None:
    rows = [
        "TT | Nội dung | Đơn vị thực hiện | Thời hạn",
        "1 | Biên soạn đề cương tuyên truyền. Gửi các chi bộ. | Ban Tuyên giáo Huyện ủy. | Trước 10/3",
        "2 | Tổ chức giải bóng chuyền nam. Trao 4 giải thưởng. | Huyện đoàn. | 20/3 - 25/3",
    ]
    plan = "\n".join(
        ["KẾ HOẠCH\nTuyên truyền kỷ niệm 75 năm thành lập Đảng bộ huyện\n", *(f"| {row} |" for row in rows)]
    )
    with library(tmp_path, default_embedder, {"ke-hoach.txt": plan}) as index:
        answer = Assistant(index).ask("Đơn vị nào tổ chức giải bóng chuyền nam?")
        assert _quotes(index, answer)[0] == rows[2]
        assert "Đơn vị thực hiện: Huyện đoàn.; Thời hạn: 20/3 - 25/3" in answer.text


@pytest.fixture(scope="module")
def with_remarks(tmp_path_factory: pytest.TempPathFactory, default_embedder: Embedder) -> Iterator[Assistant]:
    """Asks of a table whose last column is empty in most rows."""
    rows = [
        "Đảng bộ | Quý I/2023 Chỉ tiêu | Quý I/2023 Thực hiện | Quý II/2023 Chỉ tiêu | Quý II/2023 Thực hiện | Ghi chú",
        "Xã Chiềng Khoa | 12 | 9 | 10 | 14 |",
        "Xã Mường Hạ | 20 | 23 | 18 | 21 |",
        "Công an huyện | 5 | 5 | 4 | 4 | Thiếu nguồn",
        "Tổng cộng | 37 | 37 | 32 | 39 |",
    ]
    lines = ["BÁO CÁO\nkết quả phát triển đảng viên 6 tháng đầu năm 2023\n", "Kết nạp đảng viên theo đảng bộ và quý\n"]
    report = "\n".join([*lines, *(f"| {row} |" for row in rows)])
    with library(tmp_path_factory.mktemp("remarks"), default_embedder, {"bao-cao.txt": report}) as index:
        yield Assistant(index)


@pytest.mark.parametrize(
    ("question", "read_out"),
    [
        (
            "Quý II/2023 xã Chiềng Khoa kết nạp được bao nhiêu đảng viên?",
            "Đảng bộ: Xã Chiềng Khoa; Quý I/2023 Chỉ tiêu: 12; Quý I/2023 Thực hiện: 9; Quý II/2023 Chỉ tiêu: 10; "
            "Quý II/2023 Thực hiện: 14",
        ),
        ("Xã nào kết nạp nhiều đảng viên nhất quý II/2023?", "Đảng bộ: Xã Mường Hạ"),
        ("Tổng số đảng viên kết nạp quý I", "Đảng bộ: Tổng cộng; Quý I/2023 Chỉ tiêu: 37"),
    ],
)
def test_a_row_without_text_in_its_last_column_has_the_others(
    with_remarks: Assistant, question: str, read_out: str
) -> None:
    assert with_remarks.ask(question).text.startswith(read_out)


def test_parts_of_a_long_row_stand_below_their_own_columns(tmp_path: Path, default_embedder: Embedder) -> None:
    tasks = " ".join(f"Chi bộ số {number} trồng cây ven đường liên xã." for number in range(1, 60))
    rows = ["TT | Nội dung | Đơn vị chủ trì", f"1 | {tasks} | Huyện đoàn.", "2 | Sửa cầu | Ban Quản lý dự án"]
    plan = "\n".join(["KẾ HOẠCH\nlàm đường năm 2024\n", *(f"| {row} |" for row in rows)])
    with library(tmp_path, default_embedder, {"ke-hoach.txt": plan}) as index:
        assert "Đơn vị chủ trì: Huyện đoàn." in Assistant(index).ask("Chi bộ số 59 trồng cây ở đâu?").text
