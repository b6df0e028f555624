"""The version that is installed."""

from __future__ import annotations

from importlib import metadata


def version() -> str:
    """The version of the package, "0" where it runs without being installed."""
    try:
        return metadata.version("bantin")
    except metadata.PackageNotFoundError:
        return "0"
