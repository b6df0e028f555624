"""Files that hold what people asked, which is nobody else's business on the machine."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from vectorstore.data_folder import make_folder


def private_file(path: Path) -> Path:
    """`path`, made in its folder where it is missing: new for its owner only, an older one for all but strangers.

    Raises UnusableDataFolder.
    """
    make_folder(path.parent)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    with suppress(PermissionError):  # the file is somebody else's, who lets us write it
        path.chmod(path.stat().st_mode & 0o770)
    return path
