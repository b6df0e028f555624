"""Corrections of metadata: what a person says of a document counts for more than what was read from it.

There are two layers: a file beside the document (`bantin.toml`), and the API, which is the last word. Both outlive a
new reading of the document. An empty value says that the field is unknown.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from vectorstore.errors import BantinError
from vectorstore.models import Metadata, Origin

FIELDS = tuple(each.name for each in fields(Metadata) if each.name != "origins")
"""The fields that can be corrected."""
_LONGEST = 1_000  # characters


class InvalidCorrection(BantinError):
    """A correction names a field that does not exist, or a value that it cannot have."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """What people corrected, by field: in a file beside the document, and over the API."""

    file: Mapping[str, str] = field(default_factory=dict)
    api: Mapping[str, str] = field(default_factory=dict)

    def applied(self, stated: Metadata) -> Metadata:
        """`stated` with the corrections in place."""
        values: dict[str, object] = {}
        origins: dict[str, Origin] = dict(stated.origins)
        for name, value in {**self.file, **self.api}.items():
            values[name] = datetime.date.fromisoformat(value) if name == "date" and value else value or None
            if value:
                origins[name] = "correction"
            else:
                origins.pop(name, None)
        return replace(stated, **values, origins=origins) if values else stated  # type: ignore[arg-type]


def check_name(name: str) -> None:
    """Raises InvalidCorrection if there is no field of this name."""
    if name not in FIELDS:
        known = ", ".join(FIELDS)
        raise InvalidCorrection(
            f"Không có thông tin nào tên là “{name}”; các tên có thể sửa: {known}.",
            f"There is no field “{name}”; those that can be corrected: {known}.",
        )


def checked(name: str, value: object) -> str:
    """`value` as a correction of the field `name` is stored. Raises InvalidCorrection."""
    check_name(name)
    if name == "date":
        return _checked_date(value)
    if not isinstance(value, str) or len(value) > _LONGEST or (name == "title" and not value.strip()):
        raise InvalidCorrection(
            f"Giá trị của “{name}” phải là một dòng chữ, dài tối đa {_LONGEST} ký tự; tên văn bản không được để trống.",
            f"“{name}” must be a text of at most {_LONGEST} characters; a title must not be empty.",
        )
    return " ".join(value.split())


def _checked_date(value: object) -> str:
    if value == "":
        return ""
    try:
        return datetime.date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise InvalidCorrection(
            f"Ngày “{value}” không hợp lệ: hãy viết như 2024-07-03.",
            f"“{value}” is not a date: write it like 2024-07-03.",
        ) from None
