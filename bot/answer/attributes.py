"""Attributes that an answer cannot give without saying a certain word or figure: a telephone number has digits.

A sentence about the right person that gives no telephone number is no answer to "Số điện thoại của đồng chí … là bao
nhiêu?", however well it fits otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answer.chairing import asks_who_chaired, tells_who_chaired
from bot.answer.evidence import offers_new
from bot.answer.named import kinds_asked, names_one
from bot.answer.organisations import asks_for_organisation, names_organisation
from bot.answer.reasons import asks_for_reason, gives_reason
from bot.answer.superlatives import lacks_superlative
from bot.answer.whom import names_whom
from bot.question.cues import cues, either
from bot.question.intent import Intent
from bot.question.papers import KIND, KIND_EN, SYMBOLS
from bot.question.references import references
from bot.question.understand import Question
from vectorstore.text import CAPITALS, fold

_PAPER = cues(f"van ban | {KIND} | document | (?<!to ){KIND_EN}")


@dataclass(frozen=True, slots=True)
class _Attribute:
    """By which cues a question asks for it, and what gives it; both in lower case with accents."""

    asked: re.Pattern[str]
    given: re.Pattern[str]


def _attribute(asked: str, given: str) -> _Attribute:
    return _Attribute(cues(asked), re.compile(given))


_UNIT = either(
    """
    mét vuông | mét khối | m2 | m3 | hộ | gia đình | người | đảng viên | ký | kg | cân | tấn | héc-ta | ha | giám khảo
    học sinh | căn | nhà | suất | khẩu
    """
)
_UNIT_EN = either(
    r"""
    square met(?:re|er) | cubic met(?:re|er) | household | person | family | member | pupil | student | kilo\w*
    hectare | house
    """
)
_EACH = rf"(?:mỗi|một|1|từng) {_UNIT}\b"
"""How a question asks for a sum by the unit, which no total tells."""
_PRIZES = tuple(
    _attribute(asked, rf"{given}|giải (?:[\w,]+ ){{0,4}}{rank}\b|\b{rank}(?: toàn đoàn| chung cuộc| hội thi|,|;)")
    for asked, rank, given in (
        ("giải nhất | first prize", "nhất", r"giải a\b|phần thắng|quán quân|vô địch|(?:đoạt|về|hạng) (?:thứ )?nhất"),
        ("giải nhì | second prize", "nhì", r"giải b\b|á quân|(?:về|xếp|hạng) (?:thứ )?(?:hai|nhì)"),
        ("giải ba | third prize", "ba", r"giải c\b|(?:về|xếp|hạng) (?:thứ )?ba"),
        ("giải khuyến khích | consolation prize", "khuyến khích", "khuyến khích"),
        ("giải đặc biệt | special prize", "đặc biệt", "đặc biệt"),
    )
)
"""A prize that is asked for by its rank: who won the first did not win the second."""
_DUES = "đảng phí | (?:party|membership) (?:dues|fees?)"
_ATTRIBUTES = (
    _attribute(
        """
        (?:thay|kế nhiệm|thế chỗ)(?: thế)?(?: cho)? (?:ai|đồng chí nào|người nào)
        (?:ai|đồng chí nào|người nào) (?:\\w+ ){0,3}(?:thay|kế nhiệm|thế chỗ)
        who (?:did|does) .* (?:replace|succeed)
        """,
        r"\bthay\b|kế nhiệm|thôi giữ|thôi làm|nghỉ hưu|chuyển công tác|chỉ định|chuẩn y",
    ),
    _attribute(
        """
        số điện thoại | điện thoại (?:số|liên hệ|đăng ký|của) | đường dây nóng
        (?:gọi|alo)(?: đến| tới| vào| cho)? số (?:nào|mấy|máy) | số máy nào | hotline
        (?:tele)?phone(?! (?:signal|network|coverage|line|app|mast|tower|reception|calls?))
        (?:mobile|cell) number | number (?:do|can|should) i call
        """,
        r"\d(?:[ .-]?\d){6,}|\b1[1-9]\d\b",
    ),
    _attribute("email | e-mail | thư điện tử | hộp thư", "@|hộp thư|email"),
    _attribute(
        r"""
        sinh (?:năm|ngày|tháng) | (?<!\d năm )ngày sinh(?! hoạt) | năm sinh
        (?:date|year) of birth | (?:was|were) .* born | birthday
        """,
        r"\bsinh\b",
    ),
    _attribute("bao nhiêu tuổi | mấy tuổi | how old", r"\btuổi\b(?! đảng)|\bsinh (?:năm|ngày)"),
    _attribute(
        "(?:bao nhiêu|mấy) (?:năm )?tuổi đảng | years of party membership | years .* (?:in the party|a party member)",
        r"tuổi đảng|vào đảng|kết nạp",
    ),
    _attribute("đạo diễn | (?:film|stage|artistic) director", "đạo diễn"),
    _attribute("lãi suất | interest rate | what interest", r"lãi suất|%/(?:năm|tháng)"),
    _attribute(
        """
        vào đảng (?:ngày|năm|khi|từ) | kết nạp (?:vào )?đảng (?:ngày|năm|khi) nào
        join(?:ed)? the (?:communist )?party | (?:become|became) a (?:communist )?party member
        """,
        r"vào đảng|kết nạp|tuổi đảng",
    ),
    _attribute(
        "vợ | chồng | (?:his|her|the|whose|\\w+'s) (?:wife|husband)",
        r"\b(?:vợ|chồng|phu nhân)\b",
    ),
    _attribute(
        """
        trình độ (?:học vấn|chuyên môn|văn hóa|gì|nào) | học vấn | bằng cấp | học ngành (?:gì|nào)
        educational background | (?:his|her) degree
        """,
        r"trình độ|cử nhân|thạc sĩ|tiến sĩ|kỹ sư|tốt nghiệp|đại học|cao cấp",
    ),
    _attribute(
        """
        quê (?:ở|đâu|quán|gốc|của|đồng chí|ông|bà|anh|chị) | quê quán | home ?town
        native (?:place|village) | originally from
        where (?:is|does|do|was) (?!.*(?:set|start|depart|leave|begin|launch|flow|supplied)).* from
        """,
        r"\bquê\b|\bngười (?:huyện|tỉnh|xã)",
    ),
    _attribute(
        "(?:mức|tiền|nhận|hưởng|bậc) lương | lương (?:bao nhiêu|là|của|tháng|cơ bản) | salary | wages?",
        r"\blương\b|thu nhập",
    ),
    _attribute(_DUES, "đảng phí"),
    _attribute("phụ cấp | allowance", "phụ cấp|hỗ trợ|bồi dưỡng|trợ cấp|thù lao|chế độ"),
    _attribute("học phí | tuition", "học phí|miễn phí"),
    _attribute(
        "giá (?:bán|vé|thuê|vàng|tiền|cả|bao nhiêu|là bao nhiêu|một|mỗi) | price",
        r"\bgiá\b(?! trị)|đồng/(?!năm|tháng|người|hộ|ngày)",
    ),
    _attribute(
        "kinh phí | chi phí | tổng mức đầu tư | ngân sách thực hiện | budget of | total cost",
        r"kinh phí|chi phí|ngân sách|mức đầu tư|\bvốn\b|trị giá|\bchi \d",
    ),
    _attribute(
        "mấy năm tù | bao nhiêu năm tù | án tù | mức án | years in (?:prison|jail) | prison (?:sentence|term)",
        r"\btù\b|\bán\b",
    ),
    _attribute(
        r"(?:tiền )?thưởng (?:\w+ ){0,6}bao nhiêu | prize money | (?:bonus|reward) (?:with|for|of)",
        r"thưởng|\d\s?(?:nghìn|triệu|tỷ|đồng)",
    ),
    _attribute(
        rf"""
        {_EACH} .*bao nhiêu | bao nhiêu .*{_EACH} | how much .*each {_UNIT_EN}
        per (?:square met\w*|cubic met\w*|household|person|kilo\w*|kg|hectare|family|head|month)
        """,
        rf"mỗi|từng|/\s?\w|một {_UNIT}|bình quân|\bcho (?:hộ|người|các)|đối với|\bsuất\b|(?<!tổng )mức"
        r"|\bhộ (?:có|bị|được)",
    ),
    _attribute(
        """
        lần trước | kỳ trước | khóa trước | năm ngoái | previous (?:contest|term|time|edition|competition|year)
        last (?:contest|edition|competition)
        """,
        r"trước|năm ngoái|đã (?:đạt|đoạt|giành)|lần thứ|20\d\d",
    ),
    _attribute("biển số | number plate | licen[cs]e plate", "biển số|biển kiểm soát"),
    _attribute("số tài khoản | bank account | account number", "tài khoản"),
    _attribute("lệ phí | (?:what|how much .*) fee", r"\bphí\b"),
    _attribute("lợi nhuận | profit", r"lợi nhuận|\blãi\b"),
    _attribute("dân số | bao nhiêu dân | population | how many inhabitants", "dân số|nhân khẩu|triệu dân|vạn dân"),
    _attribute("mấy trang | bao nhiêu trang | how many pages", r"\btrang\b"),
    _attribute(
        "địa chỉ | (?<!một )số nhà(?! thuốc| máy| khoa) | at what address | (?:street )?address",
        r"địa chỉ|\bsố \d+(?![\w/-])|"
        r"\bđường (?!vành đai|sắt|thủy|dây|ống|tỉnh|liên|giao thông|lâm nghiệp|bộ|cao tốc|trục|bê tông|nhựa)|"
        r"(?<!thành )\bphố\b|tầng",
    ),
    _attribute(
        "trường đại học nào | tốt nghiệp | (?:which|what) university | graduated? from", "đại học|học viện|tốt nghiệp"
    ),
    _attribute(
        """
        hình thức kỷ luật | (?:kỷ luật|xử lý)(?: bằng)? (?:hình thức|mức) (?:nào|gì)
        (?:bị )?kỷ luật (?:ra sao|thế nào)
        what (?:form of )?discipline | how (?:was|were) .* (?:disciplined|punished)
        """,
        r"khiển trách|cảnh cáo|cách chức|khai trừ|giải tán|phê bình|kiểm điểm|đình chỉ|buộc thôi việc|hạ bậc",
    ),
    _attribute("biệt danh | bí danh | nickname", "biệt danh|bí danh|gọi là|tên gọi|mệnh danh"),
    _attribute("hội trường nào | phòng nào | which (?:hall|room)", r"hội trường|phòng|nhà\b|trung tâm"),
    _attribute(r"(?:mức |bị )?phạt (?:tiền )?(?:\w+ ){0,12}bao nhiêu | fined?", r"phạt(?:(?!thưởng)[^.;]){0,100}\d"),
    _attribute(
        r"""
        (?:nhiều|cao|lớn|đông|dài|đứng|xếp|hạng) (?:hàng )?thứ (?:hai|nhì|ba|tư|\d)
        (?:second|third|fourth)[ -](?:largest|highest|biggest|most|longest)
        """,
        r"thứ (?:hai|nhì|ba|tư|\d)|tiếp (?:đến|theo|sau)|kế (?:đến|tiếp)|sau đó|lần lượt|\|",
    ),
    _attribute(
        """
        (?:ông|bà|đồng chí|anh|chị|cụ|bí thư|chủ tịch|giám đốc) .*
            (?:phát biểu|nói|trao đổi|chia sẻ|nhấn mạnh|kết luận|đề nghị|yêu cầu|kiến nghị)
            (?: những| về| ra| các)? (?:gì|điều gì|ý gì|nội dung gì)
        what did (?!the (?:[a-z]+ ){0,4}(?:resolution|directive|report|plan|conclusion|notice|document|bulletin)).*
             (?:say|stress|emphasi[sz]e|comment|suggest|propose|urge)
        """.replace("\n            ", ""),
        r"phát biểu|nói|nhấn mạnh|yêu cầu|đề nghị|cho biết|cho rằng|khẳng định|chỉ đạo|đánh giá|ghi nhận|giao|kết luận"
        r"|chia sẻ|kiến nghị|đề xuất|nêu|lưu ý|biểu dương|mong|tin tưởng|trao đổi|báo cáo|trình bày|phân tích|thông tin"
        r"|chúc|phát động|thông báo|quán triệt|bày tỏ|gợi ý|làm rõ|chỉ rõ|chỉ ra|hứa|cam kết|cảm ơn|ý kiến|phản ánh"
        r"|quy định|“|\"|:",
    ),
    _attribute(
        """
        (?:họp|tổ chức|diễn ra|khai mạc|bế mạc|mở|đặt|đóng|gặp|tập trung|xây|xây dựng|nằm|làm) (?:ở|tại) (?:đâu|nơi nào)
        (?:họp|tổ chức|diễn ra|khai mạc) (?:ở|tại) (?:chỗ|địa điểm|địa chỉ|hội trường) nào
        where (?:was|were|is|are|did|does|will) .*(?:held|hold|meet|take place|took place|located|built|convened?|open)
        """,
        r"\b(?:tại|ở|địa điểm|nơi|địa bàn|thuộc|đến|về|giữa|trên|khu|vùng|điểm cầu|hội trường|sân)\b|trung tâm"
        r"|\bnhà (?!nước)",
    ),
    _attribute(
        """
        vô địch | quán quân | về nhất | đội nào (?:thắng|đoạt|giành) | champions? | came first
        (?:which|what) team won | who won .*(?:meet|contest|cup|match|tournament|competition|championship)
        """,
        r"vô địch|quán quân|\bnhất\b|\bcúp\b|huy chương|đoạt|giành",
    ),
    _attribute("bế (?:mạc|giảng) | closing (?:ceremony|session|speech|remarks)", r"bế (?:mạc|giảng)|kết thúc|tổng kết"),
    _attribute("âm lịch | lunar", r"âm lịch|tháng giêng|tháng chạp|mùng \d|rằm"),
    _attribute("mấy giờ | what time (?!of (?:the )?(?:year|month))", r"\d ?(?:giờ|h(?=\d|\b))"),
    _attribute(
        "(?:vào |từ |đến )?(?:ngày|hôm) (?:nào|mấy|bao nhiêu) | (?:on |by )?(?:what|which) (?:day|date)",
        r"(?<!/)ngày|\b\d{1,2}\s?[/-]\s?\d{1,2}\b|\bthứ\b|mùng|cuối tuần|hôm",
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


_MOMENTS = (
    _attribute(
        "khởi công | động thổ | (?:construction|building|work) .*(?:start|begin|began) | break ground | broke ground",
        r"khởi công|động thổ|bắt đầu|triển khai|thi công|khởi động|xây dựng (?:từ|trong|năm)",
    ),
    _attribute(
        "khánh thành | inaugurat\\w*", r"khánh thành|hoàn thành|đưa vào|bàn giao|thông xe|cắt băng|\bxong\b|khai trương"
    ),
    _attribute(
        """
        (?:lên làm|giữ chức|nhậm chức|được (?:bầu|bổ nhiệm|chỉ định|điều động)) .*(?:khi nào|bao giờ|năm nào|ngày nào)
        (?:khi nào|bao giờ|năm nào|ngày nào) .*(?:lên làm|giữ chức|nhậm chức|được (?:bầu|bổ nhiệm|chỉ định|điều động))
        since when ha[sd] .* been | when .*(?:become|became|appointed|elected|(?:take|took) office)
        """,
        r"bầu|bổ nhiệm|giữ chức|chỉ định|phân công|luân chuyển|điều động|nhậm chức|chuẩn y|\btừ (?:năm|ngày|tháng)"
        r"|\blàm\b|đảm nhiệm|trở thành",
    ),
    _attribute(
        """
        (?:xây|làm|sửa|nâng cấp|thi công|hoàn tất) (?:\\w+ ){0,3}xong | xong .*(?:khi nào|bao giờ|năm nào|ngày nào)
        (?:khi nào|bao giờ) .*xong | when .*(?:completed|finished|built) | (?:year|date) .*(?:completed|finished|built)
        """,
        r"hoàn thành|\bxong\b|khánh thành|đưa vào|hoàn tất|bàn giao|chậm nhất|\btrước\b|\bhạn\b|thông xe|xây dựng năm"
        r"|trong (?:quý|tháng|năm)|đến (?:hết|ngày|quý|năm|tháng)|dứt điểm",
    ),
    _attribute(
        """
        (?:chạy|vận hành|đi vào hoạt động|mở cửa|đưa vào sử dụng)(?= .*(?:nào|bao giờ)|$)
        (?:khi nào|bao giờ|năm nào) .*(?:chạy|vận hành|hoạt động|mở cửa)
        when .*(?:start running|start operating|operate|open|come into operation|go into operation)
        """,
        r"vận hành|hoạt động|đưa vào|khai (?:trương|giảng|mạc)|\bmở\b|khánh thành|hoàn thành|sử dụng|thông xe|\btừ\b"
        r"|khởi hành|xuất phát",
    ),
)
"""What a time is asked of, which the text that tells it must say."""
_COUNTS = (
    _attribute(
        """
        (?:bao nhiêu|mấy) (?:người )?(?:bị )?(?:chết|tử vong|thiệt mạng) | how many .*(?:died|killed|dead|deaths)
        (?:death toll|number of deaths)
        """,
        r"chết|tử vong|thiệt mạng|hy sinh|cướp đi|qua đời|thương vong|\bmất\b",
    ),
    _attribute("(?:bao nhiêu|mấy) (?:người )?bị thương | how many .*(?:injured|wounded)", "thương"),
    _attribute(
        "(?:bao nhiêu|mấy) (?:người|đứa) con | how many (?:children|sons|daughters|kids) (?:does|do|did|has|have)",
        r"\bcon\b(?! (?:đường|số|người|sông|giống|trâu|bò|lợn))|\bcháu\b",
    ),
    _attribute(
        "(?:bao nhiêu|mấy) (?:\\w+ ){0,3}nữ(?! (?:công|sinh))| how many (?:\\w+ ){0,4}(?:women|females?)",
        r"\bnữ\b|\bbà\b|\bchị\b",
    ),
    _attribute("(?:bao nhiêu|mấy) phiếu | how many (?:\\w+ )?votes", r"phiếu|\d/\d|%"),
    _attribute("(?:bao nhiêu|mấy) giường | how many (?:\\w+ ){0,2}beds", "giường"),
    _attribute(
        """
        dung tích | chứa (?:được )?bao nhiêu | sức chứa | công suất | (?:storage )?capacity (?:of|in)
        how much water .*(?:hold|store)
        """,
        r"dung tích|sức chứa|\bchứa \d|công suất|m3|m³|mét khối|chỗ ngồi|\btấn|\bkw",
    ),
    _attribute("tỷ lệ cử tri | turnout", r"cử tri|bỏ phiếu|bầu cử|đi bầu"),
    _attribute(
        "diện tích (?:tự nhiên|đất|là|bao nhiêu)? | (?:land|natural|total) area | rộng bao nhiêu (?:héc|ha)",
        r"diện tích|\d\s?(?:ha|km2|m2|m²|km²|sào|mẫu)\b|héc-ta|km vuông|mét vuông|rộng",
    ),
    _attribute(_DUES, r"đảng phí[^.;\n]{0,80}\d|\d[^.;\n]{0,60}đảng phí|đảng phí\n"),
)
"""What is counted, which the text that tells how many must say."""
_COSTS = (
    _attribute(
        """
        (?:kinh phí|chi phí|tiền|hết|tốn) .*tổ chức | tổ chức .*(?:hết|tốn|kinh phí)
        cost to (?:put on|organi[sz]e|hold)
        """,
        "tổ chức|(?:kinh phí|chi phí) (?:đại hội|hội nghị|hội thi|lễ|lớp)",
    ),
    _attribute(
        """
        (?:xây|xây dựng) .*(?:hết|tốn|kinh phí|bao nhiêu tiền)
        (?<!góp bao nhiêu )(?:kinh phí|chi phí|tiền) (?:xây|làm)
        làm (?:đường|cầu|nhà|trường|trạm|kênh|mương|đập|chợ|cống|kè|đê|hồ|sân|công trình).*(?:hết|tốn|bao nhiêu tiền)
        cost to build
        """,
        r"xây|\blàm\b|đầu tư|công trình|thi công|khởi công|dự án",
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


_BEFALLEN = (
    _attribute(
        "từ chức | xin thôi | thôi giữ chức | resign\\w*",
        r"từ chức|xin thôi|\bthôi (?:giữ|làm|đảm|chức|tham gia)|miễn nhiệm|nghỉ (?:hưu|việc|công tác)",
    ),
    _attribute("khai trừ | expelled | expulsions?", r"khai trừ|xóa tên|đưa ra khỏi|ra khỏi đảng"),
    _attribute("cách chức | dismiss(?:ed|al)?", r"cách chức|miễn nhiệm|bãi nhiệm|\bthôi (?:giữ|làm)|buộc thôi"),
    _attribute("bị cảnh cáo", "cảnh cáo"),
    _attribute("bị khiển trách | reprimanded", "khiển trách"),
    _attribute(
        "bị kỷ luật | disciplined | punished",
        r"kỷ luật|khiển trách|cảnh cáo|cách chức|khai trừ|kiểm điểm|đình chỉ|xử phạt|buộc thôi",
    ),
    _attribute(
        "bị (?:bắt|khởi tố|truy tố|tạm giam) | arrested | prosecuted",
        r"\bbắt\b|khởi tố|truy tố|tạm giam|tạm giữ|\btù\b",
    ),
    _attribute(
        r"""
        mất (?:vào )?(?:năm|ngày|khi|lúc|ở|tại|vì) (?:nào|đâu|sao|bao) | qua đời | từ trần | tạ thế
        (?:did|when) .* (?:die|pass away) | died (?:of|in|when)
        """,
        r"qua đời|từ trần|tạ thế|\bmất\b|hy sinh|\((?:1\d|20)\d\d\s?[-–]\s?(?:1\d|20)\d\d\)|chết",
    ),
)
"""What befell somebody, which is told by no text that does not say so."""


_KIND_OF_PAPER = either("|".join(SYMBOLS))
_NUMBER_OF = (
    re.compile(rf"\b({_KIND_OF_PAPER}) (?:so (?:bao nhieu|may)|number)\b"),
    re.compile(rf"^(?:what is the number of (?:the )?)?({_KIND_OF_PAPER})\b"),
)
_SIGNING = re.compile(r"\bký\b|\bt/m\b|\b(?:tm|kt|tl)\.|thay mặt|thừa lệnh")
_NAMES = re.compile(rf"\b(?!(?:Ông|Bà|Anh|Chị|Cụ) )[{CAPITALS}]\w*(?: [{CAPITALS}]\w*)+")
_OF_INTENT = {Intent.HOW_MANY: (*_COSTS, *_COUNTS), Intent.WHEN: _MOMENTS}


def tells_what_befell(question: Question, shown: str) -> bool:
    """Whether a text says what befell somebody, if a question asks about that: who resigned, why somebody was
    expelled."""
    asked, said = _NAMES.sub("…", question.text).lower(), shown.lower()
    return all(event.given.search(said) for event in _BEFALLEN if event.asked.search(asked))


def _numbers_paper(folded_question: str, said: str) -> bool:
    """Whether a folded text says the number of a document of the kind whose number is asked for, which stands before
    "số bao nhiêu" or begins the question; true where it tells no kind that has a symbol of its own."""
    asked = next(filter(None, (pattern.search(folded_question) for pattern in _NUMBER_OF)), None)
    return asked is None or any(SYMBOLS[asked[1]] in reference.symbol for reference in references(said))


def states(question: Question, shown: str, above: str = "") -> bool:
    """Whether a text gives what the question asks for, as far as that can be told; true where it cannot.

    A row of a table is given with its header (see bot.answer.rows). What stands `above`, the lead-in, may give an
    attribute, but no name.
    """
    asked, said = question.text.lower(), f"{above}\n{shown}".lower()
    nameless = _NAMES.sub("…", question.text).lower()  # "Tân Lương là …" asks for no salary
    attributes = (*_ATTRIBUTES, *_OF_INTENT.get(question.intent, ()))
    if any(attribute.asked.search(nameless) and not attribute.given.search(said) for attribute in attributes):
        return False
    if any(prize.asked.search(asked) and not prize.given.search(said) for prize in _PRIZES):
        return False
    if lacks_superlative(question, said) or (asks_for_reason(asked) and not gives_reason(asked, said)):
        return False
    if question.intent is Intent.NUMBER and _PAPER.search(question.folded):
        return offers_new(Intent.NUMBER, shown, question.folded) and _numbers_paper(question.folded, fold(shown))
    if asks_who_chaired(question) and not tells_who_chaired(said):
        return False
    if question.intent is Intent.SIGNER and not _SIGNING.search(said):
        return False
    if asks_for_organisation(asked) and not names_organisation(shown, asked, question.folded):
        return False
    kinds = kinds_asked(asked)
    if kinds and not names_one(shown, kinds, question.folded):
        return False
    return names_whom(question, shown)
