"""What a browser opens: the page that asks, a bulletin to read, the description of the API; and their headers."""

from __future__ import annotations

import re
from html import escape
from string import Template
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.assets import widget_file
from bot.api.bulletin_page import bulletin_page
from bot.api.downloads import original
from bot.api.language import language_of
from bot.api.origins import frame_ancestors
from bot.api.state import state_of
from bot.channels.replies import named
from vectorstore.errors import Language, UnknownDocument

router = APIRouter(include_in_schema=False)

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"
"""What the pages may load and do: nothing inline, nothing from elsewhere."""
_LISTED = 100
_UNKNOWN: dict[Language, tuple[str, str]] = {
    "vi": ("Không có văn bản này: có thể văn bản đã được gỡ khỏi thư viện.", "Về trang hỏi đáp"),
    "en": ("There is no such document: it may have been taken out of the library.", "Go to the questions"),
}
CONTENT_SECURITY_POLICY = f"{POLICY}; frame-ancestors 'none'"


class SecurityHeaders:
    """ASGI middleware that tells browsers what pages of this server may do: nothing from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and adds the headers to its response."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                headers["Cross-Origin-Opener-Policy"] = "same-origin"
            await send(message)

        await self.app(scope, receive, with_headers)


@router.get("/")
def index() -> HTMLResponse:
    """The page that asks and shows the answer with its citations."""
    return HTMLResponse(widget_file("index.html"))


@router.get("/embed")
def embed(request: Request) -> HTMLResponse:
    """The chat alone, for an iframe on the pages of allowed sites that cannot load a script."""
    framed = f"{POLICY}; {frame_ancestors(state_of(request).settings.allowed_origins)}"
    return HTMLResponse(widget_file("embed.html"), headers={"Content-Security-Policy": framed})


@router.get("/demo")
def demo() -> HTMLResponse:
    """A page as a committee's site has them, with the chat embedded as it would be there."""
    return HTMLResponse(widget_file("demo.html"))


@router.get("/documents")
def documents(request: Request, offset: Annotated[int, Query(ge=0, le=2**53)] = 0) -> HTMLResponse:
    """The bulletins as links, newest first: the way to them without JavaScript."""
    library = state_of(request).library
    entries, total = library.entries(_LISTED, offset), library.count()
    links = (
        f'<li><a href="/documents/{quote(entry.id, safe="")}">{escape(named(entry))}</a></li>' for entry in entries
    )
    after = offset + len(entries)
    more = f'<p><a href="/documents?offset={after}">Xem thêm / Show more</a></p>' if entries and after < total else ""
    page = Template(widget_file("documents.html"))
    return HTMLResponse(page.substitute(total=total, documents="\n".join(links), more=more))


@router.get("/documents/{document_id}")
def document(request: Request, document_id: str) -> HTMLResponse:
    """A bulletin as a person reads it; `#c1234-1402` highlights the characters from 1234 to 1402."""
    try:
        bulletin = state_of(request).library.bulletin(document_id)
    except UnknownDocument:
        return _unknown_page(language_of(request))
    kept = original(bulletin) is not None
    return HTMLResponse(bulletin_page(widget_file("document.html"), bulletin, kept))


@router.get("/docs")
def api_description(request: Request) -> HTMLResponse:
    """The endpoints of the API with what they take and give, from `/openapi.json`."""
    schema = request.app.openapi()
    operations = "\n".join(
        _operation(method, path, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    )
    page = Template(widget_file("api.html"))
    return HTMLResponse(
        page.substitute(version=escape(schema["info"]["version"]), operations=operations, schemas=_schemas(schema))
    )


def _unknown_page(language: Language) -> HTMLResponse:
    """What is shown in place of a bulletin that is not there."""
    message, home = _UNKNOWN[language]
    page = Template(widget_file("message.html")).substitute(language=language, message=message, home=home)
    return HTMLResponse(page, 404)


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    """One endpoint as a section of the page."""
    rows = [
        f"<tr><td><code>{escape(parameter['name'])}</code> ({escape(parameter['in'])})</td>"
        f"<td>{_type(parameter['schema'])}</td></tr>"
        for parameter in operation.get("parameters", [])
    ]
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        rows.append(f"<tr><td>{escape(kind)}</td><td>{_type(content['schema'])}</td></tr>")
    for status, response in operation["responses"].items():
        bodies = ", ".join(_type(content["schema"]) for content in response.get("content", {}).values())
        meaning = response["description"].replace("Successful Response", "")
        rows.append(f"<tr><td>→ {escape(status)}</td><td>{bodies} {_words(meaning)}</td></tr>")
    key = " · Bearer" if operation.get("security") else ""
    return (
        f'<section><h2><span class="method">{method.upper()}</span> <code>{escape(path)}</code>{key}</h2>'
        f"<p>{_words(operation.get('description', ''))}</p><table>{''.join(rows)}</table></section>"
    )


def _schemas(schema: dict[str, Any]) -> str:
    """The data types of the API, each with its fields."""
    parts = []
    for name, body in schema.get("components", {}).get("schemas", {}).items():
        if "properties" not in body or name.startswith(("HTTPValidation", "ValidationError")):
            continue
        rows = "".join(
            f"<tr><td><code>{escape(field)}</code>{'' if field in body.get('required', ()) else ' ?'}</td>"
            f"<td>{_type(value)}</td></tr>"
            for field, value in body["properties"].items()
        )
        description = _words(body.get("description", ""))
        parts.append(
            f'<section id="{escape(name)}"><h2><code>{escape(name)}</code></h2><p>{description}</p>'
            f"<table>{rows}</table></section>"
        )
    return "\n".join(parts)


def _words(text: str) -> str:
    """A description, with what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _type(schema: dict[str, Any]) -> str:
    """A JSON schema in a few words, data types as links."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in schema:
        return " | ".join(_type(option) for option in schema["anyOf"])
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    if "enum" in schema:
        return " | ".join(escape(str(value)) for value in schema["enum"])
    if "properties" in schema:
        return ", ".join(
            f"<code>{escape(field)}</code>: {_type(value)}" for field, value in schema["properties"].items()
        )
    limits = "".join(f" {sign} {schema[key]}" for key, sign in (("minimum", "≥"), ("maximum", "≤")) if key in schema)
    default = f" = {schema['default']}" if schema.get("default") not in (None, {}) else ""
    return escape(str(schema.get("format") or schema.get("type", "any")) + limits + default)
