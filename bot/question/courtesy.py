"""The words with which a question asks to be answered, and which no text that answers it says: "Xin cho biết …"."""

from __future__ import annotations

import re

from bot.question.cues import either
from vectorstore.text import fold, has_accents

_ASKER = either(
    "toi | minh | em | anh | chi | chau | tui | moi nguoi | ban | bn | ad | admin | bot | giup | voi | xin | hay"
)
_LABEL = r"(?:cau|cau hoi|question) \d{1,2}\s?[:.)/–-]+\s?"
_ASKING = (
    rf"(?:(?:da|a|oi|alo|chao|{_ASKER}|vui long|lam on|nho|muon|can|duoc|co the|please|can you|could you)[ ,]+)*"
    rf"(?:cho (?:{_ASKER} )*(?:biet|hoi|xem)|hoi|biet|tell(?: me)?|show(?: me)?)(?: (?:la|rang|ve|xem))?[ ,:]+"
)
_OPENING = re.compile(rf"^\W*(?:{_LABEL})?(?:{_ASKING})?")

_ADDRESSED = "(?: (?:z|v|a|ạ|nhi|nhỉ|ban|bạn|ad|bot))?\\W*$"
_CLOSING = re.compile(
    r" (?:z|v|zậy|vậy|(?:vậy |thế )?nhỉ|nhé|nha|ạ|à|hả|(?<=(?: ai| gì|đâu|sao|nào) )(?:ha|ta))" + _ADDRESSED
)
_CLOSING_PLAIN = re.compile(
    r" (?:z|v|zay|(?:vay |the )nhi|(?<!thieu )(?<!khoa )(?<!vien )nhi"
    r"|(?<=(?: ai| gi|dau|sao|nao) )(?:vay|nhe|nha|ha|ta|a))" + _ADDRESSED
)
"""Particles at the end of a question that mean nothing in it. Without its tone "ha", "tạ", "nhà" or "vay" may be what
is asked for, unless it stands behind the word that asks."""
_EMPHASIS = re.compile(r"\b(?:tat ca|het thay|ca thay|tat tan tat) (?=bao nhieu|may\b)")


def without_closing(text: str) -> str:
    """A question without the particles at its end that mean nothing in it: "… là ai z"."""
    particles = _CLOSING if has_accents(text) else _CLOSING_PLAIN
    closing = particles.search(text.lower() if text.isupper() else text)
    return text[: closing.start()] if closing and closing.start() else text


def without_courtesy(text: str) -> str:
    """A question without the words that only ask to be answered; as it is, if nothing would be left.

    Folding keeps the length of NFC text, so that words are cut where they stand.
    """
    emphasis = _EMPHASIS.search(fold(text))
    if emphasis:
        text = text[: emphasis.start()] + text[emphasis.end() :]
    text = without_closing(text)
    opening = _OPENING.match(fold(text))
    return text[opening.end() :] or text if opening else text
