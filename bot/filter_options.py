"""The options that limit a question to some bulletins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

# Everything else is imported where it is needed, as in bot.cli.
if TYPE_CHECKING:
    import datetime

    from vectorstore.models import Filters


def filter_options(function: Any) -> Any:
    """Adds the options to a command."""
    date = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])
    for option in (
        click.option("--issuer", help="Chỉ văn bản của cơ quan này. / Only documents of this issuer."),
        click.option("--to", "date_to", type=date, help="Đến hết ngày. / Up to and including this date."),
        click.option("--from", "date_from", type=date, help="Từ ngày. / From this date on."),
    ):
        function = option(function)
    return function


def chosen(date_from: datetime.datetime | None, date_to: datetime.datetime | None, issuer: str | None) -> Filters:
    """The filters that the options state. Raises InvalidFilters."""
    from vectorstore.models import Filters

    return Filters(date_from and date_from.date(), date_to and date_to.date(), issuer)
