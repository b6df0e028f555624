"""What a document says of itself: title, date, number, issuer, kind, place, signer, author, period."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from pathlib import PurePath

from ingest.committees import committee_in, committee_that_speaks, issuer_of
from ingest.dates import date_of_event, years_before
from ingest.front import BULLETINS, Front, kind_of
from ingest.front_lines import date_in, issue_in, month_named, number_in, place_in
from ingest.lines import Line, clean
from ingest.periods import period_in
from ingest.readers.base import Hints
from ingest.signers import author_of, is_person, signer_of
from ingest.site_head import is_stamp, tells_day
from ingest.spelling import Spelling
from vectorstore.models import BlockKind, Metadata, Origin

DEFAULT_KIND = "bản tin"
"""The kind of a document that does not name its own."""

_FIRST_LINES = 12  # lines of the text proper in which a news bulletin states its day
_STAMP_LINES = 3  # below the title of news, one of which may tell the day on which it appeared
_PAST = 10  # years before the latest that a text names: what happened then is told of, no news
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
    number_line = "" if front.number is None else texts[front.number]
    place_line = "" if front.place_date is None else texts[front.place_date]
    spelling = Spelling([place_line, *body])
    title, title_origin = _title(texts, front, hints, name, spelling)
    organisation = [texts[index] for index in front.organisation]
    if front.official:
        stamps: list[str] = []
        issuer = issuer_of(organisation, title, body[-_END_LINES:], spelling) or committee_that_speaks(body)
        author, author_origin = None, hints.origin
        signer = signer_of(body[-_END_LINES:])
    else:
        names = (spelling.respell(text, unknown_is_name=True) for text in organisation)
        above = (committee_in(name, (), spelling) for name in names)
        prose = [line.text for line in lines[front.end :] if line.kind is not BlockKind.ROW]
        issuer = next(filter(None, above), None) or committee_in(title, prose, spelling)
        day = next(filter(tells_day, organisation), "")
        stamps = [day, *filter(is_stamp, body[:_STAMP_LINES])]
        author, author_origin = _author(body, hints)
        signer = None
    kind = _kind(texts, front, title, title_origin)
    masthead = title if front.official and kind == DEFAULT_KIND else ""
    stated = (place_line, number_line, masthead, *stamps)
    date, date_origin = _date(() if place_line else lines[front.end :], stated, hints)
    values = {
        "title": title,
        "date": date,
        "number": number_in(number_line) if number_line else issue_in(masthead),
        "issuer": issuer,
        "kind": kind,
        "signer": signer,
        "author": author,
        "place": spelling.respell(place_in(place_line) or "", unknown_is_name=True) or None,
        "period": (masthead and month_named(f"{number_line} {masthead}"))
        or period_in(kind, title, body[:_FIRST_LINES], date),
    }
    origins: dict[str, Origin] = {field: "text" for field, value in values.items() if value is not None}
    origins |= {"title": title_origin}
    origins |= {"date": date_origin} if date else {}
    origins |= {"author": author_origin} if author else {}
    return Metadata(**values, origins=origins)  # type: ignore[arg-type]  # the fields by their names


def _title(texts: Sequence[str], front: Front, hints: Hints, name: str, spelling: Spelling) -> tuple[str, Origin]:
    found = " ".join(texts[index] for index in front.title)
    if found and front.official:
        kind = (kind_of(found) or "").capitalize()  # in a title in capitals it is no name of the text's
        return (kind + spelling.respell(found)[len(kind) :])[:_TITLE_LENGTH], "text"
    if stated := clean(hints.title or ""):
        return stated[:_TITLE_LENGTH], hints.origin
    if found:
        return found[:_TITLE_LENGTH], "text"
    return clean(PurePath(name).stem.replace("_", " ").replace("-", " "))[:_TITLE_LENGTH] or name, "name"


def _date(body: Sequence[Line], stated: Sequence[str], hints: Hints) -> tuple[datetime.date | None, Origin]:
    """The date of issue: of one of the lines `stated` in the heading block, of the file, or of what the text tells."""
    for text in stated:
        if date := date_in(text):
            return date, "text"
    if hints.date:
        return hints.date, hints.origin
    latest = max(years_before(datetime.date.today(), (line.text for line in body)), default=0)
    for line in body[:_FIRST_LINES]:
        date = date_of_event(line.text) if line.kind is not BlockKind.ROW else None
        if date and latest - date.year <= _PAST:
            return date, "text"
    return None, "text"


def _author(body: Sequence[str], hints: Hints) -> tuple[str | None, Origin]:
    if found := author_of(body):
        return found, "text"
    stated = clean(hints.author or "")
    return (stated, hints.origin) if is_person(stated) else (None, hints.origin)


def _kind(texts: Sequence[str], front: Front, title: str, title_origin: Origin) -> str:
    if front.kind is not None and (kind := kind_of(texts[front.kind])):
        return DEFAULT_KIND if kind in BULLETINS else kind
    if front.official and front.number is not None:
        return "công văn"
    kind = kind_of(title)
    if kind is None:
        return DEFAULT_KIND
    names_itself = title_origin == "text" and _SUBJECT.match(title[len(kind) :]) is not None
    return kind if names_itself or kind in _KINDS_OF_TITLES else DEFAULT_KIND
