"""What is asked decides what is told: which conference, what befell whom, why, in which unit; over the bulletins of one
district committee, with a conversation about them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.assistant import Assistant
from tests.test_answers import Asking, refused
from tests.test_index import library
from vectorstore.embedder import Embedder
from vectorstore.index import Index

JULY = """\
HUYỆN ỦY ĐỒNG KHÊ HỌP HỘI NGHỊ LẦN THỨ HAI MƯƠI MỐT

Sáng 14/7/2023, tại Nhà văn hóa huyện, Ban Chấp hành Đảng bộ huyện Đồng Khê khóa XXIII họp Hội nghị lần thứ hai mươi \
mốt. Đồng chí Lưu Bách Tùng, Bí thư Huyện ủy chủ trì hội nghị.

Nửa đầu năm 2023, thu ngân sách đạt 312 tỷ đồng, bằng 48% dự toán; giải ngân vốn đầu tư công đạt 27,5%.

Nhà trẻ thị trấn Khê Hạ hoàn thành chậm 7 tháng. Nguyên nhân là do chủ đầu tư thay đổi thiết kế hai lần.

Hợp tác xã Khê Lớn xuất 1,4 tấn tinh dầu quế sang Hàn Quốc.

Thời gian tới, Bí thư Huyện ủy đề nghị các cấp ủy tập trung thực hiện tốt các nhiệm vụ sau: hoàn thành dự toán thu \
ngân sách 650 tỷ đồng của cả năm, không để nợ đọng thuế kéo dài ở các doanh nghiệp trên địa bàn huyện; chuẩn bị nhân \
sự và văn kiện đại hội các chi bộ thôn, bản nhiệm kỳ 2025 - 2027; kết nạp đủ 120 đảng viên, trong đó ít nhất 30 đảng \
viên là người dân tộc thiểu số; hoàn thành sửa chữa 14 công trình nước sạch trước ngày 31/12/2023; xóa 25 nhà tạm.
"""
DECEMBER = """\
HUYỆN ỦY ĐỒNG KHÊ HỌP HỘI NGHỊ LẦN THỨ MƯỜI LĂM

Ngày 20/12/2022, Ban Chấp hành Đảng bộ huyện Đồng Khê họp Hội nghị lần thứ mười lăm. Hội nghị diễn ra tại hội trường \
Huyện ủy. Đồng chí Mã Thị Hoa, Phó Bí thư Thường trực Huyện ủy chủ trì hội nghị.

Kết luận hội nghị, đồng chí Mã Thị Hoa giao ba nhiệm vụ cho năm 2023:

Nhiệm vụ 1: Trồng mới 400 héc-ta rừng; giao khoán xong trong quý II.

Nhiệm vụ 2: Mở 12 lớp học nghề cho thanh niên.

Nhiệm vụ 3: Số hóa hồ sơ của 2.300 đảng viên.
"""
PROGRAMME = """\
HUYỆN ỦY ĐỒNG KHÊ
*
Số 09-CTr/HU
ĐẢNG CỘNG SẢN VIỆT NAM
Đồng Khê, ngày 16 tháng 12 năm 2019

CHƯƠNG TRÌNH
kiểm tra, giám sát năm 2020

1. Kiểm tra việc thu, nộp đảng phí.
2. Giám sát việc chuẩn bị đại hội chi bộ.

Ban Chấp hành Đảng bộ huyện chuẩn bị ba đề án trọng điểm:
Đề án 01 về vùng quế hữu cơ, giao Phòng Nông nghiệp chuẩn bị;
Đề án 02 về du lịch hồ Khê Lớn, giao Phòng Văn hóa chuẩn bị;
Đề án 03 về đội ngũ bí thư chi bộ, giao Ban Tổ chức Huyện ủy chuẩn bị.

Chương trình này thay thế Chương trình số 02-CTr/HU, ngày 05/01/2018.

T/M BAN CHẤP HÀNH
BÍ THƯ

Hoàng Đình Lực
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, default_embedder: Embedder) -> Iterator[Index]:
    texts = {"21.txt": JULY, "15.txt": DECEMBER, "09.txt": PROGRAMME}
    with library(tmp_path_factory.mktemp("district"), default_embedder, texts) as opened:
        yield opened


