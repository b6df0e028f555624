"""What was done against what was only planned: a target for 2024 does not tell how many came in 2024."""

from __future__ import annotations

from bot.question.cues import cues

_ASKED = cues(
    """
    thực tế | thực sự | đã .{1,80}chưa
    kết quả (?:thực hiện )?(?:ra sao|thế nào|như thế nào) | ^kết quả .*(?:bao nhiêu|mấy)
    được (?:tất cả |tổng cộng )?(?:bao nhiêu|mấy) | đã (?:\w+ ){1,6}(?:bao nhiêu|mấy)
    actually | really | in reality | in fact | did .{3,60} (?:achieve|attain)
    (?:has|have|had|was|were) .{1,80} yet | turn(?:ed)? out
    """
)
_TO_BE = cues(
    """
    sẽ | mỗi (?:năm|tháng|tuần|ngày|vụ) | muốn | mong | kỳ vọng | dự kiến | theo (?:kế hoạch|chỉ tiêu|mục tiêu)
    phấn đấu | mục tiêu | chỉ tiêu
    """
)
_PLANNED = cues(
    """
    thời gian tới | (?:xong|hoàn thành) .{0,60}trước (?:ngày|tháng|năm) | chậm nhất | phấn đấu | dự kiến | mục tiêu
    chỉ tiêu | sẽ | trở lên | ít nhất | tối thiểu | đến hết năm
    """
)
_PLANNED_ABOVE = cues("mục tiêu | chỉ tiêu | phương hướng | nhiệm vụ | kế hoạch | giải pháp | yêu cầu")
_DONE = cues(
    r"""
    đã | vượt | có thêm | mới (?:bàn giao|đạt|có|hoàn thành|xây|làm|được) | so với (?:cùng kỳ|năm|kế hoạch|chỉ tiêu)
    \d[\d,.]*% (?:kế hoạch|chỉ tiêu|dự toán|số) | (?:thực hiện|kết quả)(?: [^|:;]{1,20})?: ?\d+
    """
)
"""What was done; in a row of a table, the column for it."""


def asks_for_result(question: str) -> bool:
    """Whether a question, in lower case with its accents, asks what became of something, and not what is to be."""
    return _ASKED.search(question) is not None and _TO_BE.search(question) is None


def is_only_planned(text: str, above: str) -> bool:
    """Whether a text, below what stands `above`, both in lower case, tells only what is to be."""
    if _DONE.search(text):
        return False
    return _PLANNED.search(text) is not None or _PLANNED_ABOVE.search(above) is not None
