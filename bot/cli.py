"""The command `bantin`."""

from __future__ import annotations

import atexit
import os
import sys
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

import click

from bot.channels.commands import telegram, undelivered, zalo
from bot.eval_command import evaluate
from bot.filter_options import chosen, filter_options
from bot.mcp_command import mcp
from bot.questions_command import questions
from bot.usage import WrongUsage, sentence_of

# Everything else is imported where it is needed: a question from a cold start has no time for servers and readers.
if TYPE_CHECKING:
    import datetime

    from bot.library import Library
    from bot.settings import BotSettings
    from vectorstore.errors import BantinError, Language
    from vectorstore.settings import VectorstoreSettings

EXIT_OK, EXIT_FAILED, EXIT_USAGE, EXIT_INTERRUPTED = 0, 1, 2, 130

_EPILOG = """\b
Mã thoát / Exit codes:
    0  xong; kể cả khi văn bản không có câu trả lời / done, also when the documents do not say
    1  có lỗi, hoặc một phần không làm được / something failed, wholly or in part
    2  dùng lệnh hoặc cấu hình sai / wrong usage or setting
  130  bị dừng bằng Ctrl+C / stopped with Ctrl+C
"""


class _Session:
    """What the commands of one call share: the settings, and the language to speak."""

    def __init__(self) -> None:
        self.question = ""

    @cached_property
    def bot(self) -> BotSettings:
        from bot.settings import BotSettings, load

        return load(BotSettings)

    @cached_property
    def vectorstore(self) -> VectorstoreSettings:
        from bot.settings import load
        from vectorstore.settings import VectorstoreSettings

        return load(VectorstoreSettings)

    @property
    def language(self) -> Language:
        """The question's language if there is one, else the setting."""
        from bot.errors import InvalidSetting

        try:
            default = self.bot.language
        except InvalidSetting:
            default = "vi"
        if not self.question:
            return default
        from bot.question.language import spoken_language

        return spoken_language(self.question, default)

    def library(self, context: click.Context) -> Library:
        """The library, closed when the command ends."""
        from bot.library import open_library

        library = open_library(self.vectorstore, self.language)
        context.call_on_close(library.close)
        return library


class _Command(click.Command):
    """A command that the list of commands shows with its whole first line, in both languages."""

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first line of the help."""
        return (self.help or "").strip().partition("\n")[0]


class _Commands(click.Group):
    """A group whose commands end with one sentence and an exit code when something fails."""

    command_class = _Command

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Reads the options before the command, and tells what is wrong with them."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            raise _worded(error) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command and tells its errors."""
        from vectorstore.errors import BantinError

        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            raise _worded(error) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except BantinError as error:
            _tell(ctx, error)
        except KeyboardInterrupt:
            click.echo(err=True)
            ctx.exit(EXIT_INTERRUPTED)
        except Exception as error:
            _tell_unexpected(ctx, error)


def _session(ctx: click.Context) -> _Session:
    return ctx.find_root().ensure_object(_Session)


def _worded(error: click.UsageError) -> click.UsageError:
    """A usage error in the language of the question, if one was read by then, else in that of the settings."""
    sentence = sentence_of(error)
    if sentence is None:
        return error
    session = _session(error.ctx) if error.ctx else _Session()
    session.question = str(error.ctx.params.get("question") or "") if error.ctx else ""
    return WrongUsage(sentence[0] if session.language == "vi" else sentence[1], error.ctx)


def _tell(ctx: click.Context, error: BantinError) -> None:
    from bot.errors import InvalidSetting
    from vectorstore.errors import InvalidFilters

    click.echo(error.message(_session(ctx).language), err=True)
    ctx.exit(EXIT_USAGE if isinstance(error, (InvalidSetting, InvalidFilters)) else EXIT_FAILED)


def _tell_unexpected(ctx: click.Context, error: Exception) -> None:
    """One sentence for a person; the traceback goes to the log file, and to the terminal with BANTIN_DEBUG=1."""
    from bot.logs import keep

    session = _session(ctx)
    if session.bot.debug:
        raise error
    path = keep(error)
    vi = f"Có lỗi ngoài dự kiến ({type(error).__name__}); "
    en = f"An unexpected error ({type(error).__name__}); "
    if path is None:
        vi, en = vi + "đặt BANTIN_DEBUG=1 để xem chi tiết.", en + "set BANTIN_DEBUG=1 to see its details."
    else:
        vi, en = vi + f"chi tiết ở {path}.", en + f"see its details in {path}."
    click.echo(vi if session.language == "vi" else en, err=True)
    ctx.exit(EXIT_FAILED)


_as_json = click.option("--json", "as_json", is_flag=True, help="In JSON như API. / Print JSON as the API does.")


