"""Times in questions, exact and relative to today."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question.time import Period, is_issue, time_said
from tests import vietnamese
from vectorstore.text import fold

TODAY = datetime.date(2024, 2, 14)  # a Wednesday


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("Doanh thu 6 tháng cuối năm 2021?", "2021-07-01", "2021-12-31"),
        ("doanh thu sau thang dau nam 2021", "2021-01-01", "2021-06-30"),
        ("Kết quả nửa đầu năm 2023", "2023-01-01", "2023-06-30"),
        ("Chín tháng đầu năm 2023", "2023-01-01", "2023-09-30"),
        ("Số thu quý II/2024", "2024-04-01", "2024-06-30"),
        ("quy 4 nam 2023", "2023-10-01", "2023-12-31"),
        ("Văn bản ban hành tháng 7/2021", "2021-07-01", "2021-07-31"),
        ("tháng 2 năm 2024", "2024-02-01", "2024-02-29"),
        ("Hội nghị ngày 9/7/2021", "2021-07-09", "2021-07-09"),
        ("nghị quyết ngày 19 tháng 5 năm 2021", "2021-05-19", "2021-05-19"),
        ("Nhiệm kỳ 2020–2025", "2020-01-01", "2025-12-31"),
        ("Năm 2022 kết nạp bao nhiêu?", "2022-01-01", "2022-12-31"),
        ("6 tháng cuối năm làm gì?", "2024-07-01", "2024-12-31"),
        ("tháng trước", "2024-01-01", "2024-01-31"),
        ("Năm ngoái thì sao", "2023-01-01", "2023-12-31"),
        ("quý trước", "2023-10-01", "2023-12-31"),
        ("hôm qua", "2024-02-13", "2024-02-13"),
        ("tuần này", "2024-02-12", "2024-02-18"),
        ("in the first half of 2021", "2021-01-01", "2021-06-30"),
        ("the last three months of 2022", "2022-10-01", "2022-12-31"),
        ("July 2021", "2021-07-01", "2021-07-31"),
        ("on 9 July 2021", "2021-07-09", "2021-07-09"),
        ("the second quarter of 2024", "2024-04-01", "2024-06-30"),
        ("last year", "2023-01-01", "2023-12-31"),
        ("this month", "2024-02-01", "2024-02-29"),
    ],
)
def test_a_time_is_understood(question: str, start: str, end: str) -> None:
    said = time_said(fold(question), TODAY)
    assert said is not None
    assert said.period == Period(day(start), day(end))


@pytest.mark.parametrize(
    "question",
    ["Ai chủ trì hội nghị?", "31/2/2021", "nhiệm kỳ 2025-2020", "năm người", "Điều 5", "quý vị đại biểu", ""],
)
def test_what_is_no_time_is_not_taken_for_one(question: str) -> None:
    assert time_said(fold(question), TODAY) is None


@pytest.mark.parametrize(
    ("question", "issued"),
    [
        ("Văn bản nào ban hành tháng 7/2021?", True),
        ("Bản tin tháng trước nói gì?", True),
        ("Văn bản mới nhất năm 2022 là gì?", True),
        ("Which documents were issued in 2021?", True),
        ("Năm 2021 kết nạp bao nhiêu đảng viên?", False),
        ("Doanh thu tháng 7/2021 là bao nhiêu?", False),
    ],
)
def test_the_day_of_issue_is_told_from_the_time_that_is_spoken_of(question: str, issued: bool) -> None:
    folded = fold(question)
    said = time_said(folded, TODAY)
    assert said is not None
    assert is_issue(folded, said) is issued


@given(vietnamese.question, st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 1, 1)))
def test_any_question_on_any_day(question: str, today: datetime.date) -> None:
    folded = fold(question)
    said = time_said(folded, today)
    if said is not None:
        assert said.period.start <= said.period.end
        assert 0 <= said.start < said.end <= len(folded)
