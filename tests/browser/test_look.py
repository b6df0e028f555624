"""How the pages look, and read to assistive technology: axe finds nothing, nothing overflows, motion can be off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import LIST, TREES, OpenPage, Servers, ask, keep

TWELVE = "Mười hai giải pháp nâng cao chất lượng sinh hoạt chi bộ là gì?"
SCREENS = {"desktop": (1280, 860, False), "phone-dark": (360, 740, True)}


def _welcome(page: Page, servers: Servers) -> None:
    page.locator(".library li").first.wait_for()


def _answers(page: Page, servers: Servers) -> None:
    ask(page, TREES)
    turn = ask(page, TWELVE)
    expect(turn.locator("ol > li")).to_have_count(12)
    turn.locator(".actions .down").click()
    turn.locator(".actions form").wait_for()
    turn.locator("summary").click()
    turn.locator(".others li").first.wait_for()


def _refusal(page: Page, servers: Servers) -> None:
    ask(page, "Giá vé máy bay đi Paris là bao nhiêu?")


def _bulletin(page: Page, servers: Servers) -> None:
    document_id = servers.library.entries(1)[0].id
    page.goto(f"{servers.url}/documents/{document_id}#c300-420")
    page.locator("mark").first.wait_for()


def _table(page: Page, servers: Servers) -> None:
    bulletin = next(servers.library.bulletin(e.id) for e in servers.library.entries() if "Số liệu" in e.metadata.title)
    start = bulletin.text.index("Thành phố Lam Hải")
    page.goto(f"{servers.url}/documents/{bulletin.id}#c{start}-{bulletin.text.index('33,3%') + 5}")
    expect(page.locator("td mark")).to_have_text(["Thành phố Lam Hải", "74", "13", "96", "33,3%"])


def _failure(page: Page, servers: Servers) -> None:
    page.route("**/api/ask/stream", lambda route: route.abort())
    page.locator("#question").fill(TREES)
    page.keyboard.press("Enter")
    page.locator(".retry").wait_for()
    page.context.set_offline(True)
    page.locator(".network").wait_for()


def _english(page: Page, servers: Servers) -> None:
    page.get_by_role("button", name="English").click()
    ask(page, "What are the four key tasks for the last six months of 2021?")


def _widget(page: Page, servers: Servers) -> None:
    page.goto(servers.url + "/demo")
    page.get_by_role("button", name="Hỏi đáp văn bản").click()
    ask(page, TREES)


def _frame(page: Page, servers: Servers) -> None:
    page.goto(servers.url + "/embed")
    ask(page, LIST)


def _long_question(page: Page, servers: Servers) -> None:
    ask(page, f"{TREES} " * 20)


def _description(page: Page, servers: Servers) -> None:
    page.goto(servers.url + "/docs")


def _documents(page: Page, servers: Servers) -> None:
    page.goto(servers.url + "/documents")


def _nowhere(page: Page, servers: Servers) -> None:
    page.goto(servers.url + "/documents/nowhere")


VIEWS: dict[str, Callable[[Page, Servers], None]] = {
    "welcome": _welcome,
    "answers": _answers,
    "refusal": _refusal,
    "bulletin": _bulletin,
    "table": _table,
    "failure": _failure,
    "long-question": _long_question,
    "english": _english,
    "widget": _widget,
    "frame": _frame,
    "api": _description,
    "documents": _documents,
    "nowhere": _nowhere,
}
EXPECTED = {"nowhere": "404", "failure": "Failed to load resource"}


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_and_nothing_overflows(open_page: OpenPage, servers: Servers, view: str) -> None:
    page = open_page("/", expected=EXPECTED.get(view, "$^"))
    VIEWS[view](page, servers)
    for screen, (width, height, dark) in SCREENS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        keep(page, f"{view}-{screen}")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(_WIDER_THAN_ITS_PLACE) == []


def test_no_motion_for_those_who_want_none(browser: Browser, servers: Servers) -> None:
    for preference, animated in (("reduce", False), ("no-preference", True)):
        context = browser.new_context(reduced_motion=preference)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(servers.url + "/demo")
        page.get_by_role("button", name="Hỏi đáp văn bản").click()
        animation = page.get_by_role("dialog").evaluate("(panel) => getComputedStyle(panel).animationName")
        assert animation == ("rise" if animated else "none")
        smooth = page.locator(".scroller").evaluate("(scroller) => getComputedStyle(scroller).scrollBehavior")
        assert smooth == ("smooth" if animated else "auto")
        context.close()


def test_text_may_be_twice_as_large(open_page: OpenPage) -> None:
    page = open_page("/", width=640, height=700)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    turn = ask(page, TWELVE)
    expect(turn.locator("ol > li")).to_have_count(12)
    assert page.evaluate(_WIDER_THAN_ITS_PLACE) == []
    keep(page, "answers-large-text")


_WIDER_THAN_ITS_PLACE = """() => {
    const wide = [];
    const look = (root) => {
        for (const element of root.querySelectorAll("*")) {
            if (element.shadowRoot) look(element.shadowRoot);
            const { overflowX } = getComputedStyle(element);
            if (element.clientWidth && element.scrollWidth > element.clientWidth + 1 && overflowX === "visible") {
                wide.push(`${element.localName}.${element.className}`);
            }
        }
    };
    look(document);
    return wide;
}"""
