"""What a text names of a kind: "Xã nào …?" is answered neither by a text without names nor by one of districts only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from bot.question.asking import asks_of_any
from bot.question.cues import cues, either
from vectorstore.text import folded_syllables

_KINDS = {
    "xã": "communes?",
    "phường": "wards?",
    "thị trấn": "towns?|townships?",
    "huyện": "districts?",
    "tỉnh": "provinces?",
    "thôn": "villages?|hamlets?",
    "bản": "villages?|hamlets?",
    "ấp": "villages?|hamlets?",
    "khu phố": "neighbou?rhoods?|residential groups?",
    "tổ dân phố": "neighbou?rhoods?|residential groups?",
    "chi bộ": "(?:party )?cells?",
}
"""What places and bodies are called before their names, and how English questions ask for them."""
_KIND = either("|".join(sorted(_KINDS, key=len, reverse=True)))
_ASKED = cues(
    rf"(?<!văn )(?<!lãnh đạo )(?<!cán bộ )(?P<kind>{_KIND}) nào | tên (?:của )?(?:\w+ )?(?P<named>{_KIND})\b"
    rf" | ^(?:\w+ )?(?P<called>{_KIND})\b.* tên (?:là )?gì"
)
_ASKED_EN = cues(
    rf"""
    (?:which|what|name (?:the|all)|names of)(?: (?!(?:date|day|year|time|do|does|did|must|is|are|was|were)\b)\w+)?
        (?P<kind>{either("|".join(_KINDS.values()))})
    """.replace("\n        ", " ")
)
_CELL = "(?P<cell>chi bộ )"
"""What may stand before what a place is called: "chi bộ thôn Hạ Vĩ" is a Party cell."""
_TWO_WORDS = re.compile(rf"\b{either('|'.join(kind for kind in sorted(_KINDS) if ' ' in kind))}\b", re.IGNORECASE)
_WORD = re.compile(r"\w[\w'’-]*|[.,;:!?|\n]|\([^()]*\)")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_ENDS = frozenset(".;!?|\n")
_PEOPLE = re.compile(r"\bdân tộc(?: thiểu số)?$")
"""Behind which a people is named: "đồng bào dân tộc Thái, Khơ Mú"."""
_OF_BODIES = frozenset("ban bộ đảng hội huyện nghị nhà phòng quyết sở tỉnh ủy uỷ văn viện".split())
"""What the names of bodies and documents begin with."""


def kinds_asked(question: str) -> frozenset[str]:
    """The kinds of place or body, one of which a question in lower case with its accents asks for by name."""
    asked = None if asks_of_any(question) else _ASKED.search(question)
    if asked is not None:
        return frozenset(filter(None, asked.groups()))
    english = _ASKED_EN.search(question)
    if english is None:
        return frozenset()
    return frozenset(kind for kind, words in _KINDS.items() if re.fullmatch(words, english["kind"]))


def names_one(text: str, kinds: frozenset[str], folded_question: str) -> bool:
    """Whether a text names something that the question does not, which it does not call another of these kinds."""
    known = f" {folded_question} "
    return any(
        (kind in kinds or kind not in _KINDS) and f" {folded_syllables(name)} " not in known
        for part in (text, *_BRACKETS.findall(text))
        for kind, name in _names(part)
    )


def _names(text: str) -> Iterator[tuple[str, str]]:
    """The names in a text, each behind the kind that was last said before it in its sentence: two or more words with
    capitals, or one right behind its kind."""
    kind = ""
    behind = of_people = False
    uncapitalised = _TWO_WORDS.sub(lambda match: match[0].lower(), text)
    words = [word for word in _WORD.findall(uncapitalised) if not word.startswith("(") and word != ":"]
    for has_capital, group in groupby(words, key=lambda word: word[0].isupper() or word.isdigit()):
        run = list(group)
        if not has_capital:
            last = max((place for place, word in enumerate(run) if word in _ENDS), default=-1)
            said = " ".join(run[last + 1 :])
            kind = _last_kind(said) or ("" if last >= 0 else kind)
            of_people = _PEOPLE.search(said) is not None or (of_people and last < 0)
            behind = bool(kind) and said.removesuffix(" số").endswith(kind)
            continue
        while run and not behind and run[0].lower() in _KINDS:  # "thôn Bản Tẳng" is no bản
            kind, behind = run.pop(0).lower(), True
        name = [word for word in run if word.istitle() or (behind and word.isdigit())]
        if name and not of_people and name[0].lower() not in _OF_BODIES and (len(name) > 1 or behind):
            yield kind, " ".join(run)
        behind = False


def _last_kind(said: str) -> str:
    found = list(re.finditer(rf"(?<!nông )\b{_CELL}?(?P<kind>{_KIND})\b", said))
    return (found[-1]["cell"] or found[-1]["kind"]).strip() if found else ""
