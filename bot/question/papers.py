"""The kinds of documents that Party committees issue, and what else a text is called."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.question.cues import either
from vectorstore.text import fold


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of document: its name with accents, its names in English in the singular, and the symbol that its numbers
    have. `is_work` tells that something which is carried out is called so, too."""

    name: str
    english: tuple[str, ...]
    symbol: str
    is_work: bool = False

    @property
    def folded(self) -> str:
        """The name without accents."""
        return fold(self.name)

    @property
    def pattern_en(self) -> str:
        """A pattern for one or several in English."""
        return "|".join(f"{word}s?" for word in self.english)


PAPERS = (
    Paper("nghị quyết", ("resolution",), "nq"),
    Paper("chỉ thị", ("directive",), "ct"),
    Paper("kết luận", ("conclusion",), "kl"),
    Paper("kế hoạch", ("plan",), "kh"),
    Paper("quyết định", ("decision",), "qd"),
    Paper("thông báo", ("notice", "announcement"), "tb"),
    Paper("báo cáo", ("report",), "bc"),
    Paper("hướng dẫn", ("guidance", "guideline", "instruction"), "hd"),
    Paper("quy định", ("regulation",), "qd"),
    Paper("công văn", ("official letter",), "cv"),
    Paper("quy chế", ("regulation",), "qc"),
    Paper("giấy mời", ("invitation",), "gm"),
    Paper("tờ trình", ("submission",), "ttr"),
    Paper("thông tri", ("circular",), "tt"),
    Paper("thông cáo", ("communique",), "tc"),
    Paper("chương trình", ("programme", "program"), "ctr", is_work=True),
    Paper("đề án", ("scheme",), "da", is_work=True),
)
_TEXTS = "van ban | ban tin | tai lieu | bai viet | bai bao | tin tuc | tin"
_TEXTS_EN = "documents? | bulletins? | news | texts? | articles?"
_NO_WORKS = tuple(paper for paper in PAPERS if not paper.is_work)

PAPER = either("|".join([_TEXTS, *(paper.folded for paper in _NO_WORKS)]))
"""What nothing but a text is called, folded; PAPER_EN in English."""
PAPER_EN = either("|".join([_TEXTS_EN, *(paper.pattern_en for paper in _NO_WORKS)]))
ANY_PAPER = either("|".join([_TEXTS, *(paper.folded for paper in PAPERS)]))
"""What a text may be called, folded, where other words tell that one is meant; ANY_PAPER_EN in English."""
ANY_PAPER_EN = either("|".join([_TEXTS_EN, *(paper.pattern_en for paper in PAPERS)]))
KIND = either("|".join(paper.folded for paper in PAPERS))
"""The kinds, folded; KIND_EN in English, in the singular."""
KIND_EN = either("|".join(word for paper in PAPERS for word in paper.english))
KIND_SAID = re.compile(rf"\b(?:{KIND}|{KIND_EN}s?)\b")
"""A kind, as it stands in a folded text in Vietnamese or English."""

SYMBOLS = {
    "thong bao ket luan": "tb",
    "ban tin": "bt",
    "bulletin": "bt",
    **{name: paper.symbol for paper in reversed(PAPERS) for name in (paper.folded, *paper.english)},
}
"""What a document with a number is called, folded or in English, and the symbol that the number has; of two kinds with
one name in English, the first."""


def kinds_said(folded: str) -> list[str]:
    """The kinds of documents that a folded text names, in Vietnamese or English, by their folded names."""
    return [paper.folded for paper in PAPERS if re.search(rf"\b(?:{paper.folded}|{paper.pattern_en})\b", folded)]
