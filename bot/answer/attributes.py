"""Attributes that an answer cannot give without saying a certain word or figure: a telephone number has digits.

A sentence about the right person that gives no telephone number is no answer to "Số điện thoại của đồng chí … là bao
nhiêu?", however well it fits otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answer.evidence import offers_new
from bot.question.cues import cues, either
from bot.question.intent import Intent
from bot.question.understand import Question

_OFFICES = """
    phó bí thư | bí thư | phó chủ tịch | chủ tịch | phó giám đốc | giám đốc | phó trưởng ban | trưởng ban | tổ trưởng
    trưởng đoàn | chi cục trưởng | cụm trưởng | chánh văn phòng | chủ nhiệm | hiệu trưởng | trưởng phòng
    chỉ huy trưởng | trưởng thôn | thư ký
"""
_BODY = either("đoàn | hội | huyện | thành | tỉnh | đảng | sở | công ty | chi cục | chi đoàn | ủy ban | liên đoàn")
_WHO = either("ai | đồng chí nào | người nào | ông nào | bà nào")
_OFFICE = re.compile(rf"\b{_WHO} (?:là|làm|giữ chức) (?:một )?({either(_OFFICES)})\b(?: (?:của )?({_BODY}))?")
_PAPER = cues(
    """
    nghị quyết | chỉ thị | kết luận | kế hoạch | báo cáo | thông báo | quyết định | hướng dẫn | quy định | công văn
    đề án | chương trình | quy chế | thông tri | giấy mời | văn bản
    """
)
_PERSON_NAMED = cues("tên (?:là )?gì | họ tên | họ và tên | name of | what is (?:his|her) name")
_BEFORE_BODY = r"(?: \w+){0,3}?"  # between office and body: "Phó Bí thư Thường trực Huyện ủy"
_OFFICES_EN = {
    "deputy secretary": "phó bí thư",
    "vice president": "phó chủ tịch",
    "vice chairman": "phó chủ tịch",
    "secretary": "bí thư",
    "director": "giám đốc",
    "president": "chủ tịch",
    "chairman": "chủ tịch",
    "head": "trưởng|chủ nhiệm",
}
_OFFICE_EN = re.compile(rf"\bwho (?:is|was) the (?:standing |current |new )?({either('|'.join(_OFFICES_EN))})\b")


@dataclass(frozen=True, slots=True)
class _Attribute:
    """By which cues a question asks for it, and what gives it; both in lower case with accents."""

    asked: re.Pattern[str]
    given: re.Pattern[str]


def _attribute(asked: str, given: str) -> _Attribute:
    return _Attribute(cues(asked), re.compile(given))


_ATTRIBUTES = (
    _attribute(
        "số điện thoại | điện thoại (?:số|liên hệ|đăng ký) | đường dây nóng | (?:tele)?phone number | hotline | call",
        r"\d(?:[ .-]?\d){6,}|\b1[1-9]\d\b",
    ),
    _attribute("email | e-mail | thư điện tử | hộp thư", "@|hộp thư|email"),
    _attribute(
        "sinh (?:năm|ngày|tháng) | ngày sinh | năm sinh | (?:date|year) of birth | (?:was|were) .* born | birthday",
        r"\bsinh\b",
    ),
    _attribute("bao nhiêu tuổi | mấy tuổi | how old", r"\btuổi\b|\bsinh (?:năm|ngày)"),
    _attribute("quê | quê quán | home ?town | native (?:place|village)", r"\bquê\b|\bngười (?:huyện|tỉnh|xã)"),
    _attribute("lương | mức lương | nhận lương | salary | wages?", r"\blương\b|thu nhập"),
    _attribute("phụ cấp | allowance", "phụ cấp|hỗ trợ"),
    _attribute("học phí | tuition", "học phí|miễn phí"),
    _attribute("giá (?:bán|vé|thuê|vàng|tiền)? | price | how much does .* cost", r"\bgiá\b|đồng/"),
    _attribute(
        "kinh phí | chi phí | tổng mức đầu tư | ngân sách thực hiện | budget of | total cost",
        r"kinh phí|chi phí|ngân sách|mức đầu tư|\bvốn\b|trị giá|\bchi \d",
    ),
    _attribute("biển số | number plate | licen[cs]e plate", "biển số|biển kiểm soát"),
    _attribute("số tài khoản | bank account | account number", "tài khoản"),
    _attribute("lợi nhuận | profit", r"lợi nhuận|\blãi\b"),
    _attribute("dân số | bao nhiêu dân | population | how many inhabitants", "dân số|nhân khẩu|triệu dân|vạn dân"),
    _attribute("mấy trang | bao nhiêu trang | how many pages", r"\btrang\b"),
    _attribute(
        "địa chỉ | số nhà | at what address | (?:street )?address", r"địa chỉ|\bsố \d+|đường|(?<!thành )\bphố\b|tầng"
    ),
    _attribute("trường đại học nào | tốt nghiệp | university | graduate", "đại học|học viện|tốt nghiệp"),
    _attribute("biệt danh | bí danh | nickname", "biệt danh|bí danh|tên gọi"),
    _attribute("hội trường nào | phòng nào | which (?:hall|room)", r"hội trường|phòng|nhà\b|trung tâm"),
    _attribute(r"(?:mức |bị )?phạt (?:tiền )?(?:\w+ ){0,12}bao nhiêu | fined?", r"\bphạt\b"),
    _attribute(
        """
        (?:nhiều|cao|lớn|thấp|ít|đông|dài|nhỏ) (?:tiền )?nhất
        largest | highest | lowest | smallest | longest | biggest
        """,
        "nhất|dẫn đầu|đứng đầu|hàng đầu|kỷ lục|tối đa|tối thiểu|đỉnh",
    ),
    _attribute("mấy giờ | what time", r"\d ?(?:giờ|h)\b|\d giờ"),
)


def asks_office(question: Question) -> bool:
    """Whether a question asks who holds an office: "Ai là Bí thư Huyện ủy Đồng Nương?"."""
    asked = question.text.lower()
    return question.intent is Intent.WHO and bool(_OFFICE.search(asked) or _OFFICE_EN.search(asked))


def states(question: Question, shown: str) -> bool:
    """Whether a text gives what the question asks for, as far as that can be told; true where it cannot.

    A row of a table is given with its header (see bot.answer.rows).
    """
    asked, said = question.text.lower(), shown.lower()
    if any(attribute.asked.search(asked) and not attribute.given.search(said) for attribute in _ATTRIBUTES):
        return False
    if question.intent is Intent.NUMBER and _PAPER.search(asked):
        return offers_new(Intent.NUMBER, shown, question.folded)
    if question.intent is not Intent.WHO:
        return True
    if _PERSON_NAMED.search(asked) and not offers_new(Intent.WHO, shown, question.folded):
        return False
    office, english = _OFFICE.search(asked), _OFFICE_EN.search(asked)
    if office is not None:
        held = rf"{office[1]}{_BEFORE_BODY} {office[2]}" if office[2] else office[1]
        return re.search(rf"(?<!phó )\b{held}\b", said) is not None
    return english is None or re.search(_OFFICES_EN[english[1]], said) is not None
