"""A real language model on our questions: `python -m benchmarks.language_model http://localhost:8000/v1`.

The server speaks the OpenAI API: vLLM, llama.cpp, Ollama, a gateway. Told are how often the model worded the answer and
why it did not, what verification removed, how often the answer holds what it should beside the extractive answer to the
same question, and how long it took. `--questions N` takes a sample of N, spread over the set.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.sets import sample_set
from bot.assistant import Assistant
from bot.evaluation.indexes import temporary_index
from bot.evaluation.measures import is_contained
from bot.evaluation.sets import Case
from bot.generation.settings import LanguageModelSettings
from bot.library import LocalLibrary
from bot.models import Answer
from vectorstore.index import Index
from vectorstore.query import Form


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the two answers to it, and the seconds that the model's took."""

    case: Case
    form: Form
    extractive: Answer
    answer: Answer
    seconds: float


def sample(cases: Sequence[Case], count: int) -> list[tuple[Case, Form]]:
    """`count` answerable questions that stand by themselves, spread over the set; every third one in English."""
    usable = [case for case in cases if case.answered and not case.follows and Form.VIETNAMESE in case.forms]
    step = max(1, len(usable) // count)
    chosen = usable[::step][:count]
    return [
        (case, Form.ENGLISH if place % 3 == 2 and Form.ENGLISH in case.forms else Form.VIETNAMESE)
        for place, case in enumerate(chosen)
    ]


def ask(index: Index, library: LocalLibrary, case: Case, form: Form) -> Asked:
    """The two answers to a question."""
    started = time.monotonic()
    answer = library.ask(case.forms[form])
    seconds = time.monotonic() - started
    return Asked(case, form, Assistant(index).ask(case.forms[form]), answer, seconds)


def model_of(base_url: str) -> str:
    """The first model that the server lists."""
    listed = httpx.get(f"{base_url.rstrip('/')}/models", timeout=10).raise_for_status().json()
    return str(listed["data"][0]["id"])


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base_url", help="the server's address, with its /v1")
    parser.add_argument("--model", help="the model's name; the first that the server lists unless given")
    parser.add_argument("--questions", type=int, default=24)
    parser.add_argument("--seconds", type=float, default=60, help="the budget of an answer")
    arguments = parser.parse_args()
    logging.basicConfig(format="  %(message)s")
    logging.getLogger("bot.generation.generator").setLevel(logging.DEBUG)  # tells each sentence that is removed
    console = Console()
    model = arguments.model or model_of(arguments.base_url)
    settings = LanguageModelSettings(
        llm=f"openai:{model}", llm_base_url=arguments.base_url, llm_seconds=arguments.seconds, llm_query_seconds=0
    )
    questions = sample_set()
    with temporary_index(questions.bulletins) as index:
        library = LocalLibrary(index, settings)
        asked: list[Asked] = []
        for case, form in sample(questions.cases, arguments.questions):
            asked.append(ask(index, library, case, form))
            _tell(console, asked[-1])
        language_model = library.language_model
        assert language_model is not None
        _report(console, model, asked, language_model.counts.answers, language_model.counts.sentences)


def _tell(console: Console, asked: Asked) -> None:
    console.print(
        f"[{asked.form}] {asked.case.forms[asked.form]}\n  {asked.answer.mode} {asked.seconds:.1f} s: "
        f"{asked.answer.text[:300]!r}",
        highlight=False,
        markup=False,
    )


def _report(
    console: Console, model: str, asked: Sequence[Asked], answers: dict[str, int], sentences: dict[str, int]
) -> None:
    table = Table("figure", "value", title=f"{model}, {len(asked)} questions")
    generative = [each for each in asked if each.answer.mode == "generative"]
    table.add_row("answers by outcome", _listed(answers))
    table.add_row("sentences by fate", _listed(sentences))
    for name, of in (("all", asked), ("worded by the model", generative)):
        table.add_row(f"holds what it should, {name}", _share([is_contained(each.answer, each.case) for each in of]))
        table.add_row(f"the extractive answer does, {name}", _share([is_contained(a.extractive, a.case) for a in of]))
    table.add_row("median seconds", f"{statistics.median(each.seconds for each in asked):.1f}")
    console.print(table)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda c: -c[1])) or "none"


def _share(right: Sequence[bool]) -> str:
    return f"{sum(right)}/{len(right)}"


if __name__ == "__main__":
    main()
