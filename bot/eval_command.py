"""The command `bantin eval`: how well questions are answered, and which are not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.usage import WrongUsage

# Everything else is imported where it is needed, as in bot.cli.
if TYPE_CHECKING:
    from bot.evaluation.compare import Comparison
    from bot.evaluation.run import Run
    from vectorstore.errors import Language

_FORMS = ("vi", "vi-plain", "en")
_EXIT_FAILED, _EXIT_USAGE = 1, 2


@click.command("eval", short_help="Đo chất lượng trên bộ câu hỏi. / Measure quality on question sets.")
@click.argument("path", required=False, type=click.Path(path_type=Path), metavar="FILE|FOLDER")
@click.option(
    "--documents",
    multiple=True,
    metavar="PATH",
    help="Hỏi trên các văn bản này thay vì thư viện. / Ask of these documents, not of the library.",
)
@click.option(
    "--form", "forms", multiple=True, type=click.Choice(_FORMS), help="Chỉ hỏi dạng này. / Only ask in this form."
)
@click.option("--wrong", is_flag=True, help="Liệt kê câu trả lời sai. / List what was answered wrong.")
@click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), help="Ghi báo cáo có biểu đồ. / Write a report."
)
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Mã thoát 1 nếu tỷ lệ đúng thấp hơn. / Exit code 1 if fewer are right.",
)
@click.option(
    "--compare",
    nargs=2,
    type=click.Path(path_type=Path),
    metavar="A B",
    help="So sánh hai kết quả đã lưu bằng --json. / Compare two runs saved with --json.",
)
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON để lưu. / Print the run as JSON.")
@click.pass_context
def evaluate(
    ctx: click.Context,
    path: Path | None,
    documents: tuple[str, ...],
    forms: tuple[str, ...],
    wrong: bool,
    html: Path | None,
    fail_under: float | None,
    compare: tuple[Path, Path] | None,
    as_json: bool,
) -> None:
    """Đo chất lượng trên bộ câu hỏi (JSONL). / Measure quality on question sets (JSONL).

    Bộ câu hỏi có văn bản kèm theo được hỏi trên chỉ mục tạm; bộ khác được hỏi trên thư viện. / Sets that bring their
    texts are asked of a temporary index, others of the library.
    """
    from bot.settings import BotSettings, load

    language = load(BotSettings).language
    if compare is not None:
        _compare(*compare, html, language, as_json)
        return
    if path is None:
        vi, en = "Hãy nêu tệp hoặc thư mục câu hỏi.", "Name a file or a folder of questions."
        raise WrongUsage(vi if language == "vi" else en, ctx)
    run = _run(path, documents, forms or _FORMS, language)
    if html is not None:
        from bot.evaluation.report import report_html

        html.write_text(report_html(run), encoding="utf-8")
    _print(run, language, wrong, as_json)
    right = _right(run)
    if fail_under is not None and right < fail_under:
        vi = f"Chỉ {right:.1f}% câu đúng, thấp hơn {fail_under:g}%."
        click.echo(vi if language == "vi" else f"Only {right:.1f}% are right, fewer than {fail_under:g}%.", err=True)
        ctx.exit(_EXIT_FAILED)


def _run(path: Path, documents: Sequence[str], forms: Sequence[str], language: Language) -> Run:
    """Asks all sets at `path`."""
    from bot.evaluation.evaluate import evaluate
    from bot.settings import load
    from vectorstore.query import Form
    from vectorstore.settings import VectorstoreSettings

    with _progress(language) as progress:
        return evaluate(path, documents, [Form(form) for form in forms], load(VectorstoreSettings), progress)


def _print(run: Run, language: Language, wrong: bool, as_json: bool) -> None:
    if as_json:
        from bot.evaluation.run import run_json

        click.echo(run_json(run))
    else:
        from rich.console import Console

        from bot.evaluation.table import print_run

        print_run(Console(highlight=False), run, language, wrong)


def _right(run: Run) -> float:
    from bot.evaluation.table import share_right

    return share_right([result for each in run.sets for result in each.results])


def _compare(before: Path, after: Path, html: Path | None, language: Language, as_json: bool) -> None:
    from bot.evaluation.compare import compare
    from bot.evaluation.run import read_run

    comparison = compare(read_run(before), read_run(after))
    if html is not None:
        from bot.evaluation.report import comparison_html

        html.write_text(comparison_html(comparison), encoding="utf-8")
    _print_comparison(comparison, language, as_json)


def _print_comparison(comparison: Comparison, language: Language, as_json: bool) -> None:
    if as_json:
        from bot.evaluation.compare import comparison_json

        click.echo(comparison_json(comparison))
    else:
        from rich.console import Console

        from bot.evaluation.compare_table import print_comparison

        print_comparison(Console(highlight=False), comparison, language)


@contextmanager
def _progress(language: Language) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on stderr when a person watches: the set, how many questions were asked, time left."""
    if not sys.stderr.isatty():
        yield lambda name, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("chuẩn bị…" if language == "vi" else "preparing…", total=None)
        yield lambda name, done, total: bar.update(task, description=name, completed=done, total=total)
