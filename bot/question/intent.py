"""What a question asks for: a list, one item of it, a person, a time, a figure, a place, or anything else."""

from __future__ import annotations

import re
from enum import StrEnum

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


# Looked for in the folded question, in this order; the first that matches decides.
_PATTERNS: tuple[tuple[Intent, re.Pattern[str]], ...] = tuple(
    (intent, re.compile(pattern))
    for intent, pattern in (
        (
            Intent.GREETING,
            r"^(?:xin )?(?:chao|hello|hi|hey|alo|cam on|thank you|thanks|good (?:morning|afternoon|evening)|tam biet|bye)"
            r"(?: (?:ban|anh|chi|em|ad|admin|moi nguoi|there|you|nhe|nha|a|very much|nhieu))*$"
            r"|^(?:ban|you) (?:la ai|lam duoc gi|co the lam gi|giup duoc gi)"
            r"|^(?:what can you do|who are you|how can you help)",
        ),
        (
            Intent.NUMBER,
            r"\b(?:mang |co |la )?so (?:may|hieu|bao nhieu|van ban)\b(?! (?:dien thoai|nguoi|tien))|\bky hieu (?:van ban|nao|gi)\b"
            r"|\b(?:what|which) (?:is the )?(?:number|reference)\b(?! of)(?=.*\b(?:resolution|directive|conclusion|plan|report|"
            r"decision|notice|document|programme|program|invitation|regulation)\b)",
        ),
        (
            Intent.SIGNER,
            r"\b(?:ai|nguoi nao|dong chi nao) (?:la nguoi )?(?:da )?ky\b(?! luat)|\bnguoi ky\b|\bdo ai ky\b|\bwho (?:has )?signed\b|\bsigned by whom\b"
            r"|\bsigner\b|\bsignatory\b",
        ),
        (
            Intent.WHEN,
            r"\b(?:khi nao|luc nao|bao gio|ngay nao|hom nao|thang nao|nam nao|thoi gian nao|thoi diem nao|ngay bao nhieu|"
            r"ngay may|may gio|thang may|nam may|ngay thang nam|thoi han|thoi gian (?:to chuc|thuc hien|dien ra|hoan thanh)"
            r"|tu ngay|den ngay|quy nao|nhiem ky nao|giai doan nao|bao lau|the ky nao|thap ky nao|thap nien nao)\b"
            r"|^when\b|\b(?:what|which) (?:day|date|year|month|time|century|decade|quarter|term|period)\b"
            r"|\bdeadline\b|^how long\b|\bby when\b|\b(?:on|in|since|until) (?:what|which) (?:date|day|year|month)\b|\bwhen (?:was|is|did|does|were|will|are|must|should)\b",
        ),
        (
            Intent.HOW_MANY,
            r"\b(?:bao nhieu|may (?:nguoi|dong chi|dang vien|don vi|lan|nam|ty|trieu|phan tram|nhiem vu)|phan tram|ty le|"
            r"so luong|tong so|doanh thu|kinh phi (?:la|du kien|thuc hien)|bao xa|cao the nao|muc (?:tang|giam|dat))\b"
            r"|\bhow (?:many|much|far|high|tall|big|large|old|often|long)\b|\bwhat (?:percentage|percent|proportion|share|"
            r"number|amount|fraction|rate|revenue|total)\b|\bwhat (?:is|was|were) the (?:total|number|amount|percentage|rate|"
            r"revenue|budget|population|size|cost|price|average|growth)\b",
        ),
        (
            Intent.WHO,
            r"\b(?:ai|nguoi nao|nhung ai|dong chi nao|ong nao|ba nao|nhan vat nao|vi nao|chu tich nao|ten (?:cua )?(?:nguoi|"
            r"dong chi|bi thu|chu tich)|ho ten|tac gia)\b|\b(?:who|whom|whose)\b|\bwhich (?:person|comrade|leader|official|"
            r"author|president|man|woman|player|secretary|king|queen|scientist)\b|\bwhat (?:is|was) the name of the "
            r"(?:secretary|chair\w*|leader|person|author|president|man|woman)\b",
        ),
        (
            Intent.WHERE,
            r"\b(?:o dau|tai dau|den dau|tu dau|noi nao|cho nao|dia diem (?:nao|to chuc|la)|o noi|huyen nao|xa nao|tinh nao|thanh pho nao|"
            r"nuoc nao|quoc gia nao|vung nao|khu vuc nao|phuong nao|quan nao|hoi truong nao)\b|^where\b|\bwhere (?:was|is|did|does|were|will|are|can|do)\b|"
            r"\b(?:which|what) (?:city|country|place|town|region|state|province|district|commune|location|venue|area|"
            r"village|river|continent|street|hall)\b",
        ),
    )
)
_LIST = re.compile(
    r"\b(?:gom (?:nhung|cac|co)|bao gom|nhung gi|liet ke|ke ten|ke ra|neu (?:cac|nhung|ro cac)|danh sach|danh muc)\b"
    r"|\b(?:cac|nhung|may) (?:[a-z]+ ){1,8}?(?:la gi|gi|nao|ra sao|la nhung|gom)\b|\b(?:cac|nhung) [a-z ]+ la$"
    r"|\b(?:co|neu|dat|de) (?:ra )?(?:nhung|cac) [a-z ]+ (?:nao|gi)\b"
    r"|^list\b|\blist (?:of|the|all)\b|\bname (?:the|all)\b"
    r"|\bwhat (?:are|were) (?!the (?:percentage|number|amount))|\b(?:what|which) (?:[a-z]+ ){0,2}(?:tasks|solutions|goals|targets|objectives|"
    r"measures|requirements|issues|contents|shortcomings|limitations|lessons|conditions|criteria|breakthroughs|projects|"
    r"proposals|recommendations|rights|responsibilities|principles|steps|activities|priorities|duties|points|areas)\b"
)


def intent_of(folded: str) -> Intent:
    """The intent of a question; `folded` holds its folded syllables, joined by single spaces."""
    if ordinal_asked(folded) is not None:
        return Intent.ORDINAL
    first = next((intent for intent, pattern in _PATTERNS if pattern.search(folded)), None)
    if first in (None, Intent.WHO, Intent.WHERE) and count_asked(folded) is not None:
        return Intent.LIST
    if first is not None:
        return first
    return Intent.LIST if _LIST.search(folded) else Intent.WHAT
