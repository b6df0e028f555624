"""What an OLE2 file, the container of Office 97-2003, holds: told from its directory, without reading it."""

from __future__ import annotations

import struct

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How every OLE2 file starts."""

_HEADER = 512  # bytes
_SMALL, _SMALL_SECTOR = 4_096, 64  # a stream of fewer bytes stands in small sectors, inside that of the root
_UNUSED = 0xFFFFFFFF  # entry of a sector that holds nothing
_BOF, _FILEPASS = 0x809, 0x2F  # records of a workbook
_WORD_ENCRYPTED = 0x0100


def kind(data: bytes) -> str | None:
    """The extension of the document in an OLE2 file, None if it holds none that is known.

    An encrypted .docx, .xlsx or .pptx is an OLE2 file too: ".encrypted".
    """
    for stream, extension in (
        ("EncryptedPackage", ".encrypted"),
        ("WordDocument", ".doc"),
        ("Workbook", ".xls"),
        ("Book", ".xls"),
        ("PowerPoint Document", ".ppt"),
    ):
        if _entry(data, stream) is not None:
            return extension
    return None


def is_whole(data: bytes) -> bool:
    """Whether every sector that the file's allocation table calls used lies inside the file."""
    if len(data) < _HEADER:
        return False
    size = _sector_size(data)
    count, directory = struct.unpack_from("<II", data, 44)
    tables = struct.unpack_from("<109I", data, 76)[: min(count, 109)]
    if any((sector + 1) * size >= len(data) for sector in (*tables, directory)):
        return False
    per_table = size // 4
    for number, sector in reversed(list(enumerate(tables))):
        entries = struct.unpack_from(f"<{per_table}I", data.ljust((sector + 2) * size, b"\xff"), (sector + 1) * size)
        used = max((index for index, entry in enumerate(entries) if entry != _UNUSED), default=None)
        if used is not None:
            return bool((number * per_table + used + 1) * size < len(data))
    return True


def is_encrypted(data: bytes) -> bool:
    """Whether a .doc, .xls or .ppt file cannot be read without its password."""
    if _entry(data, "EncryptedSummary") is not None:
        return True
    word = _start(data, "WordDocument")
    if len(word) > 12 and struct.unpack_from("<H", word, 10)[0] & _WORD_ENCRYPTED:
        return True
    return _has_filepass(_start(data, "Workbook") or _start(data, "Book"))


def _has_filepass(workbook: bytes) -> bool:
    position = 0
    while position + 4 <= len(workbook):
        record, length = struct.unpack_from("<HH", workbook, position)
        if record == _FILEPASS:
            return True
        if position == 0 and record != _BOF:
            return False
        position += 4 + length
    return False


def _sector_size(data: bytes) -> int:
    return 4_096 if data[30:32] == b"\x0c\0" else 512


def _entry(data: bytes, stream: str) -> int | None:
    """Where the directory entry of a stream stands: from the directory's first sector on, else anywhere."""
    wanted = stream.encode("utf-16-le") + b"\0\0"
    directory = (int.from_bytes(data[48:52], "little") + 1) * _sector_size(data)
    for start in (directory, _HEADER):
        position = data.find(wanted, start)
        while position >= 0:
            if position % 128 == 0 and data[position + 64 : position + 66] == struct.pack("<H", len(wanted)):
                return position
            position = data.find(wanted, position + 1)
    return None


def _start(data: bytes, stream: str) -> bytes:
    """The first bytes of a stream, a sector at most; empty if there is no such stream."""
    entry = _entry(data, stream)
    if entry is None:
        return b""
    size = _sector_size(data)
    sector, length = struct.unpack_from("<II", data, entry + 116)
    if length >= _SMALL:
        place, room = (sector + 1) * size, size
    else:
        root = _entry(data, "Root Entry")
        first = struct.unpack_from("<I", data, root + 116)[0] if root is not None else 0
        place, room = (first + 1) * size + sector * _SMALL_SECTOR, _SMALL_SECTOR
    return data[place : place + min(room, length)]
