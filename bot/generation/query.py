"""Help with searching: the model translates an English question or completes a follow-up, beside the plain search."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from bot.answer import wording
from bot.assistant import Explanation
from bot.generation.chat import Chat, Message
from bot.generation.claims import Claim, Kind, agree, claims_of
from bot.generation.failures import ModelFailed
from bot.generation.prompt import prompt_text
from bot.models import Answer
from bot.question.language import detect, language_of
from vectorstore.embedder import Embedder
from vectorstore.errors import Language
from vectorstore.query import Form
from vectorstore.text import fold, syllables

_LONGEST = 400  # characters of a rewritten question
_ALIKE = 0.8  # least cosine of a question with what it is rewritten to


class QueryHelp:
    """Rewrites questions within a budget; what comes later, or says something else, is dropped."""

    def __init__(self, chat: Chat, seconds: float, workers: int) -> None:
        self._chat = chat
        self._seconds = seconds
        self._workers = ThreadPoolExecutor(workers, "bantin-llm-query")

    def start(self, question: str, previous: str | None) -> Future[str | None] | None:
        """Begins to rewrite a question, `previous` being the one before it; None where it needs no help."""
        form = detect(question)
        if self._seconds <= 0 or (form is not Form.ENGLISH and previous is None):
            return None
        deadline = time.monotonic() + self._seconds
        return self._workers.submit(self._rewritten, _prompt(question, previous, language_of(form)), deadline)

    def result(self, rewriting: Future[str | None], started: float) -> str | None:
        """The rewritten question, if it comes before the budget, which began at `started`, is spent."""
        try:
            return rewriting.result(max(0.0, started + self._seconds - time.monotonic()))
        except TimeoutError:
            rewriting.cancel()
            return None

    def close(self) -> None:
        """Takes no more questions."""
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _rewritten(self, messages: list[Message], deadline: float) -> str | None:
        reply = ""
        pieces = self._chat.stream(messages, deadline)
        try:
            for piece in pieces:
                reply += piece
                if len(reply) > _LONGEST:
                    return None
        except ModelFailed:
            return None
        lines = [line.strip(' "“”*') for line in reply.splitlines() if line.strip()]
        return lines[0] if len(lines) == 1 else None


def says_the_same(embedder: Embedder, rewritten: str, question: str, previous: str | None) -> bool:
    """Whether a rewritten question is Vietnamese, has no figures that it was not made from, and means the same."""
    if detect(rewritten) is Form.ENGLISH:
        return False
    origin = [part for part in (previous, question) if part]
    known = [claim for part in origin for claim in claims_of(part, "any")]
    words = f" {' '.join(syllables(fold(' '.join(origin))))} "
    if not all(_is_known(claim, known, words) for claim in _checked(claims_of(rewritten, "any"))):
        return False
    vectors = embedder.encode_queries([rewritten, *origin])
    return float(max(vectors[1:] @ vectors[0])) >= _ALIKE


def _checked(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Names are translated with the rest ("Party Committee"), so only what has a number in it is held against them."""
    return (claim for claim in claims if claim.kind is not Kind.NAME)


def _is_known(claim: Claim, known: Sequence[Claim], words: str) -> bool:
    match claim.kind:
        case Kind.DATE:
            return any(other.kind is Kind.DATE and agree(claim.date, other.date, None) for other in known)
        case Kind.REFERENCE:
            return any(other.text == claim.text for other in known)
        case _:
            return any(claim.values & other.values for other in known) or bool(
                {str(value) for value in claim.values} & set(words.split())
            )


def better(plain: Explanation, helped: Explanation) -> Explanation:
    """The explanation that is surer of its answer; the helped one's answer, and what the
    conversation goes on from, in the language of the question."""
    if not helped.answer.answered or (plain.answer.answered and plain.answer.confidence >= helped.answer.confidence):
        return plain
    question = plain.considered.question
    answer = replace(
        _in_language(helped.answer, question.language),
        answer_id=plain.answer.answer_id,
        session_id=plain.answer.session_id,
    )
    turn = helped.turn
    if turn is not None and plain.turn is not None and helped.answer.language != question.language:
        turn = replace(turn, question=plain.turn.question)
    return replace(helped, answer=answer, considered=replace(helped.considered, question=question), turn=turn)


def _in_language(answer: Answer, language: Language) -> Answer:
    if answer.language == language:
        return answer
    quotes = [citation.quote for citation in answer.citations]
    text = (
        wording.listing("", quotes, answer.citations[0].bulletin, language)
        if answer.is_list
        else wording.quotation(quotes, language)
    )
    return replace(answer, text=text, language=language)


def _prompt(question: str, previous: str | None, language: Language) -> list[Message]:
    names = {"vi": ("Câu hỏi trước", "Câu hỏi mới"), "en": ("Previous question", "New question")}[language]
    asked = f"{names[1]}: {question}"
    if previous is not None:
        asked = f"{names[0]}: {previous}\n{asked}"
    return [("system", prompt_text("query", language)), ("human", asked)]
