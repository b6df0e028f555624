"""The chat on pages of other sites: as a button, inside the page, in a frame; allowed and denied; by keyboard only."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import LIST, TREES, OpenPage, Servers, ask, keep

REFUSED = "CORS|Failed to load resource|403"


def _launcher(page: Page, name: str = "Hỏi đáp văn bản") -> None:
    page.get_by_role("button", name=name).click()
    expect(page.locator("#question")).to_be_focused()


def test_a_site_that_is_allowed_gets_a_button_that_opens_the_chat(open_page: OpenPage, servers: Servers) -> None:
    page = open_page(servers.allowed + "/floating")
    _launcher(page)
    expect(page.get_by_role("dialog").get_by_role("heading", name="Hỏi đáp Huyện ủy")).to_be_visible()
    turn = ask(page, LIST)
    expect(turn.locator(".body ol > li")).to_have_count(4)
    keep(page, "widget-foreign")
    with page.context.expect_page() as opened:
        turn.locator(".body .mark").first.click()
    bulletin = opened.value
    assert bulletin.url.startswith(servers.url + "/documents/")
    expect(bulletin.locator("mark")).to_contain_text("Một là, lãnh đạo thực hiện nhiệm vụ sản xuất")
    assert bulletin.evaluate("opener") is None
    turn.locator(".actions .up").click()
    expect(turn.locator(".told")).to_have_text("Cảm ơn góp ý của bạn.")
    turn.locator("summary").click()
    expect(turn.locator(".others a").first).to_be_visible()


def test_the_widget_leaves_the_page_around_it_as_it_is(open_page: OpenPage, servers: Servers) -> None:
    page = open_page(servers.allowed + "/floating")
    _launcher(page)
    ask(page, TREES)
    assert page.locator("html").get_attribute("lang") == "vi"
    assert page.evaluate("document.adoptedStyleSheets.length") == 0
    assert page.locator("h1").evaluate("(h1) => getComputedStyle(h1).fontFamily") == '"Times New Roman"'
    assert page.evaluate("Object.keys(localStorage)") == []
    assert [key for key in page.evaluate("Object.keys(sessionStorage)") if not key.startswith("bantin-")] == []
    assert page.context.cookies() == []


def test_the_typeface_comes_from_the_server(open_page: OpenPage, servers: Servers) -> None:
    page = open_page(servers.allowed + "/floating")
    _launcher(page)
    page.wait_for_function("[...document.fonts].some((font) => font.status === 'loaded')")


def test_the_conversation_follows_the_person_through_the_site(open_page: OpenPage, servers: Servers) -> None:
    page = open_page(servers.allowed + "/floating")
    _launcher(page)
    ask(page, TREES)
    page.goto(servers.allowed + "/english")
    page.get_by_role("button", name="Ask the documents").click()
    expect(page.locator(".turn .question")).to_have_text([TREES])


def test_a_site_that_is_not_allowed_gets_nothing(open_page: OpenPage, servers: Servers) -> None:
    page = open_page(servers.denied + "/floating", expected=REFUSED)
    page.wait_for_timeout(300)
    expect(page.locator("bantin-widget")).to_have_count(0)
    answered = page.evaluate(
        """(url) => fetch(url, { method: "POST", mode: "no-cors", body: '{"question": "cây"}' }).then(
            (response) => response.type, () => "failed")""",
        servers.url + "/api/ask",
    )
    assert answered in ("opaque", "failed")  # the browser may send it, and learns nothing
    refused = page.evaluate(
        """(url) => fetch(url, { method: "POST", headers: { "Content-Type": "application/json" },
            body: '{"question": "cây"}' }).then(() => "answered", () => "failed")""",
        servers.url + "/api/ask",
    )
    assert refused == "failed"


def test_a_frame_works_on_a_site_that_is_allowed_and_is_empty_on_others(open_page: OpenPage, servers: Servers) -> None:
    page = open_page(servers.allowed + "/frame")
    frame = page.frame_locator("iframe")
    frame.locator("#question").fill(TREES)
    frame.locator("#question").press("Enter")
    expect(frame.locator(".body")).to_contain_text("25.000 cây xanh")
    with page.context.expect_page() as opened:
        frame.locator(".body .mark").first.click()
    expect(opened.value.locator("mark")).to_contain_text("25.000 cây xanh")
    denied = open_page(servers.denied + "/frame", expected="frame-ancestors|Framing|chrome-error")
    denied.wait_for_timeout(300)
    expect(denied.frame_locator("iframe").locator("bantin-chat")).to_have_count(0)


def test_the_chat_inside_a_page_takes_its_colours_and_questions_from_it(open_page: OpenPage, servers: Servers) -> None:
    page = open_page(servers.allowed + "/inline")
    expect(page.locator("bantin-widget")).to_have_count(0)
    expect(page.locator(".suggestions button")).to_have_text(["Câu một?", "Câu hai?"])
    assert page.locator(".send").evaluate("(send) => getComputedStyle(send).backgroundColor") == "rgb(11, 83, 148)"
    assert page.locator("bantin-chat").bounding_box()["height"] == 480  # type: ignore[index]
    ask(page, TREES)
    keep(page, "widget-inline")


def test_everything_can_be_done_with_the_keyboard(open_page: OpenPage, servers: Servers) -> None:
    page = open_page(servers.allowed + "/floating")
    page.locator("bantin-widget").wait_for()
    keys = page.keyboard
    keys.press("Tab")  # the link of the page
    keys.press("Tab")
    expect(page.locator("button.open")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#question")).to_be_focused()
    keys.type(TREES)
    keys.press("Enter")
    page.locator(".actions").wait_for()
    expect(page.locator("#question")).to_be_focused()
    reached = []
    for _ in range(20):
        keys.press("Shift+Tab")
        reached.append(_focused(page))
    names = " ".join(reached)
    for name in ("mark", "copy", "up", "down", "SUMMARY", "fresh", "close"):
        assert name in names, name
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("button.open")).to_be_focused()
    expect(page.locator("button.open")).to_have_attribute("aria-expanded", "false")
    keys.press("Enter")
    expect(page.locator(".turn")).to_have_count(1)
    page.get_by_role("button", name="Đóng").focus()
    keys.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("button.open")).to_be_focused()


def test_on_a_phone_the_chat_fills_the_screen_and_keeps_the_focus(open_page: OpenPage, servers: Servers) -> None:
    page = open_page(servers.allowed + "/floating", width=360, height=720)
    _launcher(page)
    panel = page.get_by_role("dialog")
    panel.evaluate("(panel) => Promise.all(panel.getAnimations().map((animation) => animation.finished))")
    box = panel.bounding_box()
    assert box == {"x": 0, "y": 0, "width": 360, "height": 720}
    ask(page, LIST)
    keep(page, "widget-phone")
    for _ in range(30):
        page.keyboard.press("Tab")
        assert _focused(page) != "page"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("button.open")).to_be_focused()


def test_attributes_of_the_script_choose_language_and_side(open_page: OpenPage, servers: Servers) -> None:
    page = open_page(servers.allowed + "/english")
    _launcher(page, "Ask the documents")
    panel = page.get_by_role("dialog").bounding_box()
    assert panel is not None
    assert panel["x"] < 100
    expect(page.locator("#question")).to_have_attribute("placeholder", "Type a question…")


def _focused(page: Page) -> str:
    """What has the focus, through all shadow roots: class and name; "page" for something outside the widget."""
    return str(
        page.evaluate(
            """() => {
                let at = document.activeElement;
                if (at.localName !== "bantin-widget" && at !== document.body) return "page";
                while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
                return `${at.className} ${at.tagName}`;
            }"""
        )
    )
