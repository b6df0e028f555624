"""The page at `/`: asking, streaming, citations, feedback, history, what happens when things fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from bot.api.schemas import AskResponse
from bot.models import Answer
from tests.browser.conftest import LIST, TREES, OpenPage, Servers, ask, keep
from tests.serving import PacedLibrary


def test_a_list_is_shown_as_a_list_and_its_citation_opens_the_bulletin_at_the_quote(open_page: OpenPage) -> None:
    page = open_page("/")
    turn = ask(page, LIST)
    items = turn.locator(".body ol > li")
    expect(items).to_have_count(4)
    expect(items.nth(1)).to_contain_text("quán triệt và triển khai Nghị quyết Đại hội XIII")
    marks = items.locator("a.mark")
    expect(marks).to_have_text(["1", "2", "3", "4"])
    expect(turn.locator(".sources")).to_contain_text("09/07/2021")
    quote = items.nth(2).inner_text().removesuffix("3").strip("\u2060\n ")
    marks.nth(2).click()
    page.wait_for_url("**/documents/*#c*")
    mark = page.locator("mark")
    expect(mark).to_have_text(quote)
    expect(mark).to_be_in_viewport()
    expect(mark).to_be_focused()
    expect(page.locator(".card")).to_contain_text("12-BT/ĐUK")
    keep(page, "bulletin-quote")
    page.go_back()
    expect(page.locator(".body ol > li")).to_have_count(4)


def test_a_citation_of_the_title_is_found_in_it(open_page: OpenPage, servers: Servers) -> None:
    (table,) = [entry for entry in servers.library.entries() if entry.source.endswith("so-lieu.html")]
    page = open_page(f"/documents/{table.id}#c0-{len('Số liệu')}")
    expect(page.locator("h1 mark")).to_have_text("Số liệu")
    expect(page.get_by_text(table.metadata.title, exact=True)).to_have_count(1)


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("Huyen doan chu tri trong bao nhieu cay xanh?", "vi", "25.000 cây xanh"),
        ("What are the four key tasks for the last six months of 2021?", "en", "Bốn là, tăng cường công tác kiểm tra"),
    ],
)
def test_questions_without_accents_and_in_english(
    open_page: OpenPage, question: str, language: str, expected: str
) -> None:
    turn = ask(open_page("/"), question)
    expect(turn.locator(".body")).to_contain_text(expected)
    expect(turn.locator(".body")).to_have_attribute("lang", language)
    expect(turn.locator(".body :has(> .mark)").first).to_have_attribute("lang", "vi")


def test_an_answer_that_a_model_worded_shows_what_each_sentence_rests_on(open_page: OpenPage, servers: Servers) -> None:
    real = servers.library.ask(LIST)
    lines = [f"Nhiệm vụ {number} được nêu. [{number}]" for number in range(1, 5)]
    worded = replace(real, text="\n".join(["Có bốn nhiệm vụ:", *lines]), mode="generative")
    page = _answering(open_page, worded)
    turn = ask(page, LIST)
    items = turn.locator(".body ol > li")
    expect(items).to_have_count(4)
    expect(turn.locator(".body p")).to_have_text(["Có bốn nhiệm vụ:"])
    expect(items.locator("a.mark")).to_have_text(["1", "2", "3", "4"])
    expect(items.first).not_to_contain_text("[1]")
    expect(turn.locator("blockquote")).to_contain_text([citation.quote for citation in real.citations])
    expect(turn.locator("blockquote a.mark")).to_have_text(["1", "2", "3", "4"])
    keep(page, "generated")


def test_what_is_said_between_items_is_shown_between_them(open_page: OpenPage, servers: Servers) -> None:
    text = "Văn bản A:\n- một việc\n- hai việc\nVăn bản B:\n- ba việc\nHết."
    told = replace(servers.library.ask(LIST), text=text, items=("một việc", "hai việc", "ba việc"))
    turn = ask(_answering(open_page, told), LIST)
    expect(turn.locator(".body > *")).to_have_text(["Văn bản A:", "một việchai việc", "Văn bản B:", "ba việc", "Hết."])


@pytest.mark.parametrize("question", [f"{TREES} " * 40, "\n".join([TREES, *"abcdefghijklmnopqrstuvwxyz"])])
def test_a_long_question_is_folded_so_that_its_answer_is_seen(open_page: OpenPage, question: str) -> None:
    page = open_page("/", width=360, height=740)
    turn = ask(page, question)
    heading = turn.locator(".question")
    expect(heading).to_have_text(question.strip())
    expect(turn.locator(".body > *").first).to_be_in_viewport()
    folded = heading.bounding_box()
    turn.locator("summary").first.focus()
    page.keyboard.press("Enter")
    whole = heading.bounding_box()
    assert folded
    assert whole
    assert folded["height"] < 160 < 2 * folded["height"] < whole["height"]
    keep(page, "long-question")
    expect(ask(page, TREES).locator("details:has(.question)")).to_have_count(0)


def test_a_refusal_has_no_sources(open_page: OpenPage) -> None:
    turn = ask(open_page("/"), "Giá vé máy bay đi Paris là bao nhiêu?")
    expect(turn.locator(".sources")).to_have_count(0)
    expect(turn.locator(".mark")).to_have_count(0)
    expect(turn.locator(".body")).to_contain_text("không nêu")


def test_suggested_questions_are_asked_and_other_bulletins_opened(open_page: OpenPage) -> None:
    page = open_page("/")
    suggestion = page.locator(".welcome .suggestions button").first
    words = suggestion.inner_text()
    suggestion.click()
    expect(page.locator(".turn .question")).to_have_text(words)
    expect(page.locator(".welcome")).to_be_hidden()
    page.locator(".actions").wait_for()
    turn = ask(page, TREES)
    turn.locator("summary").click()
    link = turn.locator(".others a").first
    title = link.inner_text()
    link.click()
    expect(page.locator(".card h1")).to_have_text(title)


def test_thumbs_and_comment_are_stored(open_page: OpenPage, servers: Servers) -> None:
    page = open_page("/")
    turn = ask(page, TREES)
    turn.get_by_role("button", name="Câu trả lời chưa đúng").click()
    expect(turn.locator(".told")).to_have_text("Cảm ơn góp ý của bạn.")
    turn.get_by_label("Góp ý thêm").fill("Cần nêu rõ tên xã")
    keep(page, "feedback")
    turn.get_by_role("button", name="Gửi góp ý").click()
    expect(turn.locator("form")).to_have_count(0)
    expect(page.locator("#question")).to_be_focused()
    (asked,) = servers.feedback.questions(down=True)
    assert (asked.question, asked.comment, asked.channel) == (TREES, "Cần nêu rõ tên xã", "web")
    page.reload()
    expect(page.locator(".actions .down")).to_have_attribute("aria-pressed", "true")
    page.locator(".actions .up").click()
    expect(page.locator(".actions .up")).to_have_attribute("aria-pressed", "true")
    assert servers.feedback.questions(down=True) == []


@pytest.mark.parametrize("secure", [True, False], ids=["clipboard", "plain http"])
def test_an_answer_is_copied_with_its_source(open_page: OpenPage, servers: Servers, secure: bool) -> None:
    page = open_page("/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    if not secure:
        page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    turn = ask(page, TREES)
    turn.get_by_role("button", name="Sao chép kèm nguồn").click()
    expect(turn.locator(".told")).to_have_text("Đã sao chép")
    other = page.context.new_page()
    other.goto(servers.url + "/demo")
    copied = other.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(TREES)
    assert "25.000 cây xanh" in copied
    assert "Nguồn:\n[1" in copied
    assert f"(15/03/2022) {servers.url}/documents/" in copied


def test_the_conversation_stays_in_its_tab_until_a_new_one_is_begun(open_page: OpenPage, servers: Servers) -> None:
    page = open_page("/")
    ask(page, TREES)
    ask(page, LIST)
    page.reload()
    expect(page.locator(".turn .question")).to_have_text([TREES, LIST])
    expect(page.locator(".turn").last.locator("ol > li")).to_have_count(4)
    other = page.context.new_page()
    other.goto(servers.url)
    expect(other.locator(".welcome")).to_be_visible()
    expect(other.locator(".turn")).to_have_count(0)
    page.get_by_role("button", name="Hội thoại mới").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator("#question")).to_be_focused()
    page.reload()
    expect(page.locator(".turn")).to_have_count(0)


def test_the_session_goes_on_until_a_new_one_is_begun(open_page: OpenPage) -> None:
    page = open_page("/")
    sessions: list[str | None] = []
    page.on(
        "request",
        lambda request: (
            sessions.append(request.post_data_json.get("session_id")) if request.url.endswith("/stream") else None
        ),
    )
    ask(page, TREES)
    ask(page, TREES)
    page.get_by_role("button", name="Hội thoại mới").click()
    ask(page, TREES)
    assert sessions[0] is None
    assert sessions[1]
    assert sessions[2] is None


def test_what_fails_says_so_and_is_tried_again(open_page: OpenPage) -> None:
    page = open_page("/", expected="Failed to load resource")
    page.route("**/api/ask/stream", lambda route: route.abort(), times=1)
    page.locator("#question").fill(TREES)
    page.keyboard.press("Enter")
    expect(page.locator(".failed")).to_contain_text("Không kết nối được với máy chủ")
    expect(page.locator("p[role=status].unseen")).to_contain_text("Không kết nối được")
    keep(page, "error")
    page.get_by_role("button", name="Thử lại").click()
    expect(page.locator(".body")).to_contain_text("25.000 cây xanh")
    expect(page.locator(".turn")).to_have_count(1)


def test_losing_the_network_is_noticed(open_page: OpenPage) -> None:
    page = open_page("/")
    page.locator(".suggestions button").first.wait_for()
    page.context.set_offline(True)
    expect(page.locator(".network")).to_have_text("Đang mất kết nối mạng.")
    page.context.set_offline(False)
    expect(page.locator(".network")).to_be_hidden()


def test_pieces_show_while_they_come_and_a_finished_answer_is_announced_once(
    open_page: OpenPage, paced: tuple[str, PacedLibrary]
) -> None:
    url, library = paced
    page = _paced_page(open_page, url)
    said = "p[role=status].unseen"
    page.locator(said).evaluate(
        """(said) => {
            window.announced = [];
            const note = () => said.textContent && window.announced.push(said.textContent);
            new MutationObserver(note).observe(said, { childList: true });
        }"""
    )
    page.locator("#question").fill(LIST)
    page.keyboard.press("Enter")
    expect(page.locator(".waiting")).to_be_visible()
    expect(page.locator(".log")).to_have_attribute("aria-busy", "true")
    library.steps.release(3)
    expect(page.locator(".draft")).to_contain_text("Một là")
    expect(page.locator(".draft")).not_to_contain_text("Bốn là")
    keep(page, "streaming")
    library.steps.release(100)
    expect(page.locator(".body ol > li")).to_have_count(4)
    expect(page.locator(".draft")).to_have_count(0)
    expect(page.locator(".log")).to_have_attribute("aria-busy", "false")
    (announced,) = page.evaluate("announced")
    assert "Một là" in announced
    assert "Bốn là" in announced
    assert page.locator(".log").get_attribute("aria-live") == "off"


def test_an_answer_can_be_stopped(open_page: OpenPage, paced: tuple[str, PacedLibrary]) -> None:
    url, library = paced
    page = _paced_page(open_page, url)
    page.locator("#question").fill(LIST)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Dừng").click()
    expect(page.locator(".failed")).to_contain_text("Đã dừng.")
    library.steps.release(100)
    assert library.closed.wait(10)
    page.get_by_role("button", name="Thử lại").click()
    expect(page.locator(".body ol > li")).to_have_count(4)


def test_an_access_key_is_asked_for_where_the_server_wants_one(open_page: OpenPage, serve: Callable[..., str]) -> None:
    page = open_page("/demo", expected="401")
    page.goto(serve(api_keys="mat-khau"))
    expect(page.get_by_label("Máy chủ này cần khóa truy cập")).to_be_hidden()
    page.locator("#question").fill(TREES)
    page.keyboard.press("Enter")
    key = page.get_by_label("Máy chủ này cần khóa truy cập")
    expect(key).to_be_focused()
    keep(page, "key")
    key.fill("mat-khau")
    key.press("Enter")
    expect(page.locator(".body")).to_contain_text("25.000 cây xanh")
    expect(key).to_be_hidden()
    page.reload()
    ask(page, TREES)
    assert "mat-khau" not in page.content()


def test_a_quota_that_is_used_up_is_told_in_one_sentence(open_page: OpenPage, serve: Callable[..., str]) -> None:
    page = open_page("/demo", expected="429")
    page.goto(serve(address_questions_per_minute=1))
    ask(page, TREES)
    page.locator("#question").fill(TREES)
    page.keyboard.press("Enter")
    expect(page.locator(".failed p")).to_contain_text("Có quá nhiều câu hỏi trong một phút")
    expect(page.get_by_role("button", name="Thử lại")).to_be_visible()


def test_the_page_speaks_english_when_told_to_and_so_do_the_bulletins(open_page: OpenPage) -> None:
    page = open_page("/")
    ask(page, TREES)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#question")).to_have_attribute("placeholder", "Type a question…")
    expect(page.locator(".sources h3")).to_have_text("Sources")
    expect(page.get_by_role("button", name="Bad answer")).to_be_visible()
    page.locator(".sources a.mark").first.click()
    expect(page.locator(".downloads")).to_contain_text("Download the original")
    page.get_by_role("button", name="Tiếng Việt").click()
    expect(page.locator(".downloads")).to_contain_text("Tải tệp gốc")
    page.go_back()
    expect(page.locator("#question")).to_be_visible()


def test_what_is_asked_while_an_answer_comes_is_not_lost(open_page: OpenPage, paced: tuple[str, PacedLibrary]) -> None:
    url, library = paced
    page = _paced_page(open_page, url)
    field = page.locator("#question")
    field.fill(LIST)
    field.press("Enter")
    field.fill(TREES)
    field.press("Enter")
    expect(field).to_have_value(TREES)
    expect(page.locator(".turn")).to_have_count(1)
    library.steps.release(100)
    page.locator(".actions").wait_for()
    field.press("Enter")
    expect(page.locator(".turn")).to_have_count(2)


def test_who_has_read_on_is_not_brought_back_when_the_answer_is_finished(
    open_page: OpenPage, paced: tuple[str, PacedLibrary]
) -> None:
    url, library = paced
    page = _paced_page(open_page, url)
    page.set_viewport_size({"width": 360, "height": 320})
    page.locator("#question").fill(LIST)
    page.locator("#question").press("Enter")
    library.steps.release(5)
    expect(page.locator(".draft")).to_contain_text("Hai là")
    scroller = page.locator(".scroller")
    reading = scroller.evaluate("(at) => (at.scrollTop = at.scrollHeight, at.scrollTop)")
    assert reading > 50
    library.steps.release(100)
    page.locator(".actions").wait_for()
    assert scroller.evaluate("(at) => at.scrollTop") == reading


def test_what_a_bulletin_or_a_question_says_never_becomes_markup(open_page: OpenPage) -> None:
    page = open_page("/")
    hostile = "<img src=x onerror=\"document.title='hit'\"> cây xanh"
    turn = ask(page, hostile)
    expect(turn.locator(".question")).to_have_text(hostile)
    expect(page.locator("img")).to_have_count(0)
    expect(page).to_have_title("Bản Tin")


def _answering(open_page: OpenPage, answer: Answer) -> Page:
    """The page of a server that answers so."""
    page = open_page("/")
    done = AskResponse.of(answer).model_dump_json()
    page.route("**/api/ask/stream", lambda route: route.fulfill(body=f"event: done\ndata: {done}\n\n"))
    return page


def _paced_page(open_page: OpenPage, url: str) -> Page:
    page = open_page("/demo")
    page.goto(url)
    page.locator("#question").wait_for()
    return page
