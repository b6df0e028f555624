"""What a document says of itself: title, date, number, issuer, kind, place, signer, author, period."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from pathlib import PurePath

from ingest.committees import committee_in, issuer_of
from ingest.dates import date_of_event, dates
from ingest.front import Front, kind_of, number_in
from ingest.lines import Line, clean
from ingest.periods import period_in
from ingest.readers.base import Hints
from ingest.signers import author_of, is_person, signer_of
from ingest.spelling import Spelling
from vectorstore.models import BlockKind, Metadata, Origin

DEFAULT_KIND = "bản tin"
"""The kind of a document that does not name its own."""

_FIRST_LINES = 12  # lines of the text proper in which a news bulletin states its day
_END_LINES = 40  # lines at the end among which a signature stands
_TITLE_LENGTH = 300  # characters
_KINDS_OF_TITLES = ("luật", "bộ luật", "pháp lệnh", "hiến pháp", "điều lệ")
_SUBJECT = re.compile(
    r"\s+(?:về|v/v|số|kết quả|công tác|tình hình|tổng kết|sơ kết|chuyển đổi|phát triển|triển khai|thực hiện|thành lập|"
    r"tổ chức|thu|chi|quý|tháng|năm|\d+)\b",
    re.I,
)
"""How a title goes on after its kind where the document is what it names, and not news of it."""


def read_metadata(lines: Sequence[Line], front: Front, hints: Hints, name: str) -> Metadata:
    """The metadata of a document called `name`, from its heading block, its text and its file's hints."""
    texts = [line.text for line in lines]
    body = texts[front.end :]
    spelling = Spelling(body)
    title, title_origin = _title(texts, front, hints, name, spelling)
    if front.official:
        organisation = [texts[index] for index in front.organisation]
        issuer = issuer_of(organisation, title, body[-_END_LINES:], spelling)
        author, author_origin = None, hints.origin
        signer = signer_of(body[-_END_LINES:])
    else:
        issuer = committee_in(title, body, spelling)
        author, author_origin = _author(body, hints)
        signer = None
    date, date_origin = _date(lines, front, hints)
    kind = _kind(texts, front, title, title_origin)
    values = {
        "title": title,
        "date": date,
        "number": number_in(texts[front.number]) if front.number is not None else None,
        "issuer": issuer,
        "kind": kind,
        "signer": signer,
        "author": author,
        "place": _place(texts, front),
        "period": period_in(kind, title, body[:_FIRST_LINES], date),
    }
    origins: dict[str, Origin] = {field: "text" for field, value in values.items() if value is not None}
    origins |= {"title": title_origin}
    origins |= {"date": date_origin} if date else {}
    origins |= {"author": author_origin} if author else {}
    return Metadata(**values, origins=origins)  # type: ignore[arg-type]  # the fields by their names


def _title(texts: Sequence[str], front: Front, hints: Hints, name: str, spelling: Spelling) -> tuple[str, Origin]:
    found = " ".join(texts[index] for index in front.title)
    if found and front.official:
        return spelling.respell(found)[:_TITLE_LENGTH], "text"
    if stated := clean(hints.title or ""):
        return stated[:_TITLE_LENGTH], hints.origin
    if found:
        return found[:_TITLE_LENGTH], "text"
    return clean(PurePath(name).stem.replace("_", " ").replace("-", " "))[:_TITLE_LENGTH] or name, "name"


def _date(lines: Sequence[Line], front: Front, hints: Hints) -> tuple[datetime.date | None, Origin]:
    if front.place_date is not None and (found := dates(lines[front.place_date].text)):
        return found[0][1], "text"
    if hints.date:
        return hints.date, hints.origin
    for line in lines[front.end : front.end + _FIRST_LINES]:
        if line.kind is not BlockKind.ROW and (date := date_of_event(line.text)):
            return date, "text"
    return None, "text"


def _author(body: Sequence[str], hints: Hints) -> tuple[str | None, Origin]:
    if found := author_of(body):
        return found, "text"
    stated = clean(hints.author or "")
    return (stated, hints.origin) if is_person(stated) else (None, hints.origin)


def _place(texts: Sequence[str], front: Front) -> str | None:
    """Where an official document was issued: what stands before the date of issue."""
    if front.place_date is None:
        return None
    return texts[front.place_date].rpartition(" | ")[2].partition(",")[0].strip() or None


def _kind(texts: Sequence[str], front: Front, title: str, title_origin: Origin) -> str:
    if front.kind is not None and (kind := kind_of(texts[front.kind])):
        return kind
    if front.official and front.number is not None:
        return "công văn"
    kind = kind_of(title)
    if kind is None:
        return DEFAULT_KIND
    names_itself = title_origin == "text" and _SUBJECT.match(title[len(kind) :]) is not None
    return kind if names_itself or kind in _KINDS_OF_TITLES else DEFAULT_KIND
