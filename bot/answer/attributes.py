"""Attributes that an answer cannot give without saying a certain word or figure: a telephone number has digits.

A sentence about the right person that gives no telephone number is no answer to "Số điện thoại của đồng chí … là bao
nhiêu?", however well it fits otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answer.evidence import offers_new
from bot.answer.named import kinds_asked, names_one
from bot.answer.organisations import asks_for_organisation, names_organisation
from bot.answer.persons import persons
from bot.question.cues import cues
from bot.question.intent import Intent
from bot.question.language import is_vietnamese_syllable
from bot.question.understand import Question
from vectorstore.text import fold

_PAPER = cues(
    """
    nghị quyết | chỉ thị | kết luận | kế hoạch | báo cáo | thông báo | quyết định | hướng dẫn | quy định | công văn
    đề án | chương trình | quy chế | thông tri | giấy mời | văn bản
    """
)
_ASKS_NAME = cues("tên (?:là )?gì | họ tên | họ và tên | name of | what is (?:his|her) name")
_ASKS_NAMES = cues(
    """
    danh tính | (?:là|có) những ai | names of the
    danh sách .*(?:người|cá nhân|đồng chí|đảng viên|ủy viên|đại biểu|cán bộ)
    """
)
_ASKS_PERSON = cues(
    """
    (?:đảng viên|đồng chí|cá nhân|cán bộ|ông|bà|học sinh|đại biểu) (?:[^?]{0,80} )?(?:là ai|tên là gì|tên gì)
    người (?:bị|được|đã|vừa|đứng|chủ trì|phát biểu|ký|đại diện|trúng|đoạt|đạt|thay|kế nhiệm) (?:[^?]{0,80} )?là ai
    who (?:was|were|is|has been|have been) (?:elected|appointed|dismissed|disciplined|expelled|chosen|commended|killed)
    (?:the )?names? of .*(?:people|individuals?|members?|officials?|comrades?|chief|head|secretary|chair|director)
    (?:đảng viên|đồng chí|cán bộ|học sinh|giáo viên|công chức|thanh niên) nào (?:[^?]{0,40} )?(?:bị|được|đạt|đoạt)
    ai (?:là người )?(?:đã )?(?:đoạt|giành|lên làm|thay(?: thế)?|kế nhiệm|về nhất)
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
_ASKS_REASON = cues(
    """
    tại sao | vì sao | lý do (?:gì|nào|là gì) | nguyên nhân (?:gì|nào|là gì|do đâu) | (?:là )?do đâu | why
    for what reason | what (?:is|was) the reason
    """
)
_REASON = re.compile(r"\b(?:do|vì|bởi|nhờ|nguyên nhân|lý do|xuất phát|bắt nguồn|để|nhằm|khiến|nên|dẫn đến)\b")
_ASKS_FAULT = cues("kỷ luật | khai trừ | cảnh cáo | cách chức | khiển trách | disciplined | expelled | dismissed")
_FAULT = re.compile(
    r"vi phạm|thiếu trách nhiệm|buông lỏng|để xảy ra|lợi dụng|\bnhận\b|trái (?:phép|quy định)|không đúng"
)
"""What somebody was disciplined for, which is the reason without a word for it."""


@dataclass(frozen=True, slots=True)
class _Attribute:
    """By which cues a question asks for it, and what gives it; both in lower case with accents."""

    asked: re.Pattern[str]
    given: re.Pattern[str]


def _attribute(asked: str, given: str) -> _Attribute:
    return _Attribute(cues(asked), re.compile(given))


