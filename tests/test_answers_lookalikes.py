"""What differs from what is asked by one thing: a prize's rank, a deputy, a month, a class of names, a mere count."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.test_answers import Asking, quotes, refused
from tests.test_index import library
from vectorstore.embedder import Embedder

NEWS = """\
Đảng ủy xã Khe Lộc tổng kết cuộc thi và lớp bồi dưỡng

Ngày đăng: 21/11/2024

Sáng 20/11/2024, tại Nhà văn hóa xã, Đảng ủy xã Khe Lộc trao giải cuộc thi "Tìm hiểu lịch sử Đảng bộ xã". Giải Nhất \
thuộc về chị Tạ Minh Hương; hai giải Nhì thuộc về anh Lương Văn Tới và anh Bế Quang Dũng.

Phát biểu khai giảng lớp bồi dưỡng cấp ủy, đồng chí Vi Thị Mến, Phó Chủ nhiệm Ủy ban Kiểm tra Đảng ủy xã, nêu mục đích \
của lớp; dự buổi học có 42 học viên là chủ nhiệm, phó chủ nhiệm ủy ban kiểm tra các chi bộ.

Tháng 10 xã tiếp nhận 812 hồ sơ, hồ sơ quá hạn còn 4. Toàn xã còn 7 dự án chậm tiến độ kéo dài trên hai năm; một số \
cán bộ còn né tránh, đùn đẩy, sợ sai. Xã tặng Giấy khen cho 3 tập thể và 9 cá nhân.

Đồng chí Hoàng Thế Chiêm chỉ ra ba hạn chế: Tiến độ giải phóng mặt bằng còn chậm. Việc học nghị quyết chưa nghiêm. Rác \
thải ở chợ chưa được xử lý. Trong năm xã kiểm tra 6 chi bộ.

Kết luận hội nghị, Bí thư Đảng ủy yêu cầu tập trung vào ba nhiệm vụ. Nhiệm vụ thứ nhất là học tập các văn bản mới \
trong tháng 12. Nhiệm vụ thứ hai là tháo gỡ khó khăn về nước tưới cho thôn Nà Cóc. Nhiệm vụ thứ ba là kết nạp thêm 11 \
đảng viên.
"""
DECISION = """\
ĐẢNG ỦY XÃ KHE LỘC
*
Số 31-QĐ/ĐU
ĐẢNG CỘNG SẢN VIỆT NAM
Khe Lộc, ngày 05 tháng 3 năm 2024

QUYẾT ĐỊNH
thành lập Ban Chỉ đạo chuyển đổi số xã

1. Đồng chí Bí thư Đảng ủy làm Trưởng ban; đồng chí Chủ tịch UBND xã Giáp Văn Huấn làm Phó Trưởng ban Thường trực.

2. Thành lập hai tiểu ban: Tiểu ban Nội dung và Tiểu ban Hậu cần; đồng chí Lục Văn Páo làm Trưởng Tiểu ban Hậu cần.

3. Trạm thông tin thôn Bó Lếch khởi công ngày 12/4/2024. Tổ công nghệ số có 26 người. Sản phẩm mật ong của Hợp tác xã \
Khe Lộc được bán trên mạng.

4. Kinh phí cả giai đoạn dự kiến 1,2 tỷ đồng. Tỷ lệ đảng viên được xếp loại xuất sắc không quá 20% đối với mỗi chi bộ.
"""


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, default_embedder: Embedder) -> Iterator[Asking]:
    texts = {"tin.txt": NEWS, "quyet-dinh.txt": DECISION}
    with library(tmp_path_factory.mktemp("lookalikes"), default_embedder, texts) as index:
        yield Asking(index)


@pytest.mark.parametrize(
    "question",
    [
        "Giải Ba cuộc thi tìm hiểu lịch sử Đảng bộ xã thuộc về ai?",
        "Ai phát biểu bế giảng lớp bồi dưỡng cấp ủy?",
        "Chủ nhiệm Ủy ban Kiểm tra Đảng ủy xã Khe Lộc là ai?",
        "Trưởng Tiểu ban Nội dung là đồng chí nào?",
        "Tháng 11/2024 xã Khe Lộc tiếp nhận bao nhiêu hồ sơ?",
        "7 dự án chậm tiến độ ở xã Khe Lộc gồm những dự án nào?",
        "Trạm thông tin thôn Bó Lếch khánh thành ngày nào?",
        "Tổ công nghệ số xã Khe Lộc có bao nhiêu nữ?",
        "Ai là người làm ra mật ong của Hợp tác xã Khe Lộc?",
        "Trạm thông tin thôn Bó Lếch khởi công ngày nào trong tháng 5/2024?",
        "9 cá nhân được xã Khe Lộc tặng Giấy khen gồm những ai?",
    ],
)
def test_what_differs_in_one_thing_is_no_answer(asking: Asking, question: str) -> None:
    assert refused(asking(question))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Thí sinh nào đoạt giải Nhất cuộc thi tìm hiểu lịch sử Đảng bộ xã?", "Tạ Minh Hương"),
        ("Phó Trưởng ban Thường trực Ban Chỉ đạo chuyển đổi số xã Khe Lộc là đồng chí nào?", "Giáp Văn Huấn"),
        ("Trạm thông tin thôn Bó Lếch khởi công ngày nào?", "12/4/2024"),
        ("Tổ công nghệ số xã Khe Lộc có bao nhiêu người?", "26 người"),
        ("Trưởng Tiểu ban Hậu cần là ai?", "Lục Văn Páo"),
        ("Tháng 10/2024 xã Khe Lộc tiếp nhận bao nhiêu hồ sơ?", "812 hồ sơ"),
        ("Kinh phí chuyển đổi số cả giai đoạn là bao nhiêu?", "1,2 tỷ đồng"),
        ("Tỷ lệ đảng viên xếp loại xuất sắc tối đa là bao nhiêu đối với mỗi chi bộ?", "không quá 20%"),
        ("Nhiệm vụ thứ hai Bí thư Đảng ủy xã Khe Lộc yêu cầu là gì?", "nước tưới cho thôn Nà Cóc"),
    ],
)
def test_what_is_asked_for_is_told(asking: Asking, question: str, said: str) -> None:
    answer = asking(question)
    assert quotes(answer, said), answer.text


def test_as_many_sentences_as_the_lead_in_says_are_the_list(asking: Asking) -> None:
    answer = asking("Đồng chí Hoàng Thế Chiêm chỉ ra ba hạn chế nào?")
    assert [item.split()[0] for item in answer.items] == ["Tiến", "Việc", "Rác"]


def test_how_many_tasks_and_which_asks_for_the_list(asking: Asking) -> None:
    answer = asking("Bí thư Đảng ủy xã Khe Lộc yêu cầu mấy nhiệm vụ, gồm những gì?")
    assert len(answer.items) == 3
