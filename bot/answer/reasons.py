"""Reasons: a fact said once more does not tell why it is so."""

from __future__ import annotations

import re

from bot.question.cues import cues, either

_ASKS_REASON = cues(
    """
    tại sao | vì sao | ^sao | vì đâu | cớ sao | lý do (?:gì|nào|là gì) | nguyên nhân (?:gì|nào|là gì|do đâu)
    (?:là )?do đâu | why
    for what reason | what (?:is|was) the reason
    """
)
_AGENT = either(
    """
    đồng chí | ông | bà | anh | chị | bí thư | phó | chủ tịch | trưởng | ban | ủy ban | đảng ủy | huyện ủy | tỉnh ủy
    thành ủy | chi bộ | công ty | hội | đoàn | sở | phòng | trung tâm | văn phòng
    """
)
_CAUSE = re.compile(
    rf"\b(?:do(?! {_AGENT}\b)|vì(?! (?:vậy|thế|lợi ích|dân))|bởi|nguyên nhân|lý do|xuất phát|bắt nguồn)\b"
)
"""What names a cause: not who did something ("do đồng chí … trình bày")."""
_REASON = re.compile(
    r"\b(?:nhờ|để(?! xảy ra)|nhằm|khiến|nên|dẫn đến|giải thích|vướng|thiếu(?! [\d,.]+)|thẩm quyền|khó khăn"
    r"|trở ngại|không đủ|chưa (?:có|đủ|được|vào|tới|đến|kịp|quan tâm|chủ động|coi|nắm))\b"
)
"""What else may tell why: an aim, a consequence, a lack."""
_ASKS_FAULT = cues(
    """
    kỷ luật | khai trừ | cảnh cáo | cách (?:hết )?(?:các )?chức | khiển trách | phê bình | nhắc nhở | kiểm điểm
    xử phạt | bị phạt | disciplined | expelled | dismissed | stripped | criticised | criticized | reprimanded | punished
    fined
    """
)
_FAULT = re.compile(
    r"vi phạm|thiếu trách nhiệm|buông lỏng|để xảy ra|lợi dụng|\bnhận\b|trái (?:phép|quy định)|không (?:đúng|hợp pháp)"
    r"|bằng giả|giả mạo|tham ô|chiếm đoạt|gian dối|đánh bạc|bỏ sinh hoạt|\b(?:chậm|chưa|không|sai|thiếu|nợ)\b"
)
"""What somebody was disciplined for, which is the reason without a word for it."""
_ASKS_MERIT = cues(
    "khen | biểu dương | tuyên dương | tôn vinh | vinh danh | commended | praised | honou?red | rewarded"
)
"""Whoever is praised is mostly praised for what stands behind the name, without a word for it."""


def asks_for_reason(question: str) -> bool:
    """Whether a question, in lower case with its accents, asks why something is so."""
    return _ASKS_REASON.search(question) is not None


def gives_reason(question: str, said: str) -> bool:
    """Whether a text in lower case names a reason, or what somebody has been disciplined or praised for where that is
    asked."""
    return (
        names_cause(said)
        or any(reason not in question for reason in _REASON.findall(said))
        or (_ASKS_FAULT.search(question) is not None and _FAULT.search(said) is not None)
        or _ASKS_MERIT.search(question) is not None
    )


def names_cause(said: str) -> bool:
    """Whether a text in lower case names a cause by its word."""
    return _CAUSE.search(said) is not None
