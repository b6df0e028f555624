"""Which list is meant: told by what stands in it and around it, not by its lead-in alone; a sentence where none is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.test_answers import Asking
from tests.test_index import library
from vectorstore.embedder import Embedder

SCHEME = """\
ĐẢNG ỦY XÃ KHE LÀNH
*
Số 04-ĐA/ĐU
ĐẢNG CỘNG SẢN VIỆT NAM
Khe Lành, ngày 09 tháng 02 năm 2026

ĐỀ ÁN
sắp xếp lại các thôn

I. Hiện trạng

1. Xã có 14 thôn, trong đó 6 thôn dưới 90 hộ, sinh hoạt chi bộ ghép.

2. Hạn chế chủ yếu: nhà văn hóa thôn nhỏ; trưởng thôn kiêm nhiều việc.

II. Nội dung sắp xếp

1. Nhập thôn Bãi Trám và thôn Đồng Cỏ thành thôn Trám Cỏ, gồm 172 hộ.

2. Nhập thôn Vai Đá, thôn Khe Sim và xóm Lò Vôi thành thôn Sim Vôi, gồm 205 hộ.

III. Tổ chức thực hiện

1. Tuyên truyền, niêm yết danh sách cử tri: từ 16/02 đến 28/02/2026.

2. Lấy phiếu ý kiến từng hộ: trước ngày 15/3/2026.

3. Trình Hội đồng nhân dân xã thông qua: chậm nhất ngày 05/4/2026.

4. Ra mắt thôn mới, bàn giao con dấu: trong tháng 5/2026.

Kinh phí thực hiện Đề án là 318 triệu đồng, do ngân sách xã bảo đảm.

Các thành viên Tổ giúp việc:

STT | Họ và tên | Đơn vị
1 | Lò Thị Mẩy | Văn phòng Đảng ủy
2 | Ngần Văn Sóng | Ủy ban Mặt trận Tổ quốc
3 | Quàng Thị Hạnh | Phòng Kinh tế

T/M BAN THƯỜNG VỤ
BÍ THƯ
Tao Văn Dơn
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory, default_embedder: Embedder) -> Iterator[Asking]:
    with library(tmp_path_factory.mktemp("lists"), default_embedder, {"de-an.txt": SCHEME}) as index:
        yield Asking(index)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "Đề án sắp xếp thôn của Khe Lành thực hiện qua các bước nào, thời gian ra sao?",
            ("niêm yết danh sách", "Lấy phiếu", "Trình Hội đồng", "Ra mắt thôn mới"),
        ),
        ("khe lanh nhap nhung thon nao voi nhau", ("Trám Cỏ", "Sim Vôi")),
        ("Tổ giúp việc sắp xếp thôn ở Khe Lành gồm những ai?", ("Lò Thị Mẩy", "Ngần Văn Sóng", "Quàng Thị Hạnh")),
        ("List the members of the Tổ giúp việc in Khe Lành.", ("Lò Thị Mẩy", "Ngần Văn Sóng", "Quàng Thị Hạnh")),
    ],
)
def test_a_list_is_told_whole(ask: Asking, question: str, told: tuple[str, ...]) -> None:
    items = ask(question).items
    assert len(items) == len(told), items
    assert all(any(each in item for item in items) for each in told)


@pytest.mark.parametrize(
    "question",
    ["Kinh phí thực hiện Đề án sắp xếp thôn của Khe Lành là bao nhiêu?", "Sắp xếp thôn ở Khe Lành hết bao nhiêu tiền?"],
)
def test_what_one_sentence_says_is_no_list(ask: Asking, question: str) -> None:
    answer = ask(question)
    assert not answer.items
    assert any("318 triệu đồng" in citation.quote for citation in answer.citations)


def test_items_are_quoted_in_their_order(ask: Asking) -> None:
    answer = ask("Đề án sắp xếp thôn của Khe Lành thực hiện qua các bước nào, thời gian ra sao?")
    starts = [citation.start for citation in answer.citations]
    assert starts == sorted(starts)
