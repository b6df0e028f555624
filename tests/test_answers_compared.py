"""Figures beside others: those of the year before in brackets, of several communes together, of another prize."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.test_answers import Asking, quotes, refused
from tests.test_index import library
from vectorstore.embedder import Embedder

REPORT = """\
ĐẢNG ỦY TỔNG CÔNG TY CHÈ HÀ XUYÊN
*
Số 41-BC/ĐU
ĐẢNG CỘNG SẢN VIỆT NAM
Hà Xuyên, ngày 05 tháng 7 năm 2024

BÁO CÁO
kết quả công tác 6 tháng đầu năm 2024

I. Sản xuất, kinh doanh

1. Sáu tháng đầu năm 2024, Tổng công ty chế biến 8.420 tấn chè (cùng kỳ năm 2023: 7.905 tấn).

2. Năm 2023 kết nạp 64 đảng viên, tăng 9 đồng chí so với năm 2022 (55 đồng chí).

3. Kho nguyên liệu số 2 để xảy ra cháy ngày 11/3/2024, tuy không có người bị thương nhưng hư hỏng 40 tấn chè búp.

4. Tỷ lệ chè đạt chuẩn còn thiếu 1,5 điểm phần trăm so với kế hoạch.

5. Điểm nổi bật là mô hình "Tổ chè số". Đây là nhóm từ 10 đến 15 hộ cùng ghi nhật ký canh tác trên một ứng dụng chung.

6. Doanh thu năm nay tăng khá. Nộp ngân sách đạt 96 tỷ đồng, năm 2023 là 88 tỷ đồng. Lương bình quân 9,4 triệu đồng.

II. Kết nạp đảng viên theo đơn vị

| Đơn vị | Kế hoạch năm 2024 | Thực hiện 6 tháng |
| --- | --- | --- |
| Xí nghiệp Bản Lim | 12 | 7 |
| Xí nghiệp Nà Sàng | 10 | 4 |

T/M BAN THƯỜNG VỤ
BÍ THƯ
Đàm Quốc Trụ
"""
NEWS = """\
Hà Xuyên: chống dịch và khen thưởng

(Cổng thông tin điện tử Tỉnh ủy Hà Xuyên) - 20/9/2024. Bệnh dịch xảy ra tại 3 xã: Mường Lự, Tân Khê và Pá Vàng, \
buộc tiêu hủy 512 con lợn.

Riêng xã Tân Khê tiêu hủy 230 con.

Hồ Nậm Chát (xã Pá Vàng) có dung tích 2,1 triệu m3. Cuối năm, hồ Nậm Chát sẽ được nạo vét.

Xã định làm du lịch cộng đồng tại bản Huổi Só.

Cuộc thi viết "Đất chè" nhận được 190 bài; giải nhất thuộc về tác giả Lường Thị Mận, Chi bộ Trường Nội trú.

Đại biểu cao tuổi nhất dự lễ trao giải là ông Vi Văn Kháng, 78 tuổi.

Phim tài liệu "Mùa chè" do Đài tỉnh sản xuất, ông Vi Văn Kháng là nhân vật chính.

Bão số 3 vừa qua được ứng phó kịp thời.

Gió mạnh làm tốc mái 31 nhà ở bản Huổi Só.

Việc giải quyết đơn thư ở hai phường còn quá hạn. Phường Chiềng Sơ là nơi trao giải.
"""


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, default_embedder: Embedder) -> Iterator[Asking]:
    texts = {"bao-cao.txt": REPORT, "tin.txt": NEWS}
    with library(tmp_path_factory.mktemp("compared"), default_embedder, texts) as index:
        yield Asking(index)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Sáu tháng đầu năm 2023 Tổng công ty Chè chế biến bao nhiêu tấn chè?", "7.905 tấn"),
        ("Năm 2022 kết nạp bao nhiêu đảng viên?", "55 đồng chí"),
        ('"Tổ chè số" nghĩa là gì?', "từ 10 đến 15 hộ"),
        ("Xí nghiệp Bản Lim đã kết nạp được bao nhiêu đảng viên?", "12 | 7"),
        ("Riêng Tân Khê phải tiêu hủy bao nhiêu con lợn?", "230 con"),
        ("How many pigs were culled in Tân Khê alone?", "230 con"),
        ("Hồ Nậm Chát nằm ở xã nào?", "xã Pá Vàng"),
        ("Xã muốn làm du lịch cộng đồng ở bản nào?", "Huổi Só"),
        ('Ai đoạt giải nhất cuộc thi viết "Đất chè"?', "Lường Thị Mận"),
        ("Bão số 3 làm bao nhiêu nhà tốc mái?", "tốc mái 31 nhà"),
    ],
)
def test_the_figure_that_is_asked_for_is_told_from_those_beside_it(asking: Asking, question: str, said: str) -> None:
    answer = asking(question)
    assert quotes(answer, said), answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Xã Mường Lự phải tiêu hủy mấy con lợn?",
        "How many pigs were culled in Mường Lự commune?",
        "Vì sao kho nguyên liệu số 2 bốc cháy?",
        "Vì sao tỷ lệ chè đạt chuẩn thấp hơn kế hoạch?",
        'Ai đoạt giải nhì cuộc thi viết "Đất chè"?',
        'Who won second prize in the "Đất chè" contest?',
        'Phim tài liệu "Mùa chè" do ai đạo diễn?',
        "Ông Vi Văn Kháng có bao nhiêu năm tuổi Đảng?",
        "Sửa kho nguyên liệu số 2 dự toán hết bao nhiêu?",
        "Giá bán chè búp của Tổng công ty là bao nhiêu?",
        "Năm 2023 lương bình quân của Tổng công ty Chè là bao nhiêu?",
        "Hai phường giải quyết đơn thư quá hạn là phường nào?",
        "Bão số 4 làm bao nhiêu nhà tốc mái?",
    ],
)
def test_a_figure_or_a_name_of_what_stands_beside_it_is_no_answer(asking: Asking, question: str) -> None:
    assert refused(asking(question))
