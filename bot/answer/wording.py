"""What Bản Tin says in its own words, around the quotations; Vietnamese and English."""

from __future__ import annotations

import datetime
import textwrap

from vectorstore.errors import Language
from vectorstore.models import BulletinEntry

REFUSAL: dict[Language, str] = {
    "vi": "Các văn bản hiện có không nêu thông tin này.",
    "en": "The documents do not say.",
}
GREETING: dict[Language, str] = {
    "vi": "Xin chào! Tôi trả lời câu hỏi về các bản tin và văn bản của cấp ủy bằng cách trích nguyên văn, kèm nguồn. "
    "Anh/chị muốn hỏi điều gì?",
    "en": "Hello! I answer questions about the committee's bulletins and documents with verbatim quotations and their "
    "place. What would you like to know?",
}
NOTHING_FURTHER: dict[Language, str] = {
    "vi": "Văn bản không nói thêm về nội dung này.",
    "en": "The document says nothing further on this.",
}
_TITLE = 70  # characters of a title within a suggested question
_NUMBERS = "Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve".split()


def quotation(quotes: list[str], language: Language) -> str:
    """An answer made of sentences: in English framed, as the quotes are Vietnamese."""
    if language == "vi":
        return "\n".join(quotes)
    return "\n".join(["The documents say, in Vietnamese:", *(f"“{quote}”" for quote in quotes)])


def listing(lead: str, items: list[str], bulletin: BulletinEntry, language: Language) -> str:
    """An answer made of a lead-in and all items of its list."""
    if language == "vi":
        return "\n".join([lead, *items] if lead else items)
    number = _NUMBERS[len(items)] if len(items) < len(_NUMBERS) else str(len(items))
    noun = "item is" if len(items) == 1 else "items are"
    return "\n".join([f"{number} {noun} listed in {named(bulletin)}:", *items])


def apart(quotes: list[tuple[BulletinEntry, str]], language: Language) -> str:
    """Answers of several bulletins, each under the bulletin's name and date."""
    introduction = "Các văn bản nêu khác nhau:" if language == "vi" else "The documents differ:"
    return "\n".join([introduction, *(f"{named(bulletin)}: {quote}" for bulletin, quote in quotes)])


def too_few(ordinal: int, count: int, bulletin: BulletinEntry, language: Language) -> str:
    """A refusal: the list that was found has fewer items than the ordinal asked for."""
    if language == "vi":
        return f"Danh sách trong {named(bulletin)} chỉ có {count} mục, không có mục thứ {ordinal}."
    return f"The list in {named(bulletin)} has only {count} items, no item number {ordinal}."


def named(bulletin: BulletinEntry) -> str:
    """A bulletin's title and date."""
    date: datetime.date | None = bulletin.metadata.date
    return f"“{bulletin.metadata.title}”" + (f" ({date:%d/%m/%Y})" if date else "")


def list_suggestion(bulletin: BulletinEntry, language: Language) -> str:
    """A question about a bulletin that has lists."""
    title = textwrap.shorten(bulletin.metadata.title, _TITLE, placeholder="…")
    if language == "vi":
        return f"Những nội dung nào được nêu trong “{title}”?"
    return f"What points are listed in “{title}”?"
