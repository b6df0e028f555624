"""E-mail messages (.eml): their text; what is attached to them is taken out by `ingest.containers`."""

from __future__ import annotations

import contextlib
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser

from ingest.errors import UnreadableFile
from ingest.readers.base import Hints, Reading
from ingest.readers.html import HtmlReader
from ingest.readers.text import PlainTextReader

_HEADERS = ("from", "to", "subject", "date", "message-id", "mime-version", "received", "content-type")


class MailReader:
    """.eml: the text of a message, its subject as title and its date."""

    extensions: tuple[str, ...] = (".eml",)
    media_types: tuple[str, ...] = ("message/rfc822",)

    def read(self, data: bytes, name: str) -> Reading:
        """The blocks of a message's text, plain if it has one, else that of its HTML."""
        message = parse_message(data, name)
        reading = next(_texts(message, name), Reading(()))
        return Reading(reading.blocks, _hints(message))


def parse_message(data: bytes, name: str) -> EmailMessage:
    """The message in `data`. Raises `UnreadableFile` if it has none of the headers that messages have."""
    message = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(data)
    if not any(header in message for header in _HEADERS):
        raise UnreadableFile(f"Tệp {name} không phải là thư điện tử.", f"{name} is not an e-mail message.")
    return message


def _texts(message: EmailMessage, name: str) -> Iterator[Reading]:
    for kind, reader in (("plain", PlainTextReader()), ("html", HtmlReader())):
        part = message.get_body((kind,))
        data = part.get_payload(decode=True) if part is not None else None
        if part is None or not isinstance(data, bytes) or not data.strip():
            continue
        charset = part.get_content_charset()
        if charset:
            with contextlib.suppress(LookupError, UnicodeDecodeError):  # the reader finds the right one
                data = data.decode(charset).encode()
        reading = reader.read(data, name)
        if any(block.text.strip() for block in reading.blocks):
            yield reading


def _hints(message: EmailMessage) -> Hints:
    subject = message.get("subject")
    date = message.get("date")
    sent = getattr(date, "datetime", None)
    return Hints(str(subject) if subject else None, sent.date() if sent else None)
