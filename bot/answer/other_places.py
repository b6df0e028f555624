"""Figures of other places: what all the province earned, or another commune did, is no answer about "xã Mường Tạo"."""

from __future__ import annotations

import re

from bot.question.cues import either
from bot.question.understand import Question
from vectorstore.models import Hit
from vectorstore.text import CAPITALS, fold, fold_sentences, folded_syllables

_KIND = either("xã | phường | thị trấn | huyện | thị xã | quận")
_ASKED = re.compile(rf"\b(?P<kind>{fold(_KIND)}) (?P<name>[a-z]+ [a-z]+)")
_NAMED = re.compile(rf"\b(?i:(?P<kind>{_KIND})) (?P<name>[{CAPITALS}]\w*(?: [{CAPITALS}]\w*)*)")
_LARGER = r"\b(?:toàn|cả) (?:tỉnh|quốc|nước|ngành"
_WHOLE = {
    fold(kind): re.compile(
        rf"{_LARGER}{'' if kind in ('huyện', 'thị xã', 'quận') else '|huyện|thành phố|thị xã|quận'})\b"
    )
    for kind in ("xã", "phường", "thị trấn", "huyện", "thị xã", "quận")
}
"""How a text speaks of all of a larger place than one of a kind."""


def is_of_other_place(question: Question, hit: Hit, said: str) -> bool:
    """Whether a text names other places of the kind that a question names one of, or all of a larger one, and not
    this; false where the question names none, or several."""
    told = {wording for designator in question.query.designators for wording in designator}
    asked = {(m["kind"], m["name"]) for m in _ASKED.finditer(question.folded) if m["name"] in told}
    if len(asked) != 1:
        return False
    ((kind, name),) = asked
    if f" {name} " in fold_sentences([said]):
        return False
    whole = _WHOLE[kind]
    if whole.search(said.lower()) and not whole.search(question.text.lower()):
        return True
    above = fold_sentences([hit.bulletin.metadata.title, *hit.passage.path, hit.passage.lead])
    others = {folded_syllables(m["name"]) for m in _NAMED.finditer(said) if fold(m["kind"]) == kind}
    return bool(others) and f" {name} " not in above
