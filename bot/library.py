"""What a command works with: the library in this process, or the one of a server that owns the data folder."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, Self

from bot.events import AnswerEvent, answer_of, events_of
from bot.local_server import LocalServer
from bot.models import Answer
from vectorstore.errors import Language
from vectorstore.models import NO_FILTERS, Bulletin, BulletinEntry, Filters, Hit
from vectorstore.settings import VectorstoreSettings

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.explanation import Explained
    from bot.generation.service import LanguageModel
    from bot.generation.settings import LanguageModelSettings
    from ingest.options import IngestOptions
    from ingest.report import Progress, Report
    from ingest.worker import Parser
    from vectorstore.index import Index


class Library(Protocol):
    """Bulletins that can be asked, listed, added and removed."""

    def ask(self, question: str, session_id: str | None = None, filters: Filters = NO_FILTERS) -> Answer:
        """The answer to `question`. Raises InvalidQuestion."""
        ...

    def stream(
        self, question: str, session_id: str | None = None, filters: Filters = NO_FILTERS
    ) -> Iterator[AnswerEvent]:
        """The answer to `question` as it comes into being. Raises InvalidQuestion at the first event."""
        ...

    def explain(self, question: str, session_id: str | None = None, filters: Filters = NO_FILTERS) -> Explained:
        """How the extractive answer to `question` comes about. Raises InvalidQuestion."""
        ...

    def search(self, question: str, limit: int = 10, filters: Filters = NO_FILTERS) -> list[Hit]:
        """The passages that fit `question` best, best first. Raises InvalidQuestion."""
        ...

    def forget(self, session_id: str) -> None:
        """Forgets what a conversation was about."""
        ...

    def entries(self, limit: int = 100, offset: int = 0) -> list[BulletinEntry]:
        """`limit` of the bulletins from `offset` on."""
        ...

    def count(self) -> int:
        """How many bulletins there are."""
        ...

    def bulletin(self, document_id: str) -> Bulletin:
        """One bulletin. Raises UnknownDocument."""
        ...

    def ingest(self, sources: Sequence[str], options: IngestOptions, progress: Progress) -> Report:
        """Takes in files, folders and web pages, and tells `progress` of every step."""
        ...

    def entry(self, document_id: str) -> BulletinEntry:
        """One bulletin without its text. Raises UnknownDocument."""
        ...

    def correct(self, document_id: str, fields: Mapping[str, str | None]) -> BulletinEntry:
        """Corrects metadata of a bulletin. Raises UnknownDocument."""
        ...

    def remove(self, *document_ids: str) -> None:
        """Takes bulletins out, wholly or not at all. Raises UnknownDocument."""
        ...

    def close(self) -> None:
        """Lets go of what was opened."""
        ...


class LocalLibrary:
    """The library of a data folder that this process owns."""

    def __init__(self, index: Index, language_model: LanguageModelSettings | None = None) -> None:
        """`language_model` is read from the environment unless it is given."""
        self._index = index
        self._language_model_settings = language_model
        self._starting = threading.Lock()
        self._assistant: Assistant | None = None
        self._ingesting = threading.Lock()
        self._worker: Parser | None = None

    @classmethod
    def open(cls, settings: VectorstoreSettings) -> Self:
        """Opens the index. Raises IndexLocked, ModelMismatch."""
        from vectorstore.index import Index

        return cls(Index.open(settings))

    def warm(self) -> None:
        """Loads models and stores now, so that the first question need not wait. Raises ModelUnavailable,
        InvalidSetting."""
        self._index.load()
        self._asked()
        if self.language_model is not None:
            self.language_model.warm()

    def ask(self, question: str, session_id: str | None = None, filters: Filters = NO_FILTERS) -> Answer:
        """The answer to `question`. Raises InvalidQuestion."""
        if self.language_model is None:
            return self._asked().ask(question, session_id, filters)
        return answer_of(self.stream(question, session_id, filters))

    def stream(
        self, question: str, session_id: str | None = None, filters: Filters = NO_FILTERS
    ) -> Iterator[AnswerEvent]:
        """The answer to `question` as it comes into being; closing it stops the work. Raises InvalidQuestion."""
        if self.language_model is None:
            return events_of(self.ask(question, session_id, filters))
        return self.language_model.stream(self._asked(), question, session_id, filters)

    def explain(self, question: str, session_id: str | None = None, filters: Filters = NO_FILTERS) -> Explained:
        """How the extractive answer to `question` comes about. Raises InvalidQuestion."""
        from bot.explanation import explained

        return explained(question, self._asked().explain(question, session_id, filters))

    @cached_property
    def language_model(self) -> LanguageModel | None:
        """What words the answers; None where the settings name no model. Raises InvalidSetting."""
        settings = self._language_model_settings
        if settings is None:
            from bot.generation.settings import LanguageModelSettings
            from bot.settings import load

            settings = load(LanguageModelSettings)
        if settings.llm is None:
            return None
        from bot.generation.service import LanguageModel

        return LanguageModel.of(self._index, settings)

    def search(self, question: str, limit: int = 10, filters: Filters = NO_FILTERS) -> list[Hit]:
        """The passages that fit `question` best, best first. Raises InvalidQuestion."""
        return self._asked().search(question, limit, filters)

    def forget(self, session_id: str) -> None:
        """Forgets what a conversation was about."""
        self._asked().forget(session_id)

    def entries(self, limit: int = 100, offset: int = 0) -> list[BulletinEntry]:
        """`limit` of the bulletins from `offset` on."""
        return self._index.entries(limit, offset)

    def count(self) -> int:
        """How many bulletins there are."""
        return self._index.count()

    def bulletin(self, document_id: str) -> Bulletin:
        """One bulletin. Raises UnknownDocument."""
        return self._index.bulletin(document_id)

    def ingest(self, sources: Sequence[str], options: IngestOptions, progress: Progress) -> Report:
        """Takes in files, folders and web pages, and tells `progress` of every step."""
        from bot.settings import load
        from ingest.options import ingest
        from ingest.settings import IngestSettings

        with self._ingesting:
            return ingest(sources, options, self._index, progress, load(IngestSettings), self._parser())

    def ingest_bytes(self, source: str, name: str, data: bytes, media_type: str | None = None) -> Report:
        """Takes in one file that was sent here; a container gives several outcomes."""
        from ingest.sources import RawDocument
        from ingest.sync import ingest_one

        with self._ingesting:
            return ingest_one(RawDocument(source, name, data, media_type), self._index, self._parser())

    def entry(self, document_id: str) -> BulletinEntry:
        """One bulletin without its text. Raises UnknownDocument."""
        return self._index.known(document_id)

    def check(self) -> list[str]:
        """What is wrong with the index, each in an English sentence; nothing if its stores agree."""
        return self._index.check()

    def without_tokens(self) -> int:
        """How many bulletins have no tokens to be read together with a question: those of an older version."""
        return self._index.without_tokens()

    def read_before(self) -> list[str]:
        """The files and pages that were read otherwise than they would be now, by an older version."""
        from ingest.content_hash import is_current

        places = self._index.catalogue.places()
        return [known.place for known in places if not is_current(known.fingerprint.content_hash)]

    def correct(self, document_id: str, fields: Mapping[str, str | None]) -> BulletinEntry:
        """Corrects metadata of a bulletin, by field; None takes a correction back. Raises UnknownDocument,
        InvalidCorrection."""
        with self._ingesting:
            return self._index.amend(document_id, fields)

    def remove(self, *document_ids: str) -> None:
        """Takes bulletins out and wipes out what is left of them. Raises UnknownDocument."""
        with self._ingesting:
            self._index.remove(*document_ids)

    def close(self) -> None:
        """Closes the index and lets other processes open the data folder."""
        if self._worker is not None:
            self._worker.close()
        if self.__dict__.get("language_model") is not None:
            self.__dict__["language_model"].close()
        if self._assistant is not None:
            self._assistant.close()
        self._index.close()

    def _parser(self) -> Parser:
        from bot.settings import load
        from ingest.settings import IngestSettings
        from ingest.worker import Parser

        if self._worker is None:
            self._worker = Parser(load(IngestSettings))
        return self._worker

    def _asked(self) -> Assistant:
        from bot.assistant import Assistant
        from bot.sessions import SessionStore
        from bot.settings import BotSettings, load

        with self._starting:
            if self._assistant is None:
                sessions = SessionStore.open(self._index.data_dir, load(BotSettings).session_hours)
                self._assistant = Assistant(self._index, sessions)
            return self._assistant


def open_library(settings: VectorstoreSettings, language: Language = "vi") -> Library:
    """The library of the settings' data folder, through the server that owns it if one is running.

    Raises IndexLocked when another process owns the folder and does not serve it, ModelMismatch.
    """
    server = LocalServer.of(settings.data_dir)
    if server is not None:
        from bot.remote import connect

        remote = connect(server, language)
        if remote is not None:
            return remote
    return LocalLibrary.open(settings)
