"""Makes the picture of a page ready for character recognition: upright, grey, without red stamps, of a fit size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

_PAGE_WIDTH = 8.27  # inches: A4, where the file does not say how large its page is
_LEAST_DPI, _MOST_DPI = 220, 330  # resolutions between which recognition was measured to be best
_SANE_DPI = (72, 1_200)
_STAMP = 40  # levels by which red outdoes green and blue where there is red ink
_MAX_SKEW = 5.0  # degrees
_SKEW_STEPS = (1.0, 0.25)  # degrees: the coarse and the fine step of the search
_SKEW_WIDTH = 800  # pixels of the copy on which skew is measured
_LEAST_SKEW = 0.3  # degrees below which a page is straight enough
_DARK = 0.6  # share of the paper's brightness below which a pixel is ink


def prepare(image: Image, dpi: float | None = None) -> tuple[Image, float]:
    """`image` made ready, and its resolution in dots per inch; `dpi` is its resolution now if that is known."""
    from PIL import ImageOps

    image = ImageOps.exif_transpose(image)
    grey = _without_stamps(image)
    dpi = dpi or _stated_dpi(image) or min(image.size) / _PAGE_WIDTH
    wanted = min(max(dpi, _LEAST_DPI), _MOST_DPI)
    if wanted != dpi:
        scale = wanted / dpi
        grey = grey.resize((max(1, round(grey.width * scale)), max(1, round(grey.height * scale))), _bicubic())
    return _straight(grey), wanted


def _bicubic() -> Any:
    from PIL.Image import Resampling

    return Resampling.BICUBIC


def _stated_dpi(image: Image) -> float | None:
    """The resolution that the file states, if it fits a page that is about as wide as paper is."""
    stated = image.info.get("dpi")
    if not stated:
        return None
    dpi = float(stated[0])
    return dpi if _SANE_DPI[0] < dpi < _SANE_DPI[1] and 4 <= min(image.size) / dpi <= 24 else None


def _without_stamps(image: Image) -> Image:
    """`image` in grey; red ink, of stamps over signatures and text, fades into the paper."""
    from PIL import Image as pillow

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = pillow.new("RGBA", image.size, "white")
        image = pillow.alpha_composite(paper, image)
    if image.mode in ("1", "L", "I", "I;16", "F"):
        return image.convert("L")
    image = image.convert("RGB")
    grey = np.asarray(image.convert("L"))
    colours = np.asarray(image)
    red = colours[..., 0].astype(np.int16)
    stamped = (red - colours[..., 1] > _STAMP) & (red - colours[..., 2] > _STAMP)
    return pillow.fromarray(np.where(stamped, np.maximum(colours[..., 0], grey), grey).astype(np.uint8))


def _straight(grey: Image) -> Image:
    angle = _skew(grey)
    return grey if abs(angle) < _LEAST_SKEW else grey.rotate(angle, _bicubic(), expand=False, fillcolor=255)


def _skew(grey: Image) -> float:
    """The angle in degrees by which to turn a page so that its lines are level: that of the sharpest profile."""
    small = grey.resize((_SKEW_WIDTH, max(1, round(grey.height * _SKEW_WIDTH / grey.width))))
    pixels = np.asarray(small)
    ink = pixels < _DARK * np.percentile(pixels, 90)
    rows, columns = np.nonzero(ink)
    if not len(rows):
        return 0.0
    best = 0.0
    for step in _SKEW_STEPS:
        reach = _MAX_SKEW if step == _SKEW_STEPS[0] else _SKEW_STEPS[0]
        angles = best + np.arange(-reach, reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _sharpness(rows, columns, angle)))
    return best


def _sharpness(rows: NDArray[np.int64], columns: NDArray[np.int64], angle: float) -> float:
    """How far the numbers of ink pixels per line differ from line to line once the page is turned by `angle`."""
    turned = rows - columns * np.tan(np.radians(angle))
    counts = np.bincount((turned - turned.min()).astype(np.int64)).astype(np.float64)
    return float(np.square(np.diff(counts)).sum())
