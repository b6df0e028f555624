"""What `bantin doctor` looks at: each check says that all is well, or what to do."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

import click

from bot.local_server import LocalServer
from bot.settings import BotSettings, load
from vectorstore.data_folder import check_folder
from vectorstore.errors import BantinError, Language, UnusableDataFolder
from vectorstore.settings import VectorstoreSettings

State = Literal["ok", "note", "problem"]
_PACKAGES = (
    "aiogram", "chromadb", "tantivy", "onnxruntime", "tokenizers", "langchain-core", "fastapi", "uvicorn", "pypdfium2",
    "python-docx", "openpyxl", "pillow", "trafilatura", "viparse",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; a note is no failure, but worth knowing."""

    name: str
    state: State
    vi: str
    en: str

    def message(self, language: Language) -> str:
        """What was found, and what to do about it."""
        return self.vi if language == "vi" else self.en

    def line(self, language: Language) -> str:
        """The check as a line for a person."""
        sign, colour = {"ok": ("✓", "green"), "note": ("•", "yellow"), "problem": ("✗", "red")}[self.state]
        return f"{click.style(sign, fg=colour)} {self.name}: {self.message(language)}"

    def as_dict(self, language: Language) -> dict[str, str]:
        """The check as JSON."""
        return {"name": self.name, "state": self.state, "message": self.message(language)}


def examine(bot: BotSettings, vectorstore: VectorstoreSettings) -> list[Check]:
    """All checks, in the order in which they depend on each other."""
    return [
        _python(),
        *_packages(),
        *_tools(),
        _model(vectorstore),
        *_reranker(vectorstore),
        *_index(vectorstore, bot.language),
        _admin_key(bot),
        *_language_model(),
        *_channels(vectorstore),
    ]


def _python() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    return Check("Python", "ok", found, found)  # pip installs on 3.11 or newer only


def _packages() -> Iterator[Check]:
    found, missing = [], []
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            missing.append(package)
    if missing:
        names = ", ".join(missing)
        yield Check(
            "packages", "problem", f"thiếu {names}: hãy cài lại bantin", f"{names} missing: install bantin again"
        )
    else:
        yield Check("packages", "ok", ", ".join(found), ", ".join(found))


def _tools() -> Iterator[Check]:
    """The programs beside Python that some formats need; without them the other formats work."""
    from ingest.readers import libreoffice, tesseract

    for name, command, vi, en in (
        (
            "LibreOffice",
            libreoffice.install_command(),
            "tệp .doc .rtf .odt .xls .ppt",
            ".doc .rtf .odt .xls .ppt files",
        ),
        ("Tesseract", tesseract.install_command(), "bản quét và ảnh chụp", "scans and photographs"),
    ):
        if command is None:
            yield Check(name, "ok", f"đọc được {vi}", f"reads {en}")
        else:
            yield Check(
                name,
                "note",
                f"chưa đọc được {vi}; cài bằng lệnh: {command}",
                f"{en} cannot be read; install: {command}",
            )


def _model(settings: VectorstoreSettings) -> Check:
    if settings.embedding_model != "default":
        name = settings.embedding_model
        return Check("model", "ok", f"{name} (sentence-transformers)", f"{name} (sentence-transformers)")
    from vectorstore.default_model import is_prepared, model_dir

    folder = model_dir(settings.cache_dir)
    if is_prepared(settings.cache_dir):
        return Check("model", "ok", str(folder), str(folder))
    return Check(
        "model",
        "problem",
        "chưa chuẩn bị: chạy «bantin prepare» (vài giây, không cần mạng)",
        'not prepared: run "bantin prepare" (a few seconds, no network)',
    )


def _reranker(settings: VectorstoreSettings) -> Iterator[Check]:
    """Whether the reranker, if one is chosen, can be loaded."""
    if settings.reranker is None:
        return
    from vectorstore.reranker import load_reranker

    try:
        load_reranker(settings)
    except BantinError as error:
        yield Check("reranker", "problem", error.vi, error.en)
    else:
        yield Check("reranker", "ok", settings.reranker, settings.reranker)


