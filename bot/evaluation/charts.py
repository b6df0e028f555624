"""Charts as SVG that stands in the page itself: bars, curves, a reliability diagram, a histogram.

Each has a title that screen readers say, and every mark a tooltip with its figures. Colours come from the page's style
(classes s0, s1, s2 for the series), so that they follow a light or dark theme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from bot.evaluation.figures import Bin, Point

_WIDTH, _HEIGHT = 640, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 14, 14, 44
_ROW, _BAR = 15, 11


@dataclass(frozen=True, slots=True)
class Plot:
    """The area of a chart with axes, and where values from 0 to the greatest of each axis stand in it."""

    width: int = _WIDTH
    height: int = _HEIGHT
    x_most: float = 100.0
    y_most: float = 100.0

    def x(self, value: float) -> float:
        """The place of a value on the horizontal axis."""
        return _LEFT + (self.width - _LEFT - _RIGHT) * value / self.x_most

    def y(self, value: float) -> float:
        """The place of a value on the vertical axis."""
        return self.height - _BOTTOM - (self.height - _TOP - _BOTTOM) * value / self.y_most

    def axes(self, x_ticks: Iterable[float], y_ticks: Iterable[float], x_name: str, y_name: str, unit: str) -> str:
        """Grid lines, numbers and names of both axes."""
        bottom, right = self.height - _BOTTOM, self.width - _RIGHT
        parts = []
        for tick in y_ticks:
            parts.append(
                f'<line class="grid" x1="{_LEFT}" x2="{right}" y1="{self.y(tick):.1f}" y2="{self.y(tick):.1f}"/>'
            )
            parts.append(_text(_LEFT - 6, self.y(tick) + 4, f"{tick:g}{unit}", "tick end"))
        for tick in x_ticks:
            parts.append(
                f'<line class="grid" x1="{self.x(tick):.1f}" x2="{self.x(tick):.1f}" y1="{_TOP}" y2="{bottom}"/>'
            )
            parts.append(_text(self.x(tick), bottom + 16, f"{tick:g}{unit}", "tick middle"))
        parts.append(_text((_LEFT + right) / 2, self.height - 6, x_name, "axis middle"))
        parts.append(_text(_LEFT, _TOP - 3, y_name, "axis"))
        return "".join(parts)


def bars(title: str, rows: Mapping[str, Sequence[float | None]], series: Sequence[str]) -> str:
    """Shares in percent as horizontal bars: a group for each row, a bar for each series; None leaves its bar out."""
    width, left = _WIDTH, 132
    span, group = width - left - 52, _ROW * len(series) + 9
    height = group * len(rows) + 26
    parts = []
    for tick in (0, 25, 50, 75, 100):
        x = left + span * tick / 100
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="4" y2="{height - 20}"/>')
        parts.append(_text(x, height - 6, f"{tick}%", "tick middle"))
    for row, (name, values) in enumerate(rows.items()):
        top = 6 + row * group
        parts.append(_text(left - 8, top + _ROW * len(series) / 2 + 3, name, "label end"))
        for place, (of, value) in enumerate(zip(series, values, strict=True)):
            if value is not None:
                y = top + place * _ROW
                said = f"{name}, {of}: {value:.1f}%"
                parts.append(_bar(f"s{place}", (left, y), (max(span * value / 100, 1), _BAR), said))
                parts.append(_text(left + span * value / 100 + 5, y + _BAR - 1.5, f"{value:.1f}", "value"))
    return _svg(title, width, height, "".join(parts))


def refusals(title: str, points: Sequence[Point], now: tuple[float, float] | None, names: tuple[str, ...]) -> str:
    """What thresholds refuse: false refusals against refusals of near misses (first name) and of unrelated questions
    (second); the names of the axes are the third and fourth. `now` is where the thresholds in use stand."""
    plot = Plot(x_most=40.0)
    near, far, x_name, y_name = names
    parts = [plot.axes(range(0, 41, 10), range(0, 101, 25), x_name, y_name, "%")]
    values: tuple[Callable[[Point], float | None], ...] = (lambda p: p.near_misses, lambda p: p.unrelated)
    for place, (name, value) in enumerate(zip((near, far), values, strict=True)):
        line = [
            (p.false_refusals, at) for p in points if (at := value(p)) is not None and p.false_refusals <= plot.x_most
        ]
        if line:
            path = "M" + "L".join(f"{plot.x(x):.1f} {plot.y(y):.1f}" for x, y in line)
            parts.append(f'<path class="curve s{place}" d="{path}"><title>{escape(name)}</title></path>')
    if now is not None and now[0] <= plot.x_most:
        parts.append(f'<circle class="now" cx="{plot.x(now[0]):.1f}" cy="{plot.y(now[1]):.1f}" r="5"><title>')
        parts.append(f"{now[0]:.1f}% / {now[1]:.1f}%</title></circle>")
    return _svg(title, plot.width, plot.height, "".join(parts))


def diagonal(title: str, bins: Sequence[Bin], x_name: str, y_name: str) -> str:
    """A reliability diagram: the bars would end on the diagonal if every confidence were as good as it says; a dot's
    area tells how many questions its bar stands for."""
    plot = Plot(width=420, height=360, x_most=1.0, y_most=1.0)
    ticks = (0, 0.25, 0.5, 0.75, 1)
    parts = [plot.axes(ticks, ticks, x_name, y_name, "")]
    parts.append(f'<line class="ideal" x1="{plot.x(0)}" y1="{plot.y(0)}" x2="{plot.x(1)}" y2="{plot.y(1)}"/>')
    most = max((each.count for each in bins), default=1)
    for each in bins:
        x, wide = plot.x(each.low) + 2, plot.x(each.high) - plot.x(each.low) - 4
        said = f"{each.low:.1f}–{each.high:.1f}: {each.count}, {each.confidence:.2f} → {each.right:.2f}"
        y = plot.y(each.right)
        parts.append(_bar("s0 soft", (x, y), (wide, plot.y(0) - y), said))
        radius = 3 + 7 * (each.count / most) ** 0.5
        parts.append(
            f'<circle class="s0" cx="{plot.x(each.confidence):.1f}" cy="{plot.y(each.right):.1f}" r="{radius:.1f}">'
            f"<title>{said}</title></circle>"
        )
    return _svg(title, plot.width, plot.height, "".join(parts))


def histogram(title: str, values: Sequence[float], marks: Mapping[str, float], x_name: str, y_name: str) -> str:
    """How often values fall into each of thirty ranges; what is beyond the 99th percentile is in the last. `marks` are
    lines with a name."""
    most = _rounded(float(np.percentile(values, 99)))
    counts, edges = np.histogram(np.clip(values, 0, most), bins=30, range=(0, most))
    highest = _rounded(float(counts.max()))
    plot = Plot(height=240, x_most=most, y_most=highest)
    fifths = [step / 5 for step in range(6)]
    parts = [plot.axes([most * f for f in fifths], [highest * f for f in (0, 0.5, 1)], x_name, y_name, "")]
    for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True):
        if count:
            x, y = plot.x(low) + 1, plot.y(count)
            parts.append(_bar("s0", (x, y), (plot.x(high) - 1 - x, plot.y(0) - y), f"{low:.0f}–{high:.0f} ms: {count}"))
    for place, (name, value) in enumerate(marks.items()):
        x = plot.x(min(value, most))
        parts.append(f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{plot.y(0)}"/>')
        parts.append(_text(x + 4, _TOP + 10 + 14 * place, f"{name} {value:.0f}", "value"))
    return _svg(title, plot.width, plot.height, "".join(parts))


def _rounded(value: float) -> float:
    """The next greater number that five ticks divide well."""
    step = 10 ** np.floor(np.log10(max(value, 1)))
    return float(next(step * m for m in (1, 2, 2.5, 5, 10) if step * m >= value))


def _bar(style: str, place: tuple[float, float], size: tuple[float, float], said: str) -> str:
    shape = f'x="{place[0]:.1f}" y="{place[1]:.1f}" width="{size[0]:.1f}" height="{size[1]:.1f}" rx="1.5"'
    return f'<rect class="{style}" {shape}><title>{escape(said)}</title></rect>'


def _text(x: float, y: float, text: str, style: str) -> str:
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def _svg(title: str, width: int, height: int, inside: str) -> str:
    name = escape(title, quote=True)
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{name}">{inside}</svg>'
