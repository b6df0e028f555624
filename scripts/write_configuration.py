"""Writes the tables of docs/configuration.md and its Vietnamese twin from .env.example, where settings are explained.

python scripts/write_configuration.py
"""

import re
from collections.abc import Iterator
from pathlib import Path

from bot.question.language import detect
from vectorstore.query import Form

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- written by: make docs -->", "<!-- end -->"
HEADS = {"vi": "| biến | mặc định hoặc ví dụ | ý nghĩa |", "en": "| variable | default or example | meaning |"}
GUIDES = {"vi": "Hướng dẫn: [{0}.vi.md]({0}.vi.md)", "en": "Guide: [{0}.md]({0}.md)"}
_SECTION = re.compile(r"# -+ (?P<vi>.+?)(?: / (?P<en>.+?))?(?: \(docs/(?P<guide>[\w-]+)\.vi\.md\))? -+")
_VARIABLE = re.compile(r"#?(?P<name>BANTIN_\w+)=(?P<value>.*)")


def tables(language: str) -> str:
    """The settings of .env.example in Markdown, one table a section."""
    parts: list[str] = []
    for paragraph in _paragraphs():
        section = _SECTION.fullmatch(paragraph[0])
        if section:
            guide = f"{GUIDES[language].format(section['guide'])}\n\n" if section["guide"] else ""
            parts.append(f"\n## {section[language] or section['vi']}\n\n{guide}{HEADS[language]}\n| --- | --- | --- |")
        variables = [found for line in paragraph if (found := _VARIABLE.fullmatch(line))]
        comments = [line[1:].strip() for line in paragraph if line.startswith("# ") and not _SECTION.fullmatch(line)]
        meaning = " ".join(line for line in comments if (detect(line) is Form.ENGLISH) == (language == "en"))
        for number, variable in enumerate(variables):
            value = f"`{variable['value']}`" if variable["value"] else ""
            parts.append(f"| `{variable['name']}` | {value} | {meaning if number == 0 else '″'} |")
    return "\n".join(parts)


def updated(document: Path, language: str) -> str:
    """The document with its tables written anew."""
    before, _, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{tables(language)}\n\n{END}{after}"


DOCUMENTS = {"en": ROOT / "docs" / "configuration.md", "vi": ROOT / "docs" / "configuration.vi.md"}


def _paragraphs() -> Iterator[list[str]]:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return (paragraph.splitlines() for paragraph in re.split(r"\n\s*\n", text.strip()))


if __name__ == "__main__":
    for language, document in DOCUMENTS.items():
        document.write_text(updated(document, language), encoding="utf-8")
