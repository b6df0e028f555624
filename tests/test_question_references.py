"""Numbers of documents are recognised however they are spaced, and nothing else is."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given

from bot.question.references import Numbered, named, references
from tests import vietnamese
from vectorstore.text import fold

KNOWN = [
    Numbered("a", "01-NQ/ĐUK", None),
    Numbered("b", "52-KL/TU", None),
    Numbered("c", "04-NQ/HU", None),
]


def found(question: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(reference.figure, reference.symbol) for reference in references(fold(question))]


@pytest.mark.parametrize(
    "question",
    ["Nghị quyết số 01-NQ/ĐUK", "nghi quyet 01 nq duk", "01- NQ/ĐUK nói gì?", "NQ 01-NQ/ĐUK", "Resolution 01-NQ/DUK"],
)
def test_spacing_does_not_matter(question: str) -> None:
    assert found(question) == [(1, ("nq", "duk"))]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Nghị quyết 01", [(1, ("nq",))]),
        ("nghi quyet so 1", [(1, ("nq",))]),
        ("NQ 01", [(1, ("nq",))]),
        ("52 KL TU", [(52, ("kl", "tu"))]),
        ("Bản tin số 9 do ai ký?", [(9, ("bt",))]),
        ("Directive No. 27", [(27, ("ct",))]),
        ("Kết luận 52-KL/TU và Nghị quyết 04", [(52, ("kl", "tu")), (4, ("nq",))]),
    ],
)
def test_short_and_long_numbers(question: str, expected: list[tuple[int, tuple[str, ...]]]) -> None:
    assert found(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Kế hoạch 5 năm",
        "báo cáo 6 tháng đầu năm",
        "Nghị quyết 4 nhiệm vụ",
        "quan diem thu 2 nq y te lam giang",
        "muc tieu 2030 nq kinh te bien",
        "Nghị quyết năm 2021",
        "Báo cáo 2023",
        "9/7/2021",
    ],
)
def test_times_and_counts_are_no_numbers(question: str) -> None:
    assert found(question) == []


@pytest.mark.parametrize(
    ("question", "ids"),
    [("Nghị quyết 1", {"a"}), ("52 kl tu", {"b"}), ("NQ 04-NQ/HU", {"c"}), ("Nghị quyết 77", set())],
)
def test_the_bulletin_with_the_number_is_named(question: str, ids: set[str]) -> None:
    (reference,) = references(fold(question))
    assert named(reference, KNOWN, question) == ids


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("Nghị quyết 07 nói gì?", {"d", "e"}),
        ("Nghị quyết 07 năm 2019 nói gì?", {"d"}),
        ("Theo Nghị quyết 07, năm 2022 phải kết nạp bao nhiêu đảng viên?", {"e"}),
        ("Theo Nghị quyết 07, năm 2023 phải kết nạp bao nhiêu đảng viên?", {"d", "e"}),
        ("Nghị quyết 07 năm 2020 nói gì?", set()),
        ("Theo Chỉ thị 27-CT/TU, năm 2023 có mấy cơn bão?", {"f"}),
    ],
)
def test_a_year_tells_which_is_meant(question: str, ids: set[str]) -> None:
    """A year right after a number is the document's; one elsewhere may be what is asked about."""
    (reference,) = references(fold(question))
    issued = [
        Numbered("d", "07-NQ/ĐUK", datetime.date(2019, 3, 1)),
        Numbered("e", "07-NQ/ĐUK", datetime.date(2022, 5, 4)),
        Numbered("f", "27-CT/TU", datetime.date(2024, 5, 15)),
    ]
    assert named(reference, issued, question) == ids


@given(vietnamese.question)
def test_any_question(question: str) -> None:
    folded = fold(question)
    for reference in references(folded):
        assert 0 <= reference.start < reference.end <= len(folded)
        assert reference.phrases()
