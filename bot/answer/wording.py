"""What Bản Tin says in its own words, around the quotations; Vietnamese and English."""

from __future__ import annotations

import datetime
import textwrap

from bot.question.intent import Intent
from bot.question.numbers import counts_named, folded_by_numbers
from vectorstore.errors import Language
from vectorstore.models import BulletinEntry
from vectorstore.text import fold

REFUSAL: dict[Language, str] = {
    "vi": "Các văn bản hiện có không nêu thông tin này.",
    "en": "The documents do not say.",
}
NO_DOCUMENTS: dict[Language, str] = {
    "vi": "Thư viện chưa có văn bản nào: hãy thêm bằng lệnh “bantin ingest THƯ_MỤC” rồi hỏi lại.",
    "en": "There are no documents yet: add some with “bantin ingest FOLDER”, then ask again.",
}
GREETING: dict[Language, str] = {
    "vi": "Xin chào! Tôi trả lời câu hỏi về các bản tin và văn bản của cấp ủy bằng cách trích nguyên văn, kèm nguồn. "
    "Anh/chị muốn hỏi điều gì?",
    "en": "Hello! I answer questions about the committee's bulletins and documents with verbatim quotations and their "
    "place. What would you like to know?",
}
TALK: dict[Intent, dict[Language, str]] = {
    Intent.GREETING: GREETING,
    Intent.THANKS: {
        "vi": "Rất vui được giúp anh/chị. Anh/chị cần hỏi thêm điều gì, xin cứ hỏi.",
        "en": "You are welcome. Please ask if there is anything else you would like to know.",
    },
    Intent.GOODBYE: {"vi": "Tạm biệt anh/chị. Hẹn gặp lại!", "en": "Goodbye!"},
    Intent.HELP: {
        "vi": "Tôi là Bản Tin. Tôi tìm trong các bản tin, văn bản của cấp ủy và trả lời bằng cách trích nguyên văn, "
        "kèm nguồn: ai, khi nào, ở đâu, bao nhiêu, các nhiệm vụ gồm những gì, tóm tắt một văn bản, văn bản nào nói về "
        "một việc, bản tin mới nhất. Có thể hỏi nối tiếp (“ai ký?”, “năm 2020 thì sao?”), không dấu, bằng tiếng Anh.",
        "en": "I am Bản Tin. I look through the committee's bulletins and documents and answer with verbatim "
        "quotations and their place: who, when, where, how many, what the tasks are, a summary of a document, which "
        "documents are about something, the latest bulletin. “Who signed it?” goes on from there.",
    },
    Intent.VAGUE: {
        "vi": "Câu hỏi chưa nói rõ hỏi về việc gì. Xin hỏi đủ ý, ví dụ: “Ai chủ trì hội nghị tổng kết năm 2023?”",
        "en": "The question does not say what it is about. Please ask in full, for example: “Who chaired the review "
        "conference of 2023?”",
    },
    Intent.OUTSIDE: REFUSAL,
    Intent.FOREIGN: {
        "vi": "Tôi chỉ hiểu câu hỏi bằng tiếng Việt (có dấu hoặc không dấu) và tiếng Anh. "
        "I understand questions in Vietnamese and English only.",
        "en": "I understand questions in Vietnamese and English only. "
        "Tôi chỉ hiểu câu hỏi bằng tiếng Việt (có dấu hoặc không dấu) và tiếng Anh.",
    },
}
NONE_ISSUED: dict[Language, str] = {
    "vi": "Không có văn bản nào của thời gian này.",
    "en": "There is no document of that time.",
}
NOTHING_FURTHER: dict[Language, str] = {
    "vi": "Văn bản không nói thêm về nội dung này.",
    "en": "The document says nothing further on this.",
}
_NOUNS = {
    "nhiem vu": ("task", "tasks"),
    "giai phap": ("solution", "solutions"),
    "muc tieu": ("goal", "goals"),
    "chi tieu": ("target", "targets"),
    "yeu cau": ("requirement", "requirements"),
    "ket qua": ("result", "results"),
    "han che": ("shortcoming", "shortcomings"),
    "nguyen nhan": ("cause", "causes"),
    "bai hoc": ("lesson", "lessons"),
    "dieu kien": ("condition", "conditions"),
    "tieu chuan": ("standard", "standards"),
    "tieu chi": ("criterion", "criteria"),
    "bien phap": ("measure", "measures"),
    "nguyen tac": ("principle", "principles"),
    "trach nhiem": ("responsibility", "responsibilities"),
    "kien nghi": ("proposal", "proposals"),
    "de xuat": ("proposal", "proposals"),
    "dot pha": ("breakthrough", "breakthroughs"),
    "noi dung": ("point", "points"),
    "van de": ("issue", "issues"),
}  # what lead-ins list, folded; in English for one and for several
_FRAME = "The documents say, in Vietnamese:"
_TITLE = 70  # characters of a title within a suggested question
_NUMBERS = "Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve".split()


