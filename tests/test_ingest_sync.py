"""Sync: what is taken in, skipped, replaced, recognised as moved or as a double, removed; and what the report says."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ingest.dry_run import DryRun
from ingest.errors import UnreadableFile, UnsupportedType
from ingest.report import Report, Step
from ingest.settings import IngestSettings
from ingest.sources import RawDocument
from ingest.sync import ingest_one as ingest_one_with
from ingest.sync import sync as sync_with
from tests.ingest_files import archive
from tests.ingest_helpers import InProcessParser
from tests.tiny_embedder import TinyEmbedder
from vectorstore.index import Index
from vectorstore.settings import VectorstoreSettings

TEXT = "HỘI NGHỊ MẪU\nSáng 1/2/2030, Huyện ủy Mẫu họp bàn việc làm đường."
OTHER = "HỘI NGHỊ KHÁC\nSáng 5/2/2030, Huyện ủy Mẫu họp bàn việc trồng rừng."

sync = partial(sync_with, parser=InProcessParser())
ingest_one = partial(ingest_one_with, parser=InProcessParser())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two files, one in a folder inside."""
    folder = tmp_path / "kho"
    (folder / "a").mkdir(parents=True)
    (folder / "b.txt").write_text(TEXT, "utf-8")
    (folder / "a" / "c.md").write_text("# Bản tin\n\nNội dung.", "utf-8")
    return folder


def statuses(report: Report) -> dict[str, str]:
    """What became of each file, by its name."""
    return {Path(outcome.source).name: outcome.status for outcome in report.outcomes}


def sources(index: Index) -> dict[str, set[str]]:
    """The names of each bulletin's sources, by the bulletin's title."""
    assert index.check() == []
    return {e.metadata.title: {Path(source).name for source in e.sources} for e in index.entries(100)}


def test_adds_then_skips_then_updates(folder: Path, index: Index) -> None:
    first = sync([str(folder)], index)
    assert statuses(first) == {"c.md": "indexed", "b.txt": "indexed"}
    assert first.exit_code == 0
    assert first.passages == sum(outcome.passages for outcome in first.outcomes) > 0

    second = sync([str(folder)], index)
    assert statuses(second) == {"c.md": "unchanged", "b.txt": "unchanged"}
    assert [outcome.title for outcome in second.outcomes] == ["Bản tin", "HỘI NGHỊ MẪU"]
    assert second.passages == 0

    (folder / "b.txt").write_text(TEXT + "\nThêm một đoạn.", "utf-8")
    third = sync([str(folder)], index)
    assert statuses(third) == {"c.md": "unchanged", "b.txt": "updated"}
    assert third.outcomes[1].document_id == first.outcomes[1].document_id
    assert index.count() == 2


