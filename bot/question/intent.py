"""What a question asks for: a list, one item of it, a person, a time, a figure, a place, or anything else."""

from __future__ import annotations

import re
from enum import StrEnum

from bot.question.cues import cues, either
from bot.question.numbers import count_asked, ordinal_asked


class Intent(StrEnum):
    """The kinds of question that are answered differently."""

    LIST = "list"
    ORDINAL = "ordinal"
    WHO = "who"
    WHEN = "when"
    HOW_MANY = "how_many"
    WHERE = "where"
    NUMBER = "number"
    SIGNER = "signer"
    WHAT = "what"
    GREETING = "greeting"


_SALUTATION = either(
    """
    chao | hello | hi | hey | alo | cam on | thank you | thanks
    good (?:morning|afternoon|evening) | tam biet | bye
    """
)
_ADDRESSED = either("ban | anh | chi | em | ad | admin | moi nguoi | there | you | nhe | nha | a | very much | nhieu")
_DOCUMENT = either(
    """
    resolution | directive | conclusion | plan | report | decision
    notice | document | programme | program | invitation | regulation
    """
)
_PERSON = either(
    """
    person | comrade | leader | official | author | president
    man | woman | player | secretary | king | queen | scientist
    """
)
_PLACE = either(
    """
    city | country | place | town | region | state | province | district | commune
    location | venue | area | village | river | continent | street | hall
    """
)
_QUANTITY = either(
    """
    total | number | amount | percentage | rate | revenue | budget
    population | size | cost | price | average | growth
    """
)
_LISTED = either(
    """
    tasks | solutions | goals | targets | objectives | measures | requirements | issues | contents | shortcomings
    limitations | lessons | conditions | criteria | breakthroughs | projects | proposals | recommendations | rights
    responsibilities | principles | steps | activities | priorities | duties | points | areas
    """
)

# Looked for in the folded question, in this order; the first that matches decides.
_PATTERNS: dict[Intent, re.Pattern[str]] = {
    Intent.GREETING: cues(
        rf"""
        ^(?:xin )?{_SALUTATION}(?: {_ADDRESSED})*$
        ^(?:ban|you) (?:la ai|lam duoc gi|co the lam gi|giup duoc gi)
        ^(?:what can you do|who are you|how can you help)
        """
    ),
    Intent.NUMBER: cues(
        rf"""
        so (?:may|hieu|bao nhieu|van ban)(?! (?:dien thoai|nguoi|tien))
        ky hieu (?:van ban|nao|gi)
        (?:what|which) (?:is the )?(?:number|reference)(?! of)(?=.*\b{_DOCUMENT}\b)
        """
    ),
    Intent.SIGNER: cues(
        """
        (?:ai|nguoi nao|dong chi nao) (?:la nguoi )?(?:da )?ky(?! luat)
        nguoi ky | do ai ky
        who (?:has )?signed | signed by whom | signer | signatory
        """
    ),
    Intent.WHEN: cues(
        """
        khi nao | luc nao | bao gio | bao lau | may gio | ngay thang nam | thoi han | tu ngay | den ngay
        (?:ngay|hom|thang|nam|thoi gian|thoi diem|quy|nhiem ky|giai doan|the ky|thap ky|thap nien) nao
        ngay bao nhieu | ngay may | thang may | nam may
        thoi gian (?:to chuc|thuc hien|dien ra|hoan thanh)
        ^when | when (?:was|is|did|does|were|will|are|must|should) | by when | ^how long | deadline
        (?:what|which) (?:day|date|year|month|time|century|decade|quarter|term|period)
        """
    ),
    Intent.HOW_MANY: cues(
        rf"""
        bao nhieu | bao xa | cao the nao | phan tram | ty le | so luong | tong so | doanh thu
        may (?:nguoi|dong chi|dang vien|don vi|lan|nam|ty|trieu|phan tram|nhiem vu)
        kinh phi (?:la|du kien|thuc hien) | muc (?:tang|giam|dat)
        how (?:many|much|far|high|tall|big|large|old|often|long)
        what (?:percentage|percent|proportion|share|number|amount|fraction|rate|revenue|total)
        what (?:is|was|were) the {_QUANTITY}
        """
    ),
    Intent.WHO: cues(
        rf"""
        ai | nhung ai | ho ten | tac gia
        (?:nguoi|dong chi|ong|ba|nhan vat|vi|chu tich) nao
        ten (?:cua )?(?:nguoi|dong chi|bi thu|chu tich)
        who | whom | whose | which {_PERSON}
        what (?:is|was) the name of the (?:secretary|chair\w*|leader|person|author|president|man|woman)
        """
    ),
    Intent.WHERE: cues(
        rf"""
        o dau | tai dau | den dau | tu dau | o noi | dia diem (?:nao|to chuc|la)
        (?:noi|cho|huyen|xa|tinh|thanh pho|nuoc|quoc gia|vung|khu vuc|phuong|quan|hoi truong) nao
        ^where | where (?:was|is|did|does|were|will|are|can|do)
        (?:which|what) {_PLACE}
        """
    ),
}
_LIST = cues(
    rf"""
    gom (?:nhung|cac|co) | bao gom | nhung gi | liet ke | ke ten | ke ra | danh sach | danh muc
    neu (?:cac|nhung|ro cac)
    (?:cac|nhung|may) (?:[a-z]+ ){{1,8}}?(?:la gi|gi|nao|ra sao|la nhung|gom)
    (?:cac|nhung) [a-z ]+ la$
    (?:co|neu|dat|de) (?:ra )?(?:nhung|cac) [a-z ]+ (?:nao|gi)
    ^list | list (?:of|the|all) | name (?:the|all)
    what (?:are|were) (?!the (?:percentage|number|amount))
    (?:what|which) (?:[a-z]+ ){{0,2}}{_LISTED}
    """
)


def intent_of(folded: str) -> Intent:
    """The intent of a question; `folded` holds its folded syllables, joined by single spaces."""
    if ordinal_asked(folded) is not None:
        return Intent.ORDINAL
    first = next((intent for intent, pattern in _PATTERNS.items() if pattern.search(folded)), None)
    if first in (None, Intent.WHO, Intent.WHERE) and count_asked(folded) is not None:
        return Intent.LIST
    if first is not None:
        return first
    return Intent.LIST if _LIST.search(folded) else Intent.WHAT
