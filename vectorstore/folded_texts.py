"""Folded texts that are kept, as folding one of a million characters takes a tenth of a second."""

from __future__ import annotations

import threading
from collections import OrderedDict

from vectorstore.text import fold_sentences


class FoldedTexts:
    """The folded syllables of the texts that were asked for last, as many as there is `room` for [characters]; safe to
    use from many threads."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._taken = 0
        self._kept: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, bulletin_id: str, content_hash: str, text: str) -> str:
        """The folded syllables of the text of a bulletin as it is under this hash, as " a b c "."""
        key = bulletin_id, content_hash
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        folded = fold_sentences([text])
        with self._lock:
            self._taken += len(folded) - len(self._kept.pop(key, ""))
            self._kept[key] = folded
            while self._taken > self._room:
                self._taken -= len(self._kept.popitem(last=False)[1])
        return folded
