"""The index: what replacing, removing, crashing, locking and changing the model do to what is found."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ingest.parse import parse
from ingest.sources import RawDocument
from tests.conftest import BULLETINS
from tests.test_embedder import small_model
from tests.tiny_embedder import TinyEmbedder
from vectorstore.catalogue import Catalogue
from vectorstore.dense import DenseStore
from vectorstore.embedder import Embedder
from vectorstore.errors import IndexLocked, ModelMismatch, UnknownDocument
from vectorstore.folded_texts import FoldedTexts
from vectorstore.index import Index
from vectorstore.models import Bulletin, Filters, Hit, Replaced
from vectorstore.places import Fingerprint, PlaceRecord
from vectorstore.query import Query
from vectorstore.reindex import reindex
from vectorstore.search import search
from vectorstore.settings import VectorstoreSettings
from vectorstore.stores import IndexedPassage, Stores
from vectorstore.text import fold_sentences, syllables
from vectorstore.vectors import Vector, unit

ROOT = Path(__file__).parent.parent
REVENUE = "tổng doanh thu sáu tháng đầu năm"


@contextmanager
def library(folder: Path, embedder: Embedder, texts: Mapping[str, str]) -> Iterator[Index]:
    """An open index of bulletins of these names and texts."""
    with Index.open(VectorstoreSettings(data_dir=folder), embedder) as index:
        index.replace([bulletin(name, text) for name, text in texts.items()])
        yield index


def bulletin(name: str, text: str) -> Bulletin:
    return parse(RawDocument(f"/kho/{name}", name, text.encode()))


def version(number: int, name: str = "tin.txt") -> Bulletin:
    """A bulletin of eight paragraphs, each of which tells which version it belongs to."""
    paragraphs = [f"Đoạn {n}: bản tin nói việc trồng cây, phiên bản v{number}." for n in range(8)]
    return bulletin(name, "\n\n".join(paragraphs))


def find(index: Index, text: str, limit: int = 20, filters: Filters | None = None) -> list[Hit]:
    return search(index, replace(Query.of(text), filters=filters or Filters()), limit)


def versions_found(index: Index) -> set[str]:
    texts = [hit.passage.text for hit in find(index, "phiên bản trồng cây")]
    return {version for text in texts for version in re.findall(r"v\d+", text)}


@pytest.fixture
def tiny(settings: VectorstoreSettings) -> Iterator[Index]:
    """An empty index whose vectors are cheap."""
    with Index.open(settings, TinyEmbedder()) as opened:
        yield opened


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, default_embedder: Embedder) -> Iterator[Index]:
    """The three bulletins, with the default model, for tests that only read."""
    with Index.open(VectorstoreSettings(data_dir=tmp_path_factory.mktemp("index")), default_embedder) as opened:
        opened.replace([bulletin(name, text) for name, text in BULLETINS.items()])
        yield opened


# Replacing and removing


def test_what_was_embedded_ahead_is_made_again_where_it_does_not_fit(tiny: Index) -> None:
    def put(bulletin: Bulletin, ready: Bulletin) -> list[str]:
        embedded.clear()
        records = [PlaceRecord(bulletin.source, Fingerprint(""), ((bulletin.source, bulletin.id),))]
        tiny.apply([bulletin], records, ready=tiny.encode([ready]))
        return embedded

    embedded: list[str] = []
    encode = tiny.embedder.encode_documents
    tiny.embedder.encode_documents = lambda texts: embedded.extend(texts) or encode(texts)  # type: ignore[method-assign]
    once = len(put(version(1), version(1)))
    assert versions_found(tiny) == {"v1"}
    assert len(put(version(2), version(2))) == once
    assert len(put(version(4), version(3))) == 2 * once
    assert versions_found(tiny) == {"v4"}
    ready = tiny.encode([version(5)])
    tiny.amend(version(5).id, {"title": "Tên đã sửa"})
    tiny.apply([version(5)], [], ready=ready)
    assert [entry.metadata.title for entry in tiny.entries(9)] == ["Tên đã sửa"]
    assert tiny.check() == []


def test_what_became_of_each_bulletin_is_told(tiny: Index) -> None:
    first, second = version(1, "a.txt"), version(1, "b.txt")
    assert tiny.replace([first, second]) == [Replaced.ADDED, Replaced.ADDED]
    assert tiny.replace([first, version(2, "b.txt")]) == [Replaced.UNCHANGED, Replaced.UPDATED]
    assert tiny.replace([]) == []
    assert tiny.count() == 2


def test_undated_bulletins_come_last(tiny: Index) -> None:
    days = {"a.txt": None, "b.txt": date(2020, 1, 2), "c.txt": date(2021, 3, 4)}
    for name, day in days.items():
        of_day = version(1, name)
        tiny.replace([replace(of_day, metadata=replace(of_day.metadata, date=day, kind="kế hoạch", issuer="Tỉnh ủy"))])
    assert [entry.metadata.date for entry in tiny.entries(9)] == [days["c.txt"], days["b.txt"], None]
    cards = tiny.catalogue.cards()
    assert [(card.id, card.date) for card in cards] == [(entry.id, entry.metadata.date) for entry in tiny.entries(9)]
    assert {card[2:] for card in cards} == {("kế hoạch", "Tỉnh ủy")}
    assert tiny.catalogue.cards(Filters(date_to=days["b.txt"])) == cards[1:2]


def test_replacing_leaves_only_the_new_version(tiny: Index) -> None:
    for number in (1, 2, 3):
        tiny.replace([version(number)])
        assert versions_found(tiny) == {f"v{number}"}
    assert tiny.check() == []
    assert tiny.catalogue.leftovers() == []


def test_a_folded_text_is_that_of_the_current_version(tiny: Index) -> None:
    for number in (1, 2, 1):
        put = version(number)
        tiny.replace([put])
        folded = tiny.catalogue.folded(put.id)
        assert folded == fold_sentences([put.text])
        assert tiny.catalogue.folded(put.id) is folded
    tiny.remove(put.id)
    assert not tiny.catalogue.folded(put.id).strip()


def test_folded_texts_are_kept_while_there_is_room() -> None:
    texts = FoldedTexts(room=12)
    first, second = texts.of("a", "1", "Một"), texts.of("b", "1", "Hai")
    assert (first, second) == (" mot ", " hai ")
    assert texts.of("a", "1", "Một") is first
    assert texts.of("c", "1", "Bảy") == " bay "  # for which the one goes that was not asked for since
    assert texts.of("a", "1", "Một") is first
    assert texts.of("b", "1", "Hai") is not second
    assert texts.of("d", "1", "Một trăm linh ba") == " mot tram linh ba "
    assert texts.of("a", "1", "Một") is not first


def test_a_bulletin_comes_back_as_it_was_put_in(filled: Index) -> None:
    for name, text in BULLETINS.items():
        put = bulletin(name, text)
        assert filled.bulletin(put.id) == put
        entry = filled.entry(put.id)
        assert entry
        assert (entry.metadata, entry.passages) == (put.metadata, len(put.passages))


def test_listing_is_newest_first_and_paged(filled: Index) -> None:
    dates = [entry.metadata.date for entry in filled.entries(10)]
    assert dates == [date(2023, 5, 20), date(2022, 3, 15), date(2021, 7, 9)]
    assert [filled.entries(1, offset)[0].metadata.date for offset in range(3)] == dates
    assert filled.entries(10, 3) == []


def test_what_is_removed_is_not_found(tiny: Index) -> None:
    kept, removed = version(1, "a.txt"), version(2, "b.txt")
    tiny.replace([kept, removed])
    tiny.remove(removed.id)
    assert versions_found(tiny) == {"v1"}
    assert tiny.entry(removed.id) is None
    for action in (tiny.bulletin, tiny.remove):
        with pytest.raises(UnknownDocument, match=removed.id):
            action(removed.id)
    assert tiny.replace([removed]) == [Replaced.ADDED]
    assert versions_found(tiny) == {"v1", "v2"}


def test_a_bulletin_without_text_is_kept_and_never_found(tiny: Index) -> None:
    empty = replace(version(1, "trống.txt"), text="", blocks=(), sections=(), passages=())
    assert tiny.replace([empty, version(1)]) == [Replaced.ADDED, Replaced.ADDED]
    assert tiny.bulletin(empty.id).text == ""
    assert empty.id not in {hit.bulletin.id for hit in find(tiny, "trồng cây")}
    tiny.remove(empty.id)
    assert tiny.count() == 1


def test_an_empty_index_finds_nothing(tiny: Index) -> None:
    assert find(tiny, "trồng cây") == []


def test_what_was_put_in_is_there_after_closing(settings: VectorstoreSettings) -> None:
    with Index.open(settings, TinyEmbedder()) as index:
        index.replace([version(1)])
        before = find(index, "trồng cây")
    with Index.open(settings, TinyEmbedder()) as index:
        assert find(index, "trồng cây") == before


# Finding


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("Tổng doanh thu của các doanh nghiệp đạt bao nhiêu?", "hoi-nghi.txt"),
        ("Ai chủ trì trồng cây xanh?", "trong-cay.txt"),
        ("Lực lượng trực mùa mưa bão", "phong-chong-thien-tai.txt"),
    ],
)
def test_the_right_passage_comes_first(filled: Index, question: str, source: str) -> None:
    hits = find(filled, question)
    assert hits[0].bulletin.source.endswith(source)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    for hit in hits:
        text = filled.bulletin(hit.bulletin.id).text
        assert text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_no_more_is_found_than_was_asked_for(filled: Index) -> None:
    assert len(find(filled, REVENUE, limit=2)) == 2
    assert len(find(filled, REVENUE, limit=1_000)) <= sum(entry.passages for entry in filled.entries(10))


@pytest.mark.parametrize(
    ("filters", "sources"),
    [
        (Filters(date_from=date(2022, 3, 15)), {"trong-cay.txt", "phong-chong-thien-tai.txt"}),
        (Filters(date_to=date(2022, 3, 15)), {"trong-cay.txt", "hoi-nghi.txt"}),
        (Filters(date(2022, 1, 1), date(2022, 12, 31)), {"trong-cay.txt"}),
        (Filters(issuer="huyen uy"), {"trong-cay.txt"}),
        (Filters(issuer="SÔNG LAM"), {"hoi-nghi.txt", "phong-chong-thien-tai.txt"}),
        (Filters(issuer="Sông Lam", date_from=date(2023, 1, 1)), {"phong-chong-thien-tai.txt"}),
        (Filters(issuer="Bộ Chính trị"), set()),
        (Filters(document_ids=frozenset()), set()),
        (Filters(document_ids=frozenset({"unknown"})), set()),
    ],
)
def test_filters_let_only_some_bulletins_through(filled: Index, filters: Filters, sources: set[str]) -> None:
    assert {Path(hit.bulletin.source).name for hit in find(filled, REVENUE, filters=filters)} == sources


def test_filters_let_only_some_of_what_was_found_through(filled: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where too many passages are allowed to look at all of them."""
    monkeypatch.setattr("vectorstore.search._EXHAUSTIVE", -1)
    for filters, sources in (
        (Filters(issuer="SÔNG LAM"), {"hoi-nghi.txt", "phong-chong-thien-tai.txt"}),
        (Filters(date_from=date(2022, 1, 1), date_to=date(2022, 12, 31)), {"trong-cay.txt"}),
    ):
        assert {Path(hit.bulletin.source).name for hit in find(filled, REVENUE, filters=filters)} == sources