_ATTRIBUTES = (
    _attribute(
        """
        (?:thay|kế nhiệm|thế chỗ)(?: thế)?(?: cho)? (?:ai|đồng chí nào|người nào)
        who (?:did|does) .* (?:replace|succeed)
        """,
        r"\bthay\b|kế nhiệm|thôi giữ|thôi làm|nghỉ hưu|chuyển công tác",
    ),
    _attribute(
        """
        số điện thoại | điện thoại (?:số|liên hệ|đăng ký|của) | đường dây nóng | (?:tele)?phone | hotline
        (?:mobile|cell) number | number (?:do|can|should) i call
        """,
        r"\d(?:[ .-]?\d){6,}|\b1[1-9]\d\b",
    ),
    _attribute("email | e-mail | thư điện tử | hộp thư", "@|hộp thư|email"),
    _attribute(
        "sinh (?:năm|ngày|tháng) | ngày sinh | năm sinh | (?:date|year) of birth | (?:was|were) .* born | birthday",
        r"\bsinh\b",
    ),
    _attribute("bao nhiêu tuổi | mấy tuổi | how old", r"\btuổi\b(?! đảng)|\bsinh (?:năm|ngày)"),
    _attribute("lãi suất | interest rate", r"lãi suất|%/(?:năm|tháng)"),
    _attribute(
        """
        vào đảng (?:ngày|năm|khi|từ) | kết nạp (?:vào )?đảng (?:ngày|năm|khi) nào
        join(?:ed)? the (?:communist )?party | (?:become|became) a (?:communist )?party member
        """,
        r"vào đảng|kết nạp|tuổi đảng",
    ),
    _attribute("vợ | chồng | (?:his|her) (?:wife|husband)", r"\b(?:vợ|chồng|phu nhân)\b"),
    _attribute(
        "trình độ (?:học vấn|chuyên môn|văn hóa|gì|nào) | học vấn | educational background | (?:his|her) degree",
        r"trình độ|cử nhân|thạc sĩ|tiến sĩ|kỹ sư|tốt nghiệp|đại học|cao cấp",
    ),
    _attribute(
        """
        quê (?:ở|đâu|quán|gốc|của|đồng chí|ông|bà|anh|chị) | quê quán | home ?town
        native (?:place|village) | originally from | where (?:is|does|do|was) .* from
        """,
        r"\bquê\b|\bngười (?:huyện|tỉnh|xã)",
    ),
    _attribute(
        "(?:mức|tiền|nhận|hưởng|bậc) lương | lương (?:bao nhiêu|là|tháng|cơ bản) | salary | wages?",
        r"\blương\b|thu nhập",
    ),
    _attribute("đảng phí | (?:party|membership) (?:dues|fees?)", "đảng phí"),
    _attribute("phụ cấp | allowance", "phụ cấp|hỗ trợ"),
    _attribute("học phí | tuition", "học phí|miễn phí"),
    _attribute(
        "giá (?:bán|vé|thuê|vàng|tiền|cả|bao nhiêu|là bao nhiêu) | price | how much does .* cost", r"\bgiá\b|đồng/"
    ),
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
        "địa chỉ | (?<!một )số nhà(?! thuốc| máy| khoa) | at what address | (?:street )?address",
        r"địa chỉ|\bsố \d+|đường|(?<!thành )\bphố\b|tầng",
    ),
    _attribute(
        "trường đại học nào | tốt nghiệp | (?:which|what) university | graduated? from", "đại học|học viện|tốt nghiệp"
    ),
    _attribute("biệt danh | bí danh | nickname", "biệt danh|bí danh|gọi là|tên gọi|mệnh danh"),
    _attribute("hội trường nào | phòng nào | which (?:hall|room)", r"hội trường|phòng|nhà\b|trung tâm"),
    _attribute(r"(?:mức |bị )?phạt (?:tiền )?(?:\w+ ){0,12}bao nhiêu | fined?", r"\bphạt\b"),
    _attribute(
        """
        (?:nhiều|cao|lớn|thấp|ít|đông|dài|nhỏ) (?:tiền )?nhất
        largest | highest | lowest | smallest | longest | biggest
        """,
        r"nhất|dẫn đầu|đứng đầu|hàng đầu|kỷ lục|tối đa|tối thiểu|đỉnh|đến \d|tử hình|chung thân",
    ),
    _attribute("mấy giờ | what time", r"\d ?(?:giờ|h)\b|\d giờ"),
    _attribute(
        "(?:vào |từ |đến )?(?:ngày|hôm) (?:nào|mấy|bao nhiêu) | (?:on |by )?(?:what|which) (?:day|date)",
        r"ngày|\b\d{1,2}\s?[/-]\s?\d{1,2}\b|\bthứ\b|mùng|cuối tuần|hôm",
    ),
    _attribute(
        "(?:mấy|bao nhiêu) (?:phần trăm|%) | tỷ lệ .* bao nhiêu | what (?:percentage|share|proportion)",
        r"%|phần trăm|\d\s?:\s?\d|một (?:phần|nửa)|phần (?:ba|tư)",
    ),
    _attribute(
        "(?:giữ |nhận |làm )?(?:chức vụ|chức danh|chức|cương vị) (?:gì|nào) | what (?:post|position|office|job)",
        r"bí thư|trưởng|phó|giám đốc|chủ tịch|chủ nhiệm|cán bộ|chánh|đại biểu|thư ký"
        r"|(?:ủy|chuyên|nhân|giáo|thành) viên",
    ),
    _attribute("trang web | website | đường link | web nào", r"http|www|\.vn|\.com|website|trang|cổng|địa chỉ"),
    _attribute("(?:hãng|thương hiệu|nhãn hiệu) nào | (?:what|which) (?:brand|make)", "hãng|thương hiệu|hiệu|công ty"),
)


