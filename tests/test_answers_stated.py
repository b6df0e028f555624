"""What looks like an answer and is none: another act, year or unit, a plan for a result, persons for a body."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.answer.acts import counts_only_acts
from bot.answer.organisations import names_organisation
from bot.answer.realised import asks_for_result, is_only_planned
from bot.answer.units import lacks_unit
from tests.test_answers import Asking, quotes, refused
from tests.test_index import library
from vectorstore.embedder import Embedder

REPORT = """\
HUYỆN ỦY LÂM THAO
*
Số 88-BC/HU
ĐẢNG CỘNG SẢN VIỆT NAM
Lâm Thao, ngày 20 tháng 12 năm 2023

BÁO CÁO
kết quả công tác năm 2023;
phương hướng năm 2024

I. Kết quả năm 2023

1. Năm 2023, Đảng bộ huyện kết nạp 96 đảng viên.

2. Cụm công nghiệp Đồi Cọ chưa thu hút được doanh nghiệp nào.

3. Kè sông Nhuế: đơn vị trúng thầu thiếu vật tư, đồng chí Hứa Văn Sâm cho biết.

4. Hồ Vai Cày đang được nạo vét.

II. Hạn chế

- Giải ngân vốn đầu tư công mới đạt 72%.
- Một số chi bộ sinh hoạt chưa đều.

III. Chỉ tiêu năm 2024

- Kết nạp 110 đảng viên.
- Đón 40.000 lượt khách du lịch.

T/M BAN THƯỜNG VỤ
BÍ THƯ
Mạc Thị Thu Sương
"""
NEWS = """\
Người giữ rừng ở bản Pú Hồng

(Cổng thông tin điện tử Huyện ủy Lâm Thao) - 14/6/2023. Ông Tòng Văn Sinh, Bí thư Chi bộ bản, được bà con quý mến.

Từ năm 2015, ông hiến 1.200 m2 đất mở đường và vận động 18 hộ làm theo.

Tổ tuần rừng của bản có 9 người, mỗi tháng đi rừng bốn lần.

Thiệt hại do cháy rừng năm 2023:

| Địa bàn | Số vụ năm 2022 | Số vụ năm 2023 | Thiệt hại năm 2023 (ha) |
| --- | --- | --- | --- |
| Xã Yên Cát | 2 | 3 | 12,4 |
| Xã Mường Hạ | 4 | 1 | 2,1 |

Cuộc thi ảnh "Lâm Thao xanh" có ba giải; giải đặc biệt trị giá 20 triệu đồng.
"""


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, default_embedder: Embedder) -> Iterator[Asking]:
    texts = {"bao-cao.txt": REPORT, "guong.txt": NEWS}
    with library(tmp_path_factory.mktemp("stated"), default_embedder, texts) as index:
        yield Asking(index)


@pytest.mark.parametrize(
    "question",
    [
        "Đảng bộ huyện Lâm Thao có tổng số bao nhiêu đảng viên?",
        "Năm 2024 huyện Lâm Thao thực tế đón được bao nhiêu lượt khách du lịch?",
        "Vì sao Cụm công nghiệp Đồi Cọ chưa thu hút được doanh nghiệp nào?",
        "Đơn vị nào trúng thầu kè sông Nhuế?",
        "Hồ Vai Cày rộng bao nhiêu ha?",
        "Bao giờ nạo vét xong hồ Vai Cày?",
        "Hồ Vai Cày có dung tích bao nhiêu mét khối?",
        "What is the storage capacity of the Vai Cay reservoir?",
        "How many poor households did Lam Thao have in 2023?",
        "How many people in Pu Hong have a phone?",
        "Năm 2022 cháy rừng làm thiệt hại bao nhiêu ha ở xã Yên Cát?",
    ],
)
def test_what_does_not_say_it_is_no_answer(asking: Asking, question: str) -> None:
    assert refused(asking(question))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Năm 2023 Đảng bộ huyện Lâm Thao kết nạp bao nhiêu đảng viên?", "kết nạp 96 đảng viên"),
        ("Ông Tòng Văn Sinh hiến bao nhiêu mét đất mở đường?", "1.200 m2"),
        ("How many Party members did the Lam Thao district Party organisation admit in 2023?", "kết nạp 96 đảng viên"),
        ("Diện tích rừng bị cháy ở xã Yên Cát năm 2023 là bao nhiêu?", "12,4"),
        ("Giải cao nhất của cuộc thi ảnh được bao nhiêu tiền?", "20 triệu đồng"),
        ("How many people does the forest patrol team have?", "9 người"),
        ("Còn những tồn tại gì trong báo cáo năm 2023 của Huyện ủy Lâm Thao?", "mới đạt 72%"),
    ],
)
def test_what_says_it_in_other_words_is_one(asking: Asking, question: str, said: str) -> None:
    answer = asking(question)
    assert quotes(answer, said), answer.text


def test_how_many_there_are_is_not_how_many_were_admitted() -> None:
    assert counts_only_acts("trong nam ket nap 143 dang vien", "dang vien")
    assert not counts_only_acts("dang bo co 4 528 dang vien", "dang vien")


def test_a_target_is_no_result() -> None:
    assert asks_for_result("năm 2024 thực tế đón được bao nhiêu lượt khách?")
    assert is_only_planned("đón 80.000 lượt khách", "chỉ tiêu chủ yếu")
    assert not is_only_planned("đã đón 62.400 lượt khách", "chỉ tiêu chủ yếu")


def test_a_unit_that_is_asked_for_has_to_be_given() -> None:
    assert lacks_unit("khu do rong bao nhieu ha", "quy hoach xong trong nam 2022")
    assert not lacks_unit("khu do rong bao nhieu ha", "khu hau can 42 ha")
    assert lacks_unit("with how many votes was she elected", "duoc bau lam chu nhiem")


def test_persons_and_their_offices_are_no_bodies() -> None:
    question = ("đơn vị nào trúng thầu", "don vi nao trung thau")
    assert not names_organisation("Đồng chí Hứa Văn Sâm, Bí thư Huyện ủy cho biết.", *question)
    assert not names_organisation("Đoàn Thanh niên xã phối hợp.", *question)
    assert names_organisation("Công ty Xây dựng Hồng Lam trúng thầu.", *question)
