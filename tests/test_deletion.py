"""A document that was taken out leaves nothing behind: its text, terms, vectors and name are in no file any more."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tantivy

from ingest.parse import parse
from ingest.sources import RawDocument, document_id
from tests.tiny_embedder import TinyEmbedder
from vectorstore.dense import DenseStore
from vectorstore.errors import UnknownDocument
from vectorstore.index import Index
from vectorstore.models import Bulletin, Filters
from vectorstore.query import Query
from vectorstore.search import search
from vectorstore.settings import VectorstoreSettings

SECRET = "Sáng 3/4/2031, Qzưxvâng họp kín tại Zwqxthôn để bàn việc Kqzxvương."
REVISED = "Sáng 5/4/2031, Qzưxvâng họp lại, lần này bàn việc Jqxwđiền."
SYLLABLES = ("qzưxvâng", "zwqxthôn", "kqzxvương", "jqxwđiền")
FOLDED = ("qzuxvang", "zwqxthon", "kqzxvuong", "jqxwdien")


def bulletin(name: str, text: str) -> Bulletin:
    return parse(RawDocument(f"/kho/{name}.txt", f"{name}.txt", text.encode()))


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def files_with(folder: Path, parts: list[bytes]) -> set[str]:
    """The files in which one of `parts` stands."""
    return {name for name, data in contents(folder).items() for part in parts if part in data}


def terms_in(folder: Path) -> set[str]:
    """Those of the secret's terms that the dictionaries of the Tantivy indexes below a folder list."""
    indexes = [tantivy.Index.open(str(meta.parent)) for meta in folder.rglob("tantivy/meta.json")]
    return {term for term in FOLDED for each in indexes if each.searcher().doc_freq("text", term)}


def traces(vectors: list[np.ndarray]) -> list[bytes]:
    """What would give the secret away: its syllables as they are and folded, its name, stretches of its vectors."""
    words = [form.encode() for s in SYLLABLES for form in (s, s[0].upper() + s[1:])]
    folded = [syllable.encode() for syllable in FOLDED]
    numbers = [
        v.astype(kind)[i : i + 4].tobytes() for v in vectors for kind in (np.float32, np.float16) for i in (0, 8)
    ]
    return [*words, *folded, b"mat.txt", *numbers]


@pytest.fixture
def index(settings: VectorstoreSettings) -> Iterator[Index]:
    """An index of 60 bulletins and the secret one, which was revised once; so large that Chroma writes its graph."""
    with Index.open(settings, TinyEmbedder()) as opened:
        rows = ["\n".join(f"Đoạn {line} của bản tin {n} nói việc {n * line}." for line in range(20)) for n in range(60)]
        opened.replace([*(bulletin(f"tin-{n}", text) for n, text in enumerate(rows)), bulletin("mat", SECRET)])
        opened.replace([bulletin("mat", REVISED)])
        yield opened


def test_nothing_of_a_removed_document_is_left(index: Index, settings: VectorstoreSettings) -> None:
    secret = bulletin("mat", REVISED)
    older = index.embedder.encode_documents([f"{SECRET}. {SECRET}"])
    (ids,) = index.catalogue.allowed(Filters(document_ids=frozenset({secret.id})))
    vectors = [row for passage in index.catalogue.stored(ids) for row in passage.vectors]
    stored = index.dense.vectors(ids)
    looked_for = traces([*older, *vectors, *stored])
    before = files_with(settings.data_dir, looked_for)
    assert any("catalogue" in name for name in before)
    assert terms_in(settings.data_dir) == set(FOLDED)  # which Tantivy stores too densely for a search of its bytes
    assert any("chroma" in name for name in before)

    index.remove(secret.id)

    assert files_with(settings.data_dir, looked_for) == set()
    assert terms_in(settings.data_dir) == set()
    assert index.check() == []
    assert index.count() == 60
    assert all(hit.bulletin.id != secret.id for hit in search(index, Query.of("Qzưxvâng họp kín"), 50))
    for syllable in FOLDED:
        assert index.catalogue.accented_forms(syllable) == []
    assert index.catalogue.accented_pairs("viec", "kqzxvuong") == []


def test_the_rest_is_found_as_before(index: Index) -> None:
    question = Query.of("bản tin 7 nói việc gì")
    before = [(hit.bulletin.id, hit.passage.start, round(hit.score, 4)) for hit in search(index, question, 10)]
    index.remove(bulletin("mat", REVISED).id)
    found = [(hit.bulletin.id, hit.passage.start) for hit in search(index, question, 10)]
    assert set(found) == {(bulletin_id, start) for bulletin_id, start, _ in before}


def test_several_are_removed_together_or_none(index: Index, settings: VectorstoreSettings) -> None:
    one, two = document_id("/kho/tin-1.txt"), document_id("/kho/tin-2.txt")
    with pytest.raises(UnknownDocument):
        index.remove(one, "khong-co")
    assert index.count() == 61
    index.remove(one, two)
    assert index.count() == 59
    assert files_with(settings.data_dir, [b"tin-1.txt", b"tin-2.txt"]) == set()


def test_an_interrupted_removal_is_finished_when_the_index_is_opened(settings: VectorstoreSettings) -> None:
    with Index.open(settings, TinyEmbedder()) as index:
        index.replace([bulletin("tin", "Bản tin còn lại."), bulletin("mat", SECRET)])
        index.catalogue.remove(bulletin("mat", SECRET).id)  # and then the power went out
    assert terms_in(settings.data_dir) != set()
    with Index.open(settings, TinyEmbedder()) as index:
        assert index.check() == []
        assert terms_in(settings.data_dir) == set()
        assert files_with(settings.data_dir, traces([])) == set()


def test_memory_of_the_process_does_not_get_into_the_files_of_an_empty_graph(tmp_path: Path) -> None:
    store = DenseStore(tmp_path, "bulletins")
    secrets = [f"Kqzxvương {n} ".encode() * 4_000 for n in range(50)]
    del secrets
    store.add([1, 2], np.eye(2, 16, dtype=np.float32))
    (graph,), (lengths,) = tmp_path.rglob("data_level0.bin"), tmp_path.rglob("length.bin")
    if platform.libc_ver()[0] == "glibc":
        assert not any(graph.read_bytes())
        assert b"Kqz" not in lengths.read_bytes()
    store.add([3], np.ones((1, 16), np.float32))
    assert store.search(np.eye(2, 16, dtype=np.float32)[1], 1) == [2]
    store.close()
    again = DenseStore(tmp_path, "bulletins")
    assert again.ids().tolist() == [1, 2, 3]
    again.close()
