"""What a question asks to be named, and of what alone: rules that tell an answer from what only stands near it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.answer.alone import is_of_it_alone
from bot.answer.named import kinds_asked, names_one
from bot.answer.persons import persons
from bot.answer.realised import asks_for_result
from tests.test_answers import Asking, refused
from tests.test_index import library
from vectorstore.embedder import Embedder

REPORT = """HUYỆN ỦY LÂM THAO
Số 12-BC/HU
Lâm Thao, ngày 20 tháng 12 năm 2024

BÁO CÁO
kết quả công tác năm 2024

I. Kết quả

1. Trong mùa khô 2023 - 2024 toàn huyện xảy ra 34 vụ cháy rừng, thiệt hại 127,5 ha; nhiều nhất là các xã Khe Lùng \
(13 vụ), Bãi Đá (9 vụ) và Yên Hạ (6 vụ).
2. Có 03 chủ tịch Ủy ban nhân dân xã bị kiểm điểm vì buông lỏng quản lý rừng.
3. Hội nghị đồng ý để đồng chí Đặng Văn Thoan thôi giữ chức Phó Chủ nhiệm Ủy ban Kiểm tra Huyện ủy để nghỉ hưu.
4. Tổ chức cuộc thi "Tự hào Lâm Thao", thu hút 9.276 lượt người dự thi.
5. Giải ngân vốn sự nghiệp chậm, mới đạt 61,4% kế hoạch.
6. Doanh nghiệp trên địa bàn tặng 430 suất quà Tết cho hộ nghèo hai xã Khe Lùng và Bãi Đá.

II. Phương hướng, mục tiêu năm 2025

1. Thu nhập bình quân đầu người đạt 47 triệu đồng.
2. Lần trùng tu đền Cổ Vân gần đây nhất có kinh phí 23,6 tỷ đồng.
"""


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, default_embedder: Embedder) -> Iterator[Asking]:
    with library(tmp_path_factory.mktemp("named"), default_embedder, {"bao-cao.txt": REPORT}) as index:
        yield Asking(index)


@pytest.mark.parametrize(
    "question",
    [
        "Hai tổ dân phố nào của Lâm Thao để xảy ra cháy rừng?",
        "Ai lên làm Phó Chủ nhiệm Ủy ban Kiểm tra Huyện ủy Lâm Thao?",
        "Ai đoạt giải nhất cuộc thi “Tự hào Lâm Thao”?",
        "Riêng xã Khe Lùng bị cháy bao nhiêu ha rừng?",
        "Riêng xã Bãi Đá được tặng bao nhiêu suất quà Tết?",
        "Kinh phí tổ chức lễ hội đền Cổ Vân là bao nhiêu?",
        "Thu nhập bình quân đầu người năm 2024 của Lâm Thao đạt bao nhiêu?",
    ],
)
def test_what_stands_near_is_no_answer(asking: Asking, question: str) -> None:
    assert refused(asking(question))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Xã nào của huyện Lâm Thao xảy ra nhiều vụ cháy rừng nhất?", "Khe Lùng"),
        ("Mùa khô 2023 - 2024 huyện Lâm Thao cháy bao nhiêu ha rừng?", "127,5 ha"),
        ("Huyện Lâm Thao giải ngân vốn sự nghiệp đạt bao nhiêu phần trăm?", "61,4%"),
        ("Trùng tu đền Cổ Vân lần gần đây nhất hết bao nhiêu tiền?", "23,6 tỷ đồng"),
    ],
)
def test_what_says_it_is_an_answer(asking: Asking, question: str, said: str) -> None:
    assert said in asking(question).text


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("ba chủ tịch bị kiểm điểm ở những xã nào?", {"xã"}),
        ("which new villages are there?", {"thôn", "bản", "ấp"}),
        ("văn bản nào thay thế chỉ thị 11?", set()),
        ("by what date must communes report?", set()),
        ("in which quarter is the inspection?", set()),
    ],
)
def test_kinds_of_places_asked_for(question: str, kinds: set[str]) -> None:
    assert kinds_asked(question) == kinds


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("Nhiều nhất là các huyện Sơn Khê (13 vụ), Mường Ải và Yên Thạch.", False),
        ("Bốn xã giữ nguyên là Trung Tâm, Phiêng Ban và Lũng Khoai.", True),
        ("Nậm Cáy dẫn đầu với 12%.", True),
        ("STT: 1; Xã: Hòa Bình; Số hộ: 284", True),
        ("Ủy ban nhân dân xã bị phê bình.", False),
    ],
)
def test_names_of_a_kind(text: str, is_named: bool) -> None:
    assert names_one(text, frozenset({"xã"}), "xa nao") is is_named


def test_figures_of_one_thing_alone() -> None:
    question = "rieng xa khe lung bao nhieu suat qua"
    assert not is_of_it_alone("Tặng 430 suất quà cho hai xã Khe Lùng và Bãi Đá.", "khe lung", question)
    assert is_of_it_alone("Tặng 430 suất quà, trong đó xã Khe Lùng 200 suất.", "khe lung", question)


def test_names_behind_a_colon_are_joined_to_none_before_it() -> None:
    assert persons("Đối tượng: Đảng ủy xã Yên Nội; Trưởng đoàn: Hoàng Văn Phú") == ["Hoàng Văn Phú"]


def test_names_joined_to_a_place_are_no_persons() -> None:
    assert persons("Đảng ủy các xã Yên Nội, Văn Phú và Tam Hợp do đồng chí Văn Phú Hải chỉ đạo.") == ["Văn Phú Hải"]


def test_what_is_to_be_is_no_result() -> None:
    assert asks_for_result("xóa được bao nhiêu điểm đen về rác?")
    assert not asks_for_result("sẽ nhận được bao nhiêu tiền theo kế hoạch?")
