"""Which words are Vietnamese syllables: what tells Vietnamese from text that was read in a wrong encoding."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()
_RHYMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu "
    "i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu "
    "o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong "
    "op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uân uâng uât uây uc uê uêch uênh uêu ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt "
    "uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu ynh yt"
).split()
_SYLLABLE = re.compile(f"(?:{'|'.join(sorted(_ONSETS, key=len, reverse=True))})?(?:{'|'.join(_RHYMES)})")
_STOPPED = re.compile(r"(?:c|ch|p|t)$")
_ACUTE, _DOT = "\u0301", "\u0323"
_TONES = ("\u0300", _ACUTE, "\u0303", "\u0309", _DOT)
_TONED_CONSONANT = re.compile(f"[bcdđghklmnpqrstvx][{''.join(_TONES)}]")


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether `word`, in NFC and of any case, is a syllable that Vietnamese spelling allows."""
    chars = unicodedata.normalize("NFD", word.lower())
    tones = [char for char in chars if char in _TONES]
    toneless = unicodedata.normalize("NFC", "".join(char for char in chars if char not in _TONES))
    if len(tones) > 1 or _TONED_CONSONANT.search(chars) or not _SYLLABLE.fullmatch(toneless):
        return False
    return not _STOPPED.search(toneless) or tones == [_ACUTE] or tones == [_DOT]
