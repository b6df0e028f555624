"""Characters of symbol fonts, which stand for bullets and signs and not for letters."""

from __future__ import annotations

import re
import string

_SYMBOL_FONT = re.compile(r"^(symbol|wingdings|webdings|zapf ?dingbats|marlett|monotype sorts|opensymbol)\b", re.I)
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_ASCII_SIGNS = frozenset(
    " \t\n0123456789.,:;()[]<>=+/%&!?" + string.ascii_letters
)  # the same in the Symbol font, or Greek
_SIGNS = {"\xa3": "≤", "\xb3": "≥", "\xb1": "±", "\xb4": "×", "\xb9": "≠", "\xae": "→", "\xb0": "°", "\xa5": "∞"}
_SPACE = "\x20\xa0"
_GREEK = str.maketrans(
    "ABCDEFGHIKLMNOPQRSTUWXYZabcdefghiklmnopqrstuwxyz", "ΑΒΧΔΕΦΓΗΙΚΛΜΝΟΠΘΡΣΤΥΩΞΨΖαβχδεφγηικλμνοπθρστυωξψζ"
)


def is_symbol_font(font: str | None) -> bool:
    """Whether the letters of a font are signs."""
    return font is not None and _SYMBOL_FONT.match(font) is not None


def plain_symbols(text: str, font: str | None) -> str:
    """Text of a symbol font: its signs as far as they are known, any other character a dash, as for a bullet."""
    if font and font.lower().startswith("symbol"):
        return "".join(char if char in _ASCII_SIGNS else _plain(char) for char in _without_offset(text)).translate(
            _GREEK
        )
    return "".join(char if char.isspace() else _plain(char) for char in text)


def without_private_use(text: str) -> str:
    """`text` with each private-use character as the bullet that it shows: a dash."""
    return _PRIVATE.sub(lambda match: _plain(match[0]), text)


def _without_offset(text: str) -> str:
    return "".join(chr(ord(char) - 0xF000) if "\uf000" <= char <= "\uf0ff" else char for char in text)


def _plain(char: str) -> str:
    code = _without_offset(char)
    if code in _SPACE:
        return " "
    return _SIGNS.get(code, "-")
