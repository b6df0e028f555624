"""The library of a running server, for commands on the same machine."""

from __future__ import annotations

from collections.abc import Sequence

import httpx

from bot.client import Client
from bot.errors import ServerError
from bot.local_server import LocalServer
from bot.settings import load
from ingest.errors import IngestError
from ingest.settings import IngestSettings
from ingest.sources import Place, find
from ingest.sources import load as read
from ingest.sync import Outcome, Progress, Report, Step
from vectorstore.errors import Language

_FAULTS_OF_THE_FILE = (413, 415, 422)
_HELLO_SECONDS = 2.0


class RemoteLibrary(Client):
    """A client that can also take in files, folders and web pages: it reads them here and hands them over."""

    def ingest(self, sources: Sequence[str], progress: Progress) -> Report:
        """Hands the documents at `sources` to the server one by one, and tells `progress` of every step."""
        settings, outcomes, passages = load(IngestSettings), [], 0
        places = find(sources)
        for done, place in enumerate(places):
            progress(Step(done, len(places), passages, place.source))
            outcome = self._hand_over(place, settings)
            outcomes.append(outcome)
            passages += outcome.passages if outcome.status in ("indexed", "updated") else 0
        progress(Step(len(places), len(places), passages))
        return Report(tuple(outcomes))

    def _hand_over(self, place: Place, settings: IngestSettings) -> Outcome:
        try:
            raw = read(place, settings)
            done = self.upload(raw.name, raw.data, raw.source, raw.media_type)
        except IngestError as error:
            return Outcome(place.source, "failed", error=error)
        except ServerError as error:
            if error.status not in _FAULTS_OF_THE_FILE:
                raise
            return Outcome(place.source, "failed", error=IngestError(error.vi, error.en))
        return Outcome(raw.source, done.status, done.document_id, done.title, done.passages)


def connect(server: LocalServer, language: Language) -> RemoteLibrary | None:
    """The library of `server`, or None when it does not answer to its token."""
    headers = {"Authorization": f"Bearer {server.token}"}
    try:
        hello = httpx.get(f"{server.url}/local", headers=headers, timeout=_HELLO_SECONDS, trust_env=False)
    except httpx.HTTPError:
        return None
    if hello.status_code != 204:
        return None
    return RemoteLibrary(server.url, server.token, language=language, trust_env=False)