def quotation(quotes: list[str], language: Language) -> str:
    """An answer made of sentences: in English framed, as the quotes are Vietnamese."""
    if language == "vi":
        return "\n".join(quotes)
    return "\n".join([_FRAME, *(f"“{quote}”" for quote in quotes)])


def listing(lead: str, items: list[str], bulletin: BulletinEntry, language: Language) -> str:
    """An answer made of a lead-in and all items of its list; it says so where the lead-in counts otherwise."""
    counts = counts_named(folded_by_numbers(lead))
    said = next(iter(counts[-1:]), None)
    differs = bool(counts) and len(items) not in counts
    if language == "vi":
        note = [f"(Lời dẫn nói {said}, văn bản liệt kê {len(items)} mục.)"] if differs else []
        return "\n".join([*([lead] if lead else []), *items, *note])
    number = _NUMBERS[len(items)] if len(items) < len(_NUMBERS) else str(len(items))
    one, several, verb = _noun(lead)
    counted = f"{one} is" if len(items) == 1 else f"{several} are"
    note = [f"(The lead-in says {said}; the document lists {len(items)}.)"] if differs else []
    return "\n".join([f"{number} {counted} {verb} in {named(bulletin)}:", *items, *note])


def _noun(lead: str) -> tuple[str, str, str]:
    """What a lead-in says that it lists, in English, one and several, and how: the last noun that it names."""
    folded = fold(lead)
    found = {folded.rfind(vietnamese): english for vietnamese, english in _NOUNS.items() if vietnamese in folded}
    return (*found[max(found)], "named") if found else ("item", "items", "listed")


def apart(quotes: list[tuple[BulletinEntry, str]], language: Language) -> str:
    """Answers of several bulletins, each under the bulletin's name and date."""
    introduction = "Các văn bản nêu khác nhau:" if language == "vi" else "The documents differ:"
    return "\n".join([introduction, *(f"{named(bulletin)}: {quote}" for bulletin, quote in quotes)])


def of_each(quotes: list[tuple[BulletinEntry, str]], language: Language) -> str:
    """Sentences of several bulletins, each behind the bulletin's name and date."""
    if language == "vi":
        return "\n".join(f"{named(bulletin)}: {quote}" for bulletin, quote in quotes)
    told = [f"{named(bulletin)}: “{quote}”" for bulletin, quote in quotes]
    return "\n".join([_FRAME, *told])


def bulletins(quotes: list[tuple[BulletinEntry, str]], language: Language) -> str:
    """The bulletins that speak of something, each with its name, its date and a sentence of it."""
    count = len(quotes)
    if language == "vi":
        introduction = f"Có {count} văn bản nói về nội dung này:" if count > 1 else "Văn bản nói về nội dung này:"
    else:
        number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
        introduction = f"{number} documents speak of this:" if count > 1 else "The document that speaks of this:"
    return "\n".join([introduction, *(f"{named(bulletin)}: {quote}" for bulletin, quote in quotes)])


