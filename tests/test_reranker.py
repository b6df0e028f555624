"""The reranker: a real tiny cross-encoder whose order is known, what its scores change, and what is said when it lacks.

Its weights are set by hand: attention is even, one word of its vocabulary tells, and what holds that word is probable.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from bot.api.app import create_app
from bot.api.state import ServerState
from bot.assistant import Assistant
from bot.cli import cli
from bot.explanation import EXPLAINED
from bot.library import LocalLibrary
from bot.settings import BotSettings
from ingest.parse import parse
from ingest.sources import RawDocument
from tests.conftest import BULLETINS
from tests.test_embedder import small_model
from tests.test_explanation import text as explanation_text
from vectorstore import index as index_module
from vectorstore.embedder import Embedder
from vectorstore.errors import ModelUnavailable
from vectorstore.index import Index
from vectorstore.models import BlockKind, BulletinEntry, Filters, Hit, Metadata, Passage
from vectorstore.query import Query
from vectorstore.reranker import PASSAGES, WEIGHT, CrossEncoderReranker, load_reranker, reranked
from vectorstore.search import search
from vectorstore.settings import VectorstoreSettings
from vectorstore.vectors import Vector

ROOT = Path(__file__).parent.parent
TELLING = "keo"  # a word of one bulletin only
QUESTION = "Chi đoàn nào trồng cây?"


def make_cross_encoder(folder: Path, labels: int = 1) -> str:
    """Writes a tiny BERT whose score for a pair is high where it holds the word TELLING; returns its folder."""
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.normalizers import Lowercase
    from tokenizers.pre_tokenizers import Whitespace
    from tokenizers.processors import BertProcessing
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    words = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", TELLING)
    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = Lowercase(), Whitespace()
    tokenizer.post_processor = BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=512, **special).save_pretrained(str(folder))
    model = BertForSequenceClassification(
        BertConfig(
            vocab_size=len(words),
            hidden_size=4,
            num_hidden_layers=1,
            num_attention_heads=1,
            intermediate_size=4,
            num_labels=labels,
        )
    )
    with torch.no_grad():
        for name, values in model.named_parameters():
            values.fill_(1.0 if name.endswith("LayerNorm.weight") else 0.0)
        layer = model.bert.encoder.layer[0].attention
        for through in (layer.self.value, layer.output.dense, model.bert.pooler.dense):
            through.weight.copy_(torch.eye(4))
        model.bert.embeddings.word_embeddings.weight.copy_(torch.tensor([[0.0, 0.0, 1.0, -1.0]] * len(words)))
        model.bert.embeddings.word_embeddings.weight[-1] = torch.tensor([1.0, -1.0, 1.0, -1.0])
        model.classifier.weight[0, 0] = 2_000.0
        model.classifier.bias.fill_(-4.0)
    model.save_pretrained(str(folder))
    return str(folder)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of the tiny cross-encoder."""
    return make_cross_encoder(tmp_path_factory.mktemp("cross-encoder"))


