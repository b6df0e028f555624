"""What is found at files, folders, patterns and addresses, and what is refused there, in one clear line each."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from bot.ingest_report import report_text, shown
from ingest.errors import SourceUnavailable, UnreadableFile
from ingest.report import Outcome, Report
from ingest.settings import IngestSettings
from ingest.sources import Place, document_id, find, folders, load
from ingest.sync import sync
from tests.ingest_helpers import InProcessParser
from tests.tiny_embedder import TinyEmbedder
from vectorstore.index import Index
from vectorstore.settings import VectorstoreSettings

TEXT = "HỘI NGHỊ MẪU\nSáng 1/2/2030, Huyện ủy Mẫu họp bàn việc làm đường."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two good files, one in a folder inside, and what is no document."""
    folder = tmp_path / "kho"
    (folder / "a").mkdir(parents=True)
    (folder / "b.txt").write_text(TEXT, "utf-8")
    (folder / "a" / "c.md").write_text("# Bản tin\n\nNội dung.", "utf-8")
    (folder / ".git").mkdir()
    for other in (".git/d.txt", ".hidden.txt", "~$b.docx", "bantin.toml", "Thumbs.db", "desktop.ini"):
        (folder / other).write_text("", "utf-8")
    return folder


def names(places: list[Place]) -> list[str]:
    return [place.name for place in places]


def test_folder_is_read_in_order_without_what_is_no_document(folder: Path) -> None:
    assert names(find([str(folder), str(folder / "b.txt")])) == ["c.md", "b.txt"]


def test_loops_of_links_are_followed_once_and_dangling_ones_left_out(folder: Path) -> None:
    (folder / "a" / "loop").symlink_to(folder)
    (folder / "self").symlink_to(folder / "self")
    (folder / "dangling.txt").symlink_to(folder / "nowhere")
    (folder / "z.txt").symlink_to(folder / "b.txt")
    assert [place.source for place in find([str(folder)]) if place.problem is None] == [
        str((folder / "a" / "c.md").resolve()),
        str((folder / "b.txt").resolve()),
    ]


def test_patterns(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert names(find([f"{folder}/**/*.md"])) == ["c.md"]
    assert names(find([f"{folder}/*"])) == ["c.md", "b.txt"]
    assert names(find([f"{folder}/?.txt", f"{folder}/[ab].txt"])) == ["b.txt"]
    monkeypatch.chdir(folder)
    assert names(find(["*.txt"])) == ["b.txt"]
    (nothing,) = find([f"{folder}/*.pdf"])
    assert nothing.problem is not None
    (folder / "x[1].txt").write_text(TEXT, "utf-8")
    assert names(find([f"{folder}/x[1].txt"])) == ["x[1].txt"]


def test_folders_are_told_from_other_sources(folder: Path) -> None:
    assert folders([str(folder), str(folder / "b.txt"), "https://vi.du/", "/không/có"]) == [str(folder.resolve())]


def test_missing_path_is_a_failure() -> None:
    (place,) = find(["/không/có/đâu.txt"])
    assert isinstance(place.problem, SourceUnavailable)
    with pytest.raises(SourceUnavailable, match="no file, folder or web page"):
        load(place, IngestSettings())


def test_what_is_no_regular_file_is_not_opened(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    assert names(find([str(folder)])) == ["c.md", "b.txt"]
    (place,) = find([str(folder / "pipe.txt")])
    assert isinstance(place.problem, SourceUnavailable)


def test_a_file_of_200_megabytes_is_refused_without_being_read_whole(folder: Path) -> None:
    with (folder / "lon.txt").open("wb") as file:
        file.truncate(200_000_000)
    place = next(place for place in find([str(folder)]) if place.name == "lon.txt")
    with pytest.raises(UnreadableFile, match="larger than the limit of 50 MB"):
        load(place, IngestSettings())


def test_a_file_that_vanishes_before_it_is_read(folder: Path) -> None:
    place = next(place for place in find([str(folder)]) if place.name == "b.txt")
    (folder / "b.txt").unlink()
    with pytest.raises(SourceUnavailable, match="cannot be opened"):
        load(place, IngestSettings())


def test_id_is_the_same_for_both_forms_of_a_name() -> None:
    name = "/thư mục/kế hoạch.txt"
    assert document_id(unicodedata.normalize("NFD", name)) == document_id(unicodedata.normalize("NFC", name))


def test_name_of_an_address() -> None:
    assert Place("https://vi.du/tin/b%E1%BA%A3n.html?x=1").name == "bản.html"
    assert Place("https://vi.du/").name == "https://vi.du/"


def test_strange_names_are_taken_in_or_told_in_one_line(folder: Path, settings: VectorstoreSettings) -> None:
    decomposed = unicodedata.normalize("NFD", "kế hoạch.txt")
    for number, name in enumerate((decomposed, "kế hoạch.txt", "hai\ndòng.txt", "x" * 200 + ".txt")):
        (folder / name).write_text(f"{TEXT} Việc số {number}.", "utf-8")
    Path(os.fsdecode(os.fsencode(str(folder)) + b"/sai-\xff.txt")).write_text(TEXT, "utf-8")
    with Index.open(settings, TinyEmbedder()) as index:
        report = sync([str(folder)], index, parser=InProcessParser())
        assert report.count("indexed") == 6
        (failed,) = [outcome for outcome in report.outcomes if outcome.error]
        assert "sai-\\udcff.txt" in failed.source
        assert len({entry.id for entry in index.entries(99)}) == index.count() == 6
        lines = report_text(report, "vi").splitlines()
        assert len(lines) == 2
        assert sync([str(folder)], index, parser=InProcessParser()).count("unchanged") == 6
        assert index.check() == []


def test_report_shows_what_moves_a_cursor() -> None:
    assert shown("hai\ndòng\x1b[2J") == "hai\\x0adòng\\x1b[2J"
    moved = Outcome("/kho/b\n.txt", "moved", "1", "B", other="/kho/a.txt")
    assert report_text(Report((moved,)), "en").splitlines()[0] == "→ /kho/a.txt → /kho/b\\x0a.txt"
