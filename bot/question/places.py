"""What places are called in English and in Vietnamese."""

from __future__ import annotations

VIETNAMESE = {
    "commune": "xã", "ward": "phường", "district": "huyện", "township": "thị trấn", "province": "tỉnh",
    "village": "thôn",
}  # fmt: skip
"""The English word → the Vietnamese one."""
