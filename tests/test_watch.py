"""`bantin ingest --watch` keeps the library in step with a folder until it is interrupted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tests.conftest import DIRECTIVE, PLAN

_PATIENCE = 60.0  # seconds within which a change is seen, on a machine that is busy


def test_folder_is_followed_until_ctrl_c(tmp_path: Path) -> None:
    folder = tmp_path / "kho"
    folder.mkdir()
    (folder / "a.txt").write_text(PLAN, "utf-8")
    environment = {**os.environ, "BANTIN_DATA_DIR": str(tmp_path / "data"), "BANTIN_LANGUAGE": "en"}
    command = [sys.executable, "-m", "bot.cli"]

    def listed() -> list[str]:
        """The documents, once the watching process leaves the library to others."""
        ends = time.monotonic() + _PATIENCE
        while True:
            done = subprocess.run([*command, "documents", "--json"], env=environment, capture_output=True, text=True)
            if done.returncode == 0:
                documents: list[dict[str, Any]] = json.loads(done.stdout)["documents"]
                return sorted(Path(document["source"]).name for document in documents)
            assert time.monotonic() < ends, done.stderr

    watching = subprocess.Popen(
        [*command, "ingest", "--watch", str(folder)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert watching.stdout is not None
        lines = [watching.stdout.readline(), watching.stdout.readline()]
        assert lines == ["1 added, 0 changed, 0 unchanged, 0 failed\n", f"Watching {folder}. Press Ctrl+C to stop.\n"]
        (folder / "b.txt").write_text(DIRECTIVE, "utf-8")
        assert _told(watching, "1 added")
        assert listed() == ["a.txt", "b.txt"]
        (folder / "a.txt").rename(folder / "c.txt")
        (folder / "b.txt").unlink()
        assert _told(watching, f"→ {folder}/a.txt → {folder}/c.txt\n", f"− {folder}/b.txt\n")
        os.kill(watching.pid, signal.SIGINT)
        said = watching.stdout.read()
        assert watching.wait() == 130
        assert "Traceback" not in said
        assert listed() == ["c.txt"]
    finally:
        watching.kill()
        watching.communicate()


def _told(process: subprocess.Popen[str], *texts: str) -> bool:
    """Waits until the process has written lines with all of `texts` in them; if it does not, it is ended."""
    assert process.stdout is not None
    patience = threading.Timer(_PATIENCE, process.kill)
    patience.start()
    missing = set(texts)
    try:
        while missing and (line := process.stdout.readline()):
            missing = {text for text in missing if text not in line}
        return not missing
    finally:
        patience.cancel()
