"""Libraries that were filled before files were read as they are now read their files again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ingest import content_hash
from ingest.content_hash import READING
from ingest.parse import parse
from ingest.report import Report
from ingest.sources import RawDocument
from ingest.sync import sync
from tests.ingest_helpers import InProcessParser
from tests.tiny_embedder import TinyEmbedder
from vectorstore.index import Index
from vectorstore.models import Bulletin

PLAIN = "HỘI NGHỊ MẪU\nSáng 1/2/2030, Huyện ủy Mẫu họp bàn việc làm đường."
LIST = "KẾ HOẠCH MẪU\nHuyện ủy Mẫu giao hai nhiệm vụ sau:\n- Làm đường liên xã;\n- Trồng rừng đầu nguồn."
SAMPLES = Path(__file__).resolve().parent.parent / "data" / "bulletins"
AS_READ = (3, "ba1bc47c836bdf494a8bb86ce5d49f52b9947dc2621366a8875d3e574efd21a0")
"""The way of reading, and the digest of all that it reads of the plain text samples."""


class OldParser(InProcessParser):
    """Reads as it was done before lists were found."""

    def parse(self, raw: RawDocument) -> Bulletin:
        return replace(super().parse(raw), sections=())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a list, the same list under another name, and a text without any."""
    folder = tmp_path / "kho"
    folder.mkdir()
    for name, text in {"a.txt": LIST, "b.txt": LIST, "c.txt": PLAIN}.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def fill(index: Index, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Report]:
    """Fills the index as it was done before."""

    def filled(source: str) -> Report:
        with monkeypatch.context() as before:
            before.setattr(content_hash, "_MARK", "")
            return sync([source], index, parser=OldParser())

    return filled


def statuses(report: Report) -> dict[str, str]:
    """What became of each file, by its name."""
    return {Path(outcome.source).name: outcome.status for outcome in report.outcomes}


def test_untouched_files_are_read_again_once(index: Index, folder: Path, fill: Callable[[str], Report]) -> None:
    before = {o.source: o.document_id for o in fill(str(folder)).outcomes}
    (entry,) = [entry for entry in index.entries(9) if "KẾ HOẠCH" in entry.metadata.title]
    assert not index.bulletin(entry.id).sections

    report = sync([str(folder)], index, parser=InProcessParser())

    assert statuses(report) == {"a.txt": "updated", "b.txt": "duplicate", "c.txt": "unchanged"}
    assert {o.source: o.document_id for o in report.outcomes} == before
    assert len(index.bulletin(entry.id).sections) == 1
    again = sync([str(folder)], index, parser=InProcessParser())
    assert set(statuses(again).values()) == {"unchanged"}


def test_what_is_read_alike_is_not_embedded_again(index: Index, folder: Path, fill: Callable[[str], Report]) -> None:
    fill(str(folder / "c.txt"))
    assert isinstance(index.embedder, TinyEmbedder)
    before = list(index.embedder.encoded)
    assert statuses(sync([str(folder / "c.txt")], index, parser=InProcessParser())) == {"c.txt": "unchanged"}
    assert index.embedder.encoded == before


def test_a_file_with_other_bytes_and_the_same_text_stays_to_be_had(index: Index, folder: Path) -> None:
    file = folder / "c.txt"
    sync([str(file)], index, parser=InProcessParser())
    file.write_text(f"{PLAIN}\n\n", "utf-8")
    assert statuses(sync([str(file)], index, parser=InProcessParser())) == {"c.txt": "updated"}
    (entry,) = index.entries(9)
    assert content_hash.is_of_same_bytes(entry.content_hash, content_hash.content_hash(file.read_bytes()))


def test_what_is_read_otherwise_has_another_number() -> None:
    digest = hashlib.sha256()
    for file in sorted(SAMPLES.glob("*.txt")):
        bulletin = parse(RawDocument(file.name, file.name, file.read_bytes(), None))
        digest.update(repr(replace(bulletin, content_hash="")).encode())
    assert (READING, digest.hexdigest()) == AS_READ, (
        "The plain text samples are read otherwise than before: raise READING in ingest/content_hash.py, so that "
        "libraries read their files again, and note it here with the digest."
    )
