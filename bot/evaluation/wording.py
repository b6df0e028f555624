"""The words of the evaluation, in Vietnamese and in English, and its numbers as each language writes them."""

from __future__ import annotations

from bot.evaluation.run import Verdict
from vectorstore.errors import Language
from vectorstore.query import Form

Words = tuple[str, str]
"""The same in Vietnamese and in English."""

FORMS: dict[Form, Words] = {
    Form.VIETNAMESE: ("Có dấu", "Vietnamese"),
    Form.PLAIN: ("Không dấu", "No accents"),
    Form.ENGLISH: ("Tiếng Anh", "English"),
}
COLUMNS: dict[str, Words] = {
    "asked": ("Số câu", "Asked"),
    "right": ("Đúng", "Right"),
    "recall_1": ("Đoạn đúng đứng đầu", "Recall at 1"),
    "recall_5": ("Đoạn đúng trong 5 đoạn đầu", "Recall at 5"),
    "contained": ("Hiện đúng câu trả lời", "Contained"),
    "lists": ("Danh sách đủ", "Lists complete"),
    "refused": ("Từ chối đúng", "Refused"),
    "near_misses": ("Từ chối câu gần đúng", "Near misses refused"),
    "false_refusals": ("Từ chối nhầm", "False refusals"),
    "auroc": ("AUROC", "AUROC"),
    "p50": ("p50 (ms)", "p50 (ms)"),
    "p95": ("p95 (ms)", "p95 (ms)"),
}
SHORT: dict[str, Words] = {
    "asked": ("câu", "asked"),
    "right": ("đúng", "right"),
    "recall_1": ("@1", "@1"),
    "recall_5": ("@5", "@5"),
    "lists": ("đủ", "lists"),
    "near_misses": ("gần đúng", "near"),
    "false_refusals": ("nhầm", "false"),
    "p50": ("p50", "p50"),
    "p95": ("p95", "p95"),
}
"""Headings of the columns where many stand side by side."""
VERDICTS: dict[Verdict, Words] = {
    Verdict.RIGHT: ("Đúng", "Right"),
    Verdict.MISSED: ("Không tìm thấy đoạn trả lời trong 5 đoạn đầu", "The answering passage is not among the first 5"),
    Verdict.OTHER: ("Tìm thấy đoạn, nhưng hiện câu khác", "The passage is found, but something else is shown"),
    Verdict.INCOMPLETE: ("Danh sách không đúng số mục", "The list has another number of items"),
    Verdict.REFUSED: ("Từ chối, dù văn bản có câu trả lời", "Refused, though the documents answer it"),
    Verdict.ANSWERED: ("Trả lời, dù văn bản không nêu", "Answered, though the documents do not say"),
}
RELIABILITY: tuple[Words, ...] = (
    ("Độ tin cậy từ – đến", "Confidence from – to"),
    ("Số câu", "Questions"),
    ("Độ tin cậy", "Confidence"),
    ("Tỷ lệ đúng", "Right"),
)
CHANGES: dict[str, Words] = {
    "mended": ("Trước sai, nay đúng", "Wrong before, right now"),
    "broken": ("Trước đúng, nay sai", "Right before, wrong now"),
    "other": ("Vẫn sai, theo cách khác", "Still wrong, in another way"),
}
_DECIMALS = {"asked": 0, "short_asked": 0, "short_p50": 0, "short_p95": 0, "auroc": 3, "confidence": 2, "weight": 3}


def in_language(words: Words, language: Language) -> str:
    """The words in one language."""
    return words[0] if language == "vi" else words[1]


def number(name: str, value: float | None, language: Language) -> str:
    """A figure with as many decimals as its kind has, "–" for None; Vietnamese has a decimal comma."""
    if value is None:
        return "–"
    text = f"{value:.{_DECIMALS.get(name, 1)}f}"
    return text.replace(".", ",") if language == "vi" else text
