"""Organisations that a text names: who won a tender is not told by a sentence that names only persons."""

from __future__ import annotations

import re

from bot.question.asking import asks_of_any
from bot.question.cues import cues, either
from bot.question.language import is_vietnamese_syllable
from vectorstore.text import CAPITALS, fold, folded_syllables

_NAME_OF_FIRM = """
    (?:nhà thầu|công ty|doanh nghiệp|hãng) .*tên (?:là )?gì | name of the (?:contractor|company|firm)
    tên (?:của )?(?:\\w+ ){0,3}(?:nhà thầu|công ty|doanh nghiệp|hợp tác xã)
    names of the .*(?:companies|firms|enterprises)
    """
_FIRMS_EN = """
    (?:which|what|name (?:the|all)|names of(?: the)?)(?: (?:two|three|four|five|six|seven|eight|nine|ten|\\d+))?
        (?:companies|enterprises|firms|contractors|investors|cooperatives|businesses)
""".replace("\n        ", " ").strip()
_ASKED = cues(
    f"""
    (?<!loại )(?:đơn vị|cơ quan|tổ chức|ban|ngành|bộ phận|phòng|sở|hội|đoàn thể|lực lượng) nào
    (?<!loại )(?:doanh nghiệp|công ty|hãng|tập đoàn|hợp tác xã|ngân hàng|đội|trường|bệnh viện) nào
    nhà (?:thầu|đầu tư|mạng|tài trợ|cung cấp) nào
    {_NAME_OF_FIRM} | đơn vị thi công .*tên (?:là )?gì
    (?:which|what) (?:unit|body|agency|organi[sz]ation|department|board|committee|office|force)
    (?:which|what) (?:company|enterprise|firm|contractor|brand|team|school|hospital|cooperative|bank|investor)
    {_FIRMS_EN}
    """
)
_AUTHORITY = either(
    """
    ủy ban | ban | phòng | sở | công an | hội | đoàn | mặt trận | liên đoàn | đảng ủy | đảng bộ | chi bộ | huyện ủy
    thành ủy | tỉnh ủy | thị ủy | văn phòng | chi cục | cục | kho bạc | tòa án | viện kiểm sát | đài | bưu điện
    công đoàn | hội đồng | chính phủ | quốc hội | bộ chỉ huy | ubnd | hđnd | ubkt | mttq | trung tâm | trạm
    """
)
"""What bodies are called that need no name of their own: "Công an xã"."""
_NAMED = either(
    """
    công ty | tập đoàn | xí nghiệp | nhà máy | hợp tác xã | htx | ngân hàng | cảng | điện lực | trường
    doanh nghiệp(?! (?:tỉnh|huyện|thành phố)\b)
    bệnh viện | đội | chi nhánh | thôn | bản | xã | phường | huyện | thị trấn | thành phố | thị xã | khối | cụm | quỹ
    câu lạc bộ | tổ
    """
)
_NO_NAME = either(
    "đầu tư | vào | ở | tại | trên | của | đang | được | đã | có | trong | nào | này | thuộc | với | và | cho"
)
"""What stands behind "doanh nghiệp" where no name of one does."""
_BODY = re.compile(
    rf"\b(?i:{_AUTHORITY})(?: [\w'’&.-]+){{1,3}}"
    rf"|\b(?i:{_NAMED})(?: (?!{_NO_NAME}\b)[a-zà-ỹđ]+){{0,3}} [{CAPITALS}][\w'’&.-]*"
    r"|\b[A-ZĐ]{3,}\b"
)
_OFFICE = re.compile(r"\b(?i:bí thư|chủ tịch|ủy viên|giám đốc|trưởng|phó trưởng|chủ nhiệm|chuyên viên)\b[^,;.:()]*")
"""An office with its body: who holds it is a person."""
_CAPITAL = re.compile(r"(?<=[ (])[A-Z]\w+")
_ASKED_FIRM = cues(
    f"""
    (?:doanh nghiệp|công ty|hãng|nhà (?:thầu|đầu tư|mạng|cung cấp)|tập đoàn|hợp tác xã) nào
    nào (?:đã )?(?:trúng thầu|thi công)
    (?:which|what) (?:company|enterprise|firm|contractor|investor|cooperative) | {_FIRMS_EN}
    {_NAME_OF_FIRM}
    """
)
_FIRM = re.compile(
    r"công ty|tập đoàn|xí nghiệp|nhà máy|hợp tác xã|\bhtx\b|ngân hàng|doanh nghiệp|liên danh|tnhh", re.IGNORECASE
)


def asks_for_organisation(question: str) -> bool:
    """Whether a question, in lower case with its accents, asks which organisation did or is something."""
    return _ASKED.search(question) is not None and not asks_of_any(question)


def names_organisation(text: str, question: str, folded_question: str) -> bool:
    """Whether a text names an organisation that the question does not, or has a name in another language; a firm where
    the question, in lower case with its accents, asks for one."""
    known = f" {folded_question} "
    text = _OFFICE.sub(" ", text)
    bodies = [match[0] for match in _BODY.finditer(text)]
    if _ASKED_FIRM.search(question):
        bodies = [body for body in bodies if _FIRM.match(body)]
    foreign = (word for word in _CAPITAL.findall(text) if not is_vietnamese_syllable(fold(word)))
    return any(f" {folded_syllables(name)} " not in known for name in (*bodies, *foreign))
