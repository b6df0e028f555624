"""Lists inside one paragraph: "… nhiệm vụ sau: Một là, …; hai là, …; ba là, …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.labels import NOUNS, Label, as_roman, read_label
from vectorstore.text import sentences

_NUMBER_WORD = "một|nhất|hai|ba|bốn|tư|năm|sáu|bảy|bẩy|tám|chín|mười(?:\\s+\\w+)?"
_CANDIDATE = re.compile(
    rf"(?:(?<=[:;,.!?–-]\s)(?=(?i:(?:{_NUMBER_WORD})\s+là\b|thứ\s+(?:{_NUMBER_WORD})\b|\d{{1,2}}\)\s|[a-zđ]\)\s|"
    rf"[ivx]{{2,4}}\)\s|(?:{NOUNS})\s+(?:\d{{1,2}}\s*:|thứ\s+(?:{_NUMBER_WORD})\b)))"
    r"|(?<=[:;.]\s)(?=\d{1,2}\.\s)|(?<=[:;]\s)(?=[-–+•]\s)"
    r"|(?<=\s)(?=\((?:\d{1,2}|[a-zđ]|[ivx]{2,4})\)\s))"
)
_AFTER_COLON = ("1.", "-", "+", "•")  # forms of labels that start a list inside a paragraph only after a colon
_LAST_ITEM_WINDOW = 4_000  # characters in which the end of the last item's sentence is sought


def split_inline(text: str, label: Label | None, following: Label | None = None) -> list[tuple[int, Label | None]]:
    """Where the parts of `text` start, with their labels; one part, (0, `label`), if it holds no list.

    `label` is the one that the text itself starts with, `following` that of the next paragraph, in which a list that
    starts here may go on. A part without a label after the last item is text that follows the list in the same
    paragraph.
    """
    whole: list[tuple[int, Label | None]] = [(0, label)]
    runs: dict[str, list[tuple[int, Label]]] = {}
    for match in _CANDIDATE.finditer(text):
        found = read_label(text[match.start() : match.start() + 80])
        for each in dict.fromkeys((found, as_roman(found))) if found else ():
            run = runs.setdefault(each.form, [])
            if _counts_on(each, run, label, text[: match.start()].rstrip()):
                run.append((match.start(), each))
    complete = [
        run
        for form, run in runs.items()
        if len(run) > 1 or (run and ((label and label.form == form) or _goes_on(text, run[0], following)))
    ]
    if not complete:
        return whole
    run = min(complete, key=lambda items: items[0][0])
    return whole + run + _after(text, run)


def _counts_on(found: Label, run: Sequence[tuple[int, Label]], label: Label | None, before: str) -> bool:
    """Whether a label after the text `before` is the next one of `run`, or the first one of a list; `label` is the one
    that the whole paragraph starts with."""
    own = label if label and label.form == found.form else None
    if not run and found.form in _AFTER_COLON and (own or not before.endswith(":")):
        return False
    if found.number is None:
        return True
    last = run[-1][1].number if run else own.number if own else 0
    return last is not None and (found.number == last + 1 or (found.text[0] == "e" and last == 4))


def _goes_on(text: str, first: tuple[int, Label], following: Label | None) -> bool:
    """Whether an item after a colon is the first of a list whose second one starts the next paragraph."""
    start, label = first
    return (
        following is not None
        and following.form == label.form
        and label.number is not None
        and following.number == label.number + 1
        and text[:start].rstrip().endswith(":")
    )


def _after(text: str, run: list[tuple[int, Label]]) -> list[tuple[int, Label | None]]:
    """Text after the list: what follows the last item's first sentence, if semicolons or commas part the items."""
    starts = [start for start, _ in run]
    parted = [text[start:end].rstrip() for start, end in pairwise(starts)]
    if not parted or sum(part.endswith((";", ",", "; và", ", và", " và")) for part in parted) <= len(parted) // 2:
        return []
    last, label = run[-1]
    body = last + label.length
    found = sentences(text[body : body + _LAST_ITEM_WINDOW])
    ended = [span for span in found if text[body + span.end - 1] != ";"]
    if not ended or not any(span.start > ended[0].end for span in found):
        return []
    return [(body + min(span.start for span in found if span.start > ended[0].end), None)]
