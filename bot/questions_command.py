"""The command `bantin questions`: what people asked, and which answers need care."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

# Everything else is imported where it is needed, as in bot.cli.
if TYPE_CHECKING:
    from bot.feedback import AskedQuestion
    from vectorstore.errors import Language


@click.command(
    short_help="Liệt kê câu hỏi đã nhận, mới nhất trước. / List the questions that were asked, newest first."
)
@click.option("--unanswered", is_flag=True, help="Câu hỏi chưa có câu trả lời. / Questions without an answer.")
@click.option("--down", is_flag=True, help="Câu trả lời bị chê. / Answers that were voted down.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Số dòng. / Rows.")
@click.option("--json", "as_json", is_flag=True, help="In JSON như API. / Print JSON as the API does.")
def questions(unanswered: bool, down: bool, limit: int, as_json: bool) -> None:
    """Liệt kê câu hỏi đã nhận, mới nhất trước. / List the questions that were asked, newest first.

    Đặt cả --unanswered và --down thì lấy câu hỏi thuộc một trong hai loại. / With both --unanswered and --down, those
    that are either.
    """
    from bot.feedback import FeedbackStore
    from bot.settings import BotSettings, load
    from vectorstore.settings import VectorstoreSettings

    language = load(BotSettings).language
    store = FeedbackStore.open(load(VectorstoreSettings).data_dir)
    try:
        asked, total = store.questions(unanswered, down, limit), store.count(unanswered, down)
    finally:
        store.close()
    click.echo(_json(asked, total) if as_json else _text(asked, total, language))


def _json(asked: list[AskedQuestion], total: int) -> str:
    """The questions in the shape of `GET /api/questions`."""
    from bot.api.feedback_schemas import QuestionBody, QuestionsResponse
    from bot.render import to_json

    listed = QuestionsResponse(questions=[QuestionBody.of(question) for question in asked], total=total)
    return to_json(listed.model_dump(mode="json"))


def _text(asked: list[AskedQuestion], total: int, language: Language) -> str:
    """The questions with what became of them, a blank line between."""
    if not asked:
        vi = "Không có câu hỏi nào: chỉ câu hỏi đến máy chủ hoặc một kênh nhắn tin mới được ghi lại."
        en = "There are no questions: only those that reach a server or a messenger are kept."
        return vi if language == "vi" else en
    parts = [_question(question, language) for question in asked]
    if len(asked) < total:
        count = f"{len(asked)} / {total}"
        parts.append(f"Đang hiện {count}: dùng --limit." if language == "vi" else f"{count} are shown: use --limit.")
    return "\n\n".join(parts)


def _question(asked: AskedQuestion, language: Language) -> str:
    vi = language == "vi"
    facts = [f"{asked.asked_at.astimezone():%d/%m/%Y %H:%M}", asked.channel]
    if not asked.answered:
        facts.append("chưa trả lời được" if vi else "not answered")
    if asked.rating is not None:
        facts.append({"up": "👍", "down": "👎"}[asked.rating])
    lines = [click.style(" ".join(asked.question.split()), bold=True), click.style(" · ".join(facts), dim=True)]
    if asked.answered:
        lines.append(_shortened(asked.answer))
    if asked.comment:
        lines.append(("Góp ý: " if vi else "Comment: ") + " ".join(asked.comment.split()))
    return "\n".join(lines)


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 200 else line[:199].rstrip() + "…"