_COSTS = (
    _attribute(
        """
        (?:kinh phí|chi phí|tiền|hết|tốn) .*tổ chức | tổ chức .*(?:hết|tốn|kinh phí)
        cost to (?:put on|organi[sz]e|hold)
        """,
        "tổ chức",
    ),
    _attribute(
        """
        (?:xây|xây dựng|làm) .*(?:hết|tốn|kinh phí|bao nhiêu tiền) | (?:kinh phí|chi phí|tiền) (?:xây|làm)
        cost to build
        """,
        r"xây|\blàm\b|đầu tư|công trình|thi công",
    ),
    _attribute(
        """
        (?:sửa|sửa chữa|trùng tu|khắc phục|nâng cấp|cải tạo) .*(?:hết|tốn|kinh phí|bao nhiêu tiền)
        (?:kinh phí|chi phí|tiền) (?:sửa|trùng tu|nâng cấp|cải tạo) | (?:mending|repairing|fixing|restoring) .*cost
        """,
        "sửa|trùng tu|tu bổ|khắc phục|nâng cấp|cải tạo|tôn tạo|duy tu|phục hồi",
    ),
    _attribute(
        "(?:mua|mua sắm|trang bị) .*(?:hết|tốn|kinh phí|bao nhiêu tiền) | (?:kinh phí|chi phí|tiền) mua",
        "mua|trang bị|sắm",
    ),
)
"""What a sum was spent on, which the text or what stands above it must say."""


def states(question: Question, shown: str, above: str = "") -> bool:
    """Whether a text gives what the question asks for, as far as that can be told; true where it cannot.

    A row of a table is given with its header (see bot.answer.rows). What stands `above`, the lead-in, may give an
    attribute, but no name.
    """
    asked, said = question.text.lower(), f"{above}\n{shown}".lower()
    attributes = (*_ATTRIBUTES, *_COSTS) if question.intent is Intent.HOW_MANY else _ATTRIBUTES
    if any(attribute.asked.search(asked) and not attribute.given.search(said) for attribute in attributes):
        return False
    if _ASKS_REASON.search(asked) and not _gives_reason(asked, said):
        return False
    if question.intent is Intent.NUMBER and _PAPER.search(asked):
        return offers_new(Intent.NUMBER, shown, question.folded)
    if asks_for_organisation(asked) and not names_organisation(shown, asked, question.folded):
        return False
    kinds = kinds_asked(asked)
    if kinds and not names_one(shown, kinds, question.folded):
        return False
    if _ASKS_PERSON.search(asked) and not _names_person(shown, asked):
        return False
    named = question.intent is Intent.WHO and _ASKS_NAME.search(asked) is not None
    if named and not (offers_new(Intent.WHO, shown, question.folded) and _names_person(shown, asked)):
        return False
    if _ASKS_RESPONSIBLE.search(asked) and not (_names_person(shown, asked) or _names_body(shown)):
        return False
    return not _ASKS_NAMES.search(asked) or any(name.lower() not in asked for name in persons(shown))


def _gives_reason(asked: str, said: str) -> bool:
    """Whether a text in lower case names a reason, or what somebody has been disciplined for."""
    return _REASON.search(said) is not None or (
        _ASKS_FAULT.search(asked) is not None and _FAULT.search(said) is not None
    )


def _names_person(text: str, asked: str) -> bool:
    """Whether a text has the name of a person that a question in lower case does not, or one in another language."""
    if any(name.lower() not in asked for name in persons(text)):
        return True
    foreign = (word for word in _FOREIGN.findall(text) if word.lower() not in asked)
    return any(not is_vietnamese_syllable(fold(word)) for word in foreign)


def _names_body(text: str) -> bool:
    """Whether a text names an office, a committee or another body that may be made responsible."""
    return _RESPONSIBLE.search(text.lower()) is not None