def _index(settings: VectorstoreSettings, language: Language) -> Iterator[Check]:
    """The state of the index, and which server, if any, owns its folder."""
    from bot.library import LocalLibrary, open_library

    server = LocalServer.of(settings.data_dir)
    if server is not None:
        yield Check("server", "ok", f"{server.url} (tiến trình {server.pid})", f"{server.url} (process {server.pid})")
    try:
        check_folder(settings.data_dir)
    except UnusableDataFolder as error:
        yield Check("index", "problem", error.vi, error.en)
        return
    if not settings.data_dir.exists():
        yield Check(
            "index",
            "note",
            f"{settings.data_dir} chưa có: «bantin ingest» sẽ tạo",
            f'{settings.data_dir} is not there yet: "bantin ingest" makes it',
        )
        return
    try:
        library = open_library(settings, language)
    except BantinError as error:
        yield Check("index", "problem", error.vi, error.en)
        return
    try:
        count = library.count()
        local = library if isinstance(library, LocalLibrary) else None  # a server's index is the server's
        faults = local.check() if local else []
        read_before = local.read_before() if local else []
        older = local.without_tokens() if local else 0
    finally:
        library.close()
    if faults:
        found = "; ".join(faults)
        yield Check(
            "index",
            "problem",
            f"{settings.data_dir} có chỗ không khớp ({found}): chạy «bantin reindex» để tạo lại chỉ mục",
            f'{settings.data_dir} does not agree with itself ({found}): run "bantin reindex" to make the index again',
        )
        return
    state: State = "ok" if count else "note"
    yield Check("index", state, f"{settings.data_dir}: {count} văn bản", f"{settings.data_dir}: {count} documents")
    if read_before:
        example = read_before[0]
        yield Check(
            "reading",
            "note",
            f"{len(read_before)} tệp hoặc trang do bản Bản Tin cũ đọc (như {example}): chạy lại «bantin ingest» với "
            "chúng để đọc theo cách mới; chỉ những gì đọc khác đi mới được nhúng lại",
            f'{len(read_before)} files or pages were read by an older Bản Tin (such as {example}): run "bantin ingest" '
            "with them again, and they are read as it is done now; only what is read otherwise is embedded again",
        )
    if older:
        yield Check(
            "tokens",
            "note",
            f"{older} văn bản do bản Bản Tin cũ nạp, câu trả lời từ đó kém chắc chắn hơn: chạy «bantin reindex»",
            f'{older} documents were put in by an older Bản Tin, and answered from less surely: run "bantin reindex"',
        )


def _channels(settings: VectorstoreSettings) -> Iterator[Check]:
    """The state of each channel, as far as the data folder lets one see."""
    from bot.channels.checks import channel_checks
    from bot.channels.settings import ChannelSettings

    try:
        yield from channel_checks(load(ChannelSettings), settings.data_dir)
    except UnusableDataFolder as error:
        yield Check("channels", "problem", error.vi, error.en)


def _language_model() -> Iterator[Check]:
    """Whether the language model, if one is chosen, answers; a small question is put to it."""
    from bot.generation.settings import LanguageModelSettings

    settings = load(LanguageModelSettings)
    if settings.llm is None:
        return
    from bot.generation.trial import trial

    try:
        failure = trial(settings)
    except BantinError as error:
        yield Check("language model", "problem", error.vi, error.en)
        return
    if failure is None:
        yield Check("language model", "ok", f"{settings.llm} trả lời", f"{settings.llm} answers")
    else:
        yield Check(
            "language model",
            "note",
            f"{settings.llm} không trả lời ({failure}): câu trả lời được trích nguyên văn cho đến khi nó chạy lại",
            f"{settings.llm} does not answer ({failure}): answers are quotations until it does",
        )


def _admin_key(settings: BotSettings) -> Check:
    if settings.admin_key is not None:
        return Check("admin key", "ok", "đã đặt, cho phép ghi qua HTTP", "set, writing over HTTP is on")
    return Check(
        "admin key",
        "note",
        "chưa đặt BANTIN_ADMIN_KEY: không thể ghi qua HTTP",
        "BANTIN_ADMIN_KEY is not set: writing over HTTP is off",
    )
