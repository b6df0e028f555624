"""Commands of `bantin` as processes of their own, which can be killed; they are forked from one that has loaded the
libraries, since loading them takes seconds of each test and is tested where `bantin` itself is started."""

from __future__ import annotations

import multiprocessing
import multiprocessing.forkserver
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_LIBRARIES = ["__main__", "bot.cli", "bot.api.app", "bot.api.server", "bot.channels.telegram", "bot.channels.zalo_bot"]
_LIBRARIES += ["bot.channels.zalo_oa", "bot.library", "ingest.sync", "onnxruntime", "tantivy", "tokenizers"]
FORKS = multiprocessing.get_context("forkserver")
"""Forks processes that have the libraries, those below and others."""
FORKS.set_forkserver_preload(_LIBRARIES)


def load_libraries() -> None:
    """Begins to load the libraries for the commands that follow, while the caller does something else."""
    multiprocessing.forkserver.ensure_running()


class Command:
    """A command that runs with this environment and no other, in `folder`, which also gets `out` and `err`."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        number = sum(1 for _ in folder.glob("*.out"))
        self._out, self._err = folder / f"{number}.out", folder / f"{number}.err"
        values = dict(environment)
        self._process = FORKS.Process(target=_run, args=(list(arguments), values, folder, self._out, self._err))
        self._process.start()

    @property
    def out(self) -> str:
        """What it has printed so far."""
        return self._out.read_text("utf-8") if self._out.exists() else ""

    @property
    def err(self) -> str:
        """What it has complained about so far."""
        return self._err.read_text("utf-8") if self._err.exists() else ""

    def wait_for_line(self) -> str:
        """The first line that it prints. Raises ChildProcessError when it ends before."""
        while "\n" not in self.out:
            if not self._process.is_alive():
                raise ChildProcessError(self.err)
            time.sleep(0.01)
        return self.out.partition("\n")[0]

    def kill(self) -> None:
        """Ends as a power cut does."""
        self._process.kill()
        self._process.join()

    def stop(self, number: int = signal.SIGTERM, seconds: float = 60.0) -> int:
        """Ends in order; the exit code. Raises TimeoutError."""
        pid = self._process.pid
        if pid is not None and self._process.is_alive():
            os.kill(pid, number)
        return self.wait(seconds)

    def wait(self, seconds: float = 60.0) -> int:
        """The exit code once it has ended. Raises TimeoutError, after it was killed."""
        self._process.join(seconds)
        if self._process.exitcode is None:
            self.kill()
            raise TimeoutError(self.err)
        return self._process.exitcode


def _run(arguments: list[str], environment: dict[str, str], folder: Path, out: Path, err: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for path, stream in ((out, sys.stdout), (err, sys.stderr)):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(descriptor, stream.fileno())
        os.close(descriptor)
    from bot.cli import main

    sys.argv = ["bantin", *arguments]
    main()
