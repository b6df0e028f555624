"""The one door that every channel uses: a question in, an `Answer` out."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.answer import wording
from bot.answer.casing import in_small_letters
from bot.answer.compose import compose
from bot.answer.consider import Considered, consider
from bot.answer.followups import (
    further,
    lists_what_is_asked,
    of_person,
    other_items,
    person_of,
    place_of,
    repeats,
    same_quotation,
    same_row,
    shows_again,
    stands_alone,
)
from bot.answer.joint import joint
from bot.answer.reply import Reply
from bot.errors import check_question
from bot.models import Answer
from bot.question.conversation import (
    About,
    FollowUp,
    Further,
    Instead,
    OfPerson,
    OtherItems,
    Place,
    Turn,
    follow,
    may_follow,
    of_event,
)
from bot.question.informal import written_out
from bot.question.intent import Intent
from bot.question.language import detect, language_of, tells_language
from bot.question.pronouns import asks_of_person, asks_who_followed, place_meant, with_person, with_place
from bot.question.several import Questions, split
from bot.question.talk import without_greeting
from bot.question.understand import Question, understand
from bot.sessions import SessionStore
from vectorstore.index import Index
from vectorstore.models import NO_FILTERS, BulletinEntry, Citation, Filters, Hit
from vectorstore.query import Form
from vectorstore.search import search
from vectorstore.text import nfc
from vectorstore.years import years_of

if TYPE_CHECKING:
    from vectorstore.retriever import HybridRetriever

_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer, what it was made from, and what to remember of it; None where the conversation is still about what it
    was about before."""

    answer: Answer
    considered: Considered
    turn: Turn | None


@dataclass(frozen=True, slots=True)
class _Response:
    """A reply, what it was made from, and the question as it has to be understood without the one before; `asked` is
    what was asked of the same, by itself (see Turn)."""

    considered: Considered
    reply: Reply
    complete: str
    asked: str = ""


