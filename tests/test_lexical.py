"""BM25 in Tantivy: what is added is found, what is removed is not; coverage of a question's concepts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import vietnamese
from vectorstore.lexical import LexicalDocument, LexicalStore, WeightedConcepts
from vectorstore.phrases import Texts
from vectorstore.query import concepts
from vectorstore.text import fold, syllables, terms

PASSAGES = [
    "Huyện đoàn trồng cây xanh.",
    "Doanh thu của Khối tăng 8,6%.",
    "Cây xanh ven đường bị đổ do bão.",
    "Trồng cây gây rừng.",
    "Kết nạp đảng viên mới.",
]


def document(number: int, text: str, context: str = "") -> LexicalDocument:
    return LexicalDocument(number, " ".join(terms(text)), " ".join(terms(context)))


def padded(text: str) -> str:
    """The folded syllables as coverage takes them."""
    return f" {' '.join(syllables(fold(text)))} "


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LexicalStore]:
    opened = LexicalStore(tmp_path)
    opened.add([document(number, text) for number, text in enumerate(PASSAGES, 10)])
    yield opened
    opened.close()


def found(store: LexicalStore, question: str, context_weight: float = 0.0) -> list[int]:
    hits = store.search(store.weigh(concepts(question)), 10, context_weight)
    return sorted(hits, key=lambda number: hits[number], reverse=True)


# Searching


@pytest.mark.parametrize(
    ("question", "expected"),
    [("trồng cây xanh", [10, 13, 12]), ("đảng viên", [14]), ("doanh thu tăng", [11]), ("sầu riêng", [])],
)
def test_the_best_passages_come_first(store: LexicalStore, question: str, expected: list[int]) -> None:
    assert found(store, question) == expected
    assert set(found(store, fold(question))) == set(expected)


def test_scores_are_shares(store: LexicalStore) -> None:
    for text in PASSAGES:
        scores = store.search(store.weigh(concepts(text)), 10, 0.0)
        assert all(0 < score < 1.2 for score in scores.values())
        assert max(scores, key=lambda number: scores[number]) == 10 + PASSAGES.index(text)


def test_context_counts_as_much_as_it_is_weighed(store: LexicalStore) -> None:
    store.add([document(20, "Việc này giao cho đoàn viên.", context="Kế hoạch trồng rừng")])
    assert 20 not in found(store, "kế hoạch")
    assert found(store, "kế hoạch", context_weight=0.5) == [20]


def test_no_concepts_find_nothing(store: LexicalStore) -> None:
    assert found(store, "?") == []


def test_alternative_wordings_count_as_one_concept(store: LexicalStore) -> None:
    question = store.weigh([("party member", "dang vien"), ("new", "moi")])
    assert set(store.search(question, 10, 0.0)) == {14}
    assert question.coverages([padded(PASSAGES[4])]) == [pytest.approx(1)]


def test_rare_concepts_weigh_more(store: LexicalStore) -> None:
    question = store.weigh(concepts("cây đảng tàu"))
    weights = dict(zip(question.concepts, question.weights, strict=True))
    assert question.greatest == weights["tau",] > weights["dang",] > weights["cay",] > 0


# Removing


def test_a_range_is_removed_without_its_end(store: LexicalStore) -> None:
    store.remove([range(10, 12), range(13, 13)])
    assert store.ids().tolist() == [12, 13, 14]
    assert store.count() == 3
    assert found(store, "trồng cây xanh") == [12, 13] or found(store, "trồng cây xanh") == [13, 12]
    assert found(store, "doanh thu") == []


def test_removing_what_is_not_there_does_nothing(store: LexicalStore) -> None:
    store.remove([range(100, 200)])
    store.remove([])
    assert store.ids().tolist() == [10, 11, 12, 13, 14]


def test_what_was_written_is_there_when_opened_again(store: LexicalStore, tmp_path: Path) -> None:
    store.remove([range(10, 11)])
    store.close()
    again = LexicalStore(tmp_path)
    assert again.ids().tolist() == [11, 12, 13, 14]
    again.close()


# Coverage


def evenly(question: str) -> WeightedConcepts:
    """The concepts of a question, all of the same weight."""
    found = concepts(question)
    return WeightedConcepts(found, np.full(len(found), 2.0), 3.0)


@given(vietnamese.question, st.lists(vietnamese.text, max_size=5))
def test_coverage_is_a_share(question: str, texts: list[str]) -> None:
    weighted = evenly(question)
    said = weighted.said(map(padded, texts))
    shares = weighted.shares(said)
    assert said.shape == (len(texts), len(weighted.concepts))
    assert all(0 <= share <= 1 + 1e-9 for share in shares)
    if weighted.concepts:
        assert shares == pytest.approx(said.mean(axis=1))
    assert weighted.coverages([padded(question)]) == pytest.approx([float(bool(weighted.concepts))])


def test_coverage_counts_whole_syllables_and_pairs() -> None:
    weighted = evenly("trồng cây")
    texts = ["Trồng cây xanh", "cây được trồng", "cây xanh", "trồngcây"]
    assert weighted.coverages(map(padded, texts)) == pytest.approx([1, 2 / 3, 1 / 3, 0])


# Many texts at once

FOLDED = st.lists(
    st.sampled_from("a b ab ba nghieng nghieng2 truong truongs 2021 đ 日本 internationalisation".split()), max_size=6
)


@given(st.lists(st.lists(FOLDED, min_size=1, max_size=3), max_size=5), st.lists(FOLDED.filter(bool), max_size=4))
def test_phrases_are_found_in_many_texts_as_in_each(
    paragraphs: list[list[list[str]]], phrases: list[list[str]]
) -> None:
    texts = ["\n".join(f" {' '.join(line)} " for line in lines) for lines in paragraphs]
    wordings = tuple(" ".join(phrase) for phrase in phrases)
    looked_through = Texts(texts)
    for wording in wordings:
        assert looked_through.say(wording).tolist() == [f" {wording} " in text for text in texts]
    several = (wordings, wordings[:1]) if wordings else ()
    expected = WeightedConcepts(several, np.ones(len(several)), 3.0).said(texts)
    assert looked_through.say_any(several).tolist() == expected.tolist()
