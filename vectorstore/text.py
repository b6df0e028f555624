"""Language primitives for Vietnamese: normal form, folding, syllables, sentences with offsets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from vectorstore.models import Span


class _FoldTable(dict[int, str]):
    """Maps a code point to its lower-case base letter, one character to one; entries are computed when first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in "đĐ":
            folded = "d"
        else:
            folded = "".join(c for c in unicodedata.normalize("NFD", char) if not unicodedata.combining(c)).lower()
        self[code] = folded if len(folded) == 1 else char
        return self[code]


CAPITALS = "A-ZĐÀ-ÖØ-ÞĂĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
"""The capital letters of Vietnamese, for a class in a regular expression."""
_FOLD = _FoldTable()
_SYLLABLE = re.compile(r"[^\W_]+")
_ACCENTED = re.compile(r"[À-ÖØ-öø-ɏḀ-ỿ]")


def nfc(text: str) -> str:
    """`text` in Unicode normal form C, the form in which Bản Tin keeps all text."""
    return unicodedata.normalize("NFC", text)


def encodable(text: str) -> str:
    """`text` with a question mark for each half of a character, which JSON can carry and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def printable(text: str) -> str:
    """`text` without what shows nothing or reorders what is shown: control, zero-width and bidi characters."""
    return text if text.isprintable() else "".join(char for char in text if char.isprintable() or char.isspace())


def fold(text: str) -> str:
    """`text` in lower case without diacritics ("Đảng ủy" → "dang uy").

    One character of NFC text stays one, so that offsets into the folded text are offsets into the text.
    """
    return nfc(text).translate(_FOLD)


def has_accents(text: str) -> bool:
    """Whether `text` holds a letter with a diacritic, đ included."""
    return _ACCENTED.search(nfc(text)) is not None


def syllables(text: str) -> list[str]:
    """The runs of letters and digits of `text`, in order; case and accents are kept."""
    return _SYLLABLE.findall(text)


def folded_syllables(text: str) -> str:
    """The folded syllables of `text`, joined by single spaces: "Đảng ủy, Khối" → "dang uy khoi"."""
    return " ".join(syllables(fold(text)))


def fold_sentences(texts: Iterable[str]) -> str:
    """Each sentence's folded syllables as " a b c ", a sentence a line, so that " b c " is found by a plain search."""
    return "\n".join(f" {folded_syllables(text)} " for text in texts)


def syllable_spans(text: str) -> list[Span]:
    """Where `syllables(text)` stand in `text`."""
    return [Span(*match.span()) for match in _SYLLABLE.finditer(text)]


def terms(text: str) -> list[str]:
    """The lexical index's terms of `text`: folded syllables, then adjacent pairs joined by "_".

    Index and question go through this one function, so that they agree.
    """
    unigrams = syllables(fold(text))
    return unigrams + [f"{a}_{b}" for a, b in pairwise(unigrams)]


# A full stop after these does not end a sentence.
_ABBREVIATIONS = frozenset(
    "tp tx tt q p h x ts ths gs pgs bs ks cn đ/c đc tr vv v.v st stt no vol mr mrs ms dr prof".split()
)
_SENTENCE_END = re.compile(r"(?:\./\.|[.!?…]+)[\"”»’')\]]*(?=\s)|\n+")
_CLAUSE_END = re.compile(r";(?=\s)")
_LONG_SENTENCE = 400  # characters, above which a sentence is also cut at semicolons


def sentences(text: str, offset: int = 0) -> tuple[Span, ...]:
    """The sentences of `text` as spans without surrounding white space, `offset` added to each.

    A full stop ends a sentence when white space follows, unless it closes an abbreviation, an initial or a number that
    starts a line ("1. …"). A sentence of more than 400 characters, as bulletins like them, is also cut at semicolons.
    """
    spans: list[Span] = []
    for sentence in _cut(text, Span(0, len(text)), (m for m in _SENTENCE_END.finditer(text) if _ends(text, m))):
        if sentence.end - sentence.start > _LONG_SENTENCE:
            spans += _cut(text, sentence, _CLAUSE_END.finditer(text, sentence.start, sentence.end))
        else:
            spans.append(sentence)
    return tuple(Span(start + offset, end + offset) for start, end in spans)


def _ends(text: str, match: re.Match[str]) -> bool:
    """Whether the punctuation that was matched ends a sentence."""
    if match[0][0] != ".":
        return True
    if match[0].startswith("./.") or match[0].startswith(".."):
        return True
    line = text.rfind("\n", 0, match.start()) + 1
    word = re.split(r"[\s(“\"]", text[line : match.start()])[-1]
    before = text[line : match.start() - len(word)].strip()
    if not before and (word.isdigit() or re.fullmatch(r"[IVXLC]+|[a-zđA-Z]", word)):
        return False
    if word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word.isupper()):
        return False
    following = text[match.end() :].lstrip()
    return not following or not following[0].islower()


def _cut(text: str, span: Span, ends: Iterable[re.Match[str]]) -> list[Span]:
    """`span` cut after each of `ends`, each piece stripped of white space, empty pieces dropped."""
    pieces: list[Span] = []
    start = span.start
    for end in [*(match.end() for match in ends), span.end]:
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            first = start + len(piece) - len(piece.lstrip())
            pieces.append(Span(first, first + len(stripped)))
        start = end
    return pieces
