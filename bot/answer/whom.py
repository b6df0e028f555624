"""Whom a question asks for, a person by name or whoever is made responsible, and whether a text names such.

"Ai đoạt giải nhất cuộc thi …?" is not answered by how many took part in it.
"""

from __future__ import annotations

import re

from bot.answer.evidence import offers_new
from bot.answer.persons import persons
from bot.answer.who_is import person_asked
from bot.question.cues import cues, either
from bot.question.intent import Intent
from bot.question.language import is_vietnamese_syllable
from bot.question.understand import Question
from vectorstore.text import fold

_PERSONS = either(
    """
    bí thư | chủ tịch | giám đốc | trưởng | người | đồng chí | ông | bà | đảng viên | lãnh đạo | ủy viên | hộ | cán bộ
    học sinh | cá nhân | nạn nhân
    """
)
_PERSONS_EN = either(
    """
    secretar | chair | director | head | person | people | comrade | member | leader | official | pupil | student
    victim | individual
    """
)
_ASKS_OFFERED = cues(
    rf"""
    ^(?:cho (?:biết|hỏi) )?tên (?:của )?(?:\w+ ){{0,2}}{_PERSONS} | {_PERSONS} .*tên (?:là )?gì
    names? of (?:the )?(?:\w+ ){{0,3}}{_PERSONS_EN}\w*
    which (?:\d+ )?(?:party )?(?:members|people|individuals|officials)
    """
)
"""How names are asked for, of which any that is offered is one, also a single word behind a title."""
_ASKS_NAME = cues("tên (?:là )?gì | họ tên | họ và tên | name of | what is (?:his|her) name")
_ASKS_NAMES = cues(
    """
    danh tính | (?:là|có) những ai | names of the
    [0-9]+ (?:cá nhân|đồng chí|người|đảng viên|đại biểu|cán bộ|học sinh|hộ|gia đình) .*(?:gồm|là) (?:những )?ai
    (?:xin|biết|nêu|kể) (?:rõ |ra )?tên (?:các |những |hai |ba |[0-9]+ )?(?:người|cá nhân|đồng chí|đảng viên|đại biểu)
    danh sách .*(?:người|cá nhân|đồng chí|đảng viên|ủy viên|đại biểu|cán bộ)
    """
)
_ASKS_PERSON = cues(
    """
    (?:đảng viên|đồng chí|cá nhân|cán bộ|ông|bà|học sinh|đại biểu|kẻ) (?:[^?]{0,80} )?(?:là ai|tên là gì|tên gì)
    người (?:[^?]{0,80} )?(?:tên là gì|tên gì)
    (?:ủy viên|dân quân|chiến sĩ|con|cháu|giáo viên|nạn nhân|thí sinh|công nhân|thanh niên|vợ|chồng) .*tên (?:là )?gì
    tên (?:của )?(?:(?:hai|ba|bốn|\d+|các|những) )?(?:ủy viên|dân quân|chiến sĩ|người con|con|nạn nhân|thí sinh)
    (?:hai|ba|bốn|năm|các|những|\d+) (?:bà mẹ|mẹ|cụ|cháu|em|gia đình|hộ|thương binh|cựu chiến binh) .*tên (?:là )?gì
    \d+ (?:ủy viên|dân quân|chiến sĩ|nạn nhân|đồng chí) .*là ai
    tên (?:của )?(?:đảng viên|cán bộ|cá nhân|học sinh|công chức|kẻ|người|giáo viên) [^?]{0,80}(?:là gì|gì|là ai)
    người (?:bị|được|đã|vừa|đứng|chủ trì|phát biểu|ký|đại diện|trúng|đoạt|đạt|thay|kế nhiệm) (?:[^?]{0,80} )?là ai
    who (?:was|were|is|has been|have been) (?:elected|appointed|dismissed|disciplined|expelled|chosen|commended|killed)
    (?:the )?names? of .*(?:people|individuals?|members?|officials?|comrades?|chief|head|secretary|chair|director)
    (?<!có )(?:đảng viên|đồng chí|cán bộ|học sinh|giáo viên|công chức|thanh niên) nào (?:[^?]{0,40} )?(?:bị|được|đo?ạt)
    (?:ủy viên|đồng chí|đảng viên|đại biểu|người|cán bộ) (?:[^?]{0,80} )?là những ai
    ^ai là (?:đảng viên|cán bộ|cá nhân|học sinh|giáo viên|công chức|nạn nhân|người (?:bị|được|vừa|đã))
    ai là người (?:đứng đầu|đứng ra|đứng tên|sáng lập|khởi xướng|nghĩ ra|gửi|viết|làm ra|sản xuất|phụ trách sản xuất)
    ai (?:đã )?(?:đứng đơn|gửi đơn|làm đơn|tố cáo|viết đơn)
    ai (?:là người )?(?:đã )?(?:đoạt|giành|(?:đạt|được|trúng|nhận|ẵm) giải|lên làm|thay(?: thế)?|kế nhiệm|về nhất)
    who (?:won|wins|came first|took first|takes over|took over|replace[sd]|succeed(?:s|ed))
    who (?:are|were) the (?:two|three|four|five|six|seven|eight|nine|ten|\d+) | who (?:died|was killed)
    """
)
_ASKS_RESPONSIBLE = cues(
    """
    gồm (?:những )?ai | ai (?:sẽ |phải )?(?:phụ trách|chịu trách nhiệm|chủ trì|đảm nhiệm|chỉ đạo|lo)
    (?:giao|phân công) (?:cho )?(?:ai|đồng chí nào)
    who is (?:in charge|responsible)
    """
)
_RESPONSIBLE = re.compile(
    r"bí thư|chủ tịch|giám đốc|trưởng|chủ nhiệm|hội|đoàn|\bban\b|ủy|phòng|sở|công an|mặt trận|chi bộ|đảng bộ|văn phòng"
    r"|trung tâm|trạm|cơ quan|đơn vị|công ty|hợp tác xã|trường|\btổ\b|công chức|cán bộ|cấp ủy|ngành|chính quyền|ubnd"
)
_FOREIGN = re.compile(r"(?<=[ (])[A-Z][a-z]+\b")


