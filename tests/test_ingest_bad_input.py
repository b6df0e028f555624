"""Files that cannot be read, or not as what they are called: one clear line each, in two languages."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from ingest.containers import expand
from ingest.errors import IngestError, UnreadableFile, UnsupportedType
from ingest.parse import parse
from ingest.readers import ole, read
from ingest.sources import RawDocument
from tests.conftest import PLAN
from tests.ingest_files import FILES, SAMPLES, archive, message, needs_libreoffice, pdf, texts, word_file, workbook

WORD = word_file([("Xin chào các đồng chí.", "Arial")])
OLE = ole.MAGIC + bytes(40) + b"\0\0\0\0" + bytes(460)  # the directory is the first sector


def _directory(*streams: str) -> bytes:
    """An OLE2 file that holds these streams, as far as its directory tells."""
    entries = b""
    for stream in streams:
        name = stream.encode("utf-16-le") + b"\0\0"
        entries += name.ljust(64, b"\0") + len(name).to_bytes(2, "little") + bytes(62)
    return OLE + entries.ljust(4_096, b"\0")


def _bomb(xml: str) -> str:
    return (
        '<?xml version="1.0"?><!DOCTYPE bomb [<!ENTITY a "ha ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        f'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>{xml}'
    )


def _replaced(data: bytes, part: str, content: bytes) -> bytes:
    """An office document with another content of one of its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return archive({name: content if name == part else package.read(name) for name in package.namelist()})


def _refusal(data: bytes, name: str) -> IngestError:
    with pytest.raises(IngestError) as caught:
        read(data, name)
    error = caught.value
    for sentence in (error.vi, error.en):
        assert name in sentence
        assert "\n" not in sentence
        assert sentence.endswith(".")
    return error


@pytest.mark.parametrize(
    ("name", "data", "part"),
    [
        ("a.txt", b"", "is empty"),
        ("a.docx", b" \n\t ", "is empty"),
        ("a.txt", bytes(range(256)) * 20, "binary"),
        ("a.md", b"\xff\xfe\x00\xd8", "binary"),
        ("a.txt", "… — !!".encode(), "holds no text"),
        ("a.html", b"<html><body><script>x()</script></body></html>", "no text"),
        ("a.pdf", b"%PDF-1.4 broken", "damaged"),
        ("a.pdf", b"not a pdf at all", "damaged"),
        ("a.pdf", pdf([[]]), "no text"),
        ("a.docx", b"not a zip", "damaged"),
        ("a.docx", b"PK\x03\x04" + bytes(60), "damaged"),
        ("a.docx", ole.MAGIC + bytes(600), "damaged"),
        ("a.doc", OLE, "damaged"),
        ("a.doc", _directory("WordDocument"), "damaged"),
        ("a.xlsx", WORD[:200], "damaged"),
        ("a.pptx", b"PK\x03\x04" + bytes(60), "damaged"),
        ("a.odt", b"PK\x03\x04" + bytes(60), "damaged"),
        ("a.rtf", b"{\\rtf1 {\\b open", "damaged"),
        ("a.eml", b"just a line of text", "not an e-mail"),
        ("a.csv", b'a,b\n"' + b"x" * 1_100_000, "not a CSV"),
    ],
)
def test_unreadable(name: str, data: bytes, part: str) -> None:
    error = _refusal(data, name)
    assert isinstance(error, UnreadableFile)
    assert part in error.en


# Passwords


@pytest.mark.parametrize("file", ["protected.doc", "protected.xls", "protected.odt", "protected.pdf"])
def test_protected_by_a_password(file: str) -> None:
    error = _refusal((FILES / file).read_bytes(), file)
    assert "password" in error.en
    assert "mật khẩu" in error.vi


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pptx", "a.doc"])
def test_encrypted_office_document(name: str) -> None:
    assert "password" in _refusal(_directory("EncryptionInfo", "EncryptedPackage"), name).en


