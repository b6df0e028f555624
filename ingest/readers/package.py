"""ZIP packages: office documents and archives, opened only if they are what they claim and unpack to a sane size."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import IO

from ingest.errors import UnreadableFile

MAX_UNPACKED = 500_000_000
"""Bytes to which a package, all that it holds together, may unpack."""

_RATIO = 200  # unpacked to packed size, above which a large package is taken for a bomb
_LARGE = 50_000_000  # bytes unpacked
_ENCRYPTED = 0x1  # flag of a member
_PROLOGUE = 65_536  # bytes of an XML part in which a DTD would stand
_ENTITY = re.compile(rb"<\0?!\0?E\0?N\0?T\0?I\0?T\0?Y")


def open_package(data: bytes, name: str) -> zipfile.ZipFile:
    """The ZIP package in `data`.

    Raises `UnreadableFile` for a damaged one, one with a password, and one that would unpack to too much.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise damaged(name) from error
    members = package.infolist()
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise protected(name)
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED or (unpacked > _LARGE and unpacked > _RATIO * len(data)):
        size = f"{unpacked / 1_000_000:,.0f} MB"
        raise UnreadableFile(
            f"Tệp {name} giải nén ra quá lớn ({size}): có thể là bom nén nên không được mở.",
            f"{name} unpacks to too much ({size}): it may be a zip bomb and was not opened.",
        )
    return package


def check_markup(package: zipfile.ZipFile, name: str) -> None:
    """Raises `UnreadableFile` if an XML part defines entities, as no office document does but XML bombs do."""
    for member in package.infolist():
        if member.filename.lower().endswith((".xml", ".rels")):
            with package.open(member) as part:
                check_prologue(read_part(part, name, _PROLOGUE), name)


def check_prologue(data: bytes, name: str) -> None:
    """Raises `UnreadableFile` if the markup in `data` defines entities at its start, as XML bombs do."""
    if _ENTITY.search(data, 0, _PROLOGUE):
        raise UnreadableFile(
            f"Tệp {name} chứa định nghĩa thực thể XML (bom XML) nên không được mở.",
            f"{name} holds XML entity definitions (an XML bomb) and was not opened.",
        )


def read_part(part: IO[bytes], name: str, size: int = -1) -> bytes:
    """Up to `size` bytes of an open member, all if negative. Raises `UnreadableFile` if it is damaged."""
    try:
        return part.read(size)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise damaged(name) from error


def damaged(name: str) -> UnreadableFile:
    """The error for a file whose content is damaged."""
    return UnreadableFile(
        f"Tệp {name} bị hỏng hoặc thiếu một phần: hãy lấy lại bản đầy đủ.",
        f"{name} is damaged or incomplete: get a whole copy.",
    )


def protected(name: str) -> UnreadableFile:
    """The error for a file that needs a password."""
    return UnreadableFile(
        f"Tệp {name} có mật khẩu: hãy bỏ mật khẩu rồi thử lại.",
        f"{name} is protected by a password: remove it and try again.",
    )
