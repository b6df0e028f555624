"""Lists within a sentence: what they are split into, and how they are answered, numbered and gone on from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.enumerations import enumerations
from bot.assistant import Assistant
from tests.test_index import bulletin
from vectorstore.embedder import Embedder
from vectorstore.index import Index
from vectorstore.models import Span
from vectorstore.settings import VectorstoreSettings

NOTICE = """HUYỆN ỦY THANH KHÊ

THÔNG BÁO
kết quả kiểm tra công tác bảo hiểm y tế tại xã Yên Bãi

Toàn xã có 9 thôn, trong đó 03 thôn đã đạt chỉ tiêu là Bãi Thượng, Bãi Hạ và Gò Sim; thôn Làng Vầu mới đạt 71%.

Thời gian tới, Đảng ủy xã đề ra bốn giải pháp: tuyên truyền bằng tiếng Việt và tiếng Tày; rà soát, lập danh sách hộ \
chưa tham gia; vận động doanh nghiệp tặng thẻ; nâng cao chất lượng khám bệnh tại trạm y tế.
"""


@pytest.mark.parametrize(
    ("sentence", "lists"),
    [
        ("Bốn thôn giữ nguyên là Trung Tâm, Phiêng Ban, Nậm Dìn và Lũng Khoai.", [4]),
        ("Bốn tiêu chí chưa đạt gồm: giao thông, văn hóa, thu nhập, môi trường và an toàn thực phẩm.", [4]),
        ("Phần hội có các trò chơi: vật, kéo co, cờ người, hát văn và bơi chải trên sông Vân.", [5]),
        ("Mở 03 lớp cho 412 học viên, gồm: lớp nhận thức, lớp đảng viên mới, lớp bí thư chi bộ.", [3]),
        ("Đảng ủy xã tập trung vào năm việc: kiện toàn chi bộ; sửa hương ước, quy ước; bàn giao quỹ; mở lớp.", [4]),
        ("Ban Thường vụ (gồm bí thư, phó bí thư và ủy viên) họp mỗi tháng một lần.", []),
        ("Hội nghị khai mạc lúc 7: 30 ngày 12/3.", []),
        ("Ba xã Yên Nội, Văn Phú và Tam Hợp đã bàn giao mặt bằng.", []),
        ("Đồng chí là Bí thư, Chủ tịch.", []),
        ("Đây là nhiệm vụ trọng tâm, xuyên suốt, là trách nhiệm của cả hệ thống và toàn dân.", []),
    ],
)
def test_items_of_a_sentence(sentence: str, lists: list[int]) -> None:
    found = enumerations(sentence, Span(0, len(sentence)))
    assert [len(section.items) for section in found] == lists


@given(st.lists(st.sampled_from(["một", "xã Yên", ", ", "; ", " và ", ": ", " gồm ", " là ", "(", ")", "”", ".", " "])))
def test_items_stand_in_their_sentence_one_behind_the_other(pieces: list[str]) -> None:
    sentence = f"Xã có ba việc: {''.join(pieces)}."
    for section in enumerations(f"Trước. {sentence}", Span(7, 7 + len(sentence))):
        ends = [section.lead.end, *(item.end for item in section.items)]
        starts = [item.start for item in section.items]
        assert 7 == section.lead.start < section.lead.end
        assert all(end <= start for end, start in zip(ends, starts, strict=False))
        assert all(item.start < item.end <= 7 + len(sentence) for item in section.items)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, default_embedder: Embedder) -> Iterator[Assistant]:
    settings = VectorstoreSettings(data_dir=tmp_path_factory.mktemp("enumerations"))
    with Index.open(settings, default_embedder) as index:
        index.replace([bulletin("yen-bai.txt", NOTICE)])
        yield Assistant(index)


@pytest.mark.parametrize(
    "question",
    [
        "Bốn giải pháp về bảo hiểm y tế của xã Yên Bãi là gì?",
        "bon giai phap ve bao hiem y te cua xa yen bai la gi",
        "What are the four solutions of Yên Bãi commune for health insurance?",
    ],
)
def test_a_list_within_a_sentence_is_quoted_with_its_sentence(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert len(answer.items) == 4
    assert not answer.is_list
    quote = answer.citations[0].quote
    assert quote.startswith("Thời gian tới")
    assert quote in answer.text
    assert all(item in quote for item in answer.items)


def test_places_that_are_named(assistant: Assistant) -> None:
    assert assistant.ask("Những thôn nào của xã Yên Bãi đã đạt chỉ tiêu?").items == ("Bãi Thượng", "Bãi Hạ", "Gò Sim")


def test_one_item_of_a_sentence(assistant: Assistant) -> None:
    answer = assistant.ask("Giải pháp thứ ba về bảo hiểm y tế của xã Yên Bãi là gì?")
    assert [citation.quote for citation in answer.citations] == ["vận động doanh nghiệp tặng thẻ"]
    answer = assistant.ask("Giải pháp thứ sáu về bảo hiểm y tế của xã Yên Bãi là gì?")
    assert not answer.answered
    assert "4" in answer.text


def test_the_next_item_of_a_sentence(assistant: Assistant) -> None:
    session = assistant.ask("Bốn giải pháp về bảo hiểm y tế của xã Yên Bãi là gì?").session_id
    session = assistant.ask("Bốn giải pháp về bảo hiểm y tế của xã Yên Bãi là gì?", session).session_id
    assert assistant.ask("Còn giải pháp thứ hai?", session).text.startswith("rà soát, lập danh sách")
