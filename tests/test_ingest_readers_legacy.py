"""Text from before Unicode comes out right, and text in Unicode comes out as it is."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse import parse
from ingest.readers import read
from ingest.readers.base import RawBlock, Reading
from ingest.readers.legacy import FontReader, Run, convert, guess_encoding
from ingest.readers.mend import mended
from ingest.readers.syllables import is_syllable
from ingest.sources import RawDocument
from tests.ingest_files import SAMPLES, encode, presentation, texts, word_file, workbook
from vectorstore.models import BlockKind

SENTENCE = "Toàn huyện đã trồng được 120 ha rừng, vượt kế hoạch; người dân rất phấn khởi."
LINES = ("Báo cáo kết quả trồng rừng", SENTENCE, "Hội Nông dân phối hợp tốt với các xã.")
WORDS = sorted(
    {word for path in SAMPLES.glob("*.txt") for word in re.findall(r"[^\W\d_]+", path.read_text(encoding="utf-8"))}
)
vietnamese = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join)


def _blocks(*lines: str) -> Reading:
    return Reading(tuple(RawBlock(line) for line in lines))


# By content


@given(st.lists(vietnamese, max_size=6))
def test_unicode_stays_as_it_is(lines: list[str]) -> None:
    assert texts(mended(_blocks(*lines))) == lines


@given(vietnamese, st.sampled_from(["Times New Roman", "Arial", None]))
def test_unicode_in_any_font_stays_as_it_is(text: str, font: str | None) -> None:
    run = Run(text, font)
    assert FontReader([run]).text([run]) == text


@given(st.lists(vietnamese, min_size=1, max_size=6), st.sampled_from([".VnTime", "VNI-Times"]))
def test_unicode_typed_under_the_name_of_an_old_font_stays_as_it_is(lines: list[str], font: str) -> None:
    runs = [Run(f"{line}. {SENTENCE}", font) for line in lines]
    reader = FontReader(runs)
    assert [reader.text([run]) for run in runs] == [run.text for run in runs]


@given(vietnamese)
def test_decomposed_unicode_is_only_composed(text: str) -> None:
    data = unicodedata.normalize("NFD", f"{text}. {SENTENCE}").encode()
    assert parse(RawDocument("a.txt", "a.txt", data)).text == f"{text}. {SENTENCE}"


@given(vietnamese, st.sampled_from(["tcvn3", "vni", "viscii", "vps"]))
def test_conversion_undoes_the_encoding(text: str, encoding: str) -> None:
    lower = text.lower()
    assert convert(encode(lower, encoding), encoding) == lower


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viscii"])
def test_encoding_is_told_from_the_text(encoding: str) -> None:
    assert guess_encoding([encode(line, encoding) for line in LINES]) == encoding


@pytest.mark.parametrize(
    "text",
    [
        "El señor Muñoz comió jalapeños mañana, según la opinión pública del país.",
        "Les élèves français étaient très fatigués après l'été passé à la forêt.",
        "Die Bürger der Städte müssen früher über größere Maßnahmen verfügen.",
        "«Nhân dân» © 2030, § 5, 3 µm, ±2°, ½ kg",
        "Là cá có già và bà ta bò dê",
    ],
)
def test_other_texts_are_no_legacy_encoding(text: str) -> None:
    assert guess_encoding([text]) is None
    assert texts(mended(_blocks(text))) == [text]


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viscii", "vps"])
def test_text_file_in_a_legacy_encoding(encoding: str) -> None:
    data = "\n".join(encode(line, encoding) for line in LINES).encode("latin-1")
    assert texts(read(data, "a.txt")) == list(LINES)


def test_legacy_text_saved_as_utf8() -> None:
    data = "\n".join(encode(line, "tcvn3") for line in LINES).encode()
    assert texts(read(data, "a.txt")) == list(LINES)


@pytest.mark.parametrize("saved", ["utf-8", "latin-1"])
def test_text_file_put_together_from_several_encodings(saved: str) -> None:
    lines = [encode(LINES[0], "tcvn3").encode(saved), LINES[1].encode(), encode(LINES[2], "vni").encode(saved), b"Het."]
    assert texts(read(b"\n".join(lines), "a.txt")) == [*LINES[:3], "Het."]


def test_words_in_an_old_encoding_among_unicode_ones() -> None:
    line = f"Phần mở đầu của Đảng ủy. {encode(SENTENCE, 'tcvn3')}"
    assert texts(read(line.encode(), "a.txt")) == [f"Phần mở đầu của Đảng ủy. {SENTENCE}"]


def test_web_page_in_an_old_font() -> None:
    body = "".join(f'<p><font face=".VnTime">{encode(line, "tcvn3")}</font></p>' for line in LINES)
    data = f"<html><head><meta charset=windows-1252></head><body>{body}</body></html>".encode("cp1252")
    assert texts(read(data, "a.html")) == list(LINES)


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_words_that_are_vietnamese_either_way_are_read_like_the_text_around_them(encoding: str) -> None:
    lines = ["Số 15-BC/HU", *LINES, "Xã Hà Nam", "(đã ký)"]
    old = [encode(line, encoding) for line in lines]
    assert texts(mended(_blocks(*old))) == lines
    cells = tuple(encode(cell, encoding) for cell in ("Số", "Đơn vị", "Thu"))
    reading = Reading((*_blocks(*old).blocks, RawBlock("", BlockKind.ROW, cells=cells)))
    assert mended(reading).blocks[-1].cells == ("Số", "Đơn vị", "Thu")
    kept = ["Lò Văn Sè", *LINES, "Soá trà"]
    assert texts(mended(_blocks(*kept, encode(SENTENCE, encoding)))) == [*kept, SENTENCE]


def test_capitals_that_tcvn3_lacks_among_those_that_it_has() -> None:
    lines = ["ĐẢNG BỘ TỈNH", "I. KẾT QUẢ ĐẠT ĐƯỢC", SENTENCE]
    old = [encode(line, "tcvn3") for line in lines]
    assert old[0].startswith("§Ả")
    assert texts(mended(_blocks(*old))) == lines
    assert texts(read(word_file(*([(line, ".VnTime")] for line in old)), "a.docx")) == lines


def test_syllables() -> None:
    for word in ("Nghiêng", "quốc", "giữ", "gì", "Đảng", "ủy", "uỷ", "hoà", "hòa", "khuỷu", "yêu", "quýt", "huỳnh"):
        assert is_syllable(unicodedata.normalize("NFC", word))
    for word in ("quôc", "MôC", "Buûi", "tr×nh", "señor", "Ñôn", "été", "làà"):
        assert not is_syllable(word)


# By font


def test_word_document_with_fonts_of_three_encodings() -> None:
    data = word_file(
        [(encode("huyện ủy vĩnh khê", "tcvn3"), ".VnTimeH")],
        [
            (encode("Kinh phí được ", "tcvn3"), ".VnTime"),
            (encode("cấp đủ, ", "vni"), "VNI-Times"),
            ("đúng hạn.", "Times New Roman"),
        ],
        [("\u00b7", "Symbol"), (encode(" Xã Đông Sơn", "tcvn3"), ".VnTime"), (" \uf0a7 ", "Wingdings")],
        table=[[encode(cell, "tcvn3") for cell in row] for row in (("Xã", "Diện tích"), ("Đông Sơn", "đủ"))],
        font=".VnTime",
    )
    assert texts(read(data, "a.docx")) == [
        "HUYỆN ỦY VĨNH KHÊ",
        "Kinh phí được cấp đủ, đúng hạn.",
        "- Xã Đông Sơn -",
        "Xã | Diện tích",
        "Đông Sơn | đủ",
    ]


def test_a_letter_and_its_mark_in_two_runs() -> None:
    whole = encode("cấp", "vni")
    cut = whole.index("á")
    data = word_file([(whole[:cut], "VNI-Times"), (whole[cut:] + " ñuû", "VNI-Helve")])
    assert texts(read(data, "a.docx")) == ["cấp đủ"]


def test_text_in_another_font_of_a_document_in_an_old_font() -> None:
    data = word_file([(encode(SENTENCE, "tcvn3"), ".VnTime")], [(encode("Lâm trường S§", "tcvn3"), "Arial")])
    assert texts(read(data, "a.docx"))[1] == "Lâm trường SĐ"


def test_soft_hyphens_are_letters_of_an_old_font_and_nothing_else() -> None:
    data = word_file([("n\u00adíc ta", ".VnTime"), (" bảo\u00advệ", "Arial")])
    assert parse(RawDocument("a.docx", "a.docx", data)).text == "nước ta bảovệ"


def test_vni_capitals_of_words() -> None:
    assert convert("Uûy ban, Oân, Aán, caúng", "vni") == "Ủy ban, Ôn, Ấn, cẳng"


def test_greek_letters_of_the_symbol_font() -> None:
    assert texts(read(word_file([("F", "Symbol"), ("32 thép", "Arial")]), "a.docx")) == ["Φ32 thép"]


def test_private_use_bullets_of_any_format() -> None:
    assert texts(read("\uf0b7 Trồng cây\n\uf0d8 Làm đường".encode(), "a.txt")) == ["- Trồng cây", "- Làm đường"]


def test_workbook_in_an_old_font() -> None:
    rows = [["Biểu trồng rừng"], [], ["Xã", "Diện tích", "Tỷ lệ"], ["Đông Sơn", 70, 0.125], ["Tây Sơn", 50.5, 0.5]]
    coded = [[encode(cell, "tcvn3") if isinstance(cell, str) else cell for cell in row] for row in rows]
    reading = read(workbook({"Bieu 1": coded, "Bieu 2": [["đã đủ"]]}, font=".VnTime"), "a.xlsx")
    assert [(block.kind, block.header, block.text) for block in reading.blocks] == [
        (BlockKind.HEADING, False, "Bieu 1"),
        (BlockKind.PARAGRAPH, False, "Biểu trồng rừng"),
        (BlockKind.ROW, True, "Xã | Diện tích | Tỷ lệ"),
        (BlockKind.ROW, False, "Đông Sơn | 70 | 12,5%"),
        (BlockKind.ROW, False, "Tây Sơn | 50,5 | 50,0%"),
        (BlockKind.HEADING, False, "Bieu 2"),
        (BlockKind.PARAGRAPH, False, "đã đủ"),
    ]


def test_presentation_in_an_old_font() -> None:
    slides = [("Kế hoạch trồng rừng", [(0, "Xã Đông Sơn trồng 70 ha"), (1, "giao cho Hội"), (0, "Xã Tây Sơn")])]
    coded = [
        (encode(title, "tcvn3"), [(level, encode(text, "tcvn3")) for level, text in each]) for title, each in slides
    ]
    reading = read(presentation(coded, font=".VnTime"), "a.pptx")
    assert [(block.kind, block.level, block.text) for block in reading.blocks] == [
        (BlockKind.HEADING, 1, "Kế hoạch trồng rừng"),
        (BlockKind.ITEM, 1, "Xã Đông Sơn trồng 70 ha"),
        (BlockKind.ITEM, 2, "giao cho Hội"),
        (BlockKind.ITEM, 1, "Xã Tây Sơn"),
    ]


def test_capitals_that_tcvn3_cannot_write_are_capitals() -> None:
    lines = [
        "ĐảNG Bộ HUYệN MẫU SƠN", "ĐảNG ủY Xã NậM CANG", "NGHị QUYếT", "về việc trồng cây ở xã Nậm Cang",
        "Kính gửi: Đảng ủy Xã Bộ.", "Số 14-NQ/ĐU", "T/M ĐảNG ủY", "Bí THƯ", "Tạ Bá Sỹ",
    ]  # fmt: skip
    data = encode("\n".join(lines), "tcvn3").encode("latin-1")
    assert texts(read(data, "a.txt")) == [
        "ĐẢNG BỘ HUYỆN MẪU SƠN", "ĐẢNG ỦY XÃ NẬM CANG", "NGHỊ QUYẾT", lines[3], lines[4], "Số 14-NQ/ĐU", "T/M ĐẢNG ỦY",
        "BÍ THƯ", "Tạ Bá Sỹ",
    ]  # fmt: skip