class Recorded:
    """A reranker that finds probable what holds one of some words, and remembers what it read."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.read: list[tuple[str, tuple[str, ...]]] = []

    def scores(self, question: str, texts: Sequence[str]) -> Vector:
        """See vectorstore.reranker.Reranker."""
        self.read.append((question, tuple(texts)))
        return np.array([any(word in text for word in self.words) for text in texts], np.float32)


TREES = [f"Chi đoàn xã thứ {n} trồng cây tại vườn ươm của huyện." for n in range(2 * PASSAGES)]
PRIZE = f"Buổi lễ trồng cây khép lại, mỗi đội viên nhận một gói {TELLING}."


@pytest.fixture
def filled(settings: VectorstoreSettings, default_embedder: Embedder) -> VectorstoreSettings:
    """Settings of a data folder with the three bulletins and two about trees, one longer than what is scored."""
    texts = {**BULLETINS, "dai.txt": "\n\n".join(TREES), "le.txt": "\n\n".join(["Bản tin", *TREES[:3], PRIZE])}
    with Index.open(settings, default_embedder) as index:
        index.replace([parse(RawDocument(f"/kho/{name}", name, text.encode())) for name, text in texts.items()])
    return settings


def of_bulletin(index: Index, name: str) -> frozenset[str]:
    """The id of the bulletin that was read from that file."""
    return frozenset(entry.id for entry in index.entries(100) if entry.source.endswith(f"/{name}"))


# The engine


def test_a_real_cross_encoder_scores_pairs(model: str) -> None:
    reranker = load_reranker(VectorstoreSettings(reranker=model))
    assert isinstance(reranker, CrossEncoderReranker)
    texts = ["một hai ba", f"một hai {TELLING}", "bốn " * 2_000, f"{TELLING} {TELLING}"]
    scores = reranker.scores(QUESTION, texts)
    assert scores.shape == (4,)
    assert scores.dtype == np.float32
    assert (scores > 0.5).tolist() == [False, True, False, True]
    assert reranker.scores(f"{QUESTION} {TELLING}", texts)[0] > scores[0]  # the question is read too
    assert reranker.scores(QUESTION, []).shape == (0,)


def test_threads_do_not_disturb_each_other(model: str) -> None:
    reranker = load_reranker(VectorstoreSettings(reranker=model))
    assert reranker
    batches = [[f"{TELLING} một" if (i + j) % 3 == 0 else "hai " * j for j in range(1, 12)] for i in range(40)]
    alone = [reranker.scores(QUESTION, texts) for texts in batches]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda texts: reranker.scores(QUESTION, texts), batches))
    for one, other in zip(alone, together, strict=True):
        assert np.allclose(one, other, atol=1e-5)


def test_it_is_loaded_once_and_before_the_first_question(
    model: str, filled: VectorstoreSettings, default_embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[str | None] = []

    def counted(settings: VectorstoreSettings) -> object:
        loads.append(settings.reranker)
        return load_reranker(settings)

    monkeypatch.setattr(index_module, "load_reranker", counted)
    with Index.open(filled.model_copy(update={"reranker": model}), default_embedder) as index:
        assert loads == []
        index.load()
        for _ in range(3):
            search(index, Query.of(QUESTION), 5)
    assert loads == [model]


# What it changes


def test_what_it_finds_probable_comes_first(
    model: str, filled: VectorstoreSettings, default_embedder: Embedder
) -> None:
    with Index.open(filled, default_embedder) as index:
        query = replace(Query.of(QUESTION), filters=Filters(document_ids=of_bulletin(index, "le.txt")))
        before = search(index, query, 10)
    with Index.open(filled.model_copy(update={"reranker": model}), default_embedder) as index:
        after = search(index, query, 10)
        assert search(index, query, 1) == after[:1]
    assert before[0].passage.text != PRIZE
    assert after[0].passage.text == PRIZE
    assert [hit.reranked for hit in before] == [None] * len(before)
    assert {hit.passage for hit in after} == {hit.passage for hit in before}
    assert [hit.reranked is not None and hit.reranked > 0.5 for hit in after] == [True, *[False] * (len(after) - 1)]


def test_without_the_setting_nothing_changes_and_torch_stays_out(filled: VectorstoreSettings) -> None:
    script = f"""
