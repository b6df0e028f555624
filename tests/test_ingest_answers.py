"""Answers in a bulletin carry the question that they answer."""

from __future__ import annotations

import pytest

from ingest.readers.base import RawBlock
from ingest.structure import read_structure
from tests.ingest_helpers import structure_of
from vectorstore.models import LEADS, BlockKind


def leads(text: str) -> dict[str, str]:
    """The leads of the passages of a text whose lines are its paragraphs, by the passages' texts."""
    return {passage.text: passage.lead for passage in structure_of(text).passages}


@pytest.mark.parametrize("question", ["Hỏi: Bao lâu được chuyển chính thức?", "Bao lâu được chuyển chính thức?"])
@pytest.mark.parametrize("answer", ["Trả lời: Sau 12 tháng.", "Đáp: Sau 12 tháng.", "Giải đáp: Sau 12 tháng."])
def test_answer_is_led_by_its_question(question: str, answer: str) -> None:
    found = leads(f"Chi bộ họp sáng nay.\n{question}\n{answer}\nXã có 12 thôn.")
    assert found == {"Chi bộ họp sáng nay.": "", question: "", answer: question, "Xã có 12 thôn.": ""}


def test_numbered_questions() -> None:
    text = (
        "Giải đáp thắc mắc như sau:\nCâu hỏi 1: Ai giới thiệu?\nTrả lời: Hai đảng viên.\n"
        "Câu hỏi 2: Nộp đơn ở đâu?\nTrả lời: Tại chi bộ."
    )
    found = leads(text)
    lead = "Giải đáp thắc mắc như sau:"
    assert found["Trả lời: Hai đảng viên."] == f"{lead}{LEADS}Câu hỏi 1: Ai giới thiệu?"
    assert found["Trả lời: Tại chi bộ."].endswith("Câu hỏi 2: Nộp đơn ở đâu?")
    assert found["Câu hỏi 1: Ai giới thiệu?"] == lead
    assert [len(section.items) for section in structure_of(text).sections] == [2]


def test_answer_goes_on_until_the_next_question() -> None:
    found = leads("Hỏi: Ai dự?\nTrả lời: Bí thư.\nVà cấp ủy.\nHỏi: Ở đâu?\nTrả lời:\nTại xã.\nBan Biên tập cảm ơn.")
    assert found["Và cấp ủy."] == "Hỏi: Ai dự?"
    assert found["Tại xã."] == "Hỏi: Ở đâu?"
    assert found["Ban Biên tập cảm ơn."] == ""


def test_list_in_an_answer_keeps_its_own_lead() -> None:
    found = leads("Chi bộ họp.\nHỏi: Cần gì?\nTrả lời: Cần các giấy tờ sau:\n- Đơn;\n- Lý lịch.")
    assert found["Trả lời: Cần các giấy tờ sau:"] == "Hỏi: Cần gì?"
    assert found["- Đơn;"] == found["- Lý lịch."] == "Trả lời: Cần các giấy tờ sau:"


def test_heading_ends_questions() -> None:
    found = leads("Hỏi: Cần gì?\nII. LỊCH HỌP\nTrả lời: Hai đảng viên.")
    assert found["Trả lời: Hai đảng viên."] == ""


def test_long_question_leads_with_what_it_asks() -> None:
    question = f"Hỏi: {'Tôi là đảng viên dự bị từ tháng hai năm nay. ' * 6}Khi nào tôi được chuyển chính thức?"
    answer = "Trả lời: Sau 12 tháng."
    structure = read_structure([RawBlock(question), RawBlock(answer)])
    (found,) = (passage for passage in structure.passages if passage.text == answer)
    assert found.lead == "Khi nào tôi được chuyển chính thức?"
    assert found.kind is BlockKind.PARAGRAPH
