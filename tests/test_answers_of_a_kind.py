"""Things of a kind are told apart by their level, place, figure, span of years; words that ask from words like them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.test_answers import Asking, refused
from tests.test_index import library
from vectorstore.embedder import Embedder

RULES = """\
HUYỆN ỦY SÔNG MÂY
*
Số 12-QC/HU
Sông Mây, ngày 5 tháng 2 năm 2024

QUY CHẾ
tiếp dân của Huyện ủy Sông Mây

Điều 1. Lịch tiếp dân

1. Bí thư Huyện ủy tiếp dân vào ngày 10 hằng tháng tại trụ sở tiếp công dân.

2. Đơn vị nào để quá hạn trên 5 đơn thì người đứng đầu bị hạ một bậc xếp loại.
"""
REPORT = """\
HUYỆN ỦY SÔNG MÂY
*
Số 77-BC/HU
Sông Mây, ngày 28 tháng 6 năm 2024

BÁO CÁO
kết quả công tác 6 tháng đầu năm 2024

1. Trong 6 tháng kết nạp 31 đảng viên, đạt 52% kế hoạch năm (cùng kỳ năm 2022: 20 đảng viên; cùng kỳ năm 2023: 27 đảng
viên).

2. Mùa khô 2021 - 2022 toàn huyện xảy ra 5 vụ cháy rừng, thiệt hại 3,4 ha.

3. Chi bộ khu phố 3 trồng 180 cây hoa giấy dọc bờ kênh.

4. Phê bình Đảng ủy xã Tân Ao chậm nộp báo cáo quyết toán.

5. Có 61 tàu cá đã gắn máy giám sát hành trình.

6. Biểu dương bà Phùng Thị Nết, chi hội trưởng phụ nữ: vận động 40 hộ góp quỹ khuyến học.

7. Trao 6 suất học bổng, mỗi suất 3 triệu đồng cho học sinh Trường Tiểu học Cầu Đá.
"""
CONGRESS = """\
ĐẢNG BỘ HUYỆN SÔNG MÂY
ĐẢNG ỦY XÃ TÂN AO
*
Số 09-KH/ĐU
Tân Ao, ngày 3 tháng 3 năm 2025

KẾ HOẠCH
tổ chức Đại hội Đảng bộ xã Tân Ao nhiệm kỳ 2025 - 2030

Địa điểm tổ chức: hội trường nhà văn hóa xã.

Tiểu ban Nhân sự: đồng chí Hà Văn Đẩu, Trưởng tiểu ban; đồng chí Lê Thị Thìn, thành viên.

Trong đảng bộ, năm 2024 có một đảng viên bị khai trừ vì đánh bạc.
"""
PORTRAIT = """\
Người giữ rừng ở bản Khuôn

Bà Lường Thị Ban là trưởng bản Khuôn từ mười hai năm nay. Bà Ban sinh ra trong một gia đình bảy anh chị em.

Năm 1994, bà được kết nạp vào Đảng; người giới thiệu bà là ông Vi Văn Sử. Nhà ông Sử ở cuối bản.

Bà Ban bảo: rừng còn thì bản còn. Ngày nào bà Ban cũng đi tuần một vòng.
"""


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, default_embedder: Embedder) -> Iterator[Asking]:
    texts = {"quy-che.txt": RULES, "bao-cao.txt": REPORT, "dai-hoi.txt": CONGRESS, "chan-dung.txt": PORTRAIT}
    with library(tmp_path_factory.mktemp("of-a-kind"), default_embedder, texts) as index:
        yield Asking(index)


@pytest.mark.parametrize(
    "question",
    [
        "Bí thư Tỉnh ủy tiếp dân vào ngày mấy hằng tháng?",
        "Chi bộ khu phố 4 năm 2024 trồng bao nhiêu cây hoa giấy?",
        "chi bo kp4 nam 2024 trong bao nhieu cay hoa giay",
        "Mùa khô 2022 - 2023 huyện Sông Mây xảy ra mấy vụ cháy rừng?",
        "Đại hội Đảng bộ xã Tân Bằng tổ chức ở đâu?",
        "Ai là Phó Trưởng tiểu ban Nhân sự?",
        "Ai là đảng viên bị khai trừ vì đánh bạc?",
        "Trường Tiểu học Cầu Đá có tất cả bao nhiêu học sinh?",
    ],
)
def test_another_of_the_kind_is_no_answer(asking: Asking, question: str) -> None:
    assert refused(asking(question)), question


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Bí thư Huyện ủy tiếp dân vào ngày mấy hằng tháng?", "ngày 10 hằng tháng"),
        ("Chi bộ khu phố 3 năm 2024 trồng bao nhiêu cây hoa giấy?", "180 cây"),
        ("chi bo kp3 trong bao nhieu cay hoa giay", "180 cây"),
        ("Mùa khô 2021 - 2022 huyện Sông Mây xảy ra mấy vụ cháy rừng?", "5 vụ"),
        ("Nửa đầu năm 2024 Đảng bộ huyện Sông Mây kết nạp được mấy đảng viên?", "31 đảng viên"),
        ("Số tàu cá gắn máy giám sát hành trình là mấy chiếc?", "61 tàu"),
        ("Đơn vị nào để quá hạn nhiều đơn thì người đứng đầu bị làm sao?", "hạ một bậc"),
        ("Vì sao Đảng ủy xã Tân Ao bị phê bình?", "chậm nộp báo cáo"),
        ("Why was Phùng Thị Nết commended?", "góp quỹ khuyến học"),
        ("Bà Lường Thị Ban vào Đảng năm nào?", "Năm 1994"),
    ],
)
def test_what_is_of_the_kind_asked_for_is_answered(asking: Asking, question: str, said: str) -> None:
    assert said in asking(question).text, question
