"""Reads the picture of a page with Tesseract (OCR)."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from ingest.errors import MissingTool, UnreadableFile
from ingest.heartbeat import beat
from ingest.readers.legacy import plausibility
from ingest.readers.page_image import prepare
from ingest.readers.printed import PrintedLine
from ingest.readers.syllables import is_syllable

if TYPE_CHECKING:
    from PIL.Image import Image

PROGRAM = "tesseract"
INSTALL = "apt-get install --no-install-recommends tesseract-ocr tesseract-ocr-vie tesseract-ocr-script-viet"
"""The command that installs what `recognise` needs on Debian and Ubuntu."""

_MODELS = ("Vietnamese", "vie")  # both together read best
_PAGE_SECONDS = 60  # for one page
_POINTS = 72  # to the inch
_COLUMN_GAP = 1.5  # heights of a line; white space wider than this parts two columns
_MARKS = ".,:;!?()[]\"'“”‘’-–—"
_NOISE = (50, 80, 60, 30)  # per cent of confidence below which a word of so many letters is a smudge or a signature
_READABLE = 0.5  # share of accented words that are Vietnamese, below which a page may lie on its side
_PIXELS = 100_000_000  # of a page; a larger picture is refused


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    line: tuple[int, int, int]
    left: int
    top: int
    width: int
    height: int
    confidence: float


def install_command() -> str | None:
    """The command that installs Tesseract and what reads Vietnamese, on Debian and Ubuntu; None if both are there."""
    return None if _models() else INSTALL


def recognise(image: Image, name: str, dpi: float | None = None) -> list[PrintedLine]:
    """The printed lines of a page, as far as they can be read; `name` is the file's, `dpi` the resolution if known.

    Raises `MissingTool` without Tesseract, `UnreadableFile` for a picture that is too large.
    """
    if image.width * image.height > _PIXELS:
        raise UnreadableFile(
            f"Ảnh trong tệp {name} quá lớn ({image.width} × {image.height} điểm).",
            f"The picture in {name} is too large ({image.width} × {image.height} pixels).",
        )
    beat()
    page, resolution = prepare(image, dpi)
    words = _read(page, resolution, name)
    if words and plausibility(" ".join(word.text for word in words)) >= _READABLE:
        return list(_lines(words, page.height, resolution))
    turn = _rotation(page)
    if turn:
        page = page.rotate(-turn, expand=True, fillcolor=255)
        words = _read(page, resolution, name)
    return list(_lines(words, page.height, resolution))


@lru_cache(maxsize=1)
def _models() -> str:
    """The models that read Vietnamese, as Tesseract's option names them; empty if there are none."""
    program = shutil.which(PROGRAM)
    if program is None:
        return ""
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False).stdout.split()
    return "+".join(model for model in _MODELS if model in listed)


def _read(page: Image, dpi: float, name: str) -> list[_Word]:
    models = _models()
    if not models:
        raise MissingTool(
            f"Tệp {name} là bản quét (ảnh), cần Tesseract để nhận dạng chữ; cài bằng lệnh: {INSTALL}",
            f"{name} is a scan; reading it needs Tesseract, install it with: {INSTALL}",
        )
    output = _tesseract(page, "-l", models, "--psm", "3", "--dpi", str(round(dpi)), "tsv")
    return [
        _Word(
            row["text"].strip(),
            (int(row["block_num"]), int(row["par_num"]), int(row["line_num"])),
            int(row["left"]),
            int(row["top"]),
            int(row["width"]),
            int(row["height"]),
            float(row["conf"]),
        )
        for row in csv.DictReader(io.StringIO(output), delimiter="\t", quoting=csv.QUOTE_NONE)
        if row["level"] == "5" and row["text"].strip()
    ]


def _rotation(page: Image) -> int:
    """By how many degrees, clockwise, to turn a page that lies on its side or upside down."""
    for line in _tesseract(page, "--psm", "0").splitlines():
        key, _, value = line.partition(":")
        if key == "Rotate":
            return int(value)
    return 0


def _tesseract(page: Image, *options: str) -> str:
    """What Tesseract writes for a page; nothing if it fails or takes too long."""
    stream = io.BytesIO()
    page.save(stream, "PNG", compress_level=1)
    try:
        done = subprocess.run(
            [shutil.which(PROGRAM) or PROGRAM, "-", "-", *options],
            input=stream.getvalue(),
            capture_output=True,
            timeout=_PAGE_SECONDS,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("utf-8", "replace")


def _lines(words: list[_Word], height: int, dpi: float) -> Iterator[PrintedLine]:
    for _, paragraph in groupby((word for word in words if not _is_noise(word)), key=lambda word: word.line[:2]):
        members = list(paragraph)
        size = float(sorted(word.height for word in members)[len(members) // 2])
        for _, group in groupby(members, key=lambda word: word.line):
            part: list[_Word] = []
            for word in group:
                if part and word.left - (part[-1].left + part[-1].width) > _COLUMN_GAP * size:
                    yield from _line(part, size, height, dpi)
                    part = []
                part.append(word)
            yield from _line(part, size, height, dpi)


def _is_noise(word: _Word) -> bool:
    letters = _letters(word.text)
    if letters > 1 and is_syllable(word.text.strip(_MARKS)):
        return word.confidence < _NOISE[-1]
    return not word.text.isdigit() and word.confidence < _NOISE[min(letters, len(_NOISE) - 1)]


def _letters(text: str) -> int:
    """How many letters and digits there are in a text; the circumflexes that OCR sees in smudges are none."""
    return sum(unicodedata.category(char) in ("Lu", "Ll", "Nd") for char in text)


def _line(words: list[_Word], size: float, height: int, dpi: float) -> Iterator[PrintedLine]:
    """The line that `words` make, if they are more than smudges."""
    text = " ".join(word.text for word in words)
    if not _letters(text):
        return
    scale = _POINTS / dpi
    bottom = sorted(word.top + word.height for word in words)[len(words) // 2]
    yield PrintedLine(
        text,
        left=words[0].left * scale,
        right=max(word.left + word.width for word in words) * scale,
        baseline=(height - bottom) * scale,
        size=size * scale,
    )
