"""Kills ingest many times, at any step and any moment, and counts bulletins that are lost, half there or there twice.

    python -m benchmarks.crash --kills 200

One index lives through all kills: every round changes some files, kills `bantin ingest`'s work on them (or a removal of
what is gone, or a reindex), opens the index as the next command would, and looks at every bulletin.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.crashing import STEPS, Action, Archive, Kill
from vectorstore.settings import VectorstoreSettings

_BULLETINS = range(1, 41)
_ACTIONS: tuple[Action, ...] = ("ingest",) * 7 + ("prune", "prune", "reindex")


def main() -> None:
    """Prints what became of the bulletins over all kills; exits with 1 if any was not whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as scratch:
        archive = Archive(Path(scratch) / "bulletins", VectorstoreSettings(data_dir=Path(scratch) / "data"))
        archive.write(_BULLETINS, 1)
        began = time.monotonic()
        archive.work("ingest")
        seconds = 1.5 * (time.monotonic() - began)
        faults = _kill_often(archive, options.kills, seconds, draw)
    print("faults:", dict(faults) or "none")
    raise SystemExit(1 if faults else 0)


def _kill_often(archive: Archive, kills: int, seconds: float, draw: random.Random) -> Counter[str]:
    current = dict.fromkeys(_BULLETINS, 1)  # what the files say
    held = dict(current)  # what the index said last
    faults: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    done = 0
    for version in range(2, 100 * kills):
        if done == kills:
            break
        first = draw.randrange(1, 30)
        changed = range(first, first + draw.randrange(5, 40 - first + 1))
        archive.write(changed, version)
        current |= dict.fromkeys(changed, version)
        action = draw.choice(_ACTIONS)
        killed = archive.work_and_die(action, _moment(action, seconds, draw))
        done += killed
        try:
            found = archive.look()
        except Exception as error:  # whatever it is, the index could not be used
            faults[f"{type(error).__name__}: {error}"[:200]] += 1
            archive.work("ingest")
            held = dict(current)
            continue
        for number in current:
            if found.get(number) not in (held[number], current[number]):
                faults["lost or of a wrong version"] += 1
            outcomes["new" if found.get(number) == current[number] else "old"] += 1
        held = found
        if draw.random() < 0.3:
            archive.work("ingest")
            held = archive.look()
            faults["unfinished"] += sum(held.get(number) != version for number, version in current.items())
        if killed and done % 20 == 0:
            print(f"{done} kills; bulletins seen after them: {dict(outcomes)}; faults: {+faults or 'none'}", flush=True)
    return +faults


def _moment(action: Action, seconds: float, draw: random.Random) -> Kill:
    if draw.random() < 0.5:
        return Kill(seconds=draw.uniform(0.0, seconds))
    step = draw.randrange(len(STEPS) - 2) if action == "ingest" else draw.randrange(len(STEPS))
    return Kill(step, draw.choice((1, 1, 2)), draw.random() < 0.5)


if __name__ == "__main__":
    main()