@click.group("bantin", cls=_Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bantin", prog_name="bantin")
def cli() -> None:
    """Hỏi đáp trên bản tin của cấp ủy, có trích dẫn. / Cited answers from Party committees' bulletins."""


@cli.command()
@click.argument("sources", nargs=-1, required=True, metavar="PATH|URL...")
@click.option("--prune", is_flag=True, help="Gỡ văn bản mà tệp không còn. / Remove documents whose file is gone.")
@click.option("--dry-run", is_flag=True, help="Chỉ cho biết, không đổi gì. / Only tell what would be done.")
@click.option("--watch", is_flag=True, help="Theo dõi thư mục đến khi nhấn Ctrl+C. / Keep in step until Ctrl+C.")
@click.option("--follow", metavar="PATTERN", help='Theo liên kết khớp mẫu, như "*/tin-tuc/*". / Follow such links.')
@click.option("--depth", type=click.IntRange(1, 10), default=1, show_default=True, help="Số bước. / Steps to follow.")
@click.option("--pages", type=click.IntRange(1), help="Nhiều nhất bấy nhiêu trang. / At most so many pages.")
@_as_json
@click.pass_context
def ingest(
    ctx: click.Context,
    sources: tuple[str, ...],
    prune: bool,
    dry_run: bool,
    watch: bool,
    follow: str | None,
    depth: int,
    pages: int | None,
    as_json: bool,
) -> None:
    """Đưa tệp, thư mục hoặc trang web vào thư viện. / Take in files, folders or web pages.

    Trang web có thể là sơ đồ trang (sitemap), nguồn tin RSS/Atom, hoặc với --follow là trang danh mục. Tệp không đổi
    được bỏ qua; tệp hỏng được báo tên, phần còn lại vẫn tiếp tục, mã thoát 1. / A page may be a sitemap, an RSS or
    Atom feed or, with --follow, a listing. Unchanged files are skipped; broken ones are named, the rest goes on, exit
    code 1.
    """
    from bot import logs
    from bot.ingest_command import run, run_and_watch
    from ingest.options import IngestOptions

    session = _session(ctx)
    options = IngestOptions(prune or watch, dry_run, follow, depth, pages)
    with logs.of_command(session.bot.debug):
        if watch and not dry_run:
            run_and_watch(session.vectorstore, session.language, sources, options, as_json)
        else:
            ctx.exit(run(session.vectorstore, session.language, sources, options, as_json).exit_code)


def _question(ctx: click.Context, words: str) -> str:
    """The question, read from standard input where it is "-"; remembered so that errors speak its language."""
    if words == "-":
        question = sys.stdin.buffer.read().decode("utf-8", "replace")
    else:
        question = words.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    _session(ctx).question = question
    return question


@cli.command()
@click.argument("question", is_eager=True)
@click.option("--session", "session_id", help="Mã hội thoại, để hỏi tiếp. / Conversation to continue.")
@click.option("--explain", is_flag=True, help="Cho biết vì sao trả lời như vậy. / Show how the answer came about.")
@filter_options
@_as_json
@click.pass_context
def ask(
    ctx: click.Context,
    question: str,
    session_id: str | None,
    explain: bool,
    date_from: datetime.datetime | None,
    date_to: datetime.datetime | None,
    issuer: str | None,
    as_json: bool,
) -> None:
    """Đặt câu hỏi; "-" đọc từ đầu vào chuẩn. / Ask a question; "-" reads it from standard input."""
    from bot import render

    question, filters = _question(ctx, question), chosen(date_from, date_to, issuer)
    library = _session(ctx).library(ctx)
    if explain:
        from bot import explain_text

        explain_text.echo(library.explain(question, session_id, filters), _session(ctx).language, as_json)
        return
    answer = library.ask(question, session_id, filters)
    click.echo(render.answer_json(answer) if as_json else render.answer_text(answer))


@cli.command()
@click.argument("question", is_eager=True)
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="Số đoạn. / Passages.")
@filter_options
@_as_json
@click.pass_context
def search(
    ctx: click.Context,
    question: str,
    limit: int,
    date_from: datetime.datetime | None,
    date_to: datetime.datetime | None,
    issuer: str | None,
    as_json: bool,
) -> None:
    """Tìm các đoạn văn bản hợp nhất với câu hỏi. / Find the passages that fit a question best."""
    from bot import render

    question, filters = _question(ctx, question), chosen(date_from, date_to, issuer)
    hits = _session(ctx).library(ctx).search(question, limit, filters)
    click.echo(render.hits_json(hits) if as_json else render.hits_text(hits))


@cli.command()
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="Số dòng. / Rows.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Bỏ qua bấy nhiêu. / Skip that many.")
@_as_json
@click.pass_context
def documents(ctx: click.Context, limit: int, offset: int, as_json: bool) -> None:
    """Liệt kê văn bản trong thư viện. / List the documents of the library."""
    from bot import render

    session = _session(ctx)
    library = session.library(ctx)
    entries, total = library.entries(limit, offset), library.count()
    if as_json:
        click.echo(render.entries_json(entries, total))
    else:
        click.echo(render.entries_text(entries, total, session.language))