class Assistant:
    """Answers questions over an index; safe to use from many threads.

    `sessions` remembers what each conversation was about last; without it, as long as this assistant lives.
    """

    def __init__(self, index: Index, sessions: SessionStore | None = None) -> None:
        self._index = index
        self._sessions = sessions or SessionStore.in_memory()

    def ask(self, question: str, session_id: str | None = None, filters: Filters = NO_FILTERS) -> Answer:
        """Answers a question with verbatim quotes, or says that the documents do not say.

        A question that leans on the one before in the same session ("ai ký?") is completed from it. Raises
        InvalidQuestion for an empty question or one of more than 2,000 characters.
        """
        return self.explain(question, session_id, filters).answer

    def explain(self, question: str, session_id: str | None = None, filters: Filters = NO_FILTERS) -> Explanation:
        """Answers as `ask` does, and keeps what the answer was made from."""
        explanation = self.propose(question, session_id, filters)
        self.keep(explanation)
        return explanation

    def propose(self, question: str, session_id: str | None = None, filters: Filters = NO_FILTERS) -> Explanation:
        """Explains as `explain` does, but the conversation goes on from it only once that is kept (see `keep`)."""
        started = time.perf_counter()
        check_question(question)
        question = nfc(question)
        session = session_id or uuid.uuid4().hex
        questions = split(question)
        last = self._sessions.last(session) if session_id and any(map(may_follow, questions.answered)) else None
        responses: list[_Response] = []
        turn = last
        for part in questions.answered:
            responses.append(self._respond(part, turn, filters))
            turn = self._turn(responses[-1], turn) or turn
        considered = responses[0].considered
        understood = considered.question
        reply = _together(self._index, [r.reply for r in responses], questions, considered)
        answer = Answer(
            answered=bool(reply.quotes),
            text=reply.text,
            language=understood.language,
            confidence=round(reply.confidence, 4),
            answer_id=uuid.uuid4().hex,
            session_id=session,
            elapsed_ms=0.0,
            items=reply.items,
            citations=self._citations(reply),
            suggestions=self._suggestions(understood, reply),
        )
        elapsed = round((time.perf_counter() - started) * 1000, 2)
        return Explanation(replace(answer, elapsed_ms=elapsed), considered, turn if turn is not last else None)

    def keep(self, explanation: Explanation) -> None:
        """Lets the conversation go on from what was proposed."""
        if explanation.turn is not None:
            self._sessions.keep(explanation.answer.session_id, explanation.turn)

    def previous_question(self, question: str, session_id: str | None) -> str | None:
        """The question, complete, that `question` may lean on; None where it stands by itself."""
        last = self._sessions.last(session_id) if session_id and may_follow(question) else None
        return last.question if last else None

    def forget(self, session_id: str) -> None:
        """Forgets what a conversation was about."""
        self._sessions.forget(session_id)

    def close(self) -> None:
        """Closes what remembers conversations; the index is whoever opened it's to close."""
        self._sessions.close()

    def search(self, question: str, limit: int = 10, filters: Filters = NO_FILTERS) -> list[Hit]:
        """The passages that match a question best, best first. Raises InvalidQuestion as `ask` does."""
        return search(self._index, self._understand(question, filters).query, limit)

    def retriever(self, limit: int = 10) -> HybridRetriever:
        """A LangChain retriever that understands questions as `ask` does."""
        from vectorstore.retriever import HybridRetriever  # LangChain takes 0.4 s to import, and no question needs it

        return HybridRetriever(
            index=self._index,
            limit=limit,
            understand=lambda text: understand(text, self._index.catalogue).query,
        )

    def _understand(self, question: str, filters: Filters) -> Question:
        check_question(question)
        return understand(nfc(question), self._index.catalogue, filters)

    def _respond(self, text: str, last: Turn | None, filters: Filters) -> _Response:
        """The reply to a question, completed from the turn before it if it leans on that."""
        last = last if last and self._lets_through(filters, last) else None
        follow_up = self._follow_up(text, last) if last else None
        response = self._continued(follow_up, text, last, filters) if follow_up and last else None
        return response or self._answered(text, filters, _spoken(text, last))

    def _follow_up(self, text: str, last: Turn) -> FollowUp | None:
        """How a question leans on the turn before it; None where it stands alone."""
        text = without_greeting(written_out(text))
        person = person_of(self._index, last) if may_follow(text) and asks_of_person(text) else None
        if person:
            complete = with_person(text, person)
            return Instead(complete) if asks_who_followed(text) else OfPerson(complete, person)
        unit = place_meant(text) if may_follow(text) else None
        place = place_of(self._index, last, unit) if unit else None
        if place:
            complete = with_place(text, place)
            return follow(complete, last, self._is_place) or Instead(complete)
        return follow(text, last, self._is_place)

    def _continued(self, follow_up: FollowUp, text: str, last: Turn, filters: Filters) -> _Response | None:
        """The reply to a question that leans on the turn before it; None where it has to be taken by itself."""
        typed = self._understand(text, filters)
        typed = replace(typed, form=_spoken(text, last) or typed.form)
        if typed.intent.is_talk and typed.intent is not Intent.VAGUE:
            return None
        match follow_up:
            case OtherItems(ordinals):
                items = other_items(self._index, last, ordinals, typed.language)
                if items is not None:
                    return _known(typed, items, last.question)
                within = self._answered(text, _within(filters, last))
                return within if within.reply.quotes else None
            case Further():
                more = further(self._index, last, typed.language)
                return _known(typed, more, last.question) if more else None
            case About(complete, fallback, lasting, only):
                of_meeting = of_event(text, typed.form)
                asked = of_meeting if lasting == last.question else ""
                same = same_row(self._index, last, typed) or same_quotation(self._index, last, typed)
                if same is not None:
                    return _known(typed, same, lasting, asked)
                response = self._about(complete, fallback, lasting, only, typed, last, filters)
                if not shows_again(last, typed, response.reply):
                    return replace(response, asked=asked)
                event = self._answered(of_meeting, _within(filters, last), typed.form)
                is_told = event.reply.quotes and not shows_again(last, typed, event.reply)
                return replace(event if is_told else _refused(response), complete=lasting, asked=asked)
            case OfPerson(complete, name):
                row = same_row(self._index, last, typed)
                if row is not None:
                    return _known(typed, row, last.question)
                within = self._of_person(complete, name, _within(filters, last), typed.form)
                return within if within.reply.quotes else self._of_person(complete, name, filters, typed.form)
            case Instead(complete):
                response = self._answered(complete, filters, typed.form)
                return _refused(response) if repeats(last, response.reply, years_of(typed.folded)) else response

    def _about(
        self, complete: str, fallback: str, lasting: str, only: bool, typed: Question, last: Turn, filters: Filters
    ) -> _Response:
        """The reply to what is asked of the bulletin that was quoted, or by itself, or with what was asked before."""
        within = self._answered(complete, _within(filters, last), typed.form)
        if within.reply.quotes:
            return replace(within, complete=lasting)
        alone = None if only else self._answered(complete, filters, typed.form)
        if alone and (not fallback or stands_alone(self._index, typed, alone.reply)):
            return alone
        if fallback:
            within = self._answered(fallback, _within(filters, last), typed.form)
            is_told = lists_what_is_asked(self._index, last, typed, within.considered, within.reply)
            within = within if is_told else _refused(within)
        return alone if alone and not within.reply.quotes else replace(within, complete=lasting)

    def _answered(self, text: str, filters: Filters, typed: Form | None = None) -> _Response:
        """The reply to a question that is complete; `typed` is the form of what was typed, if that was completed."""
        return self._told(text, consider(self._index, self._understand(text, filters)), typed)

    def _of_person(self, text: str, name: str, filters: Filters, typed: Form) -> _Response:
        """The reply to a question that is complete, from what is said of a person."""
        considered = consider(self._index, self._understand(text, filters))
        return self._told(text, of_person(self._index, considered, name), typed)

    def _told(self, text: str, considered: Considered, typed: Form | None) -> _Response:
        """The reply, in the language in which the question was typed."""
        if typed is not None and language_of(typed) != considered.question.language:
            considered = replace(considered, question=replace(considered.question, form=typed))
        return _Response(considered, compose(self._index, considered), text)

    def _lets_through(self, filters: Filters, last: Turn) -> bool:
        """Whether the filters let everything through that a turn quoted."""
        quoted = {place.document_id for place in last.quoted}
        return len(self._index.catalogue.entries_of(quoted, filters)) == len(quoted) if filters else True

    def _is_place(self, folded: str) -> bool:
        """Whether bulletins are issued by a committee of that name."""
        return bool(self._index.catalogue.allowed(Filters(issuer=folded)))

    def _turn(self, response: _Response, last: Turn | None) -> Turn | None:
        """What is remembered of a response; None if the conversation is still about what it was about before."""
        reply = response.reply
        is_talk = response.considered.question.intent.is_talk
        if not reply.quotes and (is_talk or (last and last.quoted)):
            return None
        quoted = tuple(Place(b.id, b.content_hash, span.start, span.end) for b, span in reply.quotes)
        listed = None
        if reply.section is not None:
            bulletin, section = reply.section
            listed = Place(bulletin.id, bulletin.content_hash, section.items[0].start, section.items[-1].end)
        elif last and last.listed and quoted and quoted[0].document_id == last.listed.document_id:
            listed = last.listed
        named = response.considered.question.query.named
        about = next(iter(named)) if len(named) == 1 else quoted[0].document_id if quoted else ""
        return Turn(response.complete, quoted, listed, about, response.asked)

    def _citations(self, reply: Reply) -> tuple[Citation, ...]:
        texts = {bulletin.id: self._index.catalogue.text(bulletin.id) for bulletin, _ in reply.quotes}
        return tuple(
            Citation(number, bulletin, span.of(texts[bulletin.id]), span.start, span.end)
            for number, (bulletin, span) in enumerate(reply.quotes, 1)
        )

    def _suggestions(self, question: Question, reply: Reply) -> tuple[str, ...]:
        """Questions for what the nearest bulletins say on the whole."""
        if question.intent.is_talk:
            nearest = self._index.entries(_SUGGESTIONS, filters=question.query.filters)
        else:
            cited = {bulletin.id for bulletin, _ in reply.quotes}
            nearest = list({h.bulletin.id: h.bulletin for h in reply.hits if h.bulletin.id not in cited}.values())
        return tuple(
            wording.summary_suggestion(bulletin, self._readable_title(bulletin), question.language)
            for bulletin in nearest[:_SUGGESTIONS]
        )

    def _readable_title(self, bulletin: BulletinEntry) -> str:
        """A bulletin's title, in small letters where it is all in capitals."""
        title = bulletin.metadata.title
        return in_small_letters(title, self._index.catalogue.text(bulletin.id)) if title.isupper() else title


