"""A run, or a comparison of two, as one HTML file that needs nothing else: style, typeface and charts stand in it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from string import Template

from bot.evaluation import charts
from bot.evaluation.compare import Change, Comparison
from bot.evaluation.figures import (
    Bin,
    Figures,
    by_form,
    by_intent,
    calibration_error,
    figures,
    refusal_curve,
    reliability,
)
from bot.evaluation.run import Result, Run, SetRun, Verdict
from bot.evaluation.wording import CHANGES, COLUMNS, FORMS, RELIABILITY, VERDICTS, Words, number

_BARS = ("recall_1", "recall_5", "contained")
_TITLE: Words = ("Bản Tin: kết quả đo chất lượng", "Evaluation")
_LESS_IS_BETTER = ("false_refusals", "p50", "p95")


def report_html(run: Run) -> str:
    """The whole page of a run."""
    made = escape(run.made.replace("T", " "))
    facts = f"{made} · Bản Tin {escape(run.version)} · {escape(run.model)}"
    links = "".join(f'<li><a href="#set{n}">{escape(each.name)}</a></li>' for n, each in enumerate(run.sets))
    body = "".join(_set(n, each) for n, each in enumerate(run.sets))
    return _page(_TITLE, facts, f"<nav><ul>{links}</ul></nav>" if len(run.sets) > 1 else "", body)


def comparison_html(comparison: Comparison) -> str:
    """The whole page of a comparison."""
    body = "".join(
        f"<h2>{escape(each.set)} · {_both(FORMS[each.form])}</h2>{_side_by_side(each.before, each.after)}"
        for each in comparison.figures
    )
    for kind, words in CHANGES.items():
        changes: Sequence[Change] = getattr(comparison, kind)
        inside = "".join(_change(change) for change in changes)
        body += _folded(f"{_both(words)} {_count(len(changes))}", f'<ul class="wrong">{inside}</ul>', kind == "broken")
    facts = f"{comparison.made_before} → {comparison.made_after}"
    return _page(("Bản Tin: so sánh hai lần đo", "Comparison"), escape(facts), "", body)


# A set


def _set(place: int, run: SetRun) -> str:
    forms = {form: figures(results) for form, results in by_form(run.results).items()}
    intents = {intent: figures(found) for intent, found in by_intent(run.results).items()}
    names = {form: f"{FORMS[form][0]} / {FORMS[form][1]}" for form in forms}
    parts = [
        f'<section><h2 id="set{place}">{escape(run.name)}</h2><p class="facts">{_both(_held(run))}</p>',
        _cards(figures(run.results)),
        _heading("Theo cách viết", "By form"),
        _table({names[form]: found for form, found in forms.items()}, ("Cách viết", "Form")),
    ]
    if intents:
        parts += [_heading("Theo loại câu hỏi", "By intent"), _table(intents, ("Loại", "Intent"))]
    parts.append('<div class="charts">')
    parts.append(
        _bars_figure(
            ("Tìm đoạn và hiện câu trả lời, theo cách viết", "Found and shown, by form"),
            {FORMS[form][0]: found for form, found in forms.items()},
        )
    )
    if intents:
        title = ("Tìm đoạn và hiện câu trả lời, theo loại", "Found and shown, by intent")
        parts.append(_bars_figure(title, {name: each for name, each in intents.items() if each.contained is not None}))
    for form, results in by_form(run.results).items():
        parts.append(_refusal_figure(names[form], results))
    parts += [_latency_figure(run.results), "</div>", _reliability(run.results), _wrong(run.results), "</section>"]
    return "".join(parts)


def _held(run: SetRun) -> Words:
    vi = f"{run.bulletins} văn bản, {run.passages} đoạn"
    return vi, f"{run.bulletins} documents, {run.passages} passages"


def _cards(found: Figures) -> str:
    shown = ("right", "recall_5", "contained", "lists", "near_misses", "false_refusals", "auroc", "p50")
    cards = (
        f"<div class=card><b>{number(name, value, 'vi')}{_unit(name)}</b><span>{_both(COLUMNS[name])}</span></div>"
        for name in shown
        if (value := getattr(found, name)) is not None
    )
    return f'<div class="cards">{"".join(cards)}</div>'


def _unit(name: str) -> str:
    return "" if name in ("auroc", "p50", "p95", "asked") else " %"


def _table(rows: Mapping[str, Figures], heading: Words) -> str:
    measured = [name for name in COLUMNS if any(getattr(row, name) is not None for row in rows.values())]
    head = "".join(f"<th scope=col>{_both(words)}</th>" for words in (heading, *(COLUMNS[name] for name in measured)))
    body = "".join(
        f"<tr><th scope=row>{escape(name)}</th>"
        + "".join(f"<td>{number(column, getattr(row, column), 'vi')}</td>" for column in measured)
        + "</tr>"
        for name, row in rows.items()
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _side_by_side(before: Figures, after: Figures) -> str:
    rows = []
    for name, words in COLUMNS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old is not None and new is not None:
            change = number(name, new - old, "vi")
            better = (new < old) if name in _LESS_IS_BETTER else (new > old)
            style = "" if not change.strip("-0,") else ' class="up"' if better else ' class="down"'
            cells = f"<td>{number(name, old, 'vi')}</td><td>{number(name, new, 'vi')}</td>"
            signed = f"+{change}" if new > old else change
            rows.append(f"<tr><th scope=row>{_both(words)}</th>{cells}<td{style}>{signed}</td></tr>")
    headings: tuple[Words, ...] = (("Chỉ số", "Figure"), ("Trước", "Before"), ("Sau", "After"), ("Thay đổi", "Change"))
    head = "".join(f"<th scope=col>{_both(words)}</th>" for words in headings)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


# Charts


def _figure(title: Words, chart: str, legend: Iterable[tuple[str, Words]] = (), note: str = "") -> str:
    items = "".join(f'<li class="{style}">{_both(words)}</li>' for style, words in legend)
    below = f"<ul class=legend>{items}</ul>" if items else ""
    caption = f"{escape(title[0])}<small>{escape(title[1])}{note}</small>"
    return f"<figure><figcaption>{caption}</figcaption>{below}{chart}</figure>"


def _bars_figure(title: Words, rows: Mapping[str, Figures]) -> str:
    values = {name: [getattr(found, column) for column in _BARS] for name, found in rows.items()}
    chart = charts.bars(title[0], values, [COLUMNS[column][0] for column in _BARS])
    return _figure(title, chart, [(f"c{place}", COLUMNS[column]) for place, column in enumerate(_BARS)])


def _refusal_figure(form: str, results: Sequence[Result]) -> str:
    points = refusal_curve(results)
    if not points:
        return ""
    found = figures(results)
    refused = found.near_misses if found.near_misses is not None else found.refused
    now = (found.false_refusals, refused) if found.false_refusals is not None and refused is not None else None
    names = ("Câu gần đúng", "Câu ngoài phạm vi", "từ chối nhầm / false refusals", "từ chối đúng / refused")
    title = (f"Từ chối khi đổi ngưỡng: {form}", "Refusals as the threshold moves")
    legend: list[tuple[str, Words]] = []
    if any(point.near_misses is not None for point in points):
        legend.append(("c0", ("Câu gần đúng", "Near misses")))
    if any(point.unrelated is not None for point in points):
        legend.append(("c1", ("Câu ngoài phạm vi", "Unrelated")))
    legend.append(("cn", ("Ngưỡng đang dùng", "Thresholds in use")))
    return _figure(title, charts.refusals(title[0], points, now, names), legend)


def _latency_figure(results: Sequence[Result]) -> str:
    found = figures(results)
    title = ("Thời gian trả lời", "Latency")
    marks = {"p50": found.p50 or 0.0, "p95": found.p95 or 0.0}
    times = [result.milliseconds for result in results]
    return _figure(title, charts.histogram(title[0], times, marks, "mili giây / milliseconds", "câu hỏi / questions"))


def _reliability(results: Sequence[Result]) -> str:
    bins = reliability(results)
    title = ("Độ tin cậy so với thực tế", "Reliability of confidence")
    error = number("confidence", calibration_error(bins), "vi")
    chart = charts.diagonal(title[0], bins, "độ tin cậy / confidence", "tỷ lệ đúng / right")
    figure = _figure(title, chart, note=f" · sai lệch trung bình / expected calibration error {error}")
    note = _both(
        (
            "Trong những câu được báo tin cậy chừng này, bao nhiêu câu tìm được lời đáp đúng, kể cả câu bị từ chối.",
            "Of the questions said to be this sure, how many found the right answer, refused ones among them.",
        )
    )
    return f'{_heading(*title)}<p class="note">{note}</p><div class="charts">{figure}{_bins(bins)}</div>'


def _bins(bins: Sequence[Bin]) -> str:
    head = "".join(f"<th scope=col>{_both(words)}</th>" for words in RELIABILITY)
    rows = "".join(
        f"<tr><th scope=row>{number('bin', each.low, 'vi')}–{number('bin', each.high, 'vi')}</th><td>{each.count}</td>"
        f"<td>{number('confidence', each.confidence, 'vi')}</td><td>{number('confidence', each.right, 'vi')}</td></tr>"
        for each in bins
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


# Questions


def _wrong(results: Sequence[Result]) -> str:
    wrong = [result for result in results if not result.is_right]
    parts = [_heading(f"Câu trả lời sai: {len(wrong)}/{len(results)}", f"Wrong: {len(wrong)} of {len(results)}")]
    for verdict in Verdict:
        of_kind = [result for result in wrong if result.verdict is verdict]
        if of_kind:
            inside = "".join(f"<li>{_question(result)}{_details(result)}</li>" for result in of_kind)
            parts.append(
                _folded(f"{_both(VERDICTS[verdict])} {_count(len(of_kind))}", f'<ul class="wrong">{inside}</ul>')
            )
    return "".join(parts)


def _question(result: Result) -> str:
    tags = (result.id, FORMS[result.form][0], result.intent)
    marks = " ".join(f'<span class="tag">{escape(tag)}</span>' for tag in tags if tag)
    before = "".join(f'<p class="en">↳ {escape(question)}</p>' for question in result.before)
    return f'{before}<p class="q">{escape(result.question)} {marks}</p>'


def _details(result: Result) -> str:
    return f"<dl>{''.join(f'<dt>{_both(words)}</dt><dd>{text}</dd>' for words, text in _told(result))}</dl>"


def _told(result: Result) -> Iterator[tuple[Words, str]]:
    """What a reader needs to see why a question went wrong, each with its name, as HTML."""
    sure, limit = (number("confidence", value, "vi") for value in (result.confidence, result.threshold))
    yield ("Độ tin cậy", "Confidence"), f"{sure} · ngưỡng <span class=en>/ threshold</span> {limit}"
    if result.is_ranked:
        place = "không thấy / not found" if result.place is None else str(result.place + 1)
        yield ("Hạng đoạn đúng", "Rank"), place
    if result.items is not None:
        yield ("Số mục", "Items"), f"{result.found} / {result.items}"
    if result.missing:
        yield ("Thiếu", "Missing"), f'<span class="why">{escape(" · ".join(result.missing))}</span>'
    yield ("Đã hiện", "Shown"), escape(result.shown)
    if result.sources:
        yield ("Nguồn", "Source"), escape(" · ".join(result.sources))
    if not result.answered and result.passage:
        yield ("Đoạn gần nhất", "Nearest passage"), escape(result.passage)


def _change(change: Change) -> str:
    verdicts = " → ".join(_both(VERDICTS[each.verdict]) for each in (change.before, change.after))
    sure = " → ".join(number("confidence", each.confidence, "vi") for each in (change.before, change.after))
    rows: list[tuple[Words, str]] = [
        (("Độ tin cậy", "Confidence"), sure),
        (("Trước", "Before"), escape(change.before.shown)),
        (("Sau", "After"), escape(change.after.shown)),
    ]
    inside = "".join(f"<dt>{_both(words)}</dt><dd>{text}</dd>" for words, text in rows)
    return f'<li>{_question(change.after)}<p class="why">{verdicts}</p><dl>{inside}</dl></li>'


# The page


def _page(title: Words, facts: str, nav: str, body: str) -> str:
    template = Template((files("bot.evaluation") / "report.html").read_text("utf-8"))
    return template.substitute(
        title=escape(title[0]), heading=_both(title), facts=facts, nav=nav, body=body, style=_style()
    )


def _style() -> str:
    """The style sheet: the widget's typeface, as data, and colours, and the page's own rules."""
    widget = files("bot") / "widget"
    faces = re.findall(r"@font-face \{.*?\}", (widget / "base.css").read_text("utf-8"))

    def embedded(match: re.Match[str]) -> str:
        data = base64.b64encode((widget / "fonts" / match[1]).read_bytes()).decode()
        return f'url("data:font/woff2;base64,{data}")'

    fonts = "\n".join(re.sub(r'url\("fonts/([^"]+)"\)', embedded, face) for face in faces)
    own = (files("bot.evaluation") / "report.css").read_text("utf-8")
    return "\n".join((fonts, (widget / "theme.css").read_text("utf-8"), own))


def _heading(vi: str, en: str) -> str:
    return f"<h3>{_both((vi, en))}</h3>"


def _both(words: Words) -> str:
    """Words in both languages as HTML; once where they are the same."""
    vi, en = (escape(text) for text in words)
    return vi if vi == en else f'{vi} <span class="en">{en}</span>'


def _count(count: int) -> str:
    return f'<span class="n">({count})</span>'


def _folded(summary: str, inside: str, is_open: bool = False) -> str:
    return f"<details{' open' if is_open else ''}><summary>{summary}</summary>{inside}</details>"
