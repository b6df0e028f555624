"""English questions in Vietnamese word by word, courtesies, and everyday words."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.question.courtesy import without_closing, without_courtesy
from bot.question.gloss import gloss
from bot.question.glossary import official_wordings, phrases, segments, with_official_wordings
from vectorstore.query import concepts
from vectorstore.text import fold, nfc

SYLLABLES = "Đảng bộ huyện Sông Lam kết nạp đảng viên mới trong năm"


class Counts:
    """What a corpus of one sentence knows."""

    def accented_forms(self, folded: str) -> list[tuple[str, int]]:
        return [(word.lower(), 1) for word in SYLLABLES.split() if fold(word) == folded]

    def accented_pairs(self, folded_a: str, folded_b: str) -> list[tuple[str, str, int]]:
        words = [word.lower() for word in SYLLABLES.split()]
        return [(a, b, 1) for a, b in pairwise(words) if (fold(a), fold(b)) == (folded_a, folded_b)]

    def syllable_count(self) -> int:
        return len(SYLLABLES.split())


def test_a_gloss_has_the_wording_of_the_corpus_and_names_with_their_accents() -> None:
    said = gloss(phrases("How many members did Song Lam district admit?", Counts()), Counts())
    assert "đảng viên" in said
    assert "Sông Lam" in said
    assert "kết nạp" in said
    assert "how" not in said.lower()


@pytest.mark.parametrize(
    ("question", "is_month"),
    [("What may a cell admit?", False), ("What happened in may 2024?", True), ("How many members by May?", True)],
)
def test_may_is_a_month_or_a_verb(question: str, is_month: bool) -> None:
    said = {wording for word in phrases(question, Counts()) for wording in word.concept or ()}
    assert ("thang 5" in said) is is_month


def test_everyday_wordings_stand_behind_official_ones() -> None:
    (word,) = phrases("reservoir", Counts())
    assert word.rendered[0] == "hồ chứa"
    assert "hồ" in word.rendered


def test_a_gloss_leaves_grammar_out() -> None:
    assert gloss(phrases("is of the", Counts()), Counts()) == ""


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("Xin cho biết những đơn vị nào chủ trì?", "những đơn vị nào chủ trì?"),
        ("cho mình hỏi ai ký nghị quyết", "ai ký nghị quyết"),
        ("dạ cho em xem lịch họp", "lịch họp"),
        ("Ai chủ trì hội nghị?", "Ai chủ trì hội nghị?"),
        ("Cho biết", "Cho biết"),
        ("Please tell me who signed it", "who signed it"),
    ],
)
def test_courtesies_are_left_out(asked: str, left: str) -> None:
    assert without_courtesy(asked) == left


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("ai ký vậy ạ?", "ai ký"),
        ("ai ky nghi quyet nay nhi?", "ai ky nghi quyet nay"),
        ("họp ở đâu ta?", "họp ở đâu"),
        ("hop o dau vay ad", "hop o dau"),
        ("AI KÝ VẬY", "AI KÝ"),
        ("xã Tân Hà trồng được bao nhiêu ha?", None),
        ("bán được bao nhiêu tạ?", None),
        ("tốc mái bao nhiêu nhà?", None),
        ("bao nhieu nha", None),
        ("Ai là Chủ tịch xã Tân Hà?", None),
        ("Bao nhiêu hộ được vay?", None),
        ("co bao nhieu thieu nhi", None),
        ("Đại hội lần thứ V?", None),
    ],
)
def test_particles_are_told_from_what_is_asked_for(asked: str, left: str | None) -> None:
    assert without_closing(asked) == (asked if left is None else left)


def test_everyday_words_stand_for_official_ones() -> None:
    question = "cần giấy tờ khi xin hỗ trợ"
    found = with_official_wordings(concepts(question), segments(question))
    assert any(concept[0] == "giay to" and "ho so" in concept for concept in found)


def test_the_table_of_everyday_words_is_well_formed() -> None:
    asking = set("gì nào ai đâu mấy sao".split())
    for word, wordings in official_wordings().items():
        assert word == nfc(word).lower().strip()
        assert not asking & set(word.split()), word
        assert all(wordings), word
