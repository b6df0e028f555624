"""An index that tells what would become of documents, and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from vectorstore.models import Bulletin, Replaced
from vectorstore.places import PlaceRecord

if TYPE_CHECKING:
    from ingest.protocols import BulletinIndex
    from vectorstore.catalogue import Catalogue
    from vectorstore.change import EncodedBulletin
    from vectorstore.corrections import Corrections


class DryRun:
    """See ingest.protocols.BulletinIndex; what it holds is read from a real index."""

    def __init__(self, index: BulletinIndex) -> None:
        self._index = index

    @property
    def catalogue(self) -> Catalogue:
        """What the real index holds."""
        return self._index.catalogue

    def apply(
        self,
        bulletins: Sequence[Bulletin],
        records: Sequence[PlaceRecord],
        gone: Sequence[str] = (),
        aside: Mapping[str, Mapping[str, str]] | None = None,
        ready: Sequence[EncodedBulletin] = (),
    ) -> list[Replaced]:
        """What the real index would say."""
        known = self.catalogue.entries_of(bulletin.id for bulletin in bulletins)
        return [Replaced.by(bulletin, known.get(bulletin.id)) for bulletin in bulletins]

    def encode(
        self, bulletins: Sequence[Bulletin], aside: Mapping[str, Mapping[str, str]] | None = None
    ) -> list[EncodedBulletin]:
        """Embeds nothing."""
        return []

    def correct(self, document_id: str, corrections: Corrections) -> None:
        """Does nothing."""

    def purge(self) -> None:
        """Does nothing."""
