"""Vietnamese from before Unicode: TCVN3 (.VnTime), VNI and their like, told by font name or by content.

The conversion tables are viparse's; what they lack is added here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from ingest.readers.syllables import is_syllable
from ingest.readers.symbols import is_symbol_font, plain_symbols
from vectorstore.text import nfc

_UNICODE_ONLY = re.compile(r"[ĂăĐđĨĩŨũƠơƯưẠ-ỹ\u0300\u0301\u0303\u0309\u0323]")
_LETTERS = r"[^\W\d_]"
_WORD = re.compile(
    # Signs among letters are what letters of a legacy encoding look like: "B¸o c¸o". Quotation marks count inside only.
    rf"{_LETTERS}+(?:[¡-ª¬-º¼-¿×÷\xad]+{_LETTERS}*|[«»]{_LETTERS}+)*|[¡-¦¨ª¬-º¼-¿×÷]+{_LETTERS}+"
    r"|[§®][¶-¹](?!\w)"  # the four words đá, đã, đả, đạ in TCVN3
)
_CAPITALS = str.maketrans("¡¢£¤¥¦§", "ĂÂÊÔƠƯĐ")  # all the capitals beyond ASCII that TCVN3 has
_WITH_CAPITALS = re.compile(rf"{_LETTERS}*[¡-§](?:{_LETTERS}|[¡-§])*")
_TONED = frozenset("àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ")  # without capitals in TCVN3
_LETTERS_ONLY = re.compile(rf"{_LETTERS}+")
_LINE_ENDS = re.compile(r"([\t\n\r\f]| {2,})")
_AROUND_WORDS = '.,:;()"“”'
_HYPHENED = re.compile(rf"(?<![\w-])({_LETTERS}*)-({_LETTERS}*)(?![\w-])")
_WITH_SPACE = re.compile(r"\s*\S+\s*")
_ABBREVIATION = re.compile(r"[A-ZĐƯƠÔÂĂÊ]{2,8}")
_GUESSED = ("tcvn3", "vni", "viscii")  # encodings that are recognised without the name of a font
_VPS_FONT = re.compile(r"^vps\b", re.I)
_VNI_MORE = (("aú", "ẳ"), ("AÚ", "Ẳ"), ("î", "ỵ"), ("Î", "Ỵ"))
_SAMPLE = 20_000  # characters of a font's or a document's text that are judged
_CERTAIN = 0.9  # share of accented words that are syllables, from which on a reading is taken as right
_FEW_WORDS = 3  # accented words below which a text without fonts is not judged by itself


class Run(NamedTuple):
    """A stretch of text in one font; the font is None where the file names none."""

    text: str
    font: str | None


def convert(text: str, encoding: str) -> str:
    """`text`, whose characters are the bytes of a legacy `encoding`, in Unicode and NFC."""
    from viparse.normalize.tables import convert as convert_by_table

    converted: str = convert_by_table(text, _table(encoding))
    return _with_toned_capitals(converted) if encoding == "tcvn3" else converted


def _with_toned_capitals(text: str) -> str:
    """`text` with the letters in capitals that TCVN3 can only write small where all others are: "ĐảNG Bộ Xã"."""
    return "".join(map(_toned_capitals_in, _LINE_ENDS.split(text)))


def _toned_capitals_in(line: str) -> str:
    is_sure = any(_is_in_capitals(word.strip(_AROUND_WORDS)) for word in line.split())
    if is_sure and all(char in _TONED for char in line if char.islower()):
        return line.upper()
    return _LETTERS_ONLY.sub(lambda word: word[0].upper() if _is_in_capitals(word[0]) else word[0], line)


def _is_in_capitals(word: str) -> bool:
    """Whether a syllable has capitals behind its first letter, and small letters only where TCVN3 has no capitals."""
    has_capitals = any(map(str.isupper, word[1:])) and all(char.isupper() or char in _TONED for char in word)
    return has_capitals and is_syllable(word)


@lru_cache(maxsize=8)
def _table(encoding: str) -> Any:
    """The conversion table of an encoding; that of VNI with the capitals of its small marks ("Uûy ban") added."""
    from viparse.normalize.encodings import CHARMAPS
    from viparse.normalize.tables import build_charmap

    if encoding != "vni":
        return CHARMAPS[encoding]
    known = {**dict(_VNI_MORE), **dict(CHARMAPS[encoding].pairs)}
    capitals = {f"{pair[0].upper()}{pair[1]}": letter.upper() for pair, letter in known.items() if len(pair) == 2}
    return build_charmap(encoding, {**capitals, **known}.items())


def is_unicode(text: str) -> bool:
    """Whether `text` holds letters that no legacy encoding shows: it is Unicode, or needs no conversion."""
    return text.isascii() or _UNICODE_ONLY.search(text) is not None


def accented_words(text: str) -> list[str]:
    """The words of `text` that have a letter beyond ASCII, or a sign between letters."""
    return [word for word in _WORD.findall(nfc(text)) if not word.isascii()]


def plausibility(text: str) -> float:
    """The share of the accented words of `text` that are Vietnamese; 1 if there is no such word."""
    words = accented_words(text)
    return (
        sum(is_syllable(word) or bool(_ABBREVIATION.fullmatch(word)) for word in words) / len(words) if words else 1.0
    )


@lru_cache(maxsize=500)
def font_encoding(font: str | None) -> str | None:
    """The legacy encoding that the name of a font stands for, None for any other font."""
    if font is None:
        return None
    from viparse.normalize.detector import detect_encoding

    if _VPS_FONT.match(font):
        return "vps"
    encoding: str | None = detect_encoding([font]).encoding
    return encoding


class FontReader:
    """Reads the runs of one document, each by its font.

    A font's name says which encoding its text is in, unless the text itself shows that it is Unicode, as where somebody
    typed Unicode into a document whose styles still name the old fonts.
    """

    def __init__(self, runs: Iterable[Run]) -> None:
        samples: defaultdict[str, list[str]] = defaultdict(list)
        for run in runs:
            if font_encoding(run.font) and not run.text.isascii():
                samples[run.font or ""].append(run.text)
        self._encodings = {font: _encoding_of(font, texts) for font, texts in samples.items()}
        sizes: Counter[str] = Counter()
        for font, encoding in self._encodings.items():
            if encoding:
                sizes[encoding] += sum(map(len, samples[font]))
        self.encoding = next((encoding for encoding, _ in sizes.most_common(1)), None)
        """The legacy encoding in which most of the document is by its fonts; what is in other fonts may be so too."""

    def text(self, runs: Sequence[Run]) -> str:
        """The text of `runs`, which follow each other in one paragraph."""
        parts = []
        for _, group in groupby(runs, key=lambda run: _family(run.font)):
            members = list(group)
            text = "".join(run.text for run in members)
            if is_symbol_font(members[0].font):
                parts.append(plain_symbols(text, members[0].font))
            elif font_encoding(members[0].font) is None:
                parts.append(text)
            else:
                parts.append(self._converted(text, members))
        return "".join(parts)

    def _converted(self, text: str, runs: Sequence[Run]) -> str:
        encoding = next((found for run in runs if (found := self._encodings.get(run.font or ""))), None)
        raw = "".join(chr(ord(char) - 0xF000) if "\uf000" <= char <= "\uf0ff" else char for char in text)
        if encoding is None or is_unicode(raw):
            return text
        converted = convert(raw, encoding)
        if plausibility(raw) == 1 > plausibility(converted):
            return text
        if encoding == "tcvn3":
            converted = _HYPHENED.sub(_with_letter, converted)
        if all(_shows_capitals(run.font) for run in runs):
            return converted.upper()
        return converted


def _with_letter(match: re.Match[str]) -> str:
    """A word with the letter ư in place of a hyphen, if that makes it a syllable: PDF files show that letter so."""
    word = f"{match[1]}ư{match[2]}"
    fits = match[2] or (match[1].islower() and match.start())  # "b-" at the start, or "D-", is a label
    return word if fits and is_syllable(nfc(word)) else match[0]


def _encoding_of(font: str, texts: Sequence[str]) -> str | None:
    """The encoding of the texts in a font whose name stands for a legacy one; None if they are Unicode."""
    foreign = sum(map(is_unicode, texts))
    if foreign > len(texts) / 2:
        return None
    encoding = font_encoding(font)
    sample = " ".join(text for text in texts if not is_unicode(text))[:_SAMPLE]
    if encoding is None or plausibility(convert(sample, encoding)) < plausibility(sample):
        return None
    return encoding


def _family(font: str | None) -> tuple[str | None, bool, bool]:
    """What must be the same for two runs to be converted together: a letter and its mark may stand in two runs."""
    return font_encoding(font), _shows_capitals(font), is_symbol_font(font)


def _shows_capitals(font: str | None) -> bool:
    """Whether a font shows small letters as capitals: TCVN3 has such fonts, as it has no accented capitals."""
    return font is not None and font_encoding(font) == "tcvn3" and font.rstrip().endswith("H")


def guess_encoding(texts: Iterable[str]) -> str | None:
    """The legacy encoding of texts without fonts; None if they are Unicode, not Vietnamese, or too short to tell."""
    sample = " ".join(text for text in texts if not is_unicode(text))[:_SAMPLE]
    if not sample or plausibility(sample) > 0.5:
        return None
    encoding, share, converted = max(
        ((each, plausibility(found), found) for each in _GUESSED for found in [convert(sample, each)]),
        key=lambda guess: guess[1],
    )
    return encoding if share >= _CERTAIN and len(set(accented_words(converted))) >= _FEW_WORDS else None


def stretches(text: str) -> list[str]:
    """`text` cut where words that are Unicode begin and end: each stretch holds only such words, or none."""
    words = groupby(_WITH_SPACE.findall(text), key=lambda word: not word.isascii() and is_unicode(word))
    return ["".join(group) for _, group in words]


def with_capitals(text: str) -> str:
    """`text` with the words mended that TCVN3 could only write with the help of Unicode: "§ẢNG"."""
    return _WITH_CAPITALS.sub(_in_capitals, text)


def _in_capitals(match: re.Match[str]) -> str:
    word = match[0].translate(_CAPITALS)
    return word if word.isupper() and is_syllable(nfc(word)) else match[0]


def strange_part(text: str) -> str:
    """What of `text` may be in a legacy encoding: the stretches with words that are not Vietnamese."""
    return " ".join(part for part in stretches(text) if not is_unicode(part) and plausibility(part) < 1)


def best_conversion(text: str, encodings: Sequence[str]) -> str:
    """`text` converted from the encoding that makes most of its words Vietnamese, the first of equals; as it is if none
    makes more of them so."""
    if is_unicode(text):
        return text
    return max([text, *(convert(text, encoding) for encoding in dict.fromkeys(encodings))], key=plausibility)


def either_way(text: str, encodings: Sequence[str]) -> str:
    """`text` converted from the first of `encodings` that makes no fewer of its words Vietnamese; as it is if none
    does."""
    found = (convert(text, encoding) for encoding in encodings)
    return next((each for each in found if plausibility(each) >= plausibility(text)), text)
