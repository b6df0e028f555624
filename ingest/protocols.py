"""What sync needs of an index and of what reads documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from ingest.sources import RawDocument
from vectorstore.models import Bulletin, Replaced
from vectorstore.places import PlaceRecord

if TYPE_CHECKING:
    from ingest.containers import Refused
    from vectorstore.catalogue import Catalogue
    from vectorstore.change import EncodedBulletin
    from vectorstore.corrections import Corrections


class BulletinIndex(Protocol):
    """What sync needs of an index: see vectorstore.index.Index."""

    @property
    def catalogue(self) -> Catalogue:
        """What the index holds."""
        ...

    def apply(
        self,
        bulletins: Sequence[Bulletin],
        records: Sequence[PlaceRecord],
        gone: Sequence[str] = (),
        aside: Mapping[str, Mapping[str, str]] | None = None,
        ready: Sequence[EncodedBulletin] = (),
    ) -> list[Replaced]:
        """Puts bulletins in and notes what places hold, in one transaction."""
        ...

    def encode(
        self, bulletins: Sequence[Bulletin], aside: Mapping[str, Mapping[str, str]] | None = None
    ) -> list[EncodedBulletin]:
        """Embeds ahead what `apply` would put in."""
        ...

    def correct(self, document_id: str, corrections: Corrections) -> None:
        """Makes these the corrections of a bulletin's metadata."""
        ...

    def purge(self) -> None:
        """Wipes out what is left of bulletins that were removed."""
        ...


class Parser(Protocol):
    """What turns bytes into bulletins."""

    def expand(self, raw: RawDocument) -> Iterable[RawDocument | Refused]:
        """The documents in a container such as a .zip; any other document is its own only one. Raises IngestError."""
        ...

    def prepare(self, raws: Sequence[RawDocument]) -> None:
        """Gets documents ready that are about to be parsed."""
        ...

    def parse(self, raw: RawDocument) -> Bulletin:
        """A document as a bulletin. Raises IngestError."""
        ...