@pytest.fixture(scope="module")
def ask(index: Index) -> Asking:
    return Asking(index)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Nhiệm vụ 2 của Hội nghị lần thứ mười lăm là gì?", "12 lớp học nghề"),
        ("nhiem vu thu 3 cua hoi nghi lan thu 15", "2.300 đảng viên"),
        ("What is the first task of the fifteenth conference?", "400 héc-ta"),
        ("Ai chủ trì Hội nghị lần thứ hai mươi mốt của Huyện ủy Đồng Khê?", "Lưu Bách Tùng"),
        ("Who chaired the 15th conference?", "Mã Thị Hoa"),
        ("Ban Chấp hành Đảng bộ huyện chuẩn bị ba đề án trọng điểm nào?", "du lịch hồ Khê Lớn"),
        ("Giải ngân vốn đầu tư công nửa đầu năm 2023 đạt bao nhiêu phần trăm?", "27,5%"),
        ("Vì sao nhà trẻ thị trấn Khê Hạ hoàn thành chậm?", "thay đổi thiết kế"),
        ("Hợp tác xã Khê Lớn xuất sang Hàn Quốc bao nhiêu tấn tinh dầu quế?", "1,4 tấn"),
        ("Lưu Bách Tùng là ai?", "Bí thư Huyện ủy"),
        ("Who is Hoàng Đình Lực?", "BÍ THƯ"),
        ("Bí thư Huyện ủy Đồng Khê năm 2019 là ai?", "Hoàng Đình Lực"),
        ("Chương trình số 09-CTr/HU thay thế văn bản nào?", "02-CTr/HU"),
    ],
)
def test_what_is_asked_is_told(ask: Asking, question: str, said: str) -> None:
    assert said in ask(question).text


@pytest.mark.parametrize(
    "question",
    [
        "Vì sao đồng chí Lưu Bách Tùng từ chức?",
        "Vì sao đồng chí Mã Thị Hoa bị cách chức?",
        "Ai bị khai trừ tại Hội nghị lần thứ mười lăm?",
        "Who was expelled at the fifteenth conference?",
        "Ai chủ trì Hội nghị lần thứ hai mươi hai?",
        "Giải ngân vốn đầu tư công nửa đầu năm 2023 được bao nhiêu tỷ đồng?",
        "Huyện Đồng Khê đã sửa chữa xong bao nhiêu công trình nước sạch?",
        "Lưu Bách Tùng mất năm nào?",
        "Hợp tác xã Khê Lớn xuất sang Nhật Bản bao nhiêu tấn tinh dầu quế?",
        "How many tonnes of oil did the Khê Lớn cooperative sell to Japan?",
        "Điểm a khoản 2 Điều 5 nói gì?",
        "Trụ sở Huyện ủy Đồng Khê nằm ở số nhà nào, đường nào?",
    ],
)
def test_what_did_not_happen_is_not_told(ask: Asking, question: str) -> None:
    assert refused(ask(question))


@pytest.mark.parametrize(
    "question",
    [
        "Bí thư Huyện ủy Đồng Khê giao các cấp ủy những nhiệm vụ nào trong thời gian tới?",
        "bi thu huyen uy dong khe de nghi cac cap uy lam nhung nhiem vu nao",
    ],
)
def test_the_list_of_a_long_sentence_is_whole(ask: Asking, question: str) -> None:
    answer = ask(question)
    assert answer.is_list
    assert [item.split(" ")[0] for item in answer.items] == ["hoàn", "chuẩn", "kết", "hoàn", "xóa"]


def test_a_programme_is_not_of_the_year_it_was_issued_in(ask: Asking) -> None:
    assert "đại hội chi bộ" in ask("Nội dung kiểm tra, giám sát năm 2020 của Huyện ủy Đồng Khê là gì?").text
    assert refused(ask("Năm 2019 Huyện ủy Đồng Khê kiểm tra, giám sát những nội dung gì?"))


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        (["Ba nhiệm vụ của Hội nghị lần thứ mười lăm là gì?", "ở đâu?"], "hội trường Huyện ủy"),
        (["Ba nhiệm vụ của Hội nghị lần thứ mười lăm là gì?", "ai chủ trì?"], "chủ trì hội nghị"),
        (["Nửa đầu năm 2023 thu ngân sách được bao nhiêu?", "đạt bao nhiêu phần trăm?"], "48%"),
        (["bi thu huyen uy dong khe la ai", "con pho bi thu thuong truc"], "Mã Thị Hoa"),
        (["Các nhiệm vụ của các cấp ủy trong thời gian tới?", "còn nhiệm vụ thứ tư?"], "14 công trình"),
    ],
)
def test_a_conversation_goes_on(index: Index, questions: list[str], said: str) -> None:
    assistant, session = Assistant(index), None
    for question in questions:
        answer = assistant.ask(question, session)
        session = answer.session_id
    assert said in answer.text
