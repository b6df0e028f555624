"""What cannot be taken in gets one clear line in both languages, in the report and over HTTP; all else is taken in."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from bot.api.app import create_app
from bot.api.state import ServerState
from bot.ingest_report import report_text
from bot.library import LocalLibrary
from bot.settings import BotSettings
from ingest.settings import IngestSettings
from ingest.sync import sync
from tests.ingest_files import FILES, archive, pdf, word_file
from tests.ingest_helpers import InProcessParser
from vectorstore.index import Index

LIMIT = 3_000_000  # bytes, in place of 200 MB
SOUND = "Bản tin lành\nSáng 1/2/2030, Huyện ủy Mẫu họp."
WORD = word_file([("Chi bộ họp.", "Arial")])


def _bomb(xml: str) -> bytes:
    stream = io.BytesIO(WORD)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("word/comments.xml", xml)
    return stream.getvalue()


def _protected(data: bytes) -> bytes:
    """An archive of one file whose flags say that it is encrypted."""
    changed = bytearray(data)
    for flags in (6, data.index(b"PK\x01\x02") + 8):
        changed[flags] |= 1
    return bytes(changed)


REFUSED: dict[str, tuple[bytes, str, str]] = {
    **{
        f"mat-khau.{kind}": ((FILES / f"protected.{kind}").read_bytes(), "có mật khẩu", "password")
        for kind in ("doc", "odt", "pdf", "xls")
    },
    "mat-khau.zip": (_protected(archive({"a.txt": b"text"})), "có mật khẩu", "password"),
    "cut.doc": ((FILES / "legacy.doc").read_bytes()[:9_000], "hỏng", "damaged"),
    "cut.zip": (archive({"a.txt": bytes(range(256)) * 9})[:300], "hỏng", "damaged"),
    "cut.docx": (WORD[: len(WORD) // 2], "hỏng", "damaged"),
    "cut.pdf": (pdf([[(72, 700, "Chi bo hop.")]])[:200], "hỏng", "damaged"),
    "rong.txt": (b"", "trống", "empty"),
    "qua-to.txt": (b"x" * (LIMIT + 1), "lớn hơn giới hạn", "larger than the limit"),
    "chuong-trinh.docx": (b"\x7fELF" + bytes(200), "thực ra là tệp .elf", "really a .elf file"),
    "la.xyz": (b"\x01\x02", "Không đọc được loại tệp", "cannot be read"),
    "bom.zip": (archive({"a.txt": b"0" * 60_000_000}), "bom nén", "zip bomb"),
    "bom.docx": (_bomb('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "bom XML", "XML bomb"),
    "bom.html": (b'<!DOCTYPE a [<!ENTITY b "c">]><html><body>&b;</body></html>', "bom XML", "XML bomb"),
    "dau-cuoi.html": (b"<html><script>alert(1)</script></html>", "không có chữ nào", "no text"),
}


def test_each_gets_one_line_and_the_rest_is_taken_in(index: Index, tmp_path: Path) -> None:
    folder = tmp_path / "kho"
    folder.mkdir()
    for name, (data, _, _) in REFUSED.items():
        (folder / name).write_bytes(data)
    (folder / "lành.txt").write_text(SOUND, "utf-8")
    report = sync([str(folder)], index, settings=IngestSettings(max_file_bytes=LIMIT), parser=InProcessParser())
    failed = {Path(o.source).name: o.error for o in report.outcomes if o.error is not None}
    assert failed.keys() == REFUSED.keys()
    for name, (_, vi, en) in REFUSED.items():
        error = failed[name]
        assert vi in error.vi
        assert en in error.en
        assert name in error.vi
        assert name in error.en
        assert "\n" not in error.vi + error.en
    for language in ("vi", "en"):
        assert len(report_text(report, language).splitlines()) == len(REFUSED) + 1
    assert [entry.metadata.title for entry in index.entries(9)] == ["Bản tin lành"]
    assert index.check() == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_gets_one_line_over_http(index: Index, language: str) -> None:
    state = ServerState(LocalLibrary(index), BotSettings(admin_key=SecretStr("khoa")), LIMIT)
    headers = {"Authorization": "Bearer khoa", "Accept-Language": language}
    with TestClient(create_app(state), headers=headers) as client:
        for name, (data, vi, en) in REFUSED.items():
            response = client.post("/api/documents", files={"file": (name, data)})
            assert response.status_code == {"qua-to.txt": 413, "la.xyz": 415, "chuong-trinh.docx": 415}.get(
                name, 422
            ), name
            detail = response.json()["detail"]
            assert (vi if language == "vi" else en) in detail or response.status_code == 413
            assert "\n" not in detail
        assert client.post("/api/documents", files={"file": ("lành.txt", SOUND.encode())}).status_code == 201
        assert client.get("/api/documents").json()["total"] == 1
