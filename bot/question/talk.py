"""What is said to be polite, or to hear what can be asked, and asks nothing of the bulletins: "Chào bạn", "ok cảm ơn",
"Hello, who are you?"."""

from __future__ import annotations

import re
from typing import Literal

from bot.question.cues import cues, either
from vectorstore.text import fold, folded_syllables

Talk = Literal["help", "goodbye", "greeting", "thanks"]

_YOU = "(?:ban|b|ad|admin|bot|chatbot|tro ly|em|anh|chi)"
_I = "(?:toi|minh|em|tui|chau|anh|chi)"
_HELPS = "(?:lam|giup|tra loi|biet|ho tro)"
_ADDRESSED = either(
    """
    ban | bn | anh | chi | em | ad | admin | oi | moi nguoi | ca nha | cac ban | bot | chatbot
    buoi (?:sang|trua|chieu|toi) | there | you | anyone | everyone | all | sir | madam | friend | dear
    please | here | today | again | so | too | me | very much | so much | a lot
    nhe | nha | nhi | nua | a | the | vay | v | voi | di | day | roi | lam | nhieu | rat nhieu | rat | da | xin
    """
)
_SALUTATION = either("(?:xin )?chao | hello | hi | hey | alo | good (?:morning|afternoon|evening|day)")
_SAID: list[tuple[Talk, str]] = [
    (
        "goodbye",
        "tam biet | bye | goodbye | good bye | hen gap lai | see you(?: later)? | good night | chuc ngu ngon",
    ),
    (
        "thanks",
        """
        cam on(?: vi)?(?: (?:da )?giup(?: do)?)? | thanks? | thank you | very helpful | you are welcome
        (?:thanks|thank you) (?:that|this|it|for)(?: [a-z]+){1,5} | for (?:your|the|all your) (?:help|answers?|time)
        """,
    ),
    (
        "help",
        rf"""
        (?:(?:xin|can|nho|hay|lam on|vui long)[ ])*(?:giup|giup do|tro giup|ho tro|cuu|huong dan) (?:{_I}|chung toi)
        (?:{_I}[ ])?(?:can|muon) (?:duoc[ ])?(?:tro giup|giup do|giup|ho tro) | giup do | tro giup | giup | cuu
        {_YOU} (?:co the[ ])?(?:giup|ho tro|tra loi)(?: duoc)?(?: {_I})?(?: duoc)? (?:khong|gi|nhung gi)
        {_YOU} (?:co the[ ])?{_HELPS}(?: {_I})?(?: duoc)?(?: cho {_I})?(?: nhung)?(?: viec)? gi(?: cho {_I})?
        {_YOU} (?:la|ten)(?: la)? (?:ai|gi) | ai (?:da[ ])?(?:tao|lam|viet) ra {_YOU}
        (?:co phai[ ])?{_YOU} (?:co phai )?(?:la[ ])?(?:nguoi|robot|may|bot|ai)(?: that)? khong
        {_I} (?:(?:co the|duoc)[ ])+hoi (?:{_YOU}[ ])?(?:ve[ ])?(?:nhung[ ])?gi
        hoi (?:duoc[ ])?(?:nhung[ ])?gi(?: duoc)?
        (?:lam sao|lam the nao|cach) (?:de[ ])?(?:hoi|su dung|dung)(?: {_YOU})? | hoi (?:nhu[ ])?the nao
        huong dan su dung | cach su dung
        (?:(?:can|could|will) you[ ])?(?:please[ ])?help(?: me| us)? | i (?:need|want)(?: some| your)? help
        who are you | what are you | what is your name | (?:are you|is this) (?:an?[ ])?(?:human|person|robot|bot|ai)
        what (?:can|could|do) (?:you do|you know|i ask(?: you)?) | what are you able to do | how can you help(?: me)?
        who (?:made|created|built) you | how (?:do|can) i (?:ask|use) (?:you|this|it|questions?)
        """,
    ),
    (
        "greeting",
        rf"""
        {_SALUTATION} | how are you(?: doing)? | {_YOU} (?:co[ ])?khoe khong
        {_I} (?:muon|can|xin|xin phep|dinh|dang can|co the) (?:duoc[ ])?hoi(?: (?:chut|ti|mot|cau|viec|hoi|{_YOU}))*
        cho (?:{_I}[ ])?hoi(?: (?:chut|ti|mot|cau|viec|cai))* | {_I} co (?:mot[ ]|1[ ])?cau hoi
        i (?:have|would like to ask|want to ask|got)(?: a| some)? (?:questions?|something)
        (?:can|may|could) i ask(?: you)?(?: a| some)?(?: questions?| something)?
        """,
    ),
    (
        "thanks",
        """
        ok | oke | oki | okie | okay | vang | u | uh | uhm | duoc roi | hieu roi | biet roi | ro roi | tot | hay
        tuyet voi | got it | i see | i understand | great | good | perfect | fine | all right | alright
        """,
    ),
]
"""What is said; where a message says several of these, the first tells what it is."""
_ANY = either(" | ".join((*(phrases for _, phrases in _SAID), _ADDRESSED)))
_NOTHING_ELSE = re.compile(rf"(?:{_ANY}(?: |$))+")
_PATTERNS = [(talk, cues(phrases)) for talk, phrases in _SAID]
_LONGEST = 14  # syllables

_GREETED = either(rf"{_SALUTATION} | cam on | thanks | thank you | ok | oke | okay | dear")
_SURELY_GREETED = either(
    "xin chao | chao (?:ban|ad|bot|moi nguoi|ca nha) | hello | hey | alo | good (?:morning|afternoon|evening)"
)
"""What greets also where no punctuation follows, unlike "hi" in "hi sinh"."""
_BEFORE_QUESTION = re.compile(
    rf"\W*(?:{_GREETED}(?: {_ADDRESSED})*\s*[,.!;:…-]+|{_SURELY_GREETED}(?: {_ADDRESSED})*(?= ))\s*"
)


def talk_of(folded: str) -> Talk | None:
    """What a message says of which nothing is asked of the bulletins; None if it says anything else.

    `folded` holds its folded syllables, joined by single spaces.
    """
    if folded.count(" ") >= _LONGEST or not _NOTHING_ELSE.fullmatch(folded):
        return None
    return next((talk for talk, pattern in _PATTERNS if pattern.search(folded)), None)


def without_greeting(text: str) -> str:
    """A question without the greeting or the thanks before it; as it is, if it is nothing else.

    Folding keeps the length of NFC text, so that words are cut where they stand.
    """
    if talk_of(folded_syllables(text)) is not None:
        return text
    match = _BEFORE_QUESTION.match(fold(text))
    rest = text[match.end() :] if match else text
    return rest if any(map(str.isalnum, rest)) else text
