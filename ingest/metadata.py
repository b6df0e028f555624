"""What a document says of itself: title, date, number, issuer, kind."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import PurePath

from ingest.committees import committee_in, issuer_of
from ingest.dates import date_of_event, dates
from ingest.front import Front, kind_of, number_in
from ingest.lines import Line, clean
from ingest.readers.base import Hints
from ingest.spelling import Spelling
from vectorstore.models import BlockKind, Metadata

DEFAULT_KIND = "bản tin"
"""The kind of a document that does not name its own."""

_FIRST_LINES = 12  # lines of the text proper in which a news bulletin states its day
_END_LINES = 40  # lines at the end among which a signature stands
_TITLE_LENGTH = 300  # characters
_KINDS_OF_TITLES = ("luật", "bộ luật", "pháp lệnh", "hiến pháp", "điều lệ")


def read_metadata(lines: Sequence[Line], front: Front, hints: Hints, name: str) -> Metadata:
    """The metadata of a document called `name`, from its heading block, its text and its file's hints."""
    texts = [line.text for line in lines]
    body = texts[front.end :]
    spelling = Spelling(body)
    title = _title(texts, front, hints, name, spelling)
    if front.official:
        organisation = [texts[index] for index in front.organisation]
        issuer = issuer_of(organisation, title, body[-_END_LINES:], spelling)
    else:
        issuer = committee_in(title, body, spelling)
    return Metadata(
        title=title,
        date=_date(lines, front, hints),
        number=number_in(texts[front.number]) if front.number is not None else None,
        issuer=issuer,
        kind=_kind(texts, front, title),
    )


def _title(texts: Sequence[str], front: Front, hints: Hints, name: str, spelling: Spelling) -> str:
    found = " ".join(texts[index] for index in front.title)
    if found and front.official:
        return spelling.respell(found)[:_TITLE_LENGTH]
    stated = clean(hints.title or "")
    return (stated or found)[:_TITLE_LENGTH] or clean(PurePath(name).stem.replace("_", " ").replace("-", " ")) or name


def _date(lines: Sequence[Line], front: Front, hints: Hints) -> datetime.date | None:
    if front.place_date is not None and (found := dates(lines[front.place_date].text)):
        return found[0][1]
    if hints.date:
        return hints.date
    for line in lines[front.end : front.end + _FIRST_LINES]:
        if line.kind is not BlockKind.ROW and (date := date_of_event(line.text)):
            return date
    return None


def _kind(texts: Sequence[str], front: Front, title: str) -> str:
    if front.kind is not None and (kind := kind_of(texts[front.kind])):
        return kind
    if front.official and front.number is not None:
        return "công văn"
    kind = kind_of(title)
    return kind if kind in _KINDS_OF_TITLES else DEFAULT_KIND
