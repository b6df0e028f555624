"""Files that crash, hang or fill a parser, each in a worker process: what is told, and that the rest goes on."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from ingest.errors import MissingTool, UnreadableFile, UnsupportedType
from ingest.heartbeat import beat, heard_by
from ingest.parse import parse
from ingest.settings import IngestSettings
from ingest.sources import RawDocument
from ingest.worker import Parser
from tests.ingest_files import FILES, SAMPLES, needs_libreoffice, pdf

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="workers are looked for in /proc")


def _raw(name: str, data: bytes) -> RawDocument:
    return RawDocument(f"/x/{name}", name, data)


GOOD = _raw("tốt.txt", "Chi bộ họp sáng nay.".encode())
SLOW = _raw(
    "chậm.pdf",
    pdf(
        [[(72, 780 - 18 * line, f"Trang {page} dong {line} noi dung.") for line in range(40)] for page in range(1_500)]
    ),
)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, which must be empty at the end."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which programs are looked for first."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


def _parser(seconds: float = 60, memory: int = 2_000) -> Parser:
    return Parser(IngestSettings(parse_seconds=seconds, parse_memory_mb=memory))


_LIMITS = (2, 10, 50)
"""Seconds to try one after the other: what takes a part of the limit takes more of it on a machine that is busy."""

_OTHERS: set[int] = set()
"""Worker processes of fixtures that outlive a test, which are none of its business."""


def _workers() -> list[int]:
    """The worker processes that the test has started."""
    return [pid for pid in _children() if pid not in _OTHERS]


def _children() -> list[int]:
    """The worker processes of this one."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(FileNotFoundError):  # threads and processes may end meanwhile
            for pid in (task / "children").read_text().split():
                if b"ingest.worker_process" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(int(pid))
    return found


def _script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_a_worker_reads_as_this_process_does(temporary: Path) -> None:
    with _parser() as parser:
        assert not _workers()
        for path in {path.suffix: path for path in sorted(SAMPLES.iterdir())}.values():
            raw = RawDocument(str(path), path.name, path.read_bytes())
            assert parser.parse(raw) == parse(raw)
        assert len(_workers()) == 1
    assert not _workers()
    assert not list(temporary.iterdir())


def test_errors_come_through() -> None:
    with _parser() as parser:
        for raw, kind in ((_raw("a.txt", b""), UnreadableFile), (_raw("a.xyz", b"x"), UnsupportedType)):
            with pytest.raises(kind) as here:
                parse(raw)
            with pytest.raises(kind) as there:
                parser.parse(raw)
            assert (there.value.vi, there.value.en) == (here.value.vi, here.value.en)
        assert parser.parse(GOOD).text == "Chi bộ họp sáng nay."


def test_missing_tool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with _parser() as parser, pytest.raises(MissingTool, match="apt-get install"):
        parser.parse(_raw("a.doc", (FILES / "legacy.doc").read_bytes()))


def test_a_file_that_takes_too_long(temporary: Path) -> None:
    with _parser(seconds=0.4) as parser:
        with pytest.raises(UnreadableFile) as caught:
            parser.parse(SLOW)
        assert caught.value.en == (
            "Reading chậm.pdf took more than 0.4 seconds and was stopped (BANTIN_PARSE_SECONDS)."
        )
        assert not _workers()
    with _parser(seconds=60) as parser:
        assert parser.parse(GOOD).text == "Chi bộ họp sáng nay."
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("how", [signal.SIGSEGV, signal.SIGKILL])
def test_a_file_that_crashes_the_parser(how: signal.Signals, temporary: Path) -> None:
    with _parser() as parser:
        parser.parse(GOOD)
        (pid,) = _workers()
        threading.Timer(0.2, os.kill, (pid, how)).start()
        with pytest.raises(UnreadableFile) as caught:
            parser.parse(SLOW)
        assert "chậm.pdf crashed the process" in caught.value.en
        assert "chậm.pdf" in caught.value.vi
        assert parser.parse(GOOD).text == "Chi bộ họp sáng nay."
        assert _workers() != [pid]
    assert not list(temporary.iterdir())


def test_a_worker_that_died_while_idle_harms_no_file() -> None:
    with _parser() as parser:
        parser.parse(GOOD)
        (worker,) = _workers()
        os.kill(worker, signal.SIGKILL)
        os.waitid(os.P_PID, worker, os.WEXITED | os.WNOWAIT)
        assert parser.parse(GOOD).text == "Chi bộ họp sáng nay."


def test_a_file_that_needs_too_much_memory() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (9_000, 9_000), "white").save(stream, "PNG", compress_level=1)
    huge = _raw("lớn.png", stream.getvalue())
    with _parser(memory=600) as parser:
        with pytest.raises(UnreadableFile, match="BANTIN_PARSE_MEMORY_MB"):
            parser.parse(huge)
        assert parser.parse(GOOD).text == "Chi bộ họp sáng nay."


