"""Language primitives: what holds for any Vietnamese text, and the sentences of the genre."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import vietnamese
from vectorstore.query import says
from vectorstore.text import (
    encodable,
    fold,
    fold_sentences,
    has_accents,
    nfc,
    sentences,
    syllable_spans,
    syllables,
    terms,
)

anything = st.one_of(vietnamese.text, st.text(max_size=200))


# Folding


@given(vietnamese.text)
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert [span.of(fold(text)) for span in syllable_spans(text)] == syllables(fold(text))


@given(vietnamese.text)
def test_folding_takes_case_and_accents_away(text: str) -> None:
    folded = fold(text)
    assert folded == fold(text.upper()) == fold(vietnamese.nfd(text)) == fold(folded)
    assert not has_accents(folded)
    assert folded == folded.lower()


@pytest.mark.parametrize("letter", vietnamese.LETTERS)
def test_every_vietnamese_letter_folds_to_its_base(letter: str) -> None:
    base = "d" if letter == "đ" else unicodedata.normalize("NFD", letter)[0]
    assert fold(letter) == fold(letter.upper()) == base
    assert has_accents(letter) == has_accents(letter.upper()) == (letter != base)


@given(anything)
def test_normal_form_is_stable(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text) == nfc(vietnamese.nfd(text))


@given(anything)
def test_whole_characters_can_be_encoded_as_they_are(text: str) -> None:
    assert encodable(text) == text
    assert encodable(f"{text}\ud83d") == f"{text}?"


# What a text says


@pytest.mark.parametrize(
    ("wordings", "is_said"),
    [
        (("dang uy",), True),
        (("huyen uy", "ket nap"), True),
        (("dang",), True),
        (("ang uy",), False),
        (("khoi ket nap",), False),
        ((), False),
    ],
)
def test_one_wording_is_said_in_whole_words_of_one_sentence(wordings: tuple[str, ...], is_said: bool) -> None:
    assert says(fold_sentences(["Đảng ủy Khối", "Kết nạp đảng viên"]), wordings) == is_said


# Terms


@given(vietnamese.text)
def test_index_and_question_agree_on_terms(text: str) -> None:
    typed = " ".join(syllables(fold(text)))
    assert terms(text) == terms(typed) == terms(vietnamese.nfd(text)) == terms(text.upper())


@given(vietnamese.text)
def test_terms_are_syllables_and_adjacent_pairs(text: str) -> None:
    words = syllables(fold(text))
    assert terms(text)[: len(words)] == words
    assert len(terms(text)) == max(2 * len(words) - 1, 0)


def test_terms_of_a_phrase() -> None:
    assert terms("Đảng ủy Khối") == ["dang", "uy", "khoi", "dang_uy", "uy_khoi"]
    assert terms(" … ") == []


# Sentences


@given(anything, st.integers(0, 1_000))
def test_sentences_tile_the_text(text: str, offset: int) -> None:
    spans = [(start - offset, end - offset) for start, end in sentences(text, offset)]
    position = 0
    for start, end in spans:
        assert text[position:start].strip() == ""
        assert text[start:end] == text[start:end].strip() != ""
        position = end
    assert text[position:].strip() == ""


@given(anything)
def test_a_sentence_is_one_sentence_and_stays_within_a_line(text: str) -> None:
    for span in sentences(text):
        assert "\n" not in span.of(text)


@pytest.mark.parametrize(
    "expected",
    [
        ["Hội nghị họp ngày 09/7/2021.", "Đồng chí Hạnh chủ trì."],
        ["Doanh thu đạt 12.450 tỷ đồng, tăng 8,6%.", "Kế hoạch vượt 1.200 tấn."],
        ["Dự có đ/c Trần T. Hạnh, TS. Lê Văn A và TP. Lam Hải.", "Hội nghị bế mạc."],
        ["Ai chủ trì?", "Đồng chí Bí thư!", "Đúng vậy…", "Hết."],
        ["“Chống dịch như chống giặc.”", "Đó là yêu cầu."],
        ["Thực hiện Kết luận số 52-KL/TU./.", "Nơi nhận"],
        ["1. Nhiệm vụ chung của các cấp ủy.", "2. Nhiệm vụ riêng."],
        ["a) Thứ nhất là kiểm tra.", "b) Thứ hai là giám sát."],
        ["Xem v.v. và các mục khác.", "Hết mục."],
    ],
)
def test_sentences_of_the_genre(expected: list[str]) -> None:
    for separator in (" ", "\n"):
        if separator == " " and expected[0][:2] in ("1.", "a)"):
            continue  # a list's label starts a line
        text = separator.join(expected)
        assert [span.of(text) for span in sentences(text)] == expected


def test_long_sentences_are_cut_at_semicolons() -> None:
    clauses = [f"{'một việc cần làm ngay ' * 6}số {n};" for n in range(4)]
    text = " ".join(clauses)
    assert [span.of(text) for span in sentences(text)] == clauses
    short = "Kiểm tra; giám sát; kỷ luật."
    assert [span.of(short) for span in sentences(short)] == [short]
