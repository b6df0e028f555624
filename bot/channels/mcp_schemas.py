"""What the tools of the MCP server give back, where the HTTP API has no shape for it."""

from __future__ import annotations

import datetime

from pydantic import BaseModel, ConfigDict, Field

from vectorstore.models import Bulletin, BulletinEntry


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True)


class BulletinItem(_Body):
    """A bulletin of a list; `uri` is its resource."""

    document_id: str
    uri: str
    title: str
    date: datetime.date | None
    number: str | None
    issuer: str | None
    kind: str | None
    passages: int = Field(description="Số đoạn / how many passages it has")

    @classmethod
    def of(cls, entry: BulletinEntry) -> BulletinItem:
        """`entry` as JSON writes it."""
        metadata = entry.metadata
        return cls(
            document_id=entry.id,
            uri=uri_of(entry.id),
            title=metadata.title,
            date=metadata.date,
            number=metadata.number,
            issuer=metadata.issuer,
            kind=metadata.kind,
            passages=entry.passages,
        )


class BulletinList(_Body):
    """Some of the bulletins, newest first."""

    bulletins: list[BulletinItem]
    total: int = Field(description="Tổng số văn bản / how many there are in all")
    next_offset: int | None = Field(description="offset của trang sau / of the next page; null: hết / no more")


class BulletinPage(_Body):
    """A part of a bulletin's text: the characters from `start` to `end`, of `length`."""

    document_id: str
    uri: str
    title: str
    date: datetime.date | None
    number: str | None
    issuer: str | None
    text: str
    start: int
    end: int
    length: int = Field(description="Số ký tự của cả văn bản / characters of the whole text")
    next_start: int | None = Field(description="start của phần sau / of the next part; null: hết / no more")

    @classmethod
    def of(cls, bulletin: Bulletin, start: int, length: int) -> BulletinPage:
        """At most `length` characters of `bulletin` from `start` on."""
        metadata, whole = bulletin.metadata, len(bulletin.text)
        start = min(start, whole)
        end = min(start + length, whole)
        return cls(
            document_id=bulletin.id,
            uri=uri_of(bulletin.id),
            title=metadata.title,
            date=metadata.date,
            number=metadata.number,
            issuer=metadata.issuer,
            text=bulletin.text[start:end],
            start=start,
            end=end,
            length=whole,
            next_start=end if end < whole else None,
        )


def uri_of(document_id: str) -> str:
    """The resource of a bulletin."""
    return f"bantin://bulletins/{document_id}"
