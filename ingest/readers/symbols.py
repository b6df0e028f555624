"""Characters of symbol fonts, which stand for bullets and signs and not for letters."""

from __future__ import annotations

import re

_SYMBOL_FONT = re.compile(r"^(symbol|wingdings|webdings|zapf ?dingbats|marlett|monotype sorts|opensymbol)\b", re.I)
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_SIGNS = {"\xa3": "≤", "\xb3": "≥", "\xb1": "±", "\xb4": "×", "\xb9": "≠", "\xae": "→", "\xb0": "°", "\xa5": "∞"}
_SPACE = "\x20\xa0"


def is_symbol_font(font: str | None) -> bool:
    """Whether the letters of a font are signs."""
    return font is not None and _SYMBOL_FONT.match(font) is not None


def plain_symbols(text: str) -> str:
    """Text of a symbol font: its signs as far as they are known, any other character a dash, as for a bullet."""
    return "".join(char if char.isspace() else _plain(char) for char in text)


def without_private_use(text: str) -> str:
    """`text` with each private-use character as the bullet that it shows: a dash."""
    return _PRIVATE.sub(lambda match: _plain(match[0]), text)


def _plain(char: str) -> str:
    code = chr(ord(char) - 0xF000) if "\uf000" <= char <= "\uf0ff" else char
    if code in _SPACE:
        return " "
    return _SIGNS.get(code, "-")
