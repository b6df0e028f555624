"""What is wrong with a request, and what is expected instead, in Vietnamese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.api.request_body import UNKNOWN_FIELD
from vectorstore.errors import BantinError

Sentence = tuple[str, str]

NO_JSON: Sentence = (
    "Nội dung gửi lên không phải JSON hợp lệ trong mã UTF-8.",
    "The body is not valid JSON in UTF-8.",
)
_NO_OBJECT: Sentence = (
    "Nội dung gửi lên phải là một đối tượng JSON (Content-Type: application/json).",
    "The body must be a JSON object (Content-Type: application/json).",
)
_TEXT: Sentence = ("chữ trong ngoặc kép", "text in quotation marks")
_DATE: Sentence = ("ngày dạng 2024-07-10", "a date like 2024-07-10")
_WHOLE: Sentence = ("số nguyên", "a whole number")
_TRUTH: Sentence = ("true hoặc false", "true or false")
_LIST: Sentence = ("danh sách trong ngoặc vuông", "a list in square brackets")
_OBJECT: Sentence = ("đối tượng JSON trong ngoặc nhọn", "a JSON object in braces")
_KINDS: dict[str, Sentence] = {
    "string": _TEXT,
    "date": _DATE,
    "int": _WHOLE,
    "bool": _TRUTH,
    "list": _LIST,
    "model": _OBJECT,
    "dict": _OBJECT,
}
"""What a value must be, by the first word of the validation error's type."""


class InvalidRequest(BantinError):
    """A request cannot be used as it is."""


def sentence_of(error: Mapping[str, Any]) -> Sentence:
    """What a validation error of pydantic says: which value is wrong, and what it has to be."""
    kind, told = str(error["type"]), error.get("ctx") or {}
    name = ".".join(str(part) for part in error["loc"] if part not in ("body", "query", "path"))
    if kind == "json_invalid":
        return NO_JSON
    if kind == UNKNOWN_FIELD:
        return _unknown(name, told)
    if not name:
        return _NO_OBJECT
    match kind:
        case "missing":
            return f"Thiếu trường “{name}”.", f"The field “{name}” is missing."
        case "string_too_long":
            most = told["max_length"]
            return f"“{name}” quá dài: tối đa {most} ký tự.", f"“{name}” is too long: at most {most} characters."
        case "too_long":
            most = told["max_length"]
            return f"“{name}” quá dài: tối đa {most} mục.", f"“{name}” is too long: at most {most} items."
    vi, en = _expected(kind, told)
    return f"“{name}” phải là {vi}.", f"“{name}” must be {en}."


def _unknown(name: str, told: Mapping[str, Any]) -> Sentence:
    within_vi, within_en = (f"Trong “{name}” không", f"“{name}” has no") if name else ("Không", "There is no")
    known = told["known"]
    return (
        f"{within_vi} có trường “{told['unknown']}”: chỉ nhận {known}.",
        f"{within_en} field “{told['unknown']}”: only {known} can be given.",
    )


def _expected(kind: str, told: Mapping[str, Any]) -> Sentence:
    match kind:
        case "greater_than_equal":
            return f"số từ {told['ge']} trở lên", f"a number from {told['ge']} on"
        case "less_than_equal":
            return f"số không quá {told['le']}", f"a number up to {told['le']}"
        case "literal_error":
            values = str(told["expected"]).replace("'", "").replace(" or ", ", ")
            return f"một trong các giá trị {values}", f"one of {values}"
    fallback = "giá trị như mô tả ở /openapi.json", "a value as /openapi.json describes it"
    return _KINDS.get(kind.partition("_")[0], fallback)
