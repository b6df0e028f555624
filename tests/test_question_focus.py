"""What a question asks for, what tells its matter from others of its kind, and two years in one question."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.question.designators import designators
from bot.question.focus import english_focus_of, focus_of
from bot.question.glossary import names, phrases, segments
from bot.question.several import split
from tests import vietnamese
from vectorstore.text import fold, has_accents, syllables


class Corpus:
    """A corpus with one name, Đông Sơn."""

    def accented_forms(self, folded: str) -> list[tuple[str, int]]:
        return {"dong": [("đông", 9)], "son": [("sơn", 9)]}.get(folded, [])

    def accented_pairs(self, folded_a: str, folded_b: str) -> list[tuple[str, str, int]]:
        return [("đông", "sơn", 9)] if (folded_a, folded_b) == ("dong", "son") else []

    def syllable_count(self) -> int:
        return 18


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
        ("Chỉ tiêu giảm nghèo gồm những gì?", "chi tieu"),
        ("Ai là bệnh nhân được ghép thận đầu tiên?", "benh nhan"),
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
        ("What was the Dong Son bloc's revenue for the whole of 2020?", "doanh thu"),
        ("Which unit heads cluster 5?", "don vi"),
        ("How many foreign visitors came in 2022?", "khach quoc te"),
        ("How many of the poor households did the fund help?", "ho ngheo"),
    ],
)
def test_what_an_english_question_asks_for(question: str, focus: str) -> None:
    assert any(focus in wording for concept in english_focus_of(phrases(question, Corpus())) for wording in concept)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What was the revenue of Dong Son?", "dong son"),
        ("Doanh thu của Công ty Gốm sứ Ngọc Lĩnh là bao nhiêu?", "ngoc linh"),
        ("Who won the Dong Son Youth Cup?", "dong son"),
    ],
)
def test_names(question: str, name: str) -> None:
    spoken = segments(question) if has_accents(question) else phrases(question, Corpus())
    assert (name,) in names(spoken, Corpus())


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
        ("Xã Ba Tơ có bao nhiêu hộ?", 1, "ba to"),
        ("Bác sĩ về xã đặc biệt khó khăn ở Lâm Giang được hỗ trợ gì?", 0, ""),
        ("xa binh sa ket nap bao nhieu dang vien", 1, "binh sa"),
        ("can bo ve xa cong tac duoc gi", 0, ""),
        ("Hạn duyệt phương án cho các trụ sở cũ là ngày nào?", 0, ""),
        ("Trước khi xả nước hay đổi mực nước thì báo bao lâu?", 0, ""),
        ("xã khe lành có bao nhiêu hộ?", 1, "khe lanh"),
        ("how many households does dong van commune have?", 1, "dong van"),
        ("Sở chỉ huy tiền phương chống bão ở đâu?", 0, ""),
        ("Tội phạm năm 2025 nhiều hơn hay ít hơn năm 2024?", 1, "2025"),
        ("Did crime go up in 2025 compared with 2024?", 1, "2025"),
    ],
)
def test_designators_are_known_in_each_wording(question: str, said: int, wording: str) -> None:
    found = designators(question)
    assert len(found) == said
    assert not wording or any(wording in concept for concept in found)


@given(vietnamese.question)
def test_any_question_has_designators_that_are_words(question: str) -> None:
    for concept in designators(question):
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
        (
            "Tổng doanh thu năm 2015, 2019 và mục tiêu 2025",
            ("Tổng doanh thu năm 2015", "Tổng doanh thu 2019", "Tổng doanh thu mục tiêu 2025"),
        ),
        ("Doanh thu năm 2022 so với năm 2021 tăng bao nhiêu phần trăm?", None),
        ("Mục tiêu giai đoạn 2022 - 2025 là gì?", None),
        ("Doanh thu từ năm 2019 đến năm 2022 là bao nhiêu?", None),
        (
            "Chương trình kiểm tra, giám sát năm 2020 và năm 2021 do ai ký?",
            (
                "Chương trình kiểm tra, giám sát năm 2020 do ai ký?",
                "Chương trình kiểm tra, giám sát năm 2021 do ai ký?",
            ),
        ),
    ],
)
def test_two_years_are_two_questions_unless_they_are_compared(question: str, parts: tuple[str, ...] | None) -> None:
    assert split(question).answered == (parts or (question,))


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Ai chủ trì hội nghị tổng kết năm 2023 và hội nghị diễn ra ở đâu?",
            ("Ai chủ trì hội nghị tổng kết năm 2023?", "hội nghị diễn ra ở đâu?"),
        ),
        (
            "Who chaired the sixth conference and where was it held?",
            ("Who chaired the sixth conference?", "where was it held?"),
        ),
        ("Ai ký và ký ngày nào?", ("Ai ký?", "ký ngày nào?")),
        ("Ai ký và ký ngày nào Chỉ thị 27-CT/TU?", ("Ai ký Chỉ thị 27-CT/TU?", "ký ngày nào Chỉ thị 27-CT/TU?")),
        (
            "Hội nghị lần thứ mười lăm họp khi nào và ở đâu?",
            ("Hội nghị lần thứ mười lăm họp khi nào?", "Hội nghị lần thứ mười lăm họp ở đâu?"),
        ),
        (
            "Kế hoạch trồng cây xanh số bao nhiêu, ban hành ngày nào, ai ký?",
            ("Kế hoạch trồng cây xanh số bao nhiêu?", "ban hành ngày nào?", "ai ký?"),
        ),
        (
            "When and where was the sixth conference held?",
            ("When was the sixth conference held?", "where was the sixth conference held?"),
        ),
        ("Who signed it and when?", ("Who signed it?", "when was it signed?")),
        ("What is its number and date?", ("What is its number?", "When was it issued?")),
        (
            "Thời gian, địa điểm tổ chức Hội nghị lần thứ sáu?",
            ("Hội nghị lần thứ sáu diễn ra khi nào?", "Hội nghị lần thứ sáu diễn ra ở đâu?"),
        ),
        ("Hội nghị bàn việc gì, quyết định những gì?", None),  # of one kind, and not asked bare
        ("Có bao nhiêu chi bộ và bao nhiêu đảng viên ở xã Hải Tiến?", None),  # of one kind: one sentence may tell both
    ],
)
def test_two_kinds_of_thing_are_two_questions(question: str, parts: tuple[str, ...] | None) -> None:
    assert split(question).answered == (parts or (question,))


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Ba khâu đột phá và bốn chương trình hành động của đại hội là gì?",
            ("Ba khâu đột phá của đại hội là gì?", "bốn chương trình hành động của đại hội là gì?"),
        ),
        (
            "What are the three breakthroughs and the four programmes of the congress?",
            ("What are the three breakthroughs of the congress?", "What are the four programmes of the congress?"),
        ),
        ("Ba nhiệm vụ và giải pháp của đại hội là gì?", None),
    ],
)
def test_two_lists_with_their_numbers_are_two_questions(question: str, parts: tuple[str, ...] | None) -> None:
    assert split(question).answered == (parts or (question,))
