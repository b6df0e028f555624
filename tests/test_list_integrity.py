"""Every list of a generated corpus is one section with all of its items, in order, none merged or split.

benchmarks/lists.py goes through five hundred documents, these are sixty others.
"""

from __future__ import annotations

import pytest

from ingest.parse import parse
from ingest.sources import RawDocument
from ingest.structure import read_structure
from tests.list_documents import FORMS, differences, found_lists, make


@pytest.mark.parametrize("seed", range(10_000, 10_060))
def test_every_list_is_whole(seed: int) -> None:
    assert differences(seed) == []


def test_the_corpus_has_lists_of_every_form_and_depth() -> None:
    lists = [wanted for seed in range(200) for wanted in make(seed).lists]
    assert len(lists) > 500
    assert {wanted.depth for wanted in lists} == {0, 1, 2}
    starts = {" ".join(wanted.items[0].split()[:2]) for wanted in lists}
    assert len(FORMS) <= len(starts)


def test_a_list_is_whole_in_a_text_file_too() -> None:
    read = 0
    for seed in range(10_000, 10_100):
        document = make(seed)
        if all(block.kind.value == "paragraph" for block in document.blocks):
            text = "\n\n".join(block.text for block in document.blocks)
            bulletin = parse(RawDocument("/kho/a.txt", "a.txt", text.encode()))
            found = found_lists(read_structure(document.blocks))
            assert found == document.lists
            assert bulletin.sections == read_structure(document.blocks).sections
            read += 1
    assert read > 10