import sys
from bot.library import LocalLibrary
from vectorstore.settings import VectorstoreSettings
library = LocalLibrary.open(VectorstoreSettings())
library.warm()
assert library.ask({QUESTION!r}).answered
assert all(hit.reranked is None for hit in library.search({QUESTION!r}))
assert not {{"torch", "sentence_transformers", "transformers"}} & sys.modules.keys()
"""
    environment = {**os.environ, "BANTIN_DATA_DIR": str(filled.data_dir)}
    environment.pop("BANTIN_RERANKER", None)
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, check=True)


def test_one_that_finds_nothing_probable_leaves_all_as_it_is(
    filled: VectorstoreSettings, default_embedder: Embedder
) -> None:
    with Index.open(filled, default_embedder) as index:
        before = search(index, Query.of(QUESTION), 40)
    with Index.open(filled, default_embedder, Recorded()) as index:
        after = search(index, Query.of(QUESTION), 40)
    assert [replace(hit, reranked=None) for hit in after] == before


def test_it_reads_the_question_with_the_best_passages_and_what_stands_above_them(
    filled: VectorstoreSettings, default_embedder: Embedder
) -> None:
    reranker = Recorded()
    with Index.open(filled, default_embedder, reranker) as index:
        assistant = Assistant(index)
        hits = assistant.search("hoi nghi doan nao trong cay", limit=3)
        assistant.close()
    ((question, texts),) = reranker.read
    assert len(hits) == 3
    assert len(texts) == PASSAGES
    assert "trồng cây" in question  # with its accents
    for hit in hits:
        (text,) = [text for text in texts if text.endswith(hit.passage.text)]
        assert text.startswith(hit.bulletin.metadata.title)


def test_a_named_document_stays_first(filled: VectorstoreSettings, default_embedder: Embedder) -> None:
    question = "Chỉ thị 07-CT/TU yêu cầu các cấp ủy làm gì trong mùa mưa bão?"
    with Index.open(filled, default_embedder, Recorded("trồng cây", "Hội nghị")) as index:
        assistant = Assistant(index)
        named = of_bulletin(index, "phong-chong-thien-tai.txt")
        hits, answer = assistant.search(question), assistant.ask(question)
        assistant.close()
    assert {hit.bulletin.id for hit in hits[:2]} == named
    assert answer.answered
    assert {citation.bulletin.id for citation in answer.citations} == named


def test_answers_follow_it_and_refusals_stay(filled: VectorstoreSettings, default_embedder: Embedder) -> None:
    with Index.open(filled, default_embedder, Recorded("kỷ luật")) as index:
        assistant = Assistant(index)
        assert not assistant.ask("Giá vàng hôm nay là bao nhiêu?").answered
        assert assistant.ask("Ai chủ trì Hội nghị?").answered
        assistant.close()


def hit(score: float, unmet: int = 0, text: str = "đoạn") -> Hit:
    entry = BulletinEntry("id", "/kho/a.txt", Metadata("Bản tin"), "", 1)
    return Hit(entry, Passage(0, len(text), text, BlockKind.PARAGRAPH, ()), score, unmet=unmet)


def test_another_year_does_not_pass_the_year_asked_for() -> None:
    right, other = hit(0.8, text="năm 2021"), hit(0.79, unmet=1, text="năm 2018")
    reranker = Recorded("2018")
    assert [h.passage.text for h in reranked(reranker, "?", [right, other])] == ["năm 2021", "năm 2018"]
    assert reranker.read == [("?", ("Bản tin\nnăm 2021",))]
    assert reranked(reranker, "?", [other])[0].reranked == 1.0  # where none says the year, all are judged


@given(st.lists(st.tuples(st.floats(0, 2), st.integers(0, 2)), max_size=3 * PASSAGES), st.integers(0, 99))
def test_it_only_orders(found: list[tuple[float, int]], seed: int) -> None:
    """Whatever it says, the hits and the scores are the same, and one that was not read passes no other."""

    class Random:
        def scores(self, question: str, texts: Sequence[str]) -> Vector:
            return np.random.default_rng(seed).random(len(texts), np.float32)

    hits = [hit(score, unmet, f"đoạn {n}") for n, (score, unmet) in enumerate(sorted(found, reverse=True))]
    after = reranked(Random(), "?", hits)
    assert [h.score for h in after] == [h.score for h in hits]
    places = {h.passage: place for place, h in enumerate(hits)}
    assert {h.passage for h in after} == places.keys()
    assert all(h.reranked is None for h in after if places[h.passage] >= PASSAGES)
    left = [places[h.passage] for h in after if h.reranked is None]
    assert left == sorted(left)
    for h in after:  # nothing overtakes what is ahead by more than the weight
        assert h.score - hits[places[h.passage]].score <= WEIGHT + 1e-6


def test_one_that_agrees_changes_no_answer(filled: VectorstoreSettings, default_embedder: Embedder) -> None:
    """A reranker that is sure of the first passage makes no answer more confident than it was."""

    class Agreeing:
        def scores(self, question: str, texts: Sequence[str]) -> Vector:
            return np.eye(1, len(texts), dtype=np.float32)[0]

    told = []
    for reranker in (None, Agreeing()):
        with Index.open(filled, default_embedder, reranker) as index:
            assistant = Assistant(index)
            told.append([assistant.ask(q) for q in (QUESTION, "Ai chủ trì Hội nghị?", "Giá vàng hôm nay?")])
            assistant.close()
    for without, agreed in zip(*told, strict=True):
        assert (without.text, without.confidence) == (agreed.text, agreed.confidence)


def test_its_score_is_told(filled: VectorstoreSettings, model: str) -> None:
    library = LocalLibrary.open(filled.model_copy(update={"reranker": model}))
    told = library.explain(QUESTION)
    library.close()
    assert told.passages
    for passage in told.passages:
        assert sum(part.contribution for part in passage.parts) == pytest.approx(passage.score)
        assert f"chấm lại {passage.reranked:.3f}" in " ".join(explanation_text(told).split())
        assert f"reranker {passage.reranked:.3f}" in " ".join(explanation_text(told, "en").split())
    assert EXPLAINED.validate_json(EXPLAINED.dump_json(told)) == told


# What is said when it lacks


@pytest.mark.parametrize("name", ["no/such-model", "./no-such-folder", "/no/such/folder"])
def test_missing_model_is_one_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    refused = refusal(name)
    for language in ("vi", "en"):
        assert name in refused.message(language)
        assert "BANTIN_RERANKER" in refused.message(language)
    assert "no download succeeded" in refused.en


def test_a_model_of_another_kind_is_refused(model: str, tmp_path: Path) -> None:
    empty, damaged = tmp_path / "empty", tmp_path / "damaged"
    empty.mkdir()
    shutil.copytree(model, damaged)
    (damaged / "model.safetensors").write_bytes(b"cut off")
    for folder in (small_model(), make_cross_encoder(tmp_path / "three", labels=3), str(empty), str(damaged)):
        refused = refusal(folder)
        for language in ("vi", "en"):
            assert folder in refused.message(language)
            assert "BANTIN_RERANKER" in refused.message(language)
        assert "no cross-encoder" in refused.en


def refusal(name: str) -> ModelUnavailable:
    with pytest.raises(ModelUnavailable) as refused:
        load_reranker(VectorstoreSettings(reranker=name))
    return refused.value


def test_model_without_its_library_says_what_to_install(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    assert "-e '.[sentence-transformers]'" in refusal(model).vi


def test_commands_and_server_say_it(filled: VectorstoreSettings, model: str) -> None:
    environment = {"BANTIN_DATA_DIR": str(filled.data_dir), "BANTIN_LANGUAGE": "vi"}

    def run(reranker: str, *arguments: str) -> Result:
        return CliRunner(env={**environment, "BANTIN_RERANKER": reranker}).invoke(cli, arguments)

    asked = run(small_model(), "ask", QUESTION)
    assert asked.exit_code == 1
    assert "không phải cross-encoder" in asked.output
    assert "Traceback" not in asked.output
    assert run(model, "ask", QUESTION).exit_code == 0
    checks = json.loads(run(model, "doctor", "--json").stdout)["checks"]
    assert {"name": "reranker", "state": "ok", "message": model} in checks
    doctor = run(small_model(), "doctor")
    assert doctor.exit_code == 1
    assert "không phải cross-encoder" in doctor.output
    library = LocalLibrary.open(filled.model_copy(update={"reranker": small_model()}))
    with TestClient(create_app(ServerState(library, BotSettings(), 1_000_000))) as client:
        response = client.post("/api/ask", json={"question": QUESTION})
    library.close()
    assert response.status_code == 503
    assert "không phải cross-encoder" in response.text
