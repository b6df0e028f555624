"""The filters of a question, as JSON writes them."""

from __future__ import annotations

import datetime

from pydantic import Field

from bot.api.request_body import RequestBody
from vectorstore.models import NO_FILTERS, Filters

MAX_LISTED = 10_000
"""The most bulletins of one listing."""


class FiltersBody(RequestBody):
    """Limits a question to some bulletins; dates are inclusive."""

    date_from: datetime.date | None = Field(default=None, alias="from")
    date_to: datetime.date | None = Field(default=None, alias="to")
    issuer: str | None = Field(default=None, max_length=200)
    document_ids: list[str] | None = Field(default=None, max_length=MAX_LISTED)

    @classmethod
    def of(cls, filters: Filters) -> FiltersBody:
        """`filters` as JSON writes them."""
        ids = None if filters.document_ids is None else sorted(filters.document_ids)
        return cls.model_validate(
            {"from": filters.date_from, "to": filters.date_to, "issuer": filters.issuer, "document_ids": ids}
        )


def filters_of(body: FiltersBody | None) -> Filters:
    """The filters that a body states; none lets all through. Raises InvalidFilters."""
    if body is None:
        return NO_FILTERS
    ids = None if body.document_ids is None else frozenset(body.document_ids)
    return Filters(body.date_from, body.date_to, body.issuer or None, ids)
