"""Reasons: a fact said once more does not tell why it is so."""

from __future__ import annotations

import re

from bot.question.cues import cues

_ASKS_REASON = cues(
    """
    tại sao | vì sao | vì đâu | cớ sao | lý do (?:gì|nào|là gì) | nguyên nhân (?:gì|nào|là gì|do đâu)
    (?:là )?do đâu | why
    for what reason | what (?:is|was) the reason
    """
)
_REASON = re.compile(
    r"\b(?:do|vì|bởi|nhờ|nguyên nhân|lý do|xuất phát|bắt nguồn|để|nhằm|khiến|nên|dẫn đến|giải thích|vướng|thiếu"
    r"|thẩm quyền|chưa (?:có|đủ|được)|không đủ)\b"
)
_ASKS_FAULT = cues("kỷ luật | khai trừ | cảnh cáo | cách chức | khiển trách | disciplined | expelled | dismissed")
_FAULT = re.compile(
    r"vi phạm|thiếu trách nhiệm|buông lỏng|để xảy ra|lợi dụng|\bnhận\b|trái (?:phép|quy định)|không (?:đúng|hợp pháp)"
    r"|bằng giả|giả mạo|tham ô|chiếm đoạt|gian dối|đánh bạc|bỏ sinh hoạt"
)
"""What somebody was disciplined for, which is the reason without a word for it."""


def asks_for_reason(question: str) -> bool:
    """Whether a question, in lower case with its accents, asks why something is so."""
    return _ASKS_REASON.search(question) is not None


def gives_reason(question: str, said: str) -> bool:
    """Whether a text in lower case names a reason, or what somebody has been disciplined for where that is asked."""
    return _REASON.search(said) is not None or (
        _ASKS_FAULT.search(question) is not None and _FAULT.search(said) is not None
    )