def test_unchanged_files_are_not_opened(folder: Path, index: Index) -> None:
    sync([str(folder)], index)
    before = os.stat(folder / "b.txt")
    (folder / "b.txt").write_bytes(b"x" * before.st_size)
    os.utime(folder / "b.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert statuses(sync([str(folder)], index))["b.txt"] == "unchanged"


def test_touched_files_are_compared_by_their_bytes(folder: Path, index: Index) -> None:
    sync([str(folder)], index)
    os.utime(folder / "b.txt", (1, 1))
    assert statuses(sync([str(folder)], index))["b.txt"] == "unchanged"


def test_moved_file_keeps_its_id_and_is_not_embedded_again(folder: Path, index: Index) -> None:
    first = sync([str(folder)], index)
    (folder / "b.txt").rename(folder / "a" / "moi.txt")
    assert isinstance(index.embedder, TinyEmbedder)
    before = list(index.embedder.encoded)
    report = sync([str(folder)], index, prune=True)
    (moved,) = [outcome for outcome in report.outcomes if outcome.status == "moved"]
    assert moved.document_id == first.outcomes[1].document_id
    assert moved.other == str(folder / "b.txt")
    assert index.embedder.encoded == before
    entry = index.entry(moved.document_id or "")
    assert entry is not None
    assert entry.sources == (entry.source,) == (str(folder / "a" / "moi.txt"),)
    assert statuses(sync([str(folder)], index, prune=True)) == {"c.md": "unchanged", "moi.txt": "unchanged"}


def test_a_new_file_where_a_moved_one_was_gets_an_id_of_its_own(folder: Path, index: Index) -> None:
    sync([str(folder)], index)
    (folder / "b.txt").rename(folder / "moi.txt")
    sync([str(folder)], index)
    (folder / "b.txt").write_text(OTHER, "utf-8")
    assert statuses(sync([str(folder)], index)) == {"c.md": "unchanged", "moi.txt": "unchanged", "b.txt": "indexed"}
    assert sources(index) == {"Bản tin": {"c.md"}, "HỘI NGHỊ MẪU": {"moi.txt"}, "HỘI NGHỊ KHÁC": {"b.txt"}}


def test_two_files_that_change_places(folder: Path, index: Index) -> None:
    (folder / "d.txt").write_text(OTHER, "utf-8")
    sync([str(folder)], index)
    (folder / "b.txt").write_text(OTHER, "utf-8")
    (folder / "d.txt").write_text(TEXT, "utf-8")
    report = sync([str(folder)], index)
    assert report.exit_code == 0
    assert sources(index) == {"Bản tin": {"c.md"}, "HỘI NGHỊ MẪU": {"d.txt"}, "HỘI NGHỊ KHÁC": {"b.txt"}}


def test_the_same_text_under_two_names_is_one_bulletin(folder: Path, index: Index) -> None:
    (folder / "b (1).txt").write_text(TEXT, "utf-8")
    (folder / "b.md").write_text(TEXT.replace("\n", "\n\n"), "utf-8")
    report = sync([str(folder)], index)
    assert statuses(report) == {"c.md": "indexed", "b (1).txt": "indexed", "b.md": "duplicate", "b.txt": "duplicate"}
    assert sources(index) == {"Bản tin": {"c.md"}, "HỘI NGHỊ MẪU": {"b (1).txt", "b.md", "b.txt"}}
    assert {o.other for o in report.outcomes if o.status == "duplicate"} == {str(folder / "b (1).txt")}
    assert set(statuses(sync([str(folder)], index)).values()) == {"unchanged"}


def test_one_of_two_doubles_changes(folder: Path, index: Index) -> None:
    (folder / "b2.txt").write_text(TEXT, "utf-8")
    first = sync([str(folder)], index)
    (folder / "b.txt").write_text(OTHER, "utf-8")
    report = sync([str(folder)], index)
    assert statuses(report) == {"c.md": "unchanged", "b.txt": "updated", "b2.txt": "unchanged"}
    assert sources(index) == {"Bản tin": {"c.md"}, "HỘI NGHỊ MẪU": {"b2.txt"}, "HỘI NGHỊ KHÁC": {"b.txt"}}
    kept = next(entry for entry in index.entries(9) if entry.metadata.title == "HỘI NGHỊ MẪU")
    assert kept.id == first.outcomes[1].document_id


def test_both_doubles_change(folder: Path, index: Index) -> None:
    (folder / "b2.txt").write_text(TEXT, "utf-8")
    sync([str(folder)], index)
    for name in ("b.txt", "b2.txt"):
        (folder / name).write_text(OTHER, "utf-8")
    sync([str(folder)], index)
    assert sources(index) == {"Bản tin": {"c.md"}, "HỘI NGHỊ KHÁC": {"b.txt", "b2.txt"}}


def test_prune_removes_what_is_gone_below_the_folder_only(folder: Path, index: Index, tmp_path: Path) -> None:
    (tmp_path / "ngoai.txt").write_text(OTHER, "utf-8")
    sync([str(folder), str(tmp_path / "ngoai.txt")], index)
    (folder / "b.txt").unlink()
    (tmp_path / "ngoai.txt").unlink()
    assert statuses(sync([str(folder)], index)) == {"c.md": "unchanged"}
    assert index.count() == 3
    report = sync([str(folder)], index, prune=True)
    assert statuses(report) == {"c.md": "unchanged", "b.txt": "removed"}
    assert sources(index) == {"Bản tin": {"c.md"}, "HỘI NGHỊ KHÁC": {"ngoai.txt"}}
    assert b"b.txt" not in b"".join(file.read_bytes() for file in (tmp_path / "data").rglob("*") if file.is_file())


def test_prune_keeps_a_text_that_another_file_still_has(folder: Path, index: Index) -> None:
    (folder / "b2.txt").write_text(TEXT, "utf-8")
    sync([str(folder)], index)
    (folder / "b.txt").unlink()
    report = sync([str(folder)], index, prune=True)
    assert statuses(report) == {"b2.txt": "unchanged", "c.md": "unchanged"}
    assert sources(index) == {"Bản tin": {"c.md"}, "HỘI NGHỊ MẪU": {"b2.txt"}}
    assert {Path(entry.source).name for entry in index.entries(9)} == {"c.md", "b2.txt"}


def test_a_text_whose_files_are_all_gone_is_removed_once(folder: Path, index: Index) -> None:
    (folder / "b2.txt").write_text(TEXT, "utf-8")
    sync([str(folder)], index)
    (folder / "b.txt").unlink()
    (folder / "b2.txt").unlink()
    report = sync([str(folder)], index, prune=True)
    assert report.count("removed") == 1
    assert sources(index) == {"Bản tin": {"c.md"}}


def test_prune_of_an_empty_folder_removes_nothing_and_says_so(folder: Path, index: Index) -> None:
    sync([str(folder)], index)
    for file in (folder / "b.txt", folder / "a" / "c.md"):
        file.unlink()
    report = sync([str(folder)], index, prune=True)
    assert [outcome.status for outcome in report.outcomes] == ["failed"]
    assert index.count() == 2


def test_same_text_twice_in_an_archive_is_one_document(tmp_path: Path, index: Index) -> None:
    path = tmp_path / "kho.zip"
    path.write_bytes(archive({"x.txt": TEXT.encode(), "y.txt": f"{TEXT}\n".encode(), "z.txt": OTHER.encode()}))
    assert statuses(sync([str(path)], index)) == {"x.txt": "indexed", "y.txt": "duplicate", "z.txt": "indexed"}
    assert sources(index) == {"HỘI NGHỊ MẪU": {"x.txt", "y.txt"}, "HỘI NGHỊ KHÁC": {"z.txt"}}
    path.write_bytes(archive({"x.txt": b"Thanh khac", "y.txt": TEXT.encode(), "z.txt": OTHER.encode()}))
    sync([str(path)], index)
    assert sources(index) == {"x": {"x.txt"}, "HỘI NGHỊ MẪU": {"y.txt"}, "HỘI NGHỊ KHÁC": {"z.txt"}}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_twice_in_an_archive_is_taken_once(tmp_path: Path, index: Index) -> None:
    path = tmp_path / "kho.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("x.txt", TEXT)
        package.writestr("x.txt", TEXT)
    assert statuses(sync([str(path)], index)) == {"x.txt": "indexed"}
    assert index.count() == 1


def test_archive_gives_its_members_and_follows_their_changes(folder: Path, index: Index) -> None:
    def pack(**members: str) -> None:
        with zipfile.ZipFile(folder / "kho.zip", "w") as package:
            for name, text in members.items():
                package.writestr(f"{name}.txt", text)

    pack(x=OTHER, y="HỘI NGHỊ Y\nMột bản tin khác nữa.")
    report = sync([str(folder)], index)
    assert statuses(report) == {"c.md": "indexed", "b.txt": "indexed", "x.txt": "indexed", "y.txt": "indexed"}
    assert statuses(sync([str(folder)], index))["x.txt"] == "unchanged"
    pack(x=OTHER, z="HỘI NGHỊ Z\nMột bản tin khác nữa.", hong="\0\1\2\3")
    report = sync([str(folder)], index)
    assert statuses(report) | {"b.txt": "", "c.md": ""} == {
        "c.md": "", "b.txt": "", "x.txt": "unchanged", "z.txt": "indexed", "hong.txt": "failed",
    }  # fmt: skip
    assert set(sources(index)) == {"Bản tin", "HỘI NGHỊ MẪU", "HỘI NGHỊ KHÁC", "HỘI NGHỊ Z"}
    assert statuses(sync([str(folder)], index))["hong.txt"] == "failed"
    (folder / "kho.zip").rename(folder / "kho2.zip")
    (folder / "kho2.zip").touch()
    sync([str(folder)], index)
    assert set(sources(index)) == {"Bản tin", "HỘI NGHỊ MẪU", "HỘI NGHỊ KHÁC", "HỘI NGHỊ Z"}


def test_a_file_that_became_unreadable_keeps_its_old_version(folder: Path, index: Index) -> None:
    sync([str(folder)], index)
    (folder / "b.txt").write_bytes(b"\0\1\2\3")
    report = sync([str(folder)], index)
    assert statuses(report)["b.txt"] == "failed"
    assert sources(index) == {"Bản tin": {"c.md"}, "HỘI NGHỊ MẪU": {"b.txt"}}


def test_removed_document_comes_back_with_the_next_run(folder: Path, index: Index) -> None:
    first = sync([str(folder)], index)
    index.remove(first.outcomes[1].document_id or "")
    assert statuses(sync([str(folder)], index)) == {"c.md": "unchanged", "b.txt": "indexed"}


def test_dry_run_tells_and_changes_nothing(folder: Path, index: Index) -> None:
    assert statuses(sync([str(folder)], DryRun(index))) == {"c.md": "indexed", "b.txt": "indexed"}
    assert index.count() == 0
    sync([str(folder)], index)
    (folder / "b.txt").rename(folder / "moi.txt")
    (folder / "a" / "c.md").unlink()
    (folder / "moi.md").write_text("# Mới\n\nNội dung mới.", "utf-8")
    expected = {"moi.txt": "moved", "moi.md": "indexed", "c.md": "removed"}
    before = sources(index)
    assert statuses(sync([str(folder)], DryRun(index), prune=True)) == expected
    assert sources(index) == before
    assert statuses(sync([str(folder)], index, prune=True)) == expected


def test_failures_are_reported_and_the_rest_goes_on(folder: Path, index: Index) -> None:
    (folder / "hong.pdf").write_bytes(b"%PDF-1.4 broken")
    (folder / "la.xyz").write_bytes(b"?")
    (folder / "nhi-phan.txt").write_bytes(bytes(range(256)) * 10)
    (folder / "trong.txt").write_bytes(b"")
    report = sync([str(folder), str(folder / "khong-co.txt")], index)
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


def test_too_large_file(folder: Path, index: Index) -> None:
    report = sync([str(folder / "b.txt")], index, settings=IngestSettings(max_file_bytes=10))
    (outcome,) = report.outcomes
    assert outcome.error is not None
    assert "larger than the limit" in outcome.error.en


def test_progress_counts_files_and_passages(tmp_path: Path, index: Index) -> None:
    (tmp_path / "kho").mkdir()
    for number in range(130):
        (tmp_path / "kho" / f"{number:03}.txt").write_text(f"Bản tin {number}\nĐoạn văn số {number}.", "utf-8")
    steps: list[Step] = []
    report = sync([str(tmp_path / "kho")], index, steps.append)
    assert steps[0].done == 0
    assert steps[0].total == 130
    assert steps[0].source.endswith("000.txt")
    assert (steps[-1].done, steps[-1].passages) == (130, report.passages)
    assert len({step.passages for step in steps}) >= 3  # it grows as batches are written
    assert all(
        step.done == step.passages for step in steps
    )  # here one a file: what is read and not written is not done
    assert all(a.done <= b.done and a.passages <= b.passages for a, b in itertools.pairwise(steps))


def test_nothing_is_written_after_a_batch_that_could_not_be(
    tmp_path: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Later batches may build on it: a double's place names a bulletin that is in none."""
    (tmp_path / "kho").mkdir()
    for number in range(300):
        (tmp_path / "kho" / f"{number:03}.txt").write_text(f"Bản tin {number % 250}\nĐoạn số {number % 250}.", "utf-8")
    apply, calls = index.apply, itertools.count(1)

    def fail_once(*arguments: Any, **named: Any) -> Any:
        if next(calls) == 2:
            raise OSError("đĩa đầy")
        return apply(*arguments, **named)

    monkeypatch.setattr(index, "apply", fail_once)
    with pytest.raises(OSError, match="đĩa đầy"):
        sync([str(tmp_path / "kho")], index)
    assert next(calls) == 3
    assert 0 < index.count() < 250
    assert index.check() == []
    assert sync([str(tmp_path / "kho")], index).count("failed") == 0
    assert index.count() == 250


def test_ingest_one(index: Index) -> None:
    raw = RawDocument("upload:b.txt", "b.txt", TEXT.encode())
    assert [o.status for o in ingest_one(raw, index).outcomes] == ["indexed"]
    assert [o.status for o in ingest_one(raw, index).outcomes] == ["unchanged"]
    (failed,) = ingest_one(RawDocument("upload:b.xyz", "b.xyz", b"?"), index).outcomes
    assert isinstance(failed.error, UnsupportedType)


_NAMES = ("a.txt", "b.txt", "c.txt", "d.txt")
_CHANGES = st.lists(
    st.tuples(st.sampled_from(("write", "move", "delete", "sync")), st.sampled_from(_NAMES), st.sampled_from(_NAMES)),
    max_size=10,
)


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_CHANGES)
def test_the_index_holds_what_the_folder_holds(tmp_path_factory: pytest.TempPathFactory, changes: list) -> None:  # type: ignore[type-arg]
    """Whatever is written, moved, doubled and deleted between two runs: each text is there once, with all its names."""
    folder = tmp_path_factory.mktemp("kho")
    (folder / "giu.txt").write_text("Bản tin luôn có", "utf-8")
    with Index.open(VectorstoreSettings(data_dir=tmp_path_factory.mktemp("data")), TinyEmbedder()) as index:
        for action, name, other in [*changes, ("sync", "", "")]:
            match action:
                case "write":
                    (folder / name).write_text(f"Bản tin về việc {other[0]}", "utf-8")
                case "move" if (folder / name).exists():
                    (folder / name).rename(folder / other)
                case "delete":
                    (folder / name).unlink(missing_ok=True)
                case "sync":
                    assert sync([str(folder)], index, prune=True).exit_code == 0
        held = {entry.id: set(entry.sources) for entry in index.entries(99)}
        texts: dict[str, set[str]] = {}
        for file in folder.iterdir():
            texts.setdefault(file.read_text("utf-8"), set()).add(str(file))
        assert {index.bulletin(i).text: names for i, names in held.items()} == texts
        assert index.check() == []


def test_importing_sync_loads_no_heavy_package() -> None:
    heavy = "{'trafilatura', 'docx', 'pypdfium2', 'charset_normalizer', 'httpx', 'lxml', 'pydantic', 'torch'}"
    code = f"import sys, ingest.sync; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
