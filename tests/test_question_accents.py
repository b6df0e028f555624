"""Accents are restored from the corpus: what was typed with accents, case, punctuation and words stay."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question.accents import restore
from tests import vietnamese
from tests.conftest import BULLETINS
from tests.test_index import bulletin
from tests.tiny_embedder import TinyEmbedder
from vectorstore.catalogue import Catalogue
from vectorstore.index import Index
from vectorstore.settings import VectorstoreSettings
from vectorstore.text import fold, has_accents, syllables


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """What the three bulletins tell of syllables."""
    with Index.open(VectorstoreSettings(data_dir=tmp_path_factory.mktemp("index")), TinyEmbedder()) as index:
        index.replace([bulletin(name, text) for name, text in BULLETINS.items()])
        yield index.catalogue


@pytest.mark.parametrize(
    ("typed", "restored"),
    [
        ("tong doanh thu cua cac doanh nghiep", "tổng doanh thu của các doanh nghiệp"),
        ("ai chu tri hoi nghi", "ai chủ trì hội nghị"),
        ("Trong cay xanh tren dia ban huyen?", "Trồng cây xanh trên địa bàn huyện?"),
        ("NHIEM VU TRONG TAM", "NHIỆM VỤ TRỌNG TÂM"),
        ("phong, chong thien tai", "phòng, chống thiên tai"),
        ("kết nap đảng vien", "kết nạp đảng viên"),
        ("may ho thi duoc thuong vay a", "mấy hộ thì được thưởng vậy ạ"),  # as people ask, and no bulletin says
        ("bao gio thi xong vay", "bao giờ thì xong vậy"),
    ],
)
def test_accents_come_from_the_corpus(counts: Catalogue, typed: str, restored: str) -> None:
    assert restore(typed, counts) == restored


def test_what_nobody_has_seen_stays(counts: Catalogue) -> None:
    assert restore("Zwqx 25.000 COVID-19 xyz", counts) == "Zwqx 25.000 COVID-19 xyz"
    assert restore("", counts) == ""
    assert restore("오늘 hop o dau", counts).startswith("오늘 ")
    assert restore(" … ?", counts) == " … ?"


_plain = vietnamese.text.map(fold)
_known = st.lists(st.sampled_from([w for text in BULLETINS.values() for w in syllables(text)]), max_size=12)


@given(st.one_of(vietnamese.text, _plain, _known.map(" ".join), _known.map(lambda words: fold(" ".join(words)))))
def test_only_accents_change(counts: Catalogue, text: str) -> None:
    restored = restore(text, counts)
    assert len(syllables(restored)) == len(syllables(text))
    assert fold(restored) == fold(text)
    for before, after in zip(syllables(text), syllables(restored), strict=True):
        if has_accents(before) or not before.isalpha():
            assert after == before
        assert (before[0].isupper(), before.isupper() and len(before) > 1) == (
            after[0].isupper(),
            after.isupper() and len(after) > 1,
        )


@given(_known)
def test_restoring_again_changes_nothing(counts: Catalogue, words: list[str]) -> None:
    once = restore(fold(" ".join(words)), counts)
    accented = [word for word in syllables(once) if has_accents(word)]
    again = syllables(restore(once, counts))
    assert [word for word in again if word in accented] == accented
