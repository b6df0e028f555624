"""Question and sentence read together: what the network is given, what it says, and what that counts."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.answer.candidates import candidates
from bot.answer.consider import consider
from bot.answer.extract import READ, rank_sentences
from bot.answer.find import find
from bot.answer.fitted import Reading, fitted, logit, sigmoid
from bot.answer.reader import HEADING, QUESTION, SENTENCE, SUMMARY, WIDTH, Text, padded, reader, together
from bot.answer.reading import read
from bot.library import LocalLibrary
from bot.question.understand import understand
from ingest.options import IngestOptions
from tests.test_tokens import random_tokens
from tests.tiny_embedder import TinyEmbedder
from vectorstore.embedder import Embedder, TokenEmbedder
from vectorstore.index import Index
from vectorstore.query import Form
from vectorstore.settings import VectorstoreSettings

CHAIRED = "Ai chủ trì Hội nghị?"
TEXTS = st.lists(
    st.tuples(st.integers(0, SENTENCE + 20), st.lists(st.integers(0, HEADING + 8), max_size=3)), min_size=1, max_size=4
)


def texts_of(lengths: Sequence[tuple[int, Sequence[int]]]) -> list[Text]:
    return [
        (random_tokens(own, 10 * i), [random_tokens(count, 10 * i + j) for j, count in enumerate(above, 1)])
        for i, (own, above) in enumerate(lengths)
    ]


def index_of(library: LocalLibrary) -> Index:
    return library._index


@given(st.integers(0, QUESTION + 10), TEXTS)
def test_each_token_is_told_with_its_part_and_its_matches(asked: int, lengths: list[tuple[int, list[int]]]) -> None:
    question, texts = random_tokens(asked, 99), texts_of(lengths)
    for pair, (sentence, headings) in zip(together(question, texts), texts, strict=True):
        counts = [min(asked, QUESTION), min(len(sentence), SENTENCE), sum(min(len(h), HEADING) for h in headings)]
        assert pair.numbers.shape == (sum(counts), WIDTH)
        assert pair.parts.tolist() == [0] * counts[0] + [1] * counts[1] + [2] * counts[2]
        assert pair.places.tolist() == [*range(counts[0]), *range(counts[1] + counts[2])]
        assert pair.numbers[:, -1].tolist() == [0] * counts[0] + [1] * (counts[1] + counts[2])
        left, right = pair.numbers[: counts[0], :-4], pair.numbers[counts[0] :, :-4]
        for row, others in [(r, right) for r in pair.numbers[: counts[0]]] + [
            (r, left) for r in pair.numbers[counts[0] :]
        ]:
            cosines = sorted((float(row[:-4] @ o) for o in _unit(others)), reverse=True)
            scale = float(np.linalg.norm(row[:-4])) or 1.0
            best = [cosine / scale for cosine in cosines[:3]] or [0.0]
            assert row[-4] == pytest.approx(best[0], abs=1e-4)
            assert row[-2] == pytest.approx(sum(best) / len(best), abs=1e-4)
            assert row[-3] in (0, 1)


def _unit(rows: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths == 0, 1, lengths)


def test_the_same_token_on_the_other_side_is_told() -> None:
    question = random_tokens(4, 1)
    (pair,) = together(question, [(question[1:3], [question[3:4]])])
    assert pair.numbers[:, -3].tolist() == [0, 1, 1, 1, 1, 1, 1]


@hypothesis_settings(max_examples=20)
@given(st.integers(0, QUESTION), TEXTS)
def test_a_text_reads_the_same_in_any_company(asked: int, lengths: list[tuple[int, list[int]]]) -> None:
    question, texts = random_tokens(asked, 99), texts_of(lengths)
    alone = [reader().scores(question, [text])[0] for text in texts]
    assert reader().scores(question, texts) == pytest.approx(alone, abs=1e-3)
    assert reader().scores(question, []) == []


def test_the_file_holds_the_network_that_was_trained(tmp_path: Path) -> None:
    import torch

    from benchmarks.reader_network import Network, save
    from bot.answer.reader import Reader, session

    torch.manual_seed(1)
    network = Network().eval()
    save(network, tmp_path / "reader.onnx")
    pairs = together(random_tokens(9, 1), texts_of([(30, [5]), (4, []), (0, [7, 2])]))
    with torch.inference_mode():
        wanted = network(**{name: torch.from_numpy(value) for name, value in padded(pairs).items()}).tolist()
    loaded = Reader(session((tmp_path / "reader.onnx").read_bytes()))
    found = loaded.scores(random_tokens(9, 1), texts_of([(30, [5]), (4, []), (0, [7, 2])]))
    assert found == pytest.approx(wanted, abs=1e-4)
    assert (padded(pairs)["parts"][:, 0] == SUMMARY).all()


@pytest.mark.parametrize(
    ("question", "answers", "misleads"),
    [
        (
            "Ai chủ trì hội nghị?",
            "Đồng chí Trần Thị Hạnh, Bí thư Đảng ủy, chủ trì hội nghị.",
            "Đồng chí Lê Văn Tám phát biểu tham luận tại hội nghị.",
        ),
        (
            "Hội nghị họp ở đâu?",
            "Hội nghị được tổ chức tại hội trường Trung tâm văn hóa xã.",
            "Hội nghị được tổ chức vào sáng ngày 12 tháng 6.",
        ),
        (
            "How much money does the project cost?",
            "Tổng mức đầu tư của dự án là 12,5 tỷ đồng.",
            "Dự án có chiều dài 3,2 km, đi qua hai thôn.",
        ),
        (
            "Dự án hoàn thành khi nào?",
            "Dự án hoàn thành vào tháng 9 năm 2024.",
            "Dự án do Ban Quản lý dự án huyện làm chủ đầu tư.",
        ),
    ],
)
def test_a_sentence_that_answers_reads_better_than_one_on_the_same_thing(
    default_embedder: Embedder, question: str, answers: str, misleads: str
) -> None:
    assert isinstance(default_embedder, TokenEmbedder)
    _, (asked,) = default_embedder.read_queries([question])
    _, (right, wrong) = default_embedder.read_documents([answers, misleads])
    better, worse = reader().scores(asked, [(right, []), (wrong, [])])
    assert better > worse


def test_the_best_sentences_are_read(library: LocalLibrary) -> None:
    index = index_of(library)
    question = understand(CHAIRED, index.catalogue)
    ranking = rank_sentences(question, candidates(question, find(index, question, 16)))
    readings = read(index, question, ranking.promising)
    assert readings is not None
    assert 2 <= len(readings) == len(ranking.promising) <= READ
    assert [c.read for c in ranking.best(readings)] == [
        readings[ranking.promising.index(c)] for c in ranking.best(readings)
    ]
    assert all(c.read is None for c in ranking.best())


def test_reading_can_turn_the_order(library: LocalLibrary) -> None:
    index = index_of(library)
    question = understand("Hội nghị bàn những gì?", index.catalogue)
    ranking = rank_sentences(question, candidates(question, find(index, question, 16)))
    first = ranking.best()[0]
    assert ranking.best([0.0 if c == first else 1e3 for c in ranking.promising])[0] != first


def test_without_tokens_answers_are_as_before(
    tmp_path: Path, bulletins: Path, default_embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = VectorstoreSettings(data_dir=tmp_path)
    questions = (CHAIRED, "Kinh phí trồng cây là bao nhiêu?", "Giá vàng hôm nay?")
    with closing(LocalLibrary.open(settings)) as library:
        library.ingest([str(bulletins)], IngestOptions(), lambda step: None)
        index = index_of(library)
        with index.catalogue._write() as connection:  # as a library has none that an older version made
            connection.execute("DROP TABLE tokens")
            connection.execute("UPDATE settings SET value = 3 WHERE name = 'schema'")
    with closing(LocalLibrary.open(settings)) as library:
        index = index_of(library)
        found = [consider(index, understand(question, index.catalogue)) for question in questions]
        assert all(c.read is None for each in found for c in each.chosen)
        monkeypatch.setattr("bot.answer.consider.read", lambda *_: None)
        assert [consider(index, understand(question, index.catalogue)) for question in questions] == found
        assert (index.check(), index.without_tokens()) == ([], 3)
        question = understand(CHAIRED, index.catalogue)
        assert read(index, question, candidates(question, find(index, question, 4))) is None


def test_a_model_without_tokens_is_not_read(tmp_path: Path, bulletins: Path) -> None:
    with Index.open(VectorstoreSettings(data_dir=tmp_path), TinyEmbedder()) as index:
        question = understand(CHAIRED, index.catalogue)
        assert read(index, question, ()) is None


@given(st.floats(0, 1), st.floats(-20, 20), st.floats(-20, 20), st.sampled_from(Form))
def test_what_reads_better_is_surer(before: float, read: float, other: float, form: Form) -> None:
    reading = fitted()[form].reading
    assert 0 <= reading.sentence < 1
    assert reading.read > 0
    assert reading.confidence > 0
    low, high = (reading.probability(before, r) for r in sorted((read, other)))
    assert 0 <= low <= high <= 1
    assert 0 <= reading.probability(before, None) <= 1


def test_log_odds_are_finite() -> None:
    assert logit(0) == pytest.approx(-logit(1)) == pytest.approx(-9.21, abs=0.01)
    assert logit(0.5) == 0
    assert Reading(0, 0, 1, 0, 0, 1, 0.5).probability(0.3, 5) == pytest.approx(0.3)


@pytest.mark.parametrize("question", [CHAIRED, "How much does the planting cost?"])
def test_what_reading_counts_is_told(library: LocalLibrary, question: str) -> None:
    told = library.explain(question)
    assert any(part.name == "read" for sentence in told.sentences if sentence.is_chosen for part in sentence.parts)
    assert "read" in {part.name for part in told.judged}
    assert logit(told.confidence) == pytest.approx(sum(part.contribution for part in told.judged), abs=0.01)


def test_what_is_clear_is_not_read(library: LocalLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    read = library.explain(CHAIRED)
    monkeypatch.setattr("bot.answer.consider._DOUBTFUL", (0.1, 0.3))
    for question in (CHAIRED, "Giá vàng hôm nay bao nhiêu một lượng?"):
        told = library.explain(question)
        assert "read" not in {part.name for part in told.judged}
        assert told.confidence == pytest.approx(sigmoid(sum(part.contribution for part in told.judged)), abs=0.001)
    assert library.explain(CHAIRED).answer == read.answer
