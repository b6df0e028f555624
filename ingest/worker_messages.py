"""What `ingest.worker` and `ingest.worker_process` say to each other."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.errors import IngestError
from ingest.sources import RawDocument
from vectorstore.models import Bulletin


@dataclass(frozen=True, slots=True)
class Prepare:
    """Asks for documents to be converted together, within `seconds`."""

    raws: tuple[RawDocument, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Parse:
    """Asks for a document to be parsed."""

    raw: RawDocument


@dataclass(frozen=True, slots=True)
class Alive:
    """The document is long, but reading it goes on."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The documents are converted as far as they could be."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The document was parsed."""

    bulletin: Bulletin


@dataclass(frozen=True, slots=True)
class Failed:
    """The document cannot be read: class and sentences of the error."""

    kind: type[IngestError]
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class FailedUnexpectedly:
    """Reading the document ended in an error of the program: its traceback."""

    details: str


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    """The document needs more memory than there may be taken."""


Request = Prepare | Parse
Answer = Alive | Prepared | Parsed | Failed | FailedUnexpectedly | OutOfMemory