def asks_for_responsible(question: str) -> bool:
    """Whether a question, in lower case with its accents, asks who is made responsible, which may be a body."""
    return _ASKS_RESPONSIBLE.search(question) is not None


def asks_for_person(question: str) -> bool:
    """Whether a question, in lower case with its accents, asks for a person by name."""
    return _ASKS_PERSON.search(question) is not None


def names_whom(question: Question, shown: str) -> bool:
    """Whether a text names whom the question asks for, as far as that can be told; true where it asks for nobody."""
    asked = question.text.lower()
    is_offered = question.intent is Intent.SIGNER or _ASKS_OFFERED.search(asked) is not None
    if is_offered and not offers_new(Intent.WHO, shown, question.folded):
        return False
    if person_asked(question) is not None:
        return True
    if _asks_by_name(question, asked):
        return _names_person(shown, asked)
    return not asks_for_responsible(asked) or _names_person(shown, asked) or _names_body(shown)


def _asks_by_name(question: Question, asked: str) -> bool:
    if asks_for_person(asked) or _ASKS_NAMES.search(asked):
        return True
    return question.intent is Intent.WHO and _ASKS_NAME.search(asked) is not None


def _names_person(text: str, asked: str) -> bool:
    """Whether a text has the name of a person that a question in lower case does not, or one in another language."""
    if any(name.lower() not in asked for name in persons(text)):
        return True
    foreign = (word for word in _FOREIGN.findall(text) if word.lower() not in asked)
    return any(not is_vietnamese_syllable(fold(word)) for word in foreign)


def _names_body(text: str) -> bool:
    """Whether a text names an office, a committee or another body that may be made responsible."""
    return _RESPONSIBLE.search(text.lower()) is not None
