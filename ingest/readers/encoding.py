"""From the bytes of a text file to its characters."""

from __future__ import annotations

import codecs
from collections import Counter

from ingest.errors import UnreadableFile
from ingest.readers.legacy import accented_words, convert, is_unicode, plausibility

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHERS = ["cp1258", "cp1252"]
_VIETNAMESE = ("cp1258", "tcvn3", "vni", "viscii", "vps")
_CERTAIN = 0.9  # share of accented words that are Vietnamese, from which on an encoding is taken as found
_FEW_WORDS = 3  # accented words below which an encoding is not told by them
_JUDGED = 20_000  # bytes by which an encoding is told
_SAMPLE = 200_000  # characters that are looked at when a text is judged
_MAX_STRANGE = 0.01  # share of control and undefined characters above which a file is not text


def decode(data: bytes, name: str) -> str:
    """The text in `data`: UTF-8, UTF-16 or UTF-32 by their mark, else the Vietnamese encoding that makes words of it;
    of a file that was put together from several, that of each line.

    Raises `UnreadableFile` if that gives no text, as for a picture or a program that was renamed.
    """
    text = _decoded(data)
    if text is None or _strange(text) > _MAX_STRANGE:
        raise UnreadableFile(
            f"Tệp {name} không phải là văn bản: nội dung là dữ liệu nhị phân.",
            f"{name} is not a text file: its content is binary.",
        )
    return text


def _decoded(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if b"\0" in data[:4_096]:
        return _unmarked_utf16(data)
    lines = data.splitlines(keepends=True)
    vietnamese = None if any(map(_is_vietnamese_utf8, lines)) else _vietnamese(data[:_JUDGED])
    if vietnamese:
        return _read(data, vietnamese)
    if mixed := _mixed(lines):
        return mixed
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE], cp_isolation=_OTHERS).best()
    if best is None:
        return None
    encoding = "cp1258" if best.encoding == "cp1252" else best.encoding
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _vietnamese(data: bytes) -> str | None:
    """The encoding in which most accented words of `data` are Vietnamese, None if there is none."""
    read = {encoding: _read(data, encoding) for encoding in _VIETNAMESE}
    best = max(read, key=lambda encoding: plausibility(read[encoding]))
    certain = plausibility(read[best]) >= _CERTAIN and len(accented_words(read[best])) >= _FEW_WORDS
    return best if certain else None


def _mixed(lines: list[bytes]) -> str | None:
    """The text of `lines` that are in several encodings; None if those of some cannot be told.

    A line that is too short to be told is in the encoding that most of the others are in.
    """
    found = ["utf-8" if line.isascii() or _is_vietnamese_utf8(line) else _vietnamese(line) for line in lines]
    usual = next((encoding for encoding, _ in Counter(found).most_common() if encoding not in (None, "utf-8")), None)
    if usual is None:
        return None
    return "".join(_read(line, encoding or usual) for line, encoding in zip(lines, found, strict=True))


def _is_vietnamese_utf8(line: bytes) -> bool:
    if line.isascii():
        return False
    try:
        return is_unicode(line.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _read(data: bytes, encoding: str) -> str:
    if encoding == "utf-8":
        return data.decode("utf-8")
    return data.decode("cp1258", "replace") if encoding == "cp1258" else convert(data.decode("latin-1"), encoding)


def _unmarked_utf16(data: bytes) -> str | None:
    """The text in `data` if it is UTF-16 without a mark, whose blanks and line ends tell the order of its bytes."""
    spaces = {"utf-16-le": data[1::2].count(0), "utf-16-be": data[::2].count(0)}
    encoding = max(spaces, key=lambda each: spaces[each])
    if spaces[encoding] < len(data) // 10:
        return None
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _strange(text: str) -> float:
    """The share of characters that no text holds."""
    sample = text[:_SAMPLE]
    strange = sum(
        1 for char in sample if (char < " " and char not in "\t\n\r\f\v") or "\x7f" <= char < "\xa0" or char == "\ufffd"
    )
    return strange / max(len(sample), 1)
