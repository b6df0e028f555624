"""Archives and messages, taken apart."""

from __future__ import annotations

import io
import zipfile

import pytest

from ingest import containers
from ingest.containers import Refused, expand, is_container
from ingest.errors import UnreadableFile
from ingest.parse import parse
from ingest.sources import RawDocument
from tests.ingest_files import archive, message, pdf, word_file

WORD = word_file([("Xin chào.", "Arial")])
LIMIT = 1_000_000


def _expanded(data: bytes, name: str) -> dict[str, RawDocument | Refused]:
    return {member.source: member for member in expand(RawDocument(f"/x/{name}", name, data), LIMIT)}


def _text(member: RawDocument | Refused) -> str:
    assert isinstance(member, RawDocument)
    return parse(member).text


def test_other_files_are_their_own_only_document() -> None:
    for data, name in ((WORD, "a.docx"), (b"text", "a.txt"), (b"PK\x03\x04", "a.zip"), (pdf([[]]), "a.eml")):
        raw = RawDocument(name, name, data)
        assert list(expand(raw, LIMIT)) == [raw]
        assert not is_container(raw)


def test_archive() -> None:
    data = archive(
        {
            "Nghị quyết/01.docx": WORD,
            "Nghị quyết/": b"",
            "b.txt": "Họp chi bộ.".encode(),
            "__MACOSX/._b.txt": b"x",
            ".DS_Store": b"x",
            "Thumbs.db": b"x",
            "~$01.docx": b"x",
        }
    )
    found = _expanded(data, "a.zip")
    assert list(found) == ["/x/a.zip!/Nghị quyết/01.docx", "/x/a.zip!/b.txt"]
    assert [_text(member) for member in found.values()] == ["Xin chào.", "Họp chi bộ."]
    assert found["/x/a.zip!/Nghị quyết/01.docx"].name == "01.docx"  # type: ignore[union-attr]


def test_archive_is_known_by_its_content() -> None:
    assert list(_expanded(archive({"b.txt": b"x"}), "a.docx")) == ["/x/a.docx!/b.txt"]


def test_names_that_windows_wrote() -> None:
    name = "báo-cáo.txt".encode()
    data = archive({"x" * len(name): b"text"}).replace(b"x" * len(name), name)
    assert list(_expanded(data, "a.zip")) == ["/x/a.zip!/báo-cáo.txt"]


def test_archives_within_archives() -> None:
    inner = archive({"a.txt": b"inside", "broken.zip": b"PK\x03\x04"})
    found = _expanded(archive({"inner.zip": inner, "b.txt": b"outside"}), "o.zip")
    assert list(found) == ["/x/o.zip!/inner.zip!/a.txt", "/x/o.zip!/inner.zip!/broken.zip", "/x/o.zip!/b.txt"]


def test_archives_nested_too_deep() -> None:
    data = archive({"a.txt": b"inside"})
    for level in range(4):
        data = archive({f"{level}.zip": data})
    (refused,) = _expanded(data, "o.zip").values()
    assert isinstance(refused, Refused)
    assert "too many archives" in refused.error.en


def test_a_member_that_is_too_large_or_damaged_is_refused_alone() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as package:
        package.writestr("large.txt", b"x" * (LIMIT + 1))
        package.writestr("damaged.txt", b"0123456789")
        package.writestr("good.txt", b"good")
    data = stream.getvalue().replace(b"0123456789", b"0123456780")
    found = _expanded(data, "a.zip")
    large, damaged, good = found.values()
    assert isinstance(large, Refused)
    assert "larger than the limit" in large.error.en
    assert isinstance(damaged, Refused)
    assert "damaged" in damaged.error.en
    assert _text(good) == "good"


def test_zip_bomb() -> None:
    with pytest.raises(UnreadableFile, match="zip bomb"):
        _expanded(archive({f"{number}.txt": bytes(6_000_000) for number in range(10)}), "a.zip")


def test_bomb_of_archives_within_archives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MAX_UNPACKED", 5_000_000)
    member = archive({f"{number}.txt": b"a" * 200_000 for number in range(4)})
    assert len(_expanded(archive({f"{number}.zip": member for number in range(5)}), "a.zip")) == 20
    with pytest.raises(UnreadableFile, match="zip bomb"):
        _expanded(archive({f"{number}.zip": member for number in range(7)}), "a.zip")


def test_message_with_attachments() -> None:
    data = message(
        "Mời họp", "Mời các đồng chí họp.", attached={"báo cáo.docx": WORD, "ghi-chu.zip": archive({"c.txt": b"c"})}
    )
    found = _expanded(data, "a.eml")
    assert list(found) == ["/x/a.eml", "/x/a.eml!/báo cáo.docx", "/x/a.eml!/ghi-chu.zip!/c.txt"]
    bulletin = parse(found["/x/a.eml"])  # type: ignore[arg-type]
    assert bulletin.text == "Mời các đồng chí họp."
    assert bulletin.metadata.title == "Mời họp"
    assert str(bulletin.metadata.date) == "2030-03-05"
    assert _text(found["/x/a.eml!/báo cáo.docx"]) == "Xin chào."


def test_message_that_only_carries_an_attachment() -> None:
    assert list(_expanded(message("Gửi", attached={"a.docx": WORD}), "a.eml")) == ["/x/a.eml!/a.docx"]


def test_message_in_html() -> None:
    data = message("Họp", html="<p>Chi bộ họp <b>sáng mai</b>.</p><ul><li>Bầu bí thư</li></ul>")
    assert _text(_expanded(data, "a.eml")["/x/a.eml"]) == "Chi bộ họp sáng mai.\n\nBầu bí thư"


def test_two_attachments_of_one_name() -> None:
    data = message("Gửi", attached={"a.txt": b"one", "b.txt": b"two"}).replace(b"b.txt", b"a.txt")
    assert list(_expanded(data, "a.eml")) == ["/x/a.eml!/a.txt", "/x/a.eml!/2-a.txt"]


def test_message_in_a_message() -> None:
    inner = message("Trong", "Nội dung bên trong.", attached={"b.txt": b"b"})
    found = _expanded(message("Ngoài", "Chuyển tiếp.", attached={"thu.eml": inner}), "a.eml")
    assert list(found) == ["/x/a.eml", "/x/a.eml!/thu.eml", "/x/a.eml!/thu.eml!/b.txt"]