def test_filter_by_id(filled: Index) -> None:
    for entry in filled.entries(10):
        hits = find(filled, REVENUE, filters=Filters(document_ids=frozenset({entry.id})))
        assert {hit.bulletin.id for hit in hits} == {entry.id}


def test_undated_bulletins_pass_no_date_filter(tiny: Index) -> None:
    tiny.replace([version(1)])
    assert find(tiny, "trồng cây", filters=Filters(date_from=date(1900, 1, 1))) == []
    assert find(tiny, "trồng cây", filters=Filters(date_to=date(2100, 1, 1))) == []


def test_bulletins_are_known_by_the_figure_of_their_number(tiny: Index) -> None:
    for name, number in (("a", "04-NQ/HU"), ("b", "4/KH-TU"), ("c", "40-CT/TU"), ("d", "Số 04-BC/HU"), ("e", None)):
        read = bulletin(f"{name}.txt", f"Tin {name}: xã trồng cây.")
        tiny.replace([read])
        tiny.amend(read.id, {"number": number})
    assert {number for _, number, _ in tiny.catalogue.numbers(4)} == {"04-NQ/HU", "4/KH-TU", "Số 04-BC/HU"}
    assert {number for _, number, _ in tiny.catalogue.numbers(40)} == {"40-CT/TU", "Số 04-BC/HU"}