def _known(typed: Question, reply: Reply, complete: str, asked: str = "") -> _Response:
    """The response to a question that was answered from what is known to be shown, without a search."""
    return _Response(Considered(typed, confidence=reply.confidence), reply, complete, asked)


def _spoken(text: str, last: Turn | None) -> Form | None:
    """The form of the question before, for a text that tells no language."""
    return detect(last.question) if last and not tells_language(text) else None


def _refused(response: _Response) -> _Response:
    """The response without what it quotes."""
    considered = response.considered
    reply = Reply(wording.REFUSAL[considered.question.language], hits=considered.hits)
    return replace(response, reply=reply)


def _together(index: Index, replies: Sequence[Reply], questions: Questions, first: Considered) -> Reply:
    """The replies to the questions of one message as one; what answers all of them is shown once."""
    first_reply, *others = replies
    if not others:
        return first_reply
    language = first.question.language
    joined = joint(index, replies, language)
    if joined is not None:
        return joined
    is_refused = not questions.left and not any(reply.quotes for reply in replies)
    if all(_is_shown(reply, first_reply) or (is_refused and reply.text == first_reply.text) for reply in others):
        return first_reply
    return Reply(
        wording.several([reply.text for reply in replies], questions.left, language),
        tuple(quoted for reply in replies for quoted in reply.quotes),
        confidence=min((reply.confidence for reply in replies if reply.quotes), default=0.0),
        hits=first.hits,
    )


def _is_shown(reply: Reply, by: Reply) -> bool:
    """Whether another reply shows what a reply does: its list, or the sentence that answers best; or, where
    nothing was looked for, that it says the same."""
    quotes = reply.quotes if reply.items else reply.quotes[:1]
    return set(quotes) <= set(by.quotes) if quotes else not reply.hits and reply.text == by.text


def _within(filters: Filters, last: Turn) -> Filters:
    """`filters`, and none but the bulletin that the last question was about."""
    about = frozenset([last.about])
    allowed = about if filters.document_ids is None else about & filters.document_ids
    return replace(filters, document_ids=allowed)