def test_archive_with_a_password() -> None:
    data = bytearray(archive({"a.txt": b"text"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableFile, match="password"):
        list(expand(RawDocument("a.zip", "a.zip", bytes(data)), 1_000))


# Truncated


@pytest.mark.parametrize("cut", [30, 0.5, 0.9])
@pytest.mark.parametrize(
    ("name", "data"), [("a.docx", WORD), ("a.xlsx", workbook({"S": [["có"]]})), ("a.zip", archive({"a.txt": b"x"}))]
)
def test_truncated_package(name: str, data: bytes, cut: float) -> None:
    whole = data[: -int(cut)] if cut > 1 else data[: int(len(data) * cut)]
    (raw,) = expand(RawDocument(name, name, whole), 1_000_000)
    assert isinstance(raw, RawDocument)
    with pytest.raises(UnreadableFile, match="damaged"):
        parse(raw)


# Called what they are not


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.doc", "a.html", "a.xlsx", "a", "a.unknown"])
def test_read_by_what_it_is(name: str) -> None:
    assert texts(read(WORD, name)) == ["Xin chào các đồng chí."]
    assert texts(read(pdf([[(72, 700, "Xin chao")]]), name)) == ["Xin chao"]


@pytest.mark.parametrize("name", ["a.doc", "a.xls", "a.txt", "a.docx"])
def test_web_page_called_an_office_document(name: str) -> None:
    page = (
        "<html><body><p>Báo cáo của xã.</p><table><tr><td>Xã</td><td>Ha</td></tr><tr><td>A</td><td>3</td></tr></table>"
    )
    found = texts(read(page.encode(), name))
    assert found[0] == "Báo cáo của xã."
    assert "A | 3" in found


def test_text_called_an_office_document() -> None:
    assert texts(read("Xin chào".encode(), "a.doc")) == ["Xin chào"]
    assert texts(read("Xã\tHa\nA\t3".encode(), "a.xls")) == ["Xã | Ha", "A | 3"]


@needs_libreoffice
def test_rich_text_called_a_word_document() -> None:
    assert texts(read((FILES / "legacy.rtf").read_bytes(), "a.doc"))[0] == "HUYỆN ỦY VĨNH KHÊ"


def test_page_in_markdown_stays_markdown() -> None:
    assert texts(read(b"<html>\n\n# Mot\n\n- hai\n", "a.md"))[-1] == "- hai"


@pytest.mark.parametrize(
    ("name", "data", "really"),
    [
        ("a.txt", b"\x7fELF" + bytes(200), ".elf"),
        ("a.pdf", b"Rar!\x1a\x07\x00" + bytes(200), ".rar"),
        ("a.docx", b"7z\xbc\xaf\x27\x1c" + bytes(200), ".7z"),
        ("a.doc", b"MZ" + bytes(58) + b"\x80\0\0\0" + bytes(200), ".exe"),
        ("a.txt", b"\x1f\x8b\x08" + bytes(200), ".gz"),
    ],
)
def test_called_a_document_but_none(name: str, data: bytes, really: str) -> None:
    error = _refusal(data, name)
    assert isinstance(error, UnsupportedType)
    assert f"really a {really} file" in error.en
    assert f"thực ra là tệp {really}" in error.vi


@pytest.mark.parametrize("name", ["a.xyz", "a", "a.tar.gz", "a.exe"])
def test_unknown_type_names_the_known_ones(name: str) -> None:
    error = _refusal(b"abc", name)
    assert isinstance(error, UnsupportedType)
    assert all(extension in error.en for extension in (".docx", ".pdf", ".xls", ".eml", ".zip"))


# Bombs


def test_zip_bomb_in_a_document() -> None:
    for size, name in ((60_000_000, "word/a.xml"), (60_000_000, "a.bin")):
        stream = io.BytesIO(WORD)
        with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
            package.writestr(name, bytes(size))
        assert "zip bomb" in _refusal(stream.getvalue(), "a.docx").en


def test_zip_bomb_that_lies_about_its_size() -> None:
    data = archive({"word/document.xml": bytes(60_000_000), "[Content_Types].xml": b"<a/>"})
    lie = data.replace((60_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    assert lie != data
    assert "damaged" in _refusal(lie, "a.docx").en


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_bomb_in_a_word_document(encoding: str) -> None:
    xml = _bomb(
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
        "<w:t>&c;</w:t></w:r></w:p></w:body></w:document>"
    )
    assert "XML bomb" in _refusal(_replaced(WORD, "word/document.xml", xml.encode(encoding)), "a.docx").en


def test_xml_bomb_in_an_open_document() -> None:
    data = _replaced((FILES / "legacy.odt").read_bytes(), "content.xml", _bomb("<a>&c;</a>").encode())
    assert "XML bomb" in _refusal(data, "a.odt").en


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", ["a.html", "a.xhtml"])
def test_xml_bomb_in_a_web_page(name: str, encoding: str) -> None:
    assert "XML bomb" in _refusal(_bomb("<html><body><p>&c;</p></body></html>").encode(encoding), name).en


# Allowed, if strange


def test_scripts_of_a_web_page_are_not_text() -> None:
    page = (
        "<html><head><title>Họp</title><script>alert('xấu')</script><style>p{}</style></head>"
        "<body onload='alert(1)'><p>Chi bộ họp <script>document.write('độc')</script>sáng nay.</p>"
        "<a href='javascript:alert(2)'>liên kết</a><noscript>bật lên</noscript></body></html>"
    )
    whole = " ".join(texts(read(page.encode(), "a.html")))
    assert "Chi bộ họp sáng nay." in whole
    assert not any(word in whole for word in ("alert", "độc", "xấu", "p{}"))


def test_pdf_of_two_thousand_pages() -> None:
    data = pdf([[(72, 700, f"Noi dung cua trang {number}."), (300, 20, str(number))] for number in range(1, 2_001)])
    found = texts(read(data, "a.pdf"))
    assert len(found) == 2_000
    assert found[-1] == "Noi dung cua trang 2000."


def test_any_name_is_told() -> None:
    for name in ("một\nhai.txt", "a" * 300 + ".txt", "ca\u0301.txt"):
        with pytest.raises(UnreadableFile):
            read(b"", name)


def test_samples_are_read_whatever_they_are_called() -> None:
    for path in sorted(SAMPLES.glob("*.docx"))[:1] + sorted(SAMPLES.glob("*.pdf"))[:1]:
        data = path.read_bytes()
        assert read(data, "a.txt") == read(data, path.name)


def test_message_is_no_archive() -> None:
    assert texts(read(message("Họp", "Mời họp chi bộ."), "a.eml")) == ["Mời họp chi bộ."]


@pytest.mark.parametrize(
    "text",
    [
        f"{PLAN}\nT/M BAN THƯỜNG VỤ\nBÍ THƯ\n{'KS ' * 24}!",
        f"{'Thành ủy ' * 24}!\n{PLAN}",
        PLAN.replace("Số: 35-KH/HU", f"Số 12{' (2020)' * 24} !"),
    ],
)
def test_a_line_that_repeats_itself_takes_no_longer(text: str) -> None:
    began = time.process_time()
    parse(RawDocument("/kho/a.txt", "a.txt", text.encode()))
    assert time.process_time() - began < 2  # seconds
