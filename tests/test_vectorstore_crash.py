"""Killing what changes the index, at any step, leaves every bulletin whole, old or new, and the next run ends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crashing import STEPS, Action, Archive, Kill
from vectorstore.settings import VectorstoreSettings

NAMES = range(1, 41)  # 1,200 passages: Chroma writes its graph to the disk every 1,000
STEP_NAMES = [f"{owner.__name__}.{name}" for owner, name in STEPS]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Forty bulletins, in the index in version 1; of their files thirty are in version 2 by now, and two are gone."""
    made = Archive(tmp_path / "kho", VectorstoreSettings(data_dir=tmp_path / "data"))
    made.write(NAMES, 1)
    made.work("ingest")
    made.write(range(1, 31), 2)
    made.delete(range(39, 41))
    return made


@pytest.mark.parametrize(
    ("step", "after"),
    [(0, True), (1, False), (1, True), (2, True), (3, False), (3, True), (4, True), (5, True), (6, True)],
    ids=lambda value: STEP_NAMES[value] if type(value) is int else ("after" if value else "before"),
)
def test_ingest_is_killed(archive: Archive, step: int, after: bool) -> None:
    assert archive.work_and_die("ingest", Kill(step, after=after))
    versions = archive.look()
    assert set(versions) == set(NAMES)
    assert all(version == 1 for number, version in versions.items() if number > 30)
    archive.work("ingest")
    assert archive.look() == {number: 2 if number <= 30 else 1 for number in NAMES}


@pytest.mark.parametrize(("action", "step"), [("prune", 7), ("prune", 8), ("remove", 3), ("remove", 7), ("reindex", 3)])
def test_removing_and_reindexing_are_killed(archive: Archive, action: Action, step: int) -> None:
    killed = archive.work_and_die(action, Kill(step, after=True))
    assert killed or (action, step) == ("remove", 3)
    versions = archive.look()
    assert len(versions) >= 38
    archive.work("prune")
    assert set(archive.look()) >= set(range(1, 38))


@pytest.mark.parametrize("seconds", [0.3, 0.6, 0.8, 1.0])
def test_ingest_is_killed_at_any_moment(archive: Archive, seconds: float) -> None:
    archive.work_and_die("ingest", Kill(seconds=seconds))
    assert set(archive.look()) == set(NAMES)
    archive.work("prune")
    assert archive.look() == {number: 2 if number <= 30 else 1 for number in range(1, 39)}
