"""Addresses of API methods."""

from __future__ import annotations


def endpoint(base: str, path: str) -> str:
    """`path` at the server `base`, which may already name the beginning of the path."""
    parts, wanted = base.rstrip("/").split("/"), path.strip("/").split("/")
    for shared in range(min(len(wanted), len(parts) - 3), 0, -1):
        if parts[-shared:] == wanted[:shared]:
            wanted = wanted[shared:]
            break
    return "/".join([*parts, *wanted])
