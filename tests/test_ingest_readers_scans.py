"""Scans and photographs of pages: a page of our own sample is printed, spoilt and read back."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from ingest.errors import MissingTool, UnreadableFile
from ingest.readers import read, tesseract
from ingest.readers.page_image import prepare
from tests.ingest_files import FILES, SAMPLES, needs_tesseract, pdf_of, texts, without_tools

DPI, HEIGHT = 200, 900  # the upper part of a page
SAMPLE = SAMPLES / "2021-06-04-huyen-uy-vinh-khe-ke-hoach-phong-chong-bao-lu.pdf"


@pytest.fixture(scope="module")
def page() -> Image.Image:
    document = pypdfium2.PdfDocument(SAMPLE)
    whole = document[0].render(scale=DPI / 72).to_pil().convert("RGB")
    return whole.crop((0, 0, whole.width, HEIGHT))


@pytest.fixture(scope="module")
def truth() -> str:
    page = pypdfium2.PdfDocument(SAMPLE)[0]
    return str(page.get_textpage().get_text_bounded(bottom=page.get_height() - HEIGHT / DPI * 72))


def _share(found: str, truth: str) -> float:
    """Word F1."""
    a, b = (Counter(text.lower().split()) for text in (found, truth))
    return 2 * (a & b).total() / (a.total() + b.total())


def _saved(image: Image.Image, kind: str = "PNG", dpi: int = DPI, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, dpi=(dpi, dpi), **options)
    return stream.getvalue()


def _scanned_pdf(image: Image.Image, note: str = "") -> bytes:
    """A PDF file whose page is a picture, perhaps with a line of text as a digital signature leaves it."""
    jpeg = _saved(image, "JPEG", quality=90)
    width, height = (side / DPI * 72 for side in image.size)
    content = f"q {width} 0 0 {height} 0 0 cm /I Do Q BT /F 8 Tf 20 20 Td ({note}) Tj ET".encode()
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 4 0 R".encode()
            + b" /Resources << /XObject << /I 5 0 R >> /Font << /F 6 0 R >> >> >>",
            f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream",
            f"<< /Type /XObject /Subtype /Image /Width {image.width} /Height {image.height} /ColorSpace /DeviceRGB"
            f" /BitsPerComponent 8 /Filter /DCTDecode /Length {len(jpeg)} >>\nstream\n".encode()
            + jpeg
            + b"\nendstream",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


def _stamped(page: Image.Image) -> Image.Image:
    """The page with a red stamp over its text."""
    stamped = page.copy()
    draw = ImageDraw.Draw(stamped, "RGBA")
    middle = page.width // 2
    for radius in (260, 230, 120):
        draw.ellipse(
            (middle - radius, 900 - radius, middle + radius, 900 + radius), outline=(220, 30, 40, 170), width=14
        )
    return stamped


@needs_tesseract
@pytest.mark.parametrize("spoil", ["clean", "skewed", "sideways", "stamped", "small"])
def test_picture_of_a_page(page: Image.Image, truth: str, spoil: str) -> None:
    spoilt = {
        "clean": lambda: page,
        "skewed": lambda: page.rotate(2.0, fillcolor="white"),
        "sideways": lambda: page.rotate(90, expand=True),
        "stamped": lambda: _stamped(page),
        "small": lambda: page.resize((page.width // 2, page.height // 2)),
    }[spoil]()
    found = "\n".join(texts(read(_saved(spoilt, dpi=DPI // 2 if spoil == "small" else DPI), "a.png")))
    assert _share(found, truth) >= (0.8 if spoil == "small" else 0.92)


@needs_tesseract
@pytest.mark.parametrize("note", ["", "Signed by: Van phong Huyen uy, 05/06/2030 08:00"])
def test_scanned_pdf(page: Image.Image, truth: str, note: str) -> None:
    assert _share("\n".join(texts(read(_scanned_pdf(page, note), "a.pdf"))), truth) >= 0.92


@needs_tesseract
def test_every_page_of_a_picture_file_is_read(page: Image.Image) -> None:
    data = _saved(page, "TIFF", save_all=True, append_images=[page], compression="tiff_lzw")
    found = texts(read(data, "a.tif"))
    assert sum("22-KH/HU" in text for text in found) == 2


def test_red_ink_fades_and_black_stays() -> None:
    image = Image.new("RGB", (900, 1200), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((100, 100, 800, 140), fill=(230, 40, 50))
    draw.rectangle((100, 300, 800, 340), fill="black")
    ready, dpi = prepare(image, 220)
    assert dpi == 220
    assert ready.getpixel((400, 120)) > 200
    assert ready.getpixel((400, 320)) < 50


@pytest.mark.parametrize("angle", [-3.0, 1.5])
def test_skewed_lines_become_level(page: Image.Image, angle: float) -> None:
    ready, _ = prepare(page.rotate(angle, fillcolor="white"), 200)
    straight, _ = prepare(page, 200)
    rows = [list(each.resize((1, 400)).getdata()) for each in (ready, straight)]
    assert max(rows[0]) - min(rows[0]) > 0.8 * (max(rows[1]) - min(rows[1]))


def test_without_tesseract_the_command_that_installs_it(
    page: Image.Image, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without_tools(monkeypatch, tmp_path)
    try:
        for data, name in ((_saved(page), "a.png"), (_scanned_pdf(page), "a.pdf")):
            with pytest.raises(MissingTool) as caught:
                read(data, name)
            assert "apt-get install" in caught.value.vi
            assert "tesseract-ocr-vie" in caught.value.en
        assert texts(read(SAMPLE.read_bytes(), "b.pdf"))
    finally:
        tesseract._models.cache_clear()


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif"])
def test_broken_pictures(name: str, page: Image.Image) -> None:
    kind = {"a.png": "PNG", "a.jpg": "JPEG", "a.tif": "TIFF"}[name]
    data = _saved(page, kind)
    for broken in (data[:60], data[: len(data) // 2], b"none"):
        with pytest.raises(UnreadableFile) as caught:
            read(broken, name)
        assert "damaged" in caught.value.en


@needs_tesseract
def test_blank_page_has_no_text() -> None:
    with pytest.raises(UnreadableFile, match="no text"):
        read(_saved(Image.new("L", (1_200, 1_600), 255)), "a.png")


def test_protected_pdf() -> None:
    with pytest.raises(UnreadableFile, match="password"):
        read((FILES / "protected.pdf").read_bytes(), "a.pdf")
