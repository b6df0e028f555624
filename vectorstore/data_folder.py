"""The data folder: one process owns it, and a pointer says which of the indexes in it counts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from filelock import FileLock, Timeout

from vectorstore.errors import IndexLocked, UnusableDataFolder

_LOCK = "lock"
_CURRENT = "CURRENT"


def make_folder(data_dir: Path) -> None:
    """Makes the data folder if it is missing. Raises UnusableDataFolder, also where nothing can be written into it."""
    with _or_unusable(data_dir):
        data_dir.mkdir(parents=True, exist_ok=True)
        _try_to_write(data_dir)


def check_folder(data_dir: Path) -> None:
    """Raises UnusableDataFolder where `make_folder` would; makes nothing."""
    with _or_unusable(data_dir):
        _try_to_write(next(folder for folder in (data_dir, *data_dir.absolute().parents) if folder.exists()))


@contextmanager
def _or_unusable(data_dir: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnusableDataFolder(data_dir) from error


def _try_to_write(folder: Path) -> None:
    with TemporaryFile(dir=folder):
        pass


def acquire(data_dir: Path) -> FileLock:
    """The lock that makes this process the owner of the folder, which is made if missing. Raises IndexLocked,
    UnusableDataFolder."""
    make_folder(data_dir)
    lock = FileLock(data_dir / _LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise IndexLocked(
            f"Thư mục dữ liệu {data_dir} đang được một tiến trình Bản Tin khác dùng; hãy dừng tiến trình đó, "
            "hoặc chọn thư mục khác bằng BANTIN_DATA_DIR.",
            f"The data folder {data_dir} is in use by another Bản Tin process; stop that process, "
            "or choose another folder with BANTIN_DATA_DIR.",
        ) from None
    return lock


def current_folder(data_dir: Path) -> Path:
    """The folder of the index that counts; others, left by an interrupted `reindex`, are deleted."""
    pointer = data_dir / _CURRENT
    if not pointer.exists():
        make_current(data_dir, data_dir / "index-1")
    current = data_dir / pointer.read_text(encoding="utf-8").strip()
    for folder in data_dir.glob("index-*"):
        if folder != current:
            shutil.rmtree(folder)
    return current


def make_current(data_dir: Path, folder: Path) -> None:
    """Points to the index in `folder`, for good: the pointer is on the disk when this returns."""
    scratch = data_dir / f"{_CURRENT}.new"
    with open(scratch, "w", encoding="utf-8") as file:
        file.write(folder.name)
        file.flush()
        os.fsync(file.fileno())
    os.replace(scratch, data_dir / _CURRENT)
    if os.name == "posix":
        entry = os.open(data_dir, os.O_RDONLY)
        os.fsync(entry)
        os.close(entry)
