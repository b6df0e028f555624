"""Corrections of metadata in a file `bantin.toml` beside the documents.

    ["bao-cao-6-thang.docx"]
    title = "Báo cáo sáu tháng đầu năm 2024"
    date = 2024-07-03

    ["*.pdf"]
    issuer = "Tỉnh ủy Đông Sơn"

Each table is named after a file of the folder, or has a pattern for a name; where several fit, the last one counts.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from ingest.errors import IngestError, UnreadableFile
from ingest.sources import ASIDE
from vectorstore.corrections import InvalidCorrection, checked
from vectorstore.text import nfc

Rules = list[tuple[str, dict[str, str]]]


@dataclass(slots=True)
class Asides:
    """The corrections beside files, each folder's read once; `problems` are the files that cannot be read, by path."""

    problems: dict[str, IngestError] = field(default_factory=dict)
    _folders: dict[str, Rules | None] = field(default_factory=dict)

    def of(self, path: str) -> Mapping[str, str] | None:
        """The corrections of the document in the file at `path`; None where its folder's corrections cannot be read."""
        folder, name = os.path.split(path)
        if folder not in self._folders:
            self._folders[folder] = self._read(os.path.join(folder, ASIDE))
        rules = self._folders[folder]
        if rules is None:
            return None
        found: dict[str, str] = {}
        for pattern, fields in rules:
            if pattern == nfc(name) or fnmatchcase(nfc(name), pattern):
                found |= fields
        return found

    def _read(self, path: str) -> Rules | None:
        try:
            with open(path, "rb") as file:
                stated = tomllib.load(file)
            return [(nfc(pattern), _fields(pattern, fields)) for pattern, fields in stated.items()]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except InvalidCorrection as error:
            self.problems[path] = UnreadableFile(f"{path}: {error.vi}", f"{path}: {error.en}")
        except (OSError, ValueError) as error:
            self.problems[path] = UnreadableFile(
                f"Không đọc được {path}: tệp không đúng cú pháp TOML ({error}).",
                f"{path} cannot be read: it is not valid TOML ({error}).",
            )
        return None


def _fields(pattern: str, stated: object) -> dict[str, str]:
    if not isinstance(stated, dict):
        raise InvalidCorrection(
            f'mỗi văn bản cần một bảng, như ["{pattern}"].', f'each document needs a table, such as ["{pattern}"].'
        )
    return {name: checked(name, value) for name, value in stated.items()}
