"""The tokens that are kept of each sentence and heading: what is told of them, where they are kept, when they go."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse import parse
from ingest.sources import RawDocument
from tests.conftest import BULLETINS, CONFERENCE
from tests.tiny_embedder import TinyEmbedder
from vectorstore.embedder import Embedder, TokenEmbedder
from vectorstore.encoding import headings_read, sentence_read
from vectorstore.index import Index
from vectorstore.models import BlockKind, Bulletin
from vectorstore.settings import VectorstoreSettings
from vectorstore.tokens import MOST, SIZE, Tokens, projection, text_key
from vectorstore.vectors import unit

TABLE = """HUYỆN ỦY THANH KHÊ

BÁO CÁO

Kết quả trồng cây năm 2022

Xã | Số cây | Tỷ lệ sống (%)
Khê Lâm | 1.200 | 95
Khê Sơn | 900 | 91
"""


def bulletin(name: str, text: str) -> Bulletin:
    return parse(RawDocument(f"/kho/{name}", name, text.encode()))


def random_tokens(count: int, seed: int) -> Tokens:
    """Tokens that mean nothing."""
    random = np.random.default_rng(seed)
    ids = random.integers(0, 2**16, count).astype(np.uint16)
    return Tokens(ids, random.integers(-7, 8, (count, SIZE)).astype(np.int8))


@pytest.fixture
def reading(default_embedder: Embedder) -> TokenEmbedder:
    assert isinstance(default_embedder, TokenEmbedder)
    return default_embedder


@given(st.integers(0, MOST), st.integers(0, 2**32 - 1))
def test_bytes_hold_tokens_as_they_are(count: int, seed: int) -> None:
    tokens = random_tokens(count, seed)
    read = Tokens.from_bytes(tokens.to_bytes())
    assert len(tokens.to_bytes()) == 34 * count
    assert np.array_equal(read.ids, tokens.ids)
    assert np.array_equal(read.meanings, tokens.meanings)


@given(st.text(), st.text())
def test_texts_have_keys_of_their_own(first: str, second: str) -> None:
    assert (text_key(first) == text_key(second)) == (first == second)
    assert -(2**63) <= text_key(first) < 2**63


def test_vectors_are_the_same_with_tokens(reading: TokenEmbedder) -> None:
    texts = ["Đồng chí Trần Thị Hạnh chủ trì Hội nghị.", "Một", "từ " * 1_000]
    for read, encode in (
        (reading.read_documents, reading.encode_documents),
        (reading.read_queries, reading.encode_queries),
    ):
        vectors, tokens = read(texts)
        assert np.array_equal(vectors, encode(texts))
        assert [len(each) for each in tokens] == [len(tokens[0]), 1, MOST]
        assert len(tokens[0]) > 8
    vectors, tokens = reading.read_queries([])
    assert (vectors.shape, tokens) == ((0, reading.dimension), [])


def test_tokens_tell_what_they_are_and_what_they_mean(reading: TokenEmbedder) -> None:
    texts = ["Chi bộ trồng cây.", "Cây của chi bộ.", "Kinh phí là 2 tỷ đồng."]
    _, (first, second, third) = reading.read_documents(texts)
    assert set(first.ids) & set(second.ids) > set(first.ids) & set(third.ids)
    shared = [
        (i, j) for i, one in enumerate(first.ids) for j, other in enumerate(second.ids) if one == other != first.ids[-1]
    ]
    cosines = unit(first.embeddings()) @ unit(second.embeddings()).T
    assert shared
    assert all(cosines[i].argmax() == j for i, j in shared)


def test_little_is_lost_of_what_tokens_mean(reading: TokenEmbedder) -> None:
    embeddings = np.random.default_rng(0).standard_normal((50, 384)).astype(np.float32) * 0.2
    kept = projection()
    whole = (embeddings - kept.means["passage"]) @ kept.directions
    within = np.clip(whole, -3.5 * kept.spreads, 3.5 * kept.spreads)
    (told,) = (tokens.embeddings() for tokens in Tokens.of([(range(50), embeddings)], "passage"))
    assert np.abs(told - within).max() <= 0.25 * kept.spreads.max() + 1e-3


def test_a_part_of_tokens(reading: TokenEmbedder) -> None:
    _, (tokens,) = reading.read_documents(["Hội nghị thống nhất bốn nhiệm vụ trọng tâm."])
    assert np.array_equal(tokens[2:5].ids, tokens.ids[2:5])
    assert np.array_equal(tokens[2:5].embeddings(), tokens.embeddings()[2:5])


def test_every_sentence_and_its_headings_have_tokens(tmp_path: Path, default_embedder: Embedder) -> None:
    read = [bulletin(name, text) for name, text in {**BULLETINS, "bang.txt": TABLE}.items()]
    with Index.open(VectorstoreSettings(data_dir=tmp_path), default_embedder) as index:
        index.replace(read)
        rows = 0
        for each in read:
            for passage in each.passages:
                above = headings_read(each.metadata.title, passage)
                assert above[0] == each.metadata.title
                sentences = [sentence_read(passage, sentence.of(each.text)) for sentence in passage.sentences]
                wanted = {(each.id, text) for text in (*sentences, *above)}
                assert set(index.catalogue.tokens(wanted)) == wanted
                if passage.kind is BlockKind.ROW:
                    rows += 1
                    assert all(sentence.startswith(f"{passage.lead}: ") for sentence in sentences)
                    assert passage.lead not in above
        assert rows >= 2
        assert index.catalogue.tokens([(read[0].id, "Câu này không có."), ("khong-co", "Một")]) == {}


def test_tokens_go_with_their_bulletin_and_its_older_text(tmp_path: Path, default_embedder: Embedder) -> None:
    before, after = (
        bulletin("tin.txt", CONFERENCE),
        bulletin("tin.txt", CONFERENCE.replace("Trần Thị Hạnh", "Lê Văn An")),
    )
    chaired = "Đồng chí {}, Bí thư Đảng ủy Khối, chủ trì Hội nghị."
    old, new = ((before.id, chaired.format(name)) for name in ("Trần Thị Hạnh", "Lê Văn An"))
    with Index.open(VectorstoreSettings(data_dir=tmp_path), default_embedder) as index:
        index.replace([before])
        assert set(index.catalogue.tokens([old, new])) == {old}
        index.replace([after])
        assert set(index.catalogue.tokens([old, new])) == {new}
        index.remove(after.id)
        assert index.catalogue.tokens([old, new]) == {}


def test_a_question_is_embedded_once_and_has_tokens_if_the_model_tells_them(
    tmp_path: Path, default_embedder: Embedder
) -> None:
    with Index.open(VectorstoreSettings(data_dir=tmp_path / "default"), default_embedder) as index:
        vector, tokens = index.embedded("Ai chủ trì?")
        assert np.array_equal(vector, default_embedder.encode_queries(["Ai chủ trì?"])[0])
        assert tokens
        assert index.embedded("Ai chủ trì?")[1] is tokens
    tiny = TinyEmbedder()
    with Index.open(VectorstoreSettings(data_dir=tmp_path / "tiny"), tiny) as index:
        assert index.embedded("Ai chủ trì?")[1] is None
        assert index.embedded("Ai chủ trì?")[1] is None
        assert tiny.encoded == ["Ai chủ trì?"]