def test_syllables_are_counted_also_of_a_catalogue_that_an_older_version_made(tmp_path: Path) -> None:
    settings = VectorstoreSettings(data_dir=tmp_path)
    put = [bulletin(name, text) for name, text in BULLETINS.items()]
    with Index.open(settings, TinyEmbedder()) as index:
        index.replace(put)
        counted = index.catalogue.syllable_count()
        assert counted == sum(len(syllables(each.text)) for each in put)
        index.catalogue.set("syllable_count", -1)
        index.catalogue.set("schema", 2)
    with Index.open(settings, TinyEmbedder()) as index:
        assert index.catalogue.syllable_count() == counted
        index.remove(*(each.id for each in put))
        assert index.catalogue.syllable_count() == 0


# Crashes


def _fail(*_: object, **__: object) -> None:
    raise RuntimeError("killed here")


def _after(step: Callable[..., object]) -> Callable[..., object]:
    def done_then_killed(*arguments: object, **options: object) -> None:
        step(*arguments, **options)
        raise RuntimeError("killed here")

    return done_then_killed


@pytest.mark.parametrize(
    ("kind", "step", "late", "expected"),
    [
        (Catalogue, "reserve", True, "v1"),
        (Stores, "add", False, "v1"),
        (Stores, "add", True, "v1"),
        (Catalogue, "commit", False, "v1"),
        (Catalogue, "commit", True, "v2"),
        (Stores, "remove", False, "v2"),
        (Stores, "remove", True, "v2"),
        (Catalogue, "forget_leftovers", False, "v2"),
    ],
)
def test_a_crash_leaves_the_old_or_the_new_version(
    settings: VectorstoreSettings, monkeypatch: pytest.MonkeyPatch, kind: type, step: str, late: bool, expected: str
) -> None:
    with Index.open(settings, TinyEmbedder()) as index:
        index.replace([version(1), version(7, "khac.txt")])
        with monkeypatch.context() as context:
            context.setattr(kind, step, _after(getattr(kind, step)) if late else _fail)
            with pytest.raises(RuntimeError, match="killed here"):
                index.replace([version(2)])
        assert versions_found(index) == {expected, "v7"}
    with Index.open(settings, TinyEmbedder()) as index:
        assert index.catalogue.leftovers() == []
        assert index.check() == []
        assert versions_found(index) == {expected, "v7"}
        assert len(find(index, "phiên bản trồng cây")) == 16
        index.replace([version(3)])
        assert versions_found(index) == {"v3", "v7"}


