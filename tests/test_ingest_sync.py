"""Sources and sync: what is found, what is skipped, what fails, and what the report says."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ingest.errors import SourceUnavailable, UnreadableFile, UnsupportedType
from ingest.settings import IngestSettings
from ingest.sources import Place, RawDocument, document_id, find, load
from ingest.sync import Step, ingest_one, sync
from tests.ingest_helpers import MemoryIndex

TEXT = "HỘI NGHỊ MẪU\nSáng 1/2/2030, Huyện ủy Mẫu họp bàn việc làm đường."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two good files, one in a folder inside, and hidden ones."""
    (tmp_path / "b.txt").write_text(TEXT, "utf-8")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "c.md").write_text("# Bản tin\n\nNội dung.", "utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "d.txt").write_text(TEXT, "utf-8")
    (tmp_path / ".hidden.txt").write_text(TEXT, "utf-8")
    return tmp_path


def test_folder_is_read_in_order_without_hidden_files(folder: Path) -> None:
    (folder / "a" / "loop").symlink_to(folder)
    (folder / "dangling.txt").symlink_to(folder / "nowhere")
    assert [place.source for place in find([str(folder), str(folder / "b.txt")])] == [
        str((folder / "a" / "c.md").resolve()),
        str((folder / "b.txt").resolve()),
    ]


def test_missing_path_is_a_failure() -> None:
    (place,) = find(["/không/có/đâu.txt"])
    assert isinstance(place.problem, SourceUnavailable)
    with pytest.raises(SourceUnavailable, match="no file, folder or web page"):
        load(place, IngestSettings())


def test_id_is_the_same_for_both_forms_of_a_name() -> None:
    name = "/thư mục/kế hoạch.txt"
    assert document_id(unicodedata.normalize("NFD", name)) == document_id(unicodedata.normalize("NFC", name))


def test_name_of_an_address() -> None:
    assert Place("https://vi.du/tin/b%E1%BA%A3n.html?x=1").name == "bản.html"
    assert Place("https://vi.du/").name == "https://vi.du/"


def test_sync_adds_then_skips_then_updates(folder: Path) -> None:
    index = MemoryIndex()
    first = sync([str(folder)], index)
    assert [outcome.status for outcome in first.outcomes] == ["indexed", "indexed"]
    assert first.exit_code == 0
    assert first.passages == sum(outcome.passages for outcome in first.outcomes) > 0
    assert index.batches == [2]

    second = sync([str(folder)], index)
    assert [outcome.status for outcome in second.outcomes] == ["unchanged", "unchanged"]
    assert [outcome.title for outcome in second.outcomes] == ["Bản tin", "HỘI NGHỊ MẪU"]
    assert index.batches == [2]
    assert second.passages == 0

    (folder / "b.txt").write_text(TEXT + "\nThêm một đoạn.", "utf-8")
    third = sync([str(folder)], index)
    assert [outcome.status for outcome in third.outcomes] == ["unchanged", "updated"]


def test_failures_are_reported_and_the_rest_goes_on(folder: Path) -> None:
    (folder / "hong.pdf").write_bytes(b"%PDF-1.4 broken")
    (folder / "la.xyz").write_bytes(b"?")
    (folder / "nhi-phan.txt").write_bytes(bytes(range(256)) * 10)
    (folder / "trong.txt").write_bytes(b"")
    report = sync([str(folder), str(folder / "khong-co.txt")], MemoryIndex())
    failed = {Path(each.source).name: each.error for each in report.outcomes if each.status == "failed"}
    assert set(failed) == {"hong.pdf", "la.xyz", "nhi-phan.txt", "trong.txt", "khong-co.txt"}
    assert isinstance(failed["la.xyz"], UnsupportedType)
    assert isinstance(failed["hong.pdf"], UnreadableFile)
    assert report.exit_code == 1
    assert report.count("indexed") == 2
    listed = json.loads(json.dumps(report.as_json()))
    assert (listed["indexed"], listed["failed"]) == (2, 5)
    broken = next(each for each in listed["documents"] if each["source"].endswith("hong.pdf"))
    assert broken["error"].startswith("Tệp hong.pdf")
    assert broken["error_en"].startswith("hong.pdf")


def test_too_large_file(folder: Path) -> None:
    report = sync([str(folder / "b.txt")], MemoryIndex(), settings=IngestSettings(max_file_bytes=10))
    (outcome,) = report.outcomes
    assert outcome.error is not None
    assert "larger than the limit" in outcome.error.en


def test_batches_and_progress(tmp_path: Path) -> None:
    for number in range(130):
        (tmp_path / f"{number:03}.txt").write_text(f"Bản tin {number}\nĐoạn văn số {number}.", "utf-8")
    steps: list[Step] = []
    index = MemoryIndex()
    sync([str(tmp_path)], index, steps.append)
    assert index.batches == [64, 64, 2]
    assert steps[0].done == 0
    assert steps[0].total == 130
    assert steps[0].source.endswith("000.txt")
    assert (steps[-1].done, steps[-1].passages) == (130, sum(len(b.passages) for b in index.bulletins.values()))
    assert all(a.done <= b.done and a.passages <= b.passages for a, b in itertools.pairwise(steps))


def test_large_bulletins_make_small_batches(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text("\n".join(f"Đoạn {line} của bản tin." for line in range(400)), "utf-8")
    index = MemoryIndex()
    sync([str(tmp_path)], index)
    assert index.batches == [2, 1]


def test_ingest_one() -> None:
    index = MemoryIndex()
    raw = RawDocument("upload:b.txt", "b.txt", TEXT.encode())
    assert ingest_one(raw, index).status == "indexed"
    assert ingest_one(raw, index).status == "unchanged"
    with pytest.raises(UnsupportedType):
        ingest_one(RawDocument("upload:b.xyz", "b.xyz", b"?"), index)


# Web pages


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        moved = {"/moved": "/page", "/loop": "/loop", "/file": "file:///etc/passwd"}.get(self.path)
        if moved:
            self.send_response(302)
            self.send_header("Location", moved)
            self.end_headers()
            return
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        text = "Sáng 1/2/2030, chi bộ thôn Mẫu họp bàn việc làm đường, có đủ đảng viên và khách mời. " * 5
        self.wfile.write(f"<html><head><title>Chi bộ họp</title></head><body><p>{text}</p></body></html>".encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of a small web site on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_web_page_is_taken_in(site: str) -> None:
    index = MemoryIndex()
    report = sync([f"{site}/moved"], index, settings=IngestSettings(allow_private_urls=True))
    (outcome,) = report.outcomes
    assert (outcome.status, outcome.title, outcome.source) == ("indexed", "Chi bộ họp", f"{site}/moved")


@pytest.mark.parametrize(
    ("path", "part"), [("/missing", "404"), ("/loop", "too many redirects"), ("/file", "only http and https")]
)
def test_pages_that_cannot_be_fetched(site: str, path: str, part: str) -> None:
    (outcome,) = sync([site + path], MemoryIndex(), settings=IngestSettings(allow_private_urls=True)).outcomes
    assert isinstance(outcome.error, SourceUnavailable)
    assert part in outcome.error.en


def test_large_page(site: str) -> None:
    limits = IngestSettings(allow_private_urls=True, max_file_bytes=100)
    (outcome,) = sync([f"{site}/page"], MemoryIndex(), settings=limits).outcomes
    assert isinstance(outcome.error, UnreadableFile)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/a", "http://localhost:9/a", "http://[::1]/a", "http://10.0.0.1/", "http://169.254.169.254/x"],
)
def test_private_addresses_are_refused(url: str) -> None:
    (outcome,) = sync([url], MemoryIndex(), settings=IngestSettings(allow_private_urls=False)).outcomes
    assert isinstance(outcome.error, SourceUnavailable)
    assert "BANTIN_ALLOW_PRIVATE_URLS" in outcome.error.vi


@pytest.mark.parametrize("url", ["ftp://vi.du/a.txt", "file:///etc/passwd", "http://", "http://[bad/"])
def test_other_addresses_are_refused(url: str) -> None:
    (outcome,) = sync([url], MemoryIndex(), settings=IngestSettings()).outcomes
    assert isinstance(outcome.error, SourceUnavailable)


def test_importing_sync_loads_no_heavy_package() -> None:
    heavy = "{'trafilatura', 'docx', 'pypdfium2', 'charset_normalizer', 'httpx', 'lxml', 'pydantic', 'torch'}"
    code = f"import sys, ingest.sync; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
