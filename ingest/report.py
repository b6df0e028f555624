"""What became of the documents of one run, and how far a run is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from ingest.errors import IngestError
from vectorstore.errors import Language

Status = Literal["indexed", "updated", "unchanged", "duplicate", "moved", "removed", "failed"]
"""`duplicate`: the text is there already, under another name; `moved`: the file is, under the name that it had."""
STATUSES: tuple[Status, ...] = ("indexed", "updated", "unchanged", "duplicate", "moved", "removed", "failed")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document; `error` is set if it failed, the other fields are None or 0 then.

    `other` is the source that a moved document had, or that a duplicate shares its text with.
    """

    source: str
    status: Status
    document_id: str | None = None
    title: str | None = None
    passages: int = 0
    error: IngestError | None = None
    other: str | None = None

    def as_json(self) -> dict[str, str | int | None]:
        """The outcome as JSON values; `error` is the Vietnamese sentence, `error_en` the English one."""
        return {
            "source": self.source,
            "status": self.status,
            "document_id": self.document_id,
            "title": self.title,
            "passages": self.passages,
            "error": self.error.vi if self.error else None,
            "error_en": self.error.en if self.error else None,
            "other": self.other,
        }

    @classmethod
    def of_json(cls, stated: dict[str, Any]) -> Outcome:
        """The outcome that `as_json` wrote."""
        vi, en = stated.pop("error"), stated.pop("error_en")
        return cls(**stated, error=None if vi is None else IngestError(vi, en))


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth knowing that is no failure, such as a limit that ended a crawl."""

    vi: str
    en: str

    def message(self, language: Language) -> str:
        """The sentence in `language`."""
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True, slots=True)
class Report:
    """What became of all documents, in the order in which they were found."""

    outcomes: tuple[Outcome, ...] = ()
    notes: tuple[Note, ...] = ()

    def count(self, status: Status) -> int:
        """How many documents have this status."""
        return sum(outcome.status == status for outcome in self.outcomes)

    @property
    def passages(self) -> int:
        """How many passages were written to the index."""
        return sum(each.passages for each in self.outcomes if each.status in ("indexed", "updated"))

    @property
    def exit_code(self) -> int:
        """1 if any document failed, else 0."""
        return 1 if self.count("failed") else 0

    def as_json(self) -> dict[str, object]:
        """The report as JSON values."""
        return {
            **{status: self.count(status) for status in STATUSES},
            "passages": self.passages,
            "documents": [outcome.as_json() for outcome in self.outcomes],
            "notes": [{"note": note.vi, "note_en": note.en} for note in self.notes],
        }

    @classmethod
    def of_json(cls, stated: dict[str, Any]) -> Report:
        """The report that `as_json` wrote."""
        notes = tuple(Note(note["note"], note["note_en"]) for note in stated["notes"])
        return cls(tuple(map(Outcome.of_json, stated["documents"])), notes)


@dataclass(frozen=True, slots=True)
class Step:
    """How far a run is: `done` of `total` files and pages, as far as they are known, `passages` that were written, and
    what is read now. What was read but is not written yet is not done."""

    done: int
    total: int
    passages: int
    source: str = ""


Progress = Callable[[Step], None]
"""Is told of every step, to draw a progress bar: before each file or page, after each batch, and at the end."""
