"""Which form a question is in: Vietnamese, Vietnamese without accents, English, and mixtures of them."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.question.language import detect, language_of, spoken_language
from tests import vietnamese
from vectorstore.query import Form
from vectorstore.text import fold

VI, PLAIN, EN = Form.VIETNAMESE, Form.PLAIN, Form.ENGLISH


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("Bốn nhiệm vụ trọng tâm là gì?", VI),
        ("Ai chủ trì hội nghị lần thứ sáu?", VI),
        ("Đảng ủy Khối có bao nhiêu đảng viên?", VI),
        ("BÁO CÁO TỔNG KẾT NĂM 2023", VI),
        ("Nghị quyết 01-NQ/ĐUK ban hành ngày nào?", VI),
        ("App VNeID được triển khai thế nào?", VI),
        ("KPI năm nay là gì?", VI),
        ("Bon nhiem vu trong tam la gi?", PLAIN),
        ("ai chu tri hoi nghi lan thu sau", PLAIN),
        ("Dang uy Khoi co bao nhieu dang vien", PLAIN),
        ("BAO CAO TONG KET NAM 2023", PLAIN),
        ("ke hoach phong chong bao lu", PLAIN),
        ("doanh thu 6 thang dau nam", PLAIN),
        ("khi nao hop?", PLAIN),
        ("What are the four priority tasks?", EN),
        ("Who chaired the sixth conference?", EN),
        ("How many party members were admitted in 2021?", EN),
        ("revenue of the enterprises", EN),
        ("WHEN WAS RESOLUTION 01 ISSUED?", EN),
        ("Who is Nguyen Van Hung?", EN),
        ("What does the Dang uy Khoi plan for 2022?", EN),
        ("When did Đảng ủy Khối meet?", EN),
        ("What did the Ngọc Đài Trung secretary promise?", EN),
        ("What day is Dai Hong's open day?", EN),
        ("Who is Hà Thị Mừng’s deputy?", EN),
        ("what is le thi mai huong's office", EN),
        ("Summarise Directive 81-CT/TU.", EN),
        ("bc 81 bch duk ai ky", PLAIN),
        ("hi", EN),
        ("ok bye", EN),
        ("hi ban", PLAIN),
        ("hi sinh bao nhieu liet si", PLAIN),
        ("alo", PLAIN),
        ("ok", PLAIN),
        ("NQ 01", PLAIN),
        ("Bi thu Huyen uy Ngoc Dai la ai", PLAIN),
        ("Aichủtrìhộinghịlầnthứsáu?", VI),
        ("ộ" * 2_000, VI),
        ("Reorganisation", EN),
    ],
)
def test_form_of_a_question(question: str, form: Form) -> None:
    assert detect(question) == form
    assert language_of(form) == ("en" if form is EN else "vi")


@pytest.mark.parametrize("question", ["", " ", "2021", "12.450?", "…"])
def test_without_words_a_question_counts_as_vietnamese(question: str) -> None:
    assert detect(question) is VI


@pytest.mark.parametrize(
    ("text", "language"), [("ok", "en"), ("NQ 01", "en"), ("2021", "en"), ("alo", "vi"), ("nghị quyết 01", "vi")]
)
def test_what_tells_no_language_is_spoken_to_in_the_one_known_otherwise(text: str, language: str) -> None:
    assert spoken_language(text, "en") == language
    assert spoken_language("Who signed it?", "vi") == "en"


@given(vietnamese.question)
def test_normal_form_does_not_matter(question: str) -> None:
    assert detect(question) == detect(vietnamese.nfd(question))


@given(vietnamese.question)
def test_without_accents_it_is_never_taken_for_accented(question: str) -> None:
    assert detect(fold(question)) is not VI or not any(c.isalpha() for c in question)
