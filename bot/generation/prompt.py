"""What a model is asked: the rules, the question, the numbered passages. The wording is in the folder prompts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from bot.generation.chat import Message
from bot.generation.sources import Source
from vectorstore.errors import Language


def answer_prompt(question: str, sources: Sequence[Source], language: Language) -> list[Message]:
    """The messages that ask for an answer in `language`."""
    passages = "\n".join(_passage(source) for source in sources)
    asked = prompt_text("question", language).format(question=_data(question), passages=passages)
    return [("system", prompt_text("answer", language)), ("human", asked)]


@cache
def prompt_text(name: str, language: Language) -> str:
    """A file of the folder prompts."""
    return files("bot.generation").joinpath(f"prompts/{name}.{language}.txt").read_text(encoding="utf-8").strip()


def _passage(source: Source) -> str:
    return f'<passage number="{source.number}" document="{_data(source.header)}">\n{_data(source.text)}\n</passage>'


def _data(text: str) -> str:
    """`text` without the signs by which a passage could end before it does."""
    return text.replace("<", "‹").replace(">", "›").replace('"', "”")
