"""An answer, a list of bulletins and the like as lines that a messenger can show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.answer.wording import NO_DOCUMENTS
from bot.channels import wording
from bot.channels.messages import Choice, Line, Reply
from bot.models import Answer
from bot.render import labelled
from vectorstore.errors import Language
from vectorstore.models import BulletinEntry, Citation

_EMPTY = Line("")
_GENERATIVE = "generative"
_LABEL = re.compile(r"[\W\d_]*[^\W\d_]?[\W\d_]*")


def of_answer(answer: Answer, public_url: str | None) -> Reply:
    """An answer: its text, an empty line between the items of a list, then its sources."""
    lines = [*_body(answer), *_sources(answer, public_url)]
    choices = tuple(Choice(f"{answer.answer_id}:{number}", text) for number, text in enumerate(answer.suggestions))
    return Reply(tuple(lines), choices, answer.answer_id if answer.answered else "", language=answer.language)


def of_question(question: str, reply: Reply) -> Reply:
    """A reply below the suggested question that it answers."""
    return Reply(
        (Line(f"❓ {question}", strong=True), _EMPTY, *reply.lines),
        reply.choices,
        reply.answer_id,
        reply.notice,
        reply.language,
    )


def of_text(text: wording.Text, language: Language) -> Reply:
    """A sentence of our own."""
    return Reply(_lines(text[language]), language=language)


def of_help(language: Language) -> Reply:
    """What can be asked and done."""
    text = "\n\n".join((wording.HELP[language], wording.HOW_TO_ASK[language], wording.COMMANDS[language]))
    return Reply(_lines(text), language=language)


def of_greeting(greeting: Answer) -> Reply:
    """The assistant's greeting, with what can be asked and done, and questions to begin with."""
    language = greeting.language
    text = "\n\n".join((greeting.text, wording.HOW_TO_ASK[language], wording.COMMANDS[language]))
    return Reply(_lines(text), of_answer(greeting, None).choices, language=language)


def of_bulletins(bulletins: Sequence[BulletinEntry], public_url: str | None, language: Language) -> Reply:
    """The latest bulletins, newest first."""
    if not bulletins:
        return of_text(NO_DOCUMENTS, language)
    lines = [Line(f"{wording.LATEST[language]}:", strong=True)]
    for number, bulletin in enumerate(bulletins, 1):
        lines.append(_EMPTY)
        lines.append(Line(f"{number}. {named(bulletin)}", url=_link(public_url, f"/documents/{bulletin.id}")))
    return Reply(tuple(lines), language=language)


def named(bulletin: BulletinEntry) -> str:
    """A bulletin's title, number and date."""
    metadata = bulletin.metadata
    number = f", {metadata.number}" if metadata.number else ""
    return metadata.title + number + (f" ({metadata.date:%d/%m/%Y})" if metadata.date else "")


def _body(answer: Answer) -> Iterator[Line]:
    """The text; items apart from each other, and numbered where they have no labels of their own."""
    empty_due = False
    for said, items in _laid_out(answer):
        if said.strip():
            if empty_due:
                yield _EMPTY
            yield from _lines(said.strip())
            empty_due = True
        for item in labelled(items):
            if empty_due:
                yield _EMPTY
            yield from _lines(item.strip())
            empty_due = True


def _laid_out(answer: Answer) -> list[tuple[str, list[str]]]:
    """The text cut at its items: what is said, and the items that follow it.

    What a language model worded stays as it is, and so does a sentence with a list in it. Where the text does not hold
    the items they follow it.
    """
    if answer.mode == _GENERATIVE or (answer.citations and not answer.is_list):
        return [(answer.text, [])]
    groups: list[tuple[str, list[str]]] = []
    position = 0
    for item in answer.items:
        start = answer.text.find(item, position)
        if start < 0:
            return [(answer.text, list(answer.items))]
        said = _without_label(answer.text[position:start])
        if not groups or said.strip():
            groups.append((said, []))
        groups[-1][1].append(item)
        position = start + len(item)
    return [*groups, (answer.text[position:], [])]


def _without_label(said: str) -> str:
    """What is said before an item, without the number or dash that stands right before it."""
    before, line_break, last = said.rpartition("\n")
    return before + line_break if _LABEL.fullmatch(last) else said


def _sources(answer: Answer, public_url: str | None) -> Iterator[Line]:
    """One line for each bulletin that is cited, with the numbers of its citations where there are several bulletins."""
    cited: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        cited.setdefault(citation.bulletin.id, []).append(citation)
    if not cited:
        return
    yield _EMPTY
    yield Line(f"{wording.SOURCES[answer.language]}:", strong=True)
    for citations in cited.values():
        numbered = len(cited) > 1 or answer.mode == _GENERATIVE
        numbers = f"[{ranges([c.number for c in citations])}] " if numbered else ""
        yield Line(numbers + named(citations[0].bulletin), url=_link(public_url, citations[0].url))


def ranges(numbers: Sequence[int]) -> str:
    """[1, 2, 3, 5] as "1–3, 5"."""
    starts = [numbers[0], *(b for a, b in pairwise(numbers) if b != a + 1)]
    ends = [*(a for a, b in pairwise(numbers) if b != a + 1), numbers[-1]]
    return ", ".join(f"{a}–{b}" if b > a else str(a) for a, b in zip(starts, ends, strict=True))


def _link(public_url: str | None, path: str) -> str | None:
    return f"{public_url}{path}" if public_url else None


def _lines(text: str) -> tuple[Line, ...]:
    return tuple(Line(line) for line in text.split("\n"))
