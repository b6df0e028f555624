"""News pages in the manner of provincial portals: the main text is kept, menus and related links are gone.

Beside each page of tests/pages/ stands its truth: title, day of publication, an empty line, the main text.
"""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path

import pytest

from ingest.parse import parse
from ingest.sources import RawDocument
from vectorstore.text import syllables

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
TARGET = 0.95


def token_f1(found: str, true: str) -> float:
    """F1 over the words of two texts, in lower case, with their counts."""
    a, b = Counter(syllables(found.lower())), Counter(syllables(true.lower()))
    common = (a & b).total()
    return 2 * common / (a.total() + b.total())


def test_there_are_at_least_ten() -> None:
    assert len(PAGES) >= 10


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_page(page: Path) -> None:
    title, day, _, *lines = page.with_suffix(".txt").read_text("utf-8").splitlines()
    bulletin = parse(RawDocument(f"https://vi.example/{page.name}", page.name, page.read_bytes(), "text/html"))
    assert bulletin.metadata.title == title
    assert bulletin.metadata.date == datetime.date.fromisoformat(day)
    assert token_f1(bulletin.text, "\n".join([title, *lines])) >= TARGET
    assert [line for line in lines if " | " not in line and line not in bulletin.text] == []