def issued(quotes: list[tuple[BulletinEntry, str]], count: int, language: Language) -> str:
    """The documents of a time, an issuer or a signer, each with its name, its date and its first sentence; it says so
    where these are only the newest of `count`."""
    shown = len(quotes)
    if language == "vi":
        more = f"; đây là {shown} văn bản mới nhất" if count > shown else ""
        introduction = f"Có {count} văn bản{more}:"
    else:
        number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
        more = f"; these are the newest {shown}" if count > shown else ""
        introduction = f"{number} {'document' if count == 1 else 'documents'}{more}:"
    return "\n".join([introduction, *(f"{named(bulletin)}: {quote}" for bulletin, quote in quotes)])


def latest(bulletin: BulletinEntry, quote: str, language: Language) -> str:
    """The latest bulletin, with its first sentence."""
    introduction = "Văn bản mới nhất" if language == "vi" else "The latest document"
    return f"{introduction}: {named(bulletin)}\n{quote}"


def oldest(bulletin: BulletinEntry, quote: str, language: Language) -> str:
    """The oldest bulletin, with its first sentence."""
    introduction = "Văn bản cũ nhất" if language == "vi" else "The oldest document"
    return f"{introduction}: {named(bulletin)}\n{quote}"


def summary(bulletin: BulletinEntry, quotes: list[str], language: Language) -> str:
    """The leading sentences of a bulletin."""
    introduction = "Những câu mở đầu các phần của" if language == "vi" else "The leading sentences of the parts of"
    return "\n".join([f"{introduction} {named(bulletin)}:", *quotes])


def several(answers: list[str], left: int, language: Language) -> str:
    """The answers to the questions of one message, and that the `left` others should be asked singly."""
    word = "Câu" if language == "vi" else "Question"
    parts = [f"{word} {number}: {answer}" for number, answer in enumerate(answers, 1)]
    if left and language == "vi":
        parts.append(f"Còn {left} câu hỏi nữa chưa được trả lời: xin hỏi từng câu một.")
    elif left:
        parts.append(f"{left} more questions are not answered: please ask them one by one.")
    return "\n\n".join(parts)


def no_such_number(said: str, language: Language) -> str:
    """A refusal: no document has, and none mentions, the number that was said."""
    if language == "vi":
        return f"Không có văn bản “{said}”: không văn bản nào mang hay nhắc đến số này."
    return f"There is no document “{said}”: none has this number, and none mentions it."


def no_such_article(number: int, bulletin: BulletinEntry, language: Language) -> str:
    """A refusal: the document has no article, or none with that clause or point, of that number."""
    if language == "vi":
        return f"{named(bulletin)} không có Điều {number}, hoặc không có khoản, điểm như vậy trong Điều đó."
    return f"{named(bulletin)} has no Article {number}, or no such clause or point in it."


def too_few(ordinal: int, count: int, bulletin: BulletinEntry, language: Language) -> str:
    """A refusal: the list that was found has fewer items than the ordinal asked for."""
    if language == "vi":
        return f"Danh sách trong {named(bulletin)} chỉ có {count} mục, không có mục thứ {ordinal}."
    return f"The list in {named(bulletin)} has only {count} items, no item number {ordinal}."


def named(bulletin: BulletinEntry) -> str:
    """A bulletin's title, number and date."""
    date: datetime.date | None = bulletin.metadata.date
    told = ", ".join(filter(None, (bulletin.metadata.number, f"{date:%d/%m/%Y}" if date else "")))
    return f"“{bulletin.metadata.title}”" + (f" ({told})" if told else "")


def summary_suggestion(bulletin: BulletinEntry, title: str, language: Language) -> str:
    """The question for a summary of a bulletin, by its title, shortened, and its number or else its date."""
    date: datetime.date | None = bulletin.metadata.date
    told = bulletin.metadata.number or (f"{date:%d/%m/%Y}" if date else "")
    titled = f"“{textwrap.shorten(title, _TITLE, placeholder='…')}”" + (f" ({told})" if told else "")
    if language == "vi":
        return f"Nội dung chính của {titled} là gì?"
    return f"What are the main points of {titled}?"
