"""Questions without a question word, as one types to a search engine: an office ("Bí thư xã Hòa Lâm năm 2020") asks who
holds it, an indicator ("Thu ngân sách năm 2023") how much it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.question.cues import cues, either
from vectorstore.query import Concept

_ASKS = cues(
    r"""
    gi | nao | ai | may | sao | bao nhieu | (?:o|tai|tu|den) dau | nhung | (?:khong|chua|dau)$
    what | which | who | how | why | when | where | did | does | is | are | was | were | list
    """
)
_ACTS = cues(
    """
    yeu cau | phat bieu | chi dao | ket luan | nhan manh | de nghi | danh gia | khang dinh | chuc mung | chu tri | tham
    duoc | se | trao | tang | ky | giao nhiem vu | va
    said | says | asked | signed | opened | visited | met | speech | report | elected | election | meeting | duties
    and
    """
)
"""What makes an office one that does something, or that something is done to."""
_OFFICE = either(
    """
    (?:tong )?bi thu | chu tich | (?:tong )?giam doc | hieu truong | chu nhiem | chanh (?:van phong|thanh tra)
    truong (?:ban|phong|cong an|doan|thon|xom|ap|khoa|tram) | vien truong | doi truong | to truong | bo truong
    chi huy truong | thu tuong | nguoi dung dau
    """
)
_OFFICE_EN = either(
    """
    head | (?:party )?secretary | chair(?:man|woman|person)? | president | director | principal | chief | leader
    mayor | minister
    """
)
_INDICATOR = either(
    """
    (?:thu|chi) ngan sach | tong (?:thu|chi|von|dien tich|san luong|gia tri|kinh phi|muc dau tu|san pham)
    thu nhap binh quan | dien tich | san luong | kim ngach | gia tri san xuat | dan so | toc do tang truong | do che phu
    so (?:luong|luot|ca|vu|lop|don|tien|von|nha|du an|cong trinh|mo hinh|san pham|can bo|can nha|cong chuc|lao dong)
    so (?:dang vien|doan vien|hoi vien|nguoi|ho|chi bo|dang bo|to chuc|doanh nghiep|hop tac xa|xa|thon|hoc sinh|cuoc)
    hoc phi | muc (?:thuong|ho tro|luong|phi)
    """
)
_NAMED_SO = cues("(?:thu|chi) ngan sach | thu nhap binh quan | san luong | kim ngach | gia tri san xuat | do che phu")
_INDICATOR_EN = either(
    """
    revenues? | turnover | profits? | income | population | output | budget | expenditure | spending | coverage
    forest cover | (?:growth|poverty|unemployment) rate | turnout | (?:land|natural) area
    total (?:investment|cost|value)
    """
)
_AT = r"(?: (?:in|for|of|as of|by|at) [a-z0-9 ]+| now| today| currently)?"
_HOLDER = re.compile(
    rf"^(?:ten )?(?:dong chi )?(?:pho )?{_OFFICE}\b"
    rf"|^(?:the )?(?:(?:current|present|new|former|deputy|vice|acting) )*{_OFFICE_EN} of\b"
    rf"|^(?:[a-z]+ )+{_OFFICE_EN}{_AT}$"
)
_FIGURE = re.compile(
    rf"^(?:nam \d{{4}} )?{_INDICATOR}\b"
    rf"|^(?:the )?(?:total )?(?:number|amount|share|percentage|proportion|rate|value|area) of\b"
    rf"|^(?:[a-z]+ )*{_INDICATOR_EN}{_AT}$"
)


def asks_holder(folded: str) -> bool:
    """Whether a folded question only names an office."""
    return _HOLDER.search(folded) is not None and not _ASKS.search(folded) and not _ACTS.search(folded)


def asks_figure(folded: str) -> bool:
    """Whether a folded question only names an indicator."""
    return _FIGURE.search(folded) is not None and not _ASKS.search(folded)


def indicator_of(words: Sequence[Concept]) -> Concept:
    """The wordings of the indicator that the words of a question name which no text gives without its name; none where
    they name no such."""
    return next((wordings for wordings in words if any(map(_NAMED_SO.match, wordings))), ())
