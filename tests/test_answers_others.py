"""What is said of others, or of something beside what is asked for, is no answer; what says it another way is one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.answer.evidence import has_figure_besides_dates, says_when
from bot.answer.persons import persons
from tests.test_answers import Asking, refused
from tests.test_index import library
from vectorstore.embedder import Embedder

NEWS = """\
TỈNH ỦY HOÀNG LĨNH SƠN
CỔNG THÔNG TIN ĐIỆN TỬ ĐẢNG BỘ TỈNH
Thứ Tư, ngày 12/3/2025, 16:20

Hội nghị sơ kết đề án trồng thảo quả

Chiều 11/3/2025, Ban Thường vụ Tỉnh ủy Hoàng Lĩnh Sơn tổ chức Hội nghị sơ kết đề án trồng thảo quả. Cùng dự có đồng chí
Bàn Thị Kim Liên, Phó Bí thư Thường trực Tỉnh ủy; lãnh đạo 12 xã, phường.

Toàn tỉnh trồng mới 640 ha thảo quả, doanh thu từ du lịch vườn rừng đạt 21,5 tỷ đồng. Xã Pờ Sì là đơn vị trồng nhiều
nhất, xã Nậm Dẻ được 45 ha.

Đồng chí Giàng A Vừ, Chủ tịch UBND xã Pờ Sì, nêu khó khăn về đường vận chuyển. Hội nghị nghe ba ý kiến tham luận: cách
ươm giống của xã Pờ Sì, bán hàng qua mạng của xã Nậm Dẻ và phòng cháy rừng; hội nghị bế mạc lúc 17 giờ.
"""
PLAN = """\
ĐẢNG BỘ TỈNH HOÀNG LĨNH SƠN
ĐẢNG ỦY XÃ NẬM DẺ
*
Số 27-KH/ĐU
Nậm Dẻ, ngày 4 tháng 4 năm 2025

KẾ HOẠCH
xây dựng các công trình chào mừng đại hội đảng bộ xã

1. Kêu gọi đầu tư lò đốt rác tại bản Huổi Sua, công suất 12 tấn/ngày.
2. Mỗi chi bộ trồng 50 cây xanh quanh nhà văn hóa bản.
3. Khu tái định cư Bản Mỏ rộng 4,5 ha, bố trí chỗ ở cho 60 hộ, tổng mức đầu tư 38 tỷ đồng.
4. Tổ giúp việc do đồng chí Chủ tịch UBND xã làm tổ trưởng, họp vào thứ Sáu hằng tuần.

Các công trình được thực hiện theo bảng sau:

Công trình | Địa điểm | Kinh phí (triệu đồng)
Cầu treo Huổi Sua | Bản Huổi Sua | 1.250
Nhà văn hóa bản Mỏ | Bản Mỏ | 870
Đường nội đồng | Bản Cang | 2.340
Tổng cộng | | 4.460

T/M BAN THƯỜNG VỤ
BÍ THƯ
Lò Văn Panh
"""


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, default_embedder: Embedder) -> Iterator[Asking]:
    texts = {"tin.txt": NEWS, "ke-hoach.txt": PLAN}
    with library(tmp_path_factory.mktemp("others"), default_embedder, texts) as index:
        yield Asking(index)


@pytest.mark.parametrize(
    "question",
    [
        "Xã Nậm Dẻ có doanh thu từ du lịch bao nhiêu?",
        "Bà Bàn Thị Kim Liên phát biểu gì tại hội nghị sơ kết trồng thảo quả?",
        "Lò đốt rác ở bản Huổi Sua bao giờ chạy?",
        "Mỗi hộ ở khu tái định cư Bản Mỏ được hỗ trợ bao nhiêu tiền?",
        "moi ho o khu tai dinh cu ban mo duoc bao nhieu tien",
        "When will the Huổi Sua incinerator start running?",
    ],
)
def test_what_is_said_of_others_is_no_answer(asking: Asking, question: str) -> None:
    assert refused(asking(question))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Tỉnh Hoàng Lĩnh Sơn trồng mới bao nhiêu ha thảo quả?", "640 ha"),
        ("Xã Nậm Dẻ trồng được bao nhiêu ha thảo quả?", "45 ha"),
        ("Ai là Chủ tịch UBND xã Pờ Sì?", "Giàng A Vừ"),
        ("Ai là tổ trưởng tổ giúp việc của xã Nậm Dẻ?", "Chủ tịch UBND xã"),
        ("Công trình nào của xã Nậm Dẻ tốn kinh phí nhiều nhất?", "Đường nội đồng"),
        ("cong trinh nao kinh phi it nhat", "Nhà văn hóa bản Mỏ"),
    ],
)
def test_what_says_it_is_one(asking: Asking, question: str, said: str) -> None:
    assert said in asking(question).text


def test_a_list_is_counted_before_the_semicolon(asking: Asking) -> None:
    answer = asking("Hội nghị sơ kết trồng thảo quả nghe những ý kiến tham luận nào?")
    assert [item.split(" của")[0] for item in answer.items] == [
        "cách ươm giống",
        "bán hàng qua mạng",
        "phòng cháy rừng",
    ]


def test_tons_a_day_are_no_time() -> None:
    assert not says_when("công suất 12 tấn/ngày; đầu tư hạ tầng")
    assert says_when("trước ngày hội")


def test_years_and_numbers_of_documents_are_no_figures() -> None:
    assert not has_figure_besides_dates("1. Hội thi năm 2026, theo Kế hoạch số 27-KH/ĐU ngày 04/4/2025.")
    assert not has_figure_besides_dates("Dự án khởi công quý III/2024 và hoàn thành trong năm 2026.")
    assert has_figure_besides_dates("có 2000 khách")
    assert has_figure_besides_dates("tỷ lệ 5,5%")


def test_places_behind_their_kinds_are_no_persons() -> None:
    assert persons("Đường Nguyễn Văn Cừ, hội trường, tỉnh Hoàng Lĩnh Sơn") == []
    assert persons("Đồng chí Giàng A Vừ phát biểu") == ["Giàng A Vừ"]
