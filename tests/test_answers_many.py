"""What is said of all documents holds of all, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.assistant import Assistant
from tests.conftest import PLAN
from tests.test_index import bulletin
from tests.tiny_embedder import TinyEmbedder
from vectorstore.index import Index
from vectorstore.models import Bulletin
from vectorstore.settings import VectorstoreSettings

_COUNT = 1_200
_OLD = PLAN.replace("KẾ HOẠCH", "QUYẾT ĐỊNH") + "\n\nT/M BAN THƯỜNG VỤ\nBÍ THƯ\nLâm Văn Triều\n"


def _filed(document: Bulletin, number: int, day: date, issuer: str) -> Bulletin:
    """The same document under another id, day and issuer."""
    metadata = replace(document.metadata, title=f"{document.metadata.title} {number}", date=day, issuer=issuer)
    return replace(document, id=f"d{number}", source=f"/kho/{number}", metadata=metadata)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Of many plans from 2018 on, and three decisions of 2015, of which one is of another issuer."""
    plan, decision = bulletin("ke-hoach.txt", PLAN), bulletin("quyet-dinh.txt", _OLD)
    days = (date(2018, 1, 1) + timedelta(days=n) for n in range(_COUNT))
    new = [_filed(plan, n, day, "Huyện ủy Thanh Khê") for n, day in enumerate(days)]
    issuers = ("Huyện ủy Thanh Khê", "Huyện ủy Mẫu Lâm", "Huyện ủy Thanh Khê")
    old = [_filed(decision, _COUNT + n, date(2015, 5, 1 + n), issuer) for n, issuer in enumerate(issuers)]
    with Index.open(VectorstoreSettings(data_dir=tmp_path_factory.mktemp("many")), TinyEmbedder()) as index:
        index.replace([*new, *old])
        yield Assistant(index)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Năm 2015 ban hành những văn bản nào?", "Có 3 văn bản:"),
        ("Liệt kê các kế hoạch", f"Có {_COUNT} văn bản; đây là 8 văn bản mới nhất:"),
        ("Liệt kê các quyết định", "Có 3 văn bản:"),
        ("Huyện ủy Mẫu Lâm ban hành những văn bản nào?", "Có 1 văn bản:"),
        ("Văn bản nào do đồng chí Lâm Văn Triều ký?", "Có 3 văn bản:"),
        ("Văn bản cũ nhất là văn bản nào?", "01/05/2015"),
        ("Văn bản mới nhất của Huyện ủy Mẫu Lâm", "02/05/2015"),
        ("Lâm Văn Triều là ai?", "Lâm Văn Triều"),
    ],
)
def test_old_documents_count(assistant: Assistant, question: str, said: str) -> None:
    answer = assistant.ask(question)
    assert answer.answered
    assert said in answer.text
