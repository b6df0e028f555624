"""Questions as people type them in chats: "ko", "dc", "j", "ntn", and in English "what's", "didn't", are written out
before anything else is done."""

from __future__ import annotations

import re

from bot.question.cues import cues, either
from bot.question.language import detect
from vectorstore.query import Form
from vectorstore.text import fold, has_accents

_WRITTEN_OUT = {
    "ko": "không", "kh0ng": "không", "khg": "không", "kg": "không", "hok": "không", "hong": "không", "dc": "được",
    "đc": "được", "dk": "được", "đk": "được", "j": "gì", "gj": "gì", "ntn": "như thế nào", "vs": "với",
    "cv": "công việc", "tp": "thành phố", "ng": "người", "nv": "nhiệm vụ", "mk": "mình", "mik": "mình",
    "trc": "trước", "lm": "làm",
    "nhg": "nhưng", "nhìu": "nhiều", "bnhieu": "bao nhiêu", "bnh": "bao nhiêu", "bgio": "bao giờ", "bh": "bây giờ",
    "đv": "đảng viên", "dvien": "đảng viên", "đvien": "đảng viên", "cbo": "chi bộ", "hnghi": "hội nghị",
    "đ/c": "đồng chí",
    "nx": "nữa", "tks": "cảm ơn", "thks": "cảm ơn", "thx": "cảm ơn", "cx": "cũng", "cug": "cũng",
    "sdt": "số điện thoại", "tgian": "thời gian",
}  # fmt: skip
_CONTRACTIONS = tuple(
    (re.compile(rf"\b({either(words)}){ending}\b", re.IGNORECASE), rf"\1 {written}")
    for words, ending, written in (
        ("what | who | where | when | why | how | it | that | there | here | he | she", "['’]s", "is"),
        ("what | who | where | when | how", "s", "is"),
        ("can", "['’]t", "not"),
        ("is | are | was | were | do | does | did | has | have | had | could | would | should | must", "n['’]t", "not"),
        ("i", "['’]m", "am"),
        ("i | you | he | she | it | we | they | who", "['’]d", "would"),
        ("i | you | he | she | it | we | they | who | what | that", "['’]ll", "will"),
        ("i | you | we | they | who | what", "['’]ve", "have"),
        ("you | we | they | who | what", "['’]re", "are"),
    )
)
"""English contractions, and what they are written out as; a name such as "K'Brơi" is none."""
_LEFT_OUT = {*_WRITTEN_OUT, "bn", "b", "k", "z", "v"}
_TOKEN = re.compile(r"(?<![\w/.-])(?:đ/c|\w+)(?![\w/-])")
_ABOUT_YOU = cues("(?:chao|cam on|on) bn | bn oi | bn la ai | bn (?:co the|lam|giup|ten|biet|tra loi) | ^bn(?! d)")
_ONE_LETTER = cues("^b (?=lam|la ai|co the|giup|ten) | k (?=co|the|phai|duoc|dc|biet|bi)|(?:duoc|dc|hay|phai|co) k$")


def written_out(text: str) -> str:
    """`text` with its chat spellings written out, with accents if it has any, and its English contractions."""
    for contraction, words in _CONTRACTIONS:
        text = contraction.sub(words, text)
    folded = fold(text)
    if not _may_hold(folded):
        return text
    if detect(_TOKEN.sub(lambda m: "" if m[0].lower() in _LEFT_OUT else m[0], text)) is Form.ENGLISH:
        return text
    accented = has_accents(re.sub(r"đ[ckv]\b|đ/c", "", text))
    text = re.sub(r"\bbn\b", "bạn" if _ABOUT_YOU.search(folded) else "bao nhiêu", text, flags=re.IGNORECASE)
    text = _ONE_LETTER.sub(lambda m: m[0].replace("b ", "bạn ").replace("k ", "không ").replace(" k", " không"), text)
    text = _TOKEN.sub(lambda m: _WRITTEN_OUT.get(m[0].lower(), m[0]) if not m[0].isupper() else m[0], text)
    return text if accented else fold(text) if text.islower() else unaccented(text)


def _may_hold(folded: str) -> bool:
    return _HINT.search(folded) is not None


def unaccented(text: str) -> str:
    """`text` without accents, in its case."""
    return "".join(plain.upper() if char.isupper() else plain for char, plain in zip(text, fold(text), strict=True))


_HINT = re.compile(rf"(?<![\w/.-])(?:bn|b|k|{'|'.join(re.escape(fold(word)) for word in _WRITTEN_OUT)})(?![\w/-])")
