"""What a question asks for, what tells its matter from others of its kind, and two years in one question."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.question.designators import designators
from bot.question.focus import english_focus_of, focus_of
from bot.question.glossary import phrases, segments
from bot.question.several import split
from tests import vietnamese
from vectorstore.text import fold, syllables


def folded(text: str) -> str:
    return " ".join(syllables(fold(text)))


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        ("Số điện thoại của đồng chí Nguyễn Văn Hùng là bao nhiêu?", "so dien thoai"),
        ("Kinh phí thực hiện Kế hoạch số 22 là bao nhiêu?", "kinh phi"),
        ("Đồng chí Lê Quang Vinh nhận lương bao nhiêu một tháng?", "luong"),
        ("Hội nghị họp ở hội trường nào?", "hoi truong"),
        ("Có bao nhiêu đảng viên được kết nạp?", "dang vien"),
        ("Đồng chí giữ chức vụ gì?", "chuc vu"),
    ],
)
def test_what_is_asked_for_stands_beside_the_question_word(question: str, focus: str) -> None:
    assert any(focus in concept[0] for concept in focus_of(segments(question)))


@pytest.mark.parametrize("question", ["Nghị quyết nói về việc gì?", "Tăng bao nhiêu phần trăm?", "Đại hội đảng bộ"])
def test_what_any_answer_gives_is_not_asked_for_by_name(question: str) -> None:
    named = {"viec", "phan tram"}
    assert not named & {wording for concept in focus_of(segments(question)) for wording in concept}


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        ("What is the phone number of the secretary?", "so dien thoai"),
        ("What is his salary?", "luong"),
        ("How many delegates attended the congress?", "dai bieu"),
    ],
)
def test_what_an_english_question_asks_for(question: str, focus: str) -> None:
    assert any(focus in wording for concept in english_focus_of(phrases(question)) for wording in concept)


@pytest.mark.parametrize(
    ("question", "said", "wording"),
    [
        ("Doanh thu năm 2018 là bao nhiêu?", 1, "2018"),
        ("Quý IV năm 2022 kết nạp bao nhiêu?", 2, "quy 4"),
        ("Hội nghị lần thứ sáu họp ngày nào?", 1, "thu vi"),
        ("Ban Chấp hành khóa III", 1, "khoa 3"),
        ("Hội nghị ngày 9/7/2021", 1, "ngay 09 thang 7 nam 2021"),
        ("tin tháng 7/2019", 1, "07 2019"),
        ("sáu tháng đầu năm 2023", 2, "6 thang dau"),
        ("the sixth conference of 2021", 2, "thu sau"),
        ("the first half of 2021", 2, "6 thang dau"),
        ("revenue in July 2019", 1, "7 2019"),
        ("Ai chủ trì hội nghị?", 0, ""),
    ],
)
def test_designators_are_known_in_each_wording(question: str, said: int, wording: str) -> None:
    found = designators(folded(question))
    assert len(found) == said
    assert not wording or any(wording in concept for concept in found)


@given(vietnamese.question)
def test_any_question_has_designators_that_are_words(question: str) -> None:
    for concept in designators(folded(question)):
        assert concept
        assert all(wording.replace("-", " ") == folded(wording) for wording in concept)  # "2020-2025" is one word


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Năm 2019 và năm 2022 ai là Bí thư Huyện ủy?",
            ("Năm 2019 ai là Bí thư Huyện ủy?", "năm 2022 ai là Bí thư Huyện ủy?"),
        ),
        ("What was the revenue in 2019 and 2022?", ("What was the revenue in 2019?", "What was the revenue in 2022?")),
        ("Doanh thu năm 2022 so với năm 2021 tăng bao nhiêu phần trăm?", None),
        ("Mục tiêu giai đoạn 2022 - 2025 là gì?", None),
        ("Doanh thu từ năm 2019 đến năm 2022 là bao nhiêu?", None),
    ],
)
def test_two_years_are_two_questions_unless_they_are_compared(question: str, parts: tuple[str, ...] | None) -> None:
    assert split(question).answered == (parts or (question,))
