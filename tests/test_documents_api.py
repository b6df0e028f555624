"""`/api/documents` beyond one file: archives, doubles, corrections of metadata."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from bot.api.app import create_app
from bot.api.state import ServerState
from bot.library import LocalLibrary
from bot.settings import BotSettings
from tests.conftest import CONFERENCE, DIRECTIVE, PLAN
from tests.tiny_embedder import TinyEmbedder
from vectorstore.index import Index
from vectorstore.settings import VectorstoreSettings


@pytest.fixture
def client(settings: VectorstoreSettings) -> Iterator[TestClient]:
    """An empty server that can be written to."""
    library = LocalLibrary(Index.open(settings, TinyEmbedder()))
    state = ServerState(library, BotSettings(admin_key=SecretStr("khoa")), 1_000_000)
    with TestClient(create_app(state), headers={"Authorization": "Bearer khoa"}) as opened:
        yield opened
    library.close()


def upload(client: TestClient, name: str, data: bytes, **form: str) -> Any:
    return client.post("/api/documents", files={"file": (name, data)}, data=form)


def archive(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, data in members.items():
            file.writestr(f"{name}.txt", data)
    return packed.getvalue()


def test_each_document_of_an_archive_is_reported(client: TestClient) -> None:
    data = archive(a=PLAN.encode(), b=b"\0\1\2", c=DIRECTIVE.encode())
    response = upload(client, "kho.zip", data)
    assert response.status_code == 201
    told = response.json()
    assert [(d["source"].rpartition("/")[2], d["status"]) for d in told["documents"]] == [
        ("a.txt", "indexed"), ("b.txt", "failed"), ("c.txt", "indexed"),
    ]  # fmt: skip
    assert told["documents"][1]["error"].startswith("Tệp b.txt")
    assert (told["status"], told["document_id"]) == ("indexed", told["documents"][0]["document_id"])
    assert client.get("/api/documents").json()["total"] == 2


def test_an_archive_without_any_readable_document_fails_as_a_file_does(client: TestClient) -> None:
    response = upload(client, "kho.zip", archive(b=b"\0\1\2"))
    assert response.status_code == 422
    assert response.json()["detail"].startswith("Tệp b.txt")
    assert upload(client, "kho.zip", archive()).status_code == 422


def test_the_same_file_under_another_name_is_known(client: TestClient) -> None:
    first = upload(client, "a.txt", PLAN.encode()).json()
    second = upload(client, "b.txt", PLAN.encode()).json()
    assert second["document_id"] == first["document_id"]
    assert second["status"] == "unchanged"
    assert (second["documents"][0]["status"], second["documents"][0]["other"]) == ("duplicate", "a.txt")
    (listed,) = client.get("/api/documents").json()["documents"]
    assert (listed["source"], listed["sources"]) == ("a.txt", ["a.txt", "b.txt"])


def test_metadata_can_be_corrected_and_corrections_outlive_a_new_version(client: TestClient) -> None:
    document = upload(client, "a.txt", PLAN.encode()).json()
    path = f"/api/documents/{document['document_id']}"
    before = client.get(path).json()
    assert before["origins"]["title"] == "text"
    corrected = client.patch(path, json={"title": "Kế hoạch mẫu", "date": "2022-03-16", "issuer": ""}).json()
    assert (corrected["title"], corrected["date"], corrected["issuer"]) == ("Kế hoạch mẫu", "2022-03-16", None)
    assert (corrected["origins"]["title"], corrected["number"]) == ("correction", before["number"])
    assert "issuer" not in corrected["origins"]
    upload(client, "a.txt", PLAN.replace("25.000", "30.000").encode())
    again = client.get(path).json()
    assert "30.000" in again["text"]
    assert (again["title"], again["date"], again["issuer"]) == ("Kế hoạch mẫu", "2022-03-16", None)
    found = client.post("/api/search", json={"question": "trồng cây", "filters": {"from": "2022-03-16"}}).json()
    assert {passage["title"] for passage in found["passages"]} == {"Kế hoạch mẫu"}
    assert client.patch(path, json={"title": None, "date": None, "issuer": None}).json() == {
        **{name: value for name, value in before.items() if name not in ("text", "sections")}
    }


@pytest.mark.parametrize(
    "body", [{"title": ""}, {"date": "hôm qua"}, {"khac": "x"}, {"title": 5}, {"number": "x" * 1_001}, []]
)
def test_bad_corrections_are_refused_and_change_nothing(client: TestClient, body: object) -> None:
    path = f"/api/documents/{upload(client, 'a.txt', CONFERENCE.encode()).json()['document_id']}"
    before = client.get(path).json()
    response = client.patch(path, json=body)
    assert response.status_code == 422
    assert "\n" not in response.json()["detail"]
    assert client.get(path).json() == before


def test_correcting_needs_the_key_and_a_known_document(client: TestClient) -> None:
    assert client.patch("/api/documents/khong-co", json={"title": "x"}).status_code == 404
    assert client.patch("/api/documents/x", json={}, headers={"Authorization": "Bearer sai"}).status_code == 401
