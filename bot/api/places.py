"""Where a document came from, as strangers are told: nothing of the server's folders."""

from __future__ import annotations

import os
from pathlib import PurePosixPath, PureWindowsPath

from ingest.sources import is_url


def public_source(source: str) -> str:
    """A source as it is, of an absolute path what is below the working directory, or else the file's name."""
    if is_url(source) or not (PurePosixPath(source).is_absolute() or PureWindowsPath(source).is_absolute()):
        return source
    within = source.removeprefix(f"{os.getcwd()}{os.sep}")
    return within if within != source else source.replace("\\", "/").rpartition("/")[2]
