"""Titles in capitals, named in small letters as their own texts write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.casing import in_small_letters

TEXT = """ĐẢNG ỦY KHỐI DOANH NGHIỆP TỈNH SÔNG LAM

Chiều 12/7, Đảng ủy Khối Doanh nghiệp tỉnh Sông Lam họp Hội nghị lần thứ mười hai, có 96 đồng chí dự. Ba việc lớn đã \
bàn: giữ việc làm, phòng dịch, học tập và làm theo Bác. Các việc đó làm trong năm."""


@pytest.mark.parametrize(
    ("title", "readable"),
    [
        ("ĐẢNG ỦY KHỐI DOANH NGHIỆP TỈNH SÔNG LAM HỌP", "Đảng ủy Khối Doanh nghiệp tỉnh Sông Lam họp"),
        ("SÔNG LAM: BA VIỆC LỚN LÀM TRONG NĂM 2024", "Sông Lam: Ba việc lớn làm trong năm 2024"),
        ("HỌC TẬP VÀ LÀM THEO BÁC LẦN THỨ XIII", "Học tập và làm theo Bác lần thứ XIII"),
        ("UBND HỌP: PHÒNG DỊCH COVID-19 TRONG NĂM", "UBND họp: phòng dịch COVID-19 trong năm"),
        ("HUYỆN THANH KHÊ KHAI GIẢNG LỚP HỌC", "HUYỆN THANH KHÊ KHAI GIẢNG LỚP HỌC"),
        ("Hội nghị lần thứ mười hai", "Hội nghị lần thứ mười hai"),
        ("", ""),
    ],
)
def test_titles_read_as_the_text_writes_them(title: str, readable: str) -> None:
    assert in_small_letters(title, TEXT) == readable


@given(st.text(alphabet="ĐẢNGủyba VIệC: .\n“”1", max_size=40), st.text(alphabet="ĐẢNGủyba VIệC: .\n", max_size=60))
def test_no_letter_becomes_another(title: str, text: str) -> None:
    assert in_small_letters(title, text).lower() == title.lower()
