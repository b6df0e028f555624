"""E-mail messages (.eml): their text; what is attached to them is taken out by `ingest.containers`."""

from __future__ import annotations

import contextlib
import email.policy
from collections.abc import Callable, Iterator
from email.message import EmailMessage, Message
from email.parser import BytesParser

from ingest.errors import UnreadableFile
from ingest.readers.base import Hints, Reading
from ingest.readers.html import whole_page
from ingest.readers.text import PlainTextReader

_HEADERS = ("from", "to", "subject", "date", "message-id", "mime-version", "received", "content-type")
_SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
_EXTENSIONS = {"message/rfc822": ".eml", "application/pdf": ".pdf", "text/html": ".html", "text/plain": ".txt"}
_READERS: dict[str, Callable[[bytes, str], Reading]] = {"plain": PlainTextReader().read, "html": whole_page}


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


def has_text(message: EmailMessage) -> bool:
    """Whether a message says anything besides what is attached to it."""
    return any(data.strip() for _, data in _bodies(message))


def attachments(message: EmailMessage) -> Iterator[tuple[str, str, bytes]]:
    """Name, media type and bytes of each document that is attached to a message; pictures in its text are none."""
    used: set[str] = set()
    for number, part in enumerate(message.iter_attachments(), 1):
        media_type = part.get_content_type()
        if media_type in _SIGNATURES or (part.get_content_maintype() == "image" and not part.is_attachment()):
            continue
        name = part.get_filename() or f"{number}{_EXTENSIONS.get(media_type, '')}"
        content = part.get_payload(0) if media_type == "message/rfc822" else part.get_payload(decode=True)
        data = content.as_bytes() if isinstance(content, Message) else content
        if isinstance(data, bytes):
            name = name.replace("\\", "/").rpartition("/")[2]
            name = f"{number}-{name}" if name in used else name
            used.add(name)
            yield name, media_type, data


def _bodies(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """The plain text of a message and its HTML, as far as it has them, in UTF-8 where they state their charset."""
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        data = part.get_payload(decode=True) if part is not None else None
        if part is None or not isinstance(data, bytes):
            continue
        if charset := part.get_content_charset():
            with contextlib.suppress(LookupError, UnicodeDecodeError):  # the reader finds the right one
                data = data.decode(charset).encode()
        yield kind, data


def _texts(message: EmailMessage, name: str) -> Iterator[Reading]:
    for kind, data in _bodies(message):
        if data.strip():
            reading = _READERS[kind](data, name)
            if any(block.text.strip() for block in reading.blocks):
                yield reading


def _hints(message: EmailMessage) -> Hints:
    subject = message.get("subject")
    date = message.get("date")
    sent = getattr(date, "datetime", None)
    return Hints(str(subject) if subject else None, sent.date() if sent else None)
