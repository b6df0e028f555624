"""Figures of one thing alone: "Riêng xã A …?" is not answered by what all communes did, nor by what A and B did."""

from __future__ import annotations

import re

from bot.answer.units import lacks_unit
from bot.question.cues import either
from bot.question.understand import Question
from vectorstore.text import folded_syllables

_ALONE = re.compile(r"\brieng (?P<vi>.+)|(?P<en>.+) (?:alone|by itself|on its own)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_YEARS = re.compile(r"\b(?:19|20)\d\d (?:den (?:nam )?)?(?:19|20)\d\d\b")
_CLAUSE = re.compile(r"[;()]\s*|,\s+")
_PLACES = either("xa | huyen | phuong | thon | ban | to | don vi | chi bo | dia phuong")
_SEVERAL = rf"(?:cac|hai|ba|bon|nam|nhieu|\d+) {_PLACES}"
_NEAR = 40  # characters of a question behind "riêng" that name the one thing


def thing_alone(question: Question) -> str | None:
    """The folded name or year of the one thing of which alone a question asks; None if it asks of none."""
    found = _ALONE.search(question.folded)
    if found is None:
        return None
    said = found["vi"][:_NEAR] if found["vi"] else found["en"][-_NEAR:]
    known = {wordings[0] for wordings in (*question.query.names, *question.query.designators)}
    named = sorted({*filter(said.__contains__, known), *_YEAR.findall(said)}, key=said.find, reverse=not found["vi"])
    return next(iter(named), None)


def is_of_it_alone(text: str, thing: str, folded_question: str) -> bool:
    """Whether a clause of a text gives a figure, in the unit asked for, of the thing and of nothing besides."""
    return any(_is_of_it(folded_syllables(clause), thing, folded_question) for clause in _CLAUSE.split(text))


def _is_of_it(clause: str, thing: str, folded_question: str) -> bool:
    clause = _YEARS.sub(" ", clause)
    rest = _YEAR.sub(" ", clause.replace(thing, " "))
    is_told = f" {thing} " in f" {clause} " and re.search(r"\d", rest) is not None
    is_joint = re.search(rf"\b{_SEVERAL} (?:[a-z]+ ){{0,8}}{re.escape(thing)}\b", clause) is not None
    return is_told and not is_joint and not lacks_unit(folded_question, rest)
