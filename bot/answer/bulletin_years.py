"""The years that a bulletin is of, which its passages need not say."""

from __future__ import annotations

import re

from vectorstore.models import BulletinEntry
from vectorstore.text import fold_sentences
from vectorstore.years import years_of

_UNTIL = re.compile(r" (?:den|toi)(?: het)?(?: nam)? (?:19|20)\d\d\b")


def is_of_later_years(bulletin: BulletinEntry) -> bool:
    """Whether a bulletin's title names years, other than to set aims until then, and all of them later than its day:
    the programme for 2021 is of December 2020."""
    date, titled = bulletin.metadata.date, years_of(_UNTIL.sub(" ", fold_sentences([bulletin.metadata.title])))
    return date is not None and bool(titled) and min(titled) > str(date.year)