def test_what_a_parser_started_ends_with_it(programs: Path, tmp_path: Path) -> None:
    started = tmp_path / "pid"
    _script(programs / "soffice", f"echo $$ > {started}; sleep 600")
    for limit in _LIMITS:
        with _parser(limit) as parser, pytest.raises(UnreadableFile, match="took more than"):
            parser.parse(_raw("a.doc", (FILES / "legacy.doc").read_bytes()))
        if started.exists():
            break
    assert not _is_running([int(started.read_text())])


def test_pages_of_a_scan_have_the_limit_each(programs: Path) -> None:
    page = Image.new("L", (400, 500), 255)
    stream = io.BytesIO()
    page.save(stream, "TIFF", save_all=True, append_images=[page] * 4)

    def error(limit: float) -> str:
        seconds = 0.15 * limit  # twice a page, five pages: half as long again as the limit in all
        _script(programs / "tesseract", f'if [ "$1" = --list-langs ]; then echo vie; else sleep {seconds}; fi')
        with _parser(limit) as parser, pytest.raises(UnreadableFile) as caught:
            parser.parse(_raw("a.tif", stream.getvalue()))
        return caught.value.en

    assert any("no text" in error(limit) for limit in _LIMITS)


def test_who_listens_hears_the_beat() -> None:
    heard = []
    with heard_by(lambda: heard.append(1)):
        beat()
        beat()
    beat()
    assert heard == [1, 1]


@needs_libreoffice
def test_files_prepared_together() -> None:
    raws = [_raw(f"{number}.doc", (FILES / "legacy.doc").read_bytes() + bytes(number)) for number in range(3)]
    with _parser() as parser:
        parser.prepare([*raws, GOOD, _raw("hỏng.doc", b"x")])
        found = [parser.parse(raw) for raw in raws]
        assert {bulletin.text.splitlines()[0] for bulletin in found} == {"HUYỆN ỦY VĨNH KHÊ"}
        assert found[0] == parse(raws[0])
        assert len({bulletin.content_hash for bulletin in found}) == len({bulletin.id for bulletin in found}) == 3
        with pytest.raises(UnreadableFile, match="damaged"):
            parser.parse(_raw("hỏng.doc", b"\x01x\0"))


def test_preparing_that_fails_harms_nothing(programs: Path) -> None:
    _script(programs / "soffice", "exit 1")
    raws = [_raw(f"{number}.doc", (FILES / "legacy.doc").read_bytes()) for number in range(2)]
    with _parser() as parser:
        parser.prepare(raws)
        with pytest.raises(UnreadableFile, match="LibreOffice cannot read"):
            parser.parse(raws[0])
        assert parser.parse(GOOD).text == "Chi bộ họp sáng nay."


def test_a_worker_holds_nothing_of_ours(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w"), _parser() as parser:
        parser.parse(GOOD)
        (pid,) = _workers()
        opened = [os.readlink(each) for each in Path(f"/proc/{pid}/fd").iterdir()]
        assert not any(str(tmp_path) in path for path in opened)
        maps = Path(f"/proc/{pid}/maps").read_text()
        assert not any(heavy in maps for heavy in ("chromadb", "onnxruntime", "tantivy", "tokenizers"))


def test_a_worker_ends_with_us() -> None:
    code = (
        "import pathlib, time\nfrom ingest.settings import IngestSettings\nfrom ingest.sources import RawDocument\n"
        "from ingest.worker import Parser\nparser = Parser(IngestSettings())\n"
        "parser.parse(RawDocument('a.txt', 'a.txt', b'text'))\n"
        "print(*next(pathlib.Path('/proc/self/task').glob('*/children')).read_text().split(), flush=True)\n"
        "time.sleep(600)"
    )
    ours = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert ours.stdout is not None
    pids = [int(pid) for pid in ours.stdout.readline().split()]
    assert _is_running(pids)
    ours.kill()
    ours.communicate()
    while _is_running(pids):
        time.sleep(0.01)


def test_several_threads() -> None:
    with _parser() as parser, ThreadPoolExecutor(4) as pool:
        raws = [_raw(f"{number}.txt", f"Chi bộ số {number} họp.".encode()) for number in range(20)]
        assert [each.text for each in pool.map(parser.parse, raws)] == [
            f"Chi bộ số {number} họp." for number in range(20)
        ]
        assert len(_workers()) == 1


def test_containers_are_taken_apart_here(programs: Path) -> None:
    with _parser() as parser:
        assert list(parser.expand(GOOD)) == [GOOD]
        assert not _workers()


def _is_running(pids: list[int]) -> bool:
    """Whether any of the processes runs; one that has ended and waits to be looked after does not."""
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            continue
        if state != "Z":
            return True
    return False


@pytest.fixture(autouse=True)
def _no_worker_is_left() -> Iterator[None]:
    _OTHERS.clear()
    _OTHERS.update(_children())
    yield
    assert not _is_running(_workers())
