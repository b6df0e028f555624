"""Killing what changes the index, at any step, leaves every bulletin whole, old or new, and the next run ends it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.crashing import STEPS, Action, Archive, Kill
from vectorstore.settings import VectorstoreSettings

NAMES = range(1, 41)  # 1,200 passages: Chroma writes its graph to the disk every 1,000
STEP_NAMES = [f"{owner.__name__}.{name}" for owner, name in STEPS]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the archive stands; beside it, under "made", what it is like at the start of each test."""
    folder = tmp_path_factory.mktemp("archive") / "now"
    made = _archive(folder)
    made.write(NAMES, 1)
    made.work("ingest")
    made.write(range(1, 31), 2)
    made.delete(range(39, 41))
    shutil.copytree(folder, folder.with_name("made"))
    return folder


@pytest.fixture
def archive(place: Path) -> Archive:
    """Forty bulletins, in the index in version 1; of their files thirty are in version 2 by now, and two are gone."""
    shutil.rmtree(place)
    shutil.copytree(place.with_name("made"), place)
    return _archive(place)


def _archive(folder: Path) -> Archive:
    folder.mkdir(exist_ok=True)
    return Archive(folder / "kho", VectorstoreSettings(data_dir=folder / "data"))


@pytest.mark.parametrize("step", range(7), ids=lambda step: STEP_NAMES[step])
def test_ingest_is_killed_after_each_step(archive: Archive, step: int) -> None:
    assert archive.work_and_die("ingest", Kill(step, after=True))
    versions = archive.look()
    assert set(versions) == set(NAMES)
    assert all(version == 1 for number, version in versions.items() if number > 30)
    archive.work("ingest")
    assert archive.look() == {number: 2 if number <= 30 else 1 for number in NAMES}


@pytest.mark.parametrize(("action", "step"), [("prune", 7), ("prune", 8), ("remove", 7), ("reindex", 3)])
def test_removing_and_reindexing_are_killed(archive: Archive, action: Action, step: int) -> None:
    assert archive.work_and_die(action, Kill(step, after=True))
    versions = archive.look()
    assert len(versions) >= 38
    archive.work("prune")
    assert set(archive.look()) >= set(range(1, 38))


@pytest.mark.parametrize("seconds", [0.3, 0.8])
def test_ingest_is_killed_at_any_moment(archive: Archive, seconds: float) -> None:
    archive.work_and_die("ingest", Kill(seconds=seconds))
    assert set(archive.look()) == set(NAMES)
    archive.work("prune")
    assert archive.look() == {number: 2 if number <= 30 else 1 for number in range(1, 39)}