def test_a_search_of_words_can_end_after_its_store_is_destroyed(tmp_path: Path) -> None:
    stores = Stores.new(tmp_path, None)
    stores.add([IndexedPassage(number, " trong cay ", " tin ", np.eye(2, 8, dtype=np.float32)) for number in range(3)])
    stores.destroy()
    assert len(stores.lexical.search(stores.lexical.weigh([("trong",)]), 9, 0.4)) == 3
    assert list(tmp_path.iterdir()) == []


def test_a_search_whose_store_is_destroyed_meanwhile_is_made_again(
    tiny: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny.replace([version(1), version(2, "khac.txt")])
    search, failed = DenseStore.search, []

    def destroyed_once(store: DenseStore, vector: Vector, limit: int) -> list[int]:
        if not failed:
            failed.append(store)
            tiny.remove(version(2, "khac.txt").id)
            tiny.purge()
            raise RuntimeError("no such file")
        return search(store, vector, limit)

    monkeypatch.setattr(DenseStore, "search", destroyed_once)
    assert versions_found(tiny) == {"v1"}
    assert failed


def test_a_search_that_fails_otherwise_is_not_made_again(tiny: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny.replace([version(1)])
    monkeypatch.setattr(DenseStore, "search", _fail)
    with pytest.raises(RuntimeError, match="killed here"):
        versions_found(tiny)


def test_searches_see_only_whole_versions_while_others_are_written(tiny: Index) -> None:
    tiny.replace([version(0), version(99, "khac.txt")])
    stop = threading.Event()

    def keep_searching() -> list[set[str]]:
        seen = []
        while not stop.is_set():
            seen.append(versions_found(tiny))
        return seen

    with ThreadPoolExecutor(3) as pool:
        searching = [pool.submit(keep_searching) for _ in range(3)]
        for number in range(1, 13):
            tiny.replace([version(number)])
        stop.set()
        seen = [versions for each in searching for versions in each.result()]
    assert len(seen) > 10
    for versions in seen:
        assert len(versions - {"v99"}) <= 1
    assert versions_found(tiny) == {"v12", "v99"}


def test_the_catalogue_alone_is_a_backup(settings: VectorstoreSettings, tmp_path: Path) -> None:
    """docs/operations.md says so: the database, copied while the index is in use, is enough."""
    backup = tmp_path / "backup"
    with Index.open(settings, TinyEmbedder()) as index:
        index.replace([version(1), version(2, "khac.txt")])
        before = find(index, "trồng cây")
        (database,) = settings.data_dir.glob("index-*/catalogue.sqlite3")
        copy = backup / database.relative_to(settings.data_dir)
        copy.parent.mkdir(parents=True)
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    shutil.copy(settings.data_dir / "CURRENT", backup / "CURRENT")
    with Index.open(VectorstoreSettings(data_dir=backup), TinyEmbedder()) as index:
        assert find(index, "trồng cây") == before
        assert index.check() == []


# The lock


def test_a_second_process_is_refused_until_the_first_lets_go(settings: VectorstoreSettings) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from vectorstore.errors import IndexLocked\n"
        "from vectorstore.index import Index\n"
        "from vectorstore.settings import VectorstoreSettings\n"
        "try:\n    Index.open(VectorstoreSettings(data_dir=Path(sys.argv[1]))).close()\n"
        "except IndexLocked as error:\n    print(error)\n"
        "else:\n    print('opened')"
    )
    command = [sys.executable, "-c", script, str(settings.data_dir)]
    with Index.open(settings):
        refused = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        assert str(settings.data_dir) in refused.stdout
        assert "BANTIN_DATA_DIR" in refused.stdout
        with pytest.raises(IndexLocked):
            Index.open(settings)
    opened = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert opened.stdout.strip() == "opened"


# Models


def test_models_are_never_mixed_and_reindex_changes_them(
    settings: VectorstoreSettings, default_embedder: Embedder
) -> None:
    other = settings.model_copy(update={"embedding_model": small_model()})
    put = [bulletin(name, text) for name, text in BULLETINS.items()]
    with Index.open(other) as index:
        index.replace(put)
        assert find(index, "Huyện đoàn trồng cây xanh")[0].bulletin.source.endswith("trong-cay.txt")
    with pytest.raises(ModelMismatch, match="bantin reindex") as refused:
        Index.open(settings)
    assert "bantin reindex" in refused.value.vi
    with Index.open(other) as index:  # refusing harmed nothing
        assert index.count() == 3
    assert reindex(settings, default_embedder) == 3
    with Index.open(settings, default_embedder) as index:
        assert index.check() == []
        assert find(index, "Huyện đoàn trồng cây xanh")[0].bulletin.source.endswith("trong-cay.txt")
        for each in put:
            assert index.bulletin(each.id) == each
    with pytest.raises(ModelMismatch):
        Index.open(other)


def test_an_interrupted_reindex_leaves_the_old_index(
    settings: VectorstoreSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Index.open(settings, TinyEmbedder()) as index:
        index.replace([version(1)])
    with monkeypatch.context() as context:
        context.setattr(Catalogue, "commit", _fail)
        with pytest.raises(RuntimeError, match="killed here"):
            reindex(settings, TinyEmbedder())
    with Index.open(settings, TinyEmbedder()) as index:
        assert versions_found(index) == {"v1"}
    assert len([path for path in settings.data_dir.iterdir() if path.is_dir()]) == 1


def test_an_empty_index_takes_any_model(settings: VectorstoreSettings) -> None:
    with Index.open(settings):
        pass
    with Index.open(settings, TinyEmbedder()) as index:
        assert index.replace([version(1)]) == [Replaced.ADDED]


def test_the_nearest_vectors_are_found_whichever_way_the_graph_was_built(tmp_path: Path) -> None:
    vectors = unit(np.random.default_rng(1).normal(size=(2000, 48)).astype(np.float32))
    store = DenseStore(tmp_path / "chroma", "nearest")
    store.add(range(len(vectors)), vectors)
    for vector in vectors[:20]:
        nearest = np.argsort(-(vectors @ vector))[:64].tolist()
        assert len(set(store.search(vector, 64)) & set(nearest)) >= 63
    store.close()
