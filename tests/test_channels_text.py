"""What messengers are sent, as text: splitting, wording, commands."""

from __future__ import annotations

import datetime
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import replies, zalo_text
from bot.channels.endpoint import endpoint
from bot.channels.intents import understand
from bot.channels.messages import Choice, Incoming, Kind, Line, Reply
from bot.channels.splitting import split, utf16_length
from bot.models import Answer, AnswerSentence
from vectorstore.models import BulletinEntry, Citation, Metadata

PLAN = BulletinEntry("aa", "kh.docx", Metadata("Kế hoạch trồng cây", datetime.date(2022, 3, 15), "35-KH/HU"), "0", 3)
NEWS = BulletinEntry("bb", "bt.html", Metadata("Hội nghị lần thứ sáu"), "0", 3)


def answer(text: str, items: tuple[str, ...] = (), citations: tuple[Citation, ...] = ()) -> Answer:
    """An answer with these parts."""
    return Answer(True, text, "vi", 0.9, "f" * 32, "s", 1.0, items, citations)


def shown(reply: Reply) -> str:
    """A reply as one text."""
    return "\n".join(line.text for line in reply.lines)


# Splitting


@given(st.lists(st.text(alphabet="aằ đ.;!?😀\u0301 \u00a0", max_size=60), max_size=12), st.integers(2, 40))
def test_nothing_is_lost_and_nothing_too_long(texts: list[str], limit: int) -> None:
    lines = [Line(text) for text in texts]
    pages = split(lines, limit, utf16_length)
    for page in pages:
        assert 0 < utf16_length("\n".join(line.text for line in page)) <= limit
        assert page[0].text.strip()
        assert page[-1].text.strip()
    said = "".join(line.text for page in pages for line in page)
    assert "".join(said.split()) == "".join("".join(texts).split())


def test_items_stay_whole_where_they_fit() -> None:
    items = [f"{number}) " + "việc " * 30 for number in range(40)]
    pages = split([Line(item) for item in items], 2_000)
    assert len(pages) > 1
    assert [line.text for page in pages for line in page] == items


def test_long_item_is_cut_between_sentences() -> None:
    sentences = [f"Câu thứ {number} của một mục rất dài." for number in range(200)]
    pages = split([Line(" ".join(sentences))], 500)
    assert all(line.text.endswith(".") for page in pages for line in page)


def test_word_longer_than_a_message_is_cut_before_no_combining_mark() -> None:
    pages = split([Line("o\u031b\u0301" * 50)], 7)
    assert all(not unicodedata.combining(page[0].text[0]) for page in pages)


def test_heading_goes_with_what_follows() -> None:
    lines = [Line("a" * 30), Line(""), Line("Nguồn:", strong=True), Line("b" * 30)]
    assert [[line.text for line in page] for page in split(lines, 42)] == [["a" * 30], ["Nguồn:", "b" * 30]]


# Replies


def test_what_is_said_between_items_is_kept() -> None:
    text = "Kế hoạch A (2022):\n- Trồng cây\n- Họp dân\nKế hoạch B (2023):\n- Đắp đê\nHết."
    reply = replies.of_answer(answer(text, ("Trồng cây", "Họp dân", "Đắp đê")), None)
    assert shown(reply) == (
        "Kế hoạch A (2022):\n\n1. Trồng cây\n\n2. Họp dân\n\nKế hoạch B (2023):\n\n1. Đắp đê\n\nHết."
    )


def test_a_list_within_a_sentence_stays_in_it() -> None:
    text = "Huyện giao hai việc: trồng cây; họp dân."
    reply = replies.of_answer(answer(text, ("trồng cây", "họp dân"), (Citation(1, PLAN, text, 0, len(text)),)), None)
    assert shown(reply).startswith(f"{text}\n\nNguồn:")


def test_items_that_the_text_does_not_hold_follow_it() -> None:
    reply = replies.of_answer(answer("Gồm hai việc.", ("Trồng cây", "Họp dân")), None)
    assert shown(reply) == "Gồm hai việc.\n\n1. Trồng cây\n\n2. Họp dân"


def test_what_a_model_worded_stays_as_it_is_and_its_sources_are_numbered() -> None:
    worded = AnswerSentence("Huyện trồng cây.", (1,)), AnswerSentence("Huyện họp dân.", (2,))
    text = "Kế hoạch nêu:\nHuyện trồng cây. [1]\nHuyện họp dân. [2]"
    cited = (Citation(1, PLAN, "Trồng cây", 3, 9), Citation(2, PLAN, "Họp dân", 10, 20))
    generated = replace(answer(text, ("Trồng cây", "Họp dân"), cited), mode="generative", sentences=worded)
    assert shown(replies.of_answer(generated, None)) == (
        f"{text}\n\nNguồn:\n[1–2] Kế hoạch trồng cây, 35-KH/HU (15/03/2022)"
    )