@cli.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@_as_json
@click.pass_context
def remove(ctx: click.Context, ids: tuple[str, ...], as_json: bool) -> None:
    """Gỡ văn bản khỏi thư viện. / Take documents out of the library."""
    from bot import render
    from vectorstore.errors import UnknownDocument

    session = _session(ctx)
    library = session.library(ctx)
    removed: list[str] = []
    unknown: list[str] = []
    for document_id in dict.fromkeys(ids):
        try:
            removed.append(library.entry(document_id).id)
        except UnknownDocument as error:
            unknown.append(document_id)
            click.echo(error.message(session.language), err=True)
    library.remove(*removed)
    if as_json:
        click.echo(render.to_json({"removed": removed, "unknown": unknown}))
    else:
        for document_id in removed:
            click.echo(f"Đã gỡ {document_id}." if session.language == "vi" else f"Removed {document_id}.")
    if unknown:
        ctx.exit(EXIT_FAILED)


@cli.command()
@click.option("--host", help="Địa chỉ; mặc định 127.0.0.1. / Address; 127.0.0.1 unless set.")
@click.option("--port", type=click.IntRange(0, 65535), help="Cổng; mặc định 8080. / Port; 8080 unless set.")
@_as_json
@click.pass_context
def serve(ctx: click.Context, host: str | None, port: int | None, as_json: bool) -> None:
    """Chạy trang hỏi đáp và API. / Run the page and the API."""
    from bot import logs, render
    from bot.api import server
    from bot.api.state import ServerState
    from bot.feedback import FeedbackStore
    from bot.library import LocalLibrary
    from bot.settings import load
    from ingest.settings import IngestSettings

    session = _session(ctx)
    settings, language, data_dir = session.bot, session.language, session.vectorstore.data_dir
    logs.configure(settings.debug)
    bound = server.listen(host or settings.host, settings.port if port is None else port)
    library = LocalLibrary.open(session.vectorstore)
    ctx.call_on_close(library.close)
    feedback = FeedbackStore.open(data_dir, settings.keep_questions_days)
    ctx.call_on_close(feedback.close)

    def started(url: str) -> None:
        if as_json:
            click.echo(render.to_json({"url": url, "documents": library.count()}))
        elif language == "vi":
            click.echo(f"Bản Tin đang chạy ở {url} ({library.count()} văn bản). Nhấn Ctrl+C để dừng.")
        else:
            click.echo(f"Bản Tin is running at {url} ({library.count()} documents). Press Ctrl+C to stop.")

    state = ServerState(library, settings, load(IngestSettings).max_file_bytes, feedback)
    server.run(state, bound, data_dir, started)


@cli.command()
@_as_json
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Kiểm tra cài đặt và chỉ ra việc cần làm. / Check the installation and say what to do."""
    from bot import doctor as checks
    from bot import render

    session = _session(ctx)
    found = checks.examine(session.bot, session.vectorstore)
    if as_json:
        click.echo(render.to_json({"checks": [check.as_dict(session.language) for check in found]}))
    else:
        click.echo("\n".join(check.line(session.language) for check in found))
    if any(check.state == "problem" for check in found):
        ctx.exit(EXIT_FAILED)


@cli.command()
@_as_json
@click.pass_context
def prepare(ctx: click.Context, as_json: bool) -> None:
    """Chuẩn bị mô hình nhúng mặc định. / Prepare the default embedding model."""
    from bot import render
    from vectorstore.centring import LANGUAGES, mean_question
    from vectorstore.default_model import prepare as prepare_model
    from vectorstore.embedder import OnnxEmbedder

    session = _session(ctx)
    cache_dir = session.vectorstore.cache_dir
    folder = prepare_model(cache_dir)
    embedder = OnnxEmbedder(folder, session.vectorstore.embedding_threads)
    for language in LANGUAGES:
        mean_question(embedder, language, cache_dir)
    if as_json:
        click.echo(render.to_json({"path": str(folder)}))
    elif session.language == "vi":
        click.echo(f"Mô hình đã sẵn sàng ở {folder}.")
    else:
        click.echo(f"The model is ready in {folder}.")


@cli.command()
@_as_json
@click.pass_context
def reindex(ctx: click.Context, as_json: bool) -> None:
    """Tạo lại chỉ mục bằng mô hình đang chọn. / Make the index again with the model that is chosen."""
    from bot import render
    from vectorstore.reindex import reindex as make_again

    session = _session(ctx)
    count = make_again(session.vectorstore)
    if as_json:
        click.echo(render.to_json({"documents": count}))
    elif session.language == "vi":
        click.echo(f"Đã tạo lại chỉ mục của {count} văn bản.")
    else:
        click.echo(f"Made the index of {count} documents again.")


for _command in (questions, evaluate, telegram, zalo, undelivered, mcp):
    cli.add_command(_command)


def main() -> None:
    """The entry point of the command `bantin`."""
    try:
        cli(prog_name="bantin")
    except SystemExit as ended:
        _leave(ended.code if isinstance(ended.code, int) else EXIT_FAILED)


def _leave(code: int) -> NoReturn:
    """Ends the process as Python does, but without taking memory apart: for the model's vocabulary that takes 0.4 s."""
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
