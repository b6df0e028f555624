"""How an answer came about, as a terminal shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click
from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.explanation import EXPLAINED, Explained, FoundPassage, JudgedSentence, Outcome, Part
from vectorstore.errors import Language

Words = tuple[str, str]

_OUTCOMES: dict[Outcome, Words] = {
    Outcome.TALK: ("Chào hỏi: không tra văn bản.", "Talk: nothing is looked for."),
    Outcome.CONVERSATION: ("Trả lời từ điều đã hiện trong hội thoại.", "Answered from what the conversation showed."),
    Outcome.SENTENCES: ("Trả lời bằng các câu được chọn.", "Answered with the chosen sentences."),
    Outcome.LIST: ("Trả lời bằng trọn danh sách.", "Answered with a whole list."),
    Outcome.ITEM: ("Trả lời bằng một mục của danh sách.", "Answered with an item of a list."),
    Outcome.FACT: ("Trả lời bằng số hiệu hoặc chữ ký của văn bản.", "Answered with a document's number or signature."),
    Outcome.NOTHING_FOUND: ("Từ chối: không tìm thấy câu nào.", "Refused: no sentence was found."),
    Outcome.UNSURE: ("Từ chối: độ tin cậy thấp hơn ngưỡng.", "Refused: the confidence is below the threshold."),
    Outcome.NO_SUCH_ITEM: ("Từ chối: danh sách không có mục ấy.", "Refused: the list has no such item."),
}
_PARTS: dict[str, Words] = {
    "dense": ("nghĩa của đoạn", "passage's meaning"),
    "best": ("câu gần nghĩa nhất", "best sentence"),
    "context": ("tiêu đề, đề mục", "title and headings"),
    "lexical": ("từ ngữ (BM25)", "words (BM25)"),
    "covered": ("phần câu hỏi được nhắc", "question covered"),
    "preference": ("ưu tiên khác", "preferences"),
}
_SHOWN_PARTS = 5
_CHARACTERS = 400


def echo(explained: Explained, language: Language, as_json: bool) -> None:
    """Prints an explanation on standard output, for a person or as JSON for a program."""
    if as_json:
        click.echo(EXPLAINED.dump_json(explained, indent=2).decode())
    else:
        print_explained(Console(highlight=False), explained, language)


def print_explained(console: Console, explained: Explained, language: Language) -> None:
    """Prints what was understood, what was found, what was chosen, how sure that is, and what came of it."""
    vi = language == "vi"
    console.print(_heading("1. Hiểu câu hỏi" if vi else "1. The question"))
    console.print(_facts(explained, language))
    if explained.passages:
        console.print(_heading("2. Đoạn tìm được" if vi else "2. Passages found"))
        for number, passage in enumerate(explained.passages, 1):
            console.print(_passage(number, passage, language))
    if explained.sentences:
        console.print(_heading("3. Câu có thể trả lời" if vi else "3. Sentences that may answer"))
        for sentence in explained.sentences:
            console.print(_sentence(sentence))
    if explained.lists:
        console.print(_heading("Danh sách phù hợp" if vi else "Lists that fit"))
        for lead in explained.lists:
            console.print(Text(f"  • {_short(lead)}"))
    console.print(_heading("4. Độ tin cậy" if vi else "4. Confidence"))
    if explained.judged:
        console.print(_parts(explained.judged, language))
    sure, limit = f"{explained.confidence:.3f}", f"{explained.threshold:.3f}"
    console.print(Text(f"  {sure} (ngưỡng {limit})" if vi else f"  {sure} (threshold {limit})"))
    outcome = Text(_in(_OUTCOMES[explained.outcome], language), style="bold")
    console.print()
    console.print(Panel(Group(outcome, Text(explained.answer)), box=box.ROUNDED, padding=(0, 1)))
    console.print(Text(f"{explained.elapsed_ms:.1f} ms", style="dim"))


def _facts(explained: Explained, language: Language) -> Table:
    table = Table(box=None, show_header=False, pad_edge=True)
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for words, value in _understood(explained, language):
        table.add_row(_in(words, language), Text(value))
    return table


def _understood(explained: Explained, language: Language) -> Iterator[tuple[Words, str]]:
    """What was understood of the question, each with its name; nothing that it does not say."""
    yield ("Câu gõ vào", "Asked"), explained.asked
    if explained.is_completed:
        yield ("Được bổ sung từ hội thoại", "Completed from the conversation"), explained.understood
    elif explained.understood != explained.asked:
        yield ("Hiểu là", "Understood as"), explained.understood
    yield ("Cách viết", "Form"), explained.form.value
    yield ("Loại câu hỏi", "Intent"), explained.intent.value
    if explained.count is not None:
        yield ("Số lượng được nêu", "Count named"), str(explained.count)
    if explained.ordinal is not None:
        yield ("Mục thứ", "Ordinal"), str(explained.ordinal)
    if explained.date_from or explained.date_to:
        yield (
            ("Chỉ văn bản từ – đến", "Documents from – to"),
            f"{explained.date_from or '…'} – {explained.date_to or '…'}",
        )
    if explained.issuer:
        yield ("Chỉ của", "Issued by"), explained.issuer
    if explained.named:
        yield ("Văn bản được nêu tên", "Documents named"), " · ".join(explained.named)
    if explained.timely:
        yield ("Văn bản đúng thời gian", "Documents of that time"), str(explained.timely)
    if explained.words:
        yield ("Từ cần tìm", "Words"), " · ".join("/".join(wordings[:3]) for wordings in explained.words)


def _passage(number: int, passage: FoundPassage, language: Language) -> RenderableType:
    date = f" ({passage.date:%d/%m/%Y})" if passage.date else ""
    name = "chấm lại" if language == "vi" else "reranker"
    reranked = "" if passage.reranked is None else f"  ({name} {passage.reranked:.3f})"
    head = Text.assemble((f"{number}. {passage.title}{date}", "cyan"), f"  {passage.score:.3f}{reranked}")
    parts = ", ".join(f"{_in(_PARTS[p.name], language)} {p.value:.2f}×{p.weight:g}" for p in passage.parts)
    lines = [Text(_short(passage.text)), Text(parts, style="dim")]
    if passage.missing:
        name = "không nhắc" if language == "vi" else "does not say"
        lines.append(Text(f"{name}: {', '.join(passage.missing)}", style="yellow"))
    return Group(head, Padding(Group(*lines), (0, 0, 0, 3)))


def _sentence(sentence: JudgedSentence) -> RenderableType:
    mark = ("✓ ", "green") if sentence.is_chosen else ("  ", "")
    parts = ", ".join(f"{part.name} {part.contribution:+.2f}" for part in sentence.parts[:_SHOWN_PARTS])
    said = Padding(Group(Text(_short(sentence.text)), Text(parts, style="dim")), (0, 0, 0, 3))
    return Group(Text.assemble(mark, (f"{sentence.score:+.2f}", "bold"), f"  {sentence.title}"), said)


def _parts(parts: Sequence[Part], language: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=True)
    headings: tuple[Words, ...] = (
        ("đặc điểm", "feature"),
        ("giá trị", "value"),
        ("trọng số", "weight"),
        ("cộng", "adds"),
    )
    for place, words in enumerate(headings):
        table.add_column(_in(words, language), justify="right" if place else "left")
    for part in parts:
        table.add_row(part.name, f"{part.value:.3f}", f"{part.weight:g}", f"{part.contribution:+.3f}")
    return table


def _heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _CHARACTERS else line[: _CHARACTERS - 1].rstrip() + "…"


def _in(words: Words, language: Language) -> str:
    return words[0] if language == "vi" else words[1]