@given(st.lists(st.tuples(st.sampled_from(["trồng cây", "họp dân", "Kế hoạch:", "Hết.", "2)", "-"]), st.booleans())))
def test_no_word_of_an_answer_is_left_out(pieces: list[tuple[str, bool]]) -> None:
    items = tuple(piece for piece, is_item in pieces if is_item)
    words = [word for piece, _ in pieces for word in piece.split() if len(word) > 2]
    said = iter(shown(replies.of_answer(answer("\n".join(piece for piece, _ in pieces), items), None)).split())
    assert all(word in said for word in words)


def test_list_answer_has_its_items_apart_and_its_source() -> None:
    text = "Hội nghị nêu hai việc:\nMột là, trồng cây.\nHai là, họp."
    cited = (Citation(1, PLAN, "Một là, trồng cây.", 3, 9), Citation(2, PLAN, "Hai là, họp.", 10, 20))
    reply = replies.of_answer(answer(text, ("Một là, trồng cây.", "Hai là, họp."), cited), "https://example.org")
    assert shown(reply) == (
        "Hội nghị nêu hai việc:\n\nMột là, trồng cây.\n\nHai là, họp.\n\n"
        "Nguồn:\nKế hoạch trồng cây, 35-KH/HU (15/03/2022)"
    )
    assert reply.lines[-1].url == "https://example.org/documents/aa#c3-9"


def test_items_without_labels_are_numbered() -> None:
    reply = replies.of_answer(answer("Gồm:\nTrồng cây\nHọp dân", ("Trồng cây", "Họp dân")), None)
    assert shown(reply) == "Gồm:\n\n1. Trồng cây\n\n2. Họp dân"


def test_several_sources_carry_the_numbers_of_their_citations() -> None:
    cited = tuple(Citation(n, b, "…", n, n + 1) for n, b in ((1, PLAN), (2, PLAN), (3, NEWS), (4, PLAN)))
    lines = replies.of_answer(answer("…", (), cited), None).lines
    assert [line.text for line in lines[-2:]] == [
        "[1–2, 4] Kế hoạch trồng cây, 35-KH/HU (15/03/2022)",
        "[3] Hội nghị lần thứ sáu",
    ]
    assert all(line.url is None for line in lines)


def test_zalo_spells_out_addresses_and_suggestions() -> None:
    reply = Reply((Line("Kế hoạch", url="https://example.org/d"),), (Choice("x", "Kinh phí là bao nhiêu?"),))
    (part,) = zalo_text.render(reply)
    assert (
        part["text"]
        == "Kế hoạch: https://example.org/d\n\nCó thể hỏi thêm, chỉ cần nhắn số:\n1. Kinh phí là bao nhiêu?"
    )


# Commands


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Ai chủ trì?", Incoming(Kind.QUESTION, "Ai chủ trì?")),
        ("  ", Incoming(Kind.HELP)),
        ("/start", Incoming(Kind.START)),
        ("/start abc", Incoming(Kind.START)),
        ("/NEW", Incoming(Kind.NEW)),
        ("/tailieu", Incoming(Kind.LATEST)),
        ("/hoi Ai chủ trì?", Incoming(Kind.QUESTION, "Ai chủ trì?")),
        ("/hoi\nAi chủ trì?\nỞ đâu?", Incoming(Kind.QUESTION, "Ai chủ trì?\nỞ đâu?")),
        ("/hoi", Incoming(Kind.HELP)),
        ("/gì đó", Incoming(Kind.HELP)),
        ("👍🏽", Incoming(Kind.RATING, "up")),
        ("👎", Incoming(Kind.RATING, "down")),
        ("👍 hay", Incoming(Kind.QUESTION, "👍 hay")),
    ],
)
def test_what_people_type(text: str, meant: Incoming) -> None:
    assert understand(text) == meant


@given(st.text())
def test_any_text_means_something(text: str) -> None:
    assert understand(text).kind in Kind


@pytest.mark.parametrize(
    ("base", "path", "whole"),
    [
        ("https://a.vn", "/v4/oa/access_token", "https://a.vn/v4/oa/access_token"),
        ("https://a.vn/", "/v4/oa/access_token", "https://a.vn/v4/oa/access_token"),
        ("https://a.vn/v4/oa", "/v4/oa/access_token", "https://a.vn/v4/oa/access_token"),
        ("https://a.vn/v4/oa/access_token", "/v4/oa/access_token", "https://a.vn/v4/oa/access_token"),
        ("http://127.0.0.1:9/x", "/channels/telegram", "http://127.0.0.1:9/x/channels/telegram"),
        ("http://v4", "/v4/oa", "http://v4/v4/oa"),
    ],
)
def test_endpoint_names_no_part_twice(base: str, path: str, whole: str) -> None:
    assert endpoint(base, path) == whole
