"""A real Chromium, the application on a real port, and two sites of somebody else: one is allowed, one is not."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from bot.api.state import ServerState
from bot.feedback import FeedbackStore
from bot.library import LocalLibrary
from bot.settings import BotSettings
from tests.conftest import BULLETINS
from tests.serving import PacedLibrary, library_of, running, web_site
from vectorstore.settings import VectorstoreSettings

SCREENSHOTS = Path("reports/screenshots")
LIST = "Bốn nhiệm vụ trọng tâm sáu tháng cuối năm 2021 là gì?"
TREES = "Huyện đoàn chủ trì trồng bao nhiêu cây xanh?"
LONG = """ĐẢNG ỦY KHỐI DOANH NGHIỆP TỈNH SÔNG LAM

Số: 128-NQ/ĐUK

Sông Lam, ngày 02 tháng 10 năm 2024

NGHỊ QUYẾT

VỀ NÂNG CAO CHẤT LƯỢNG SINH HOẠT CHI BỘ, TĂNG CƯỜNG VAI TRÒ LÃNH ĐẠO CỦA TỔ CHỨC ĐẢNG TRONG DOANH NGHIỆP NGOÀI NHÀ NƯỚC

Ban Chấp hành Đảng bộ Khối yêu cầu các chi bộ thực hiện mười hai giải pháp nâng cao chất lượng sinh hoạt sau đây:

""" + "\n\n".join(
    f"{number}. {text}"
    for number, text in enumerate(
        (
            "Xây dựng nghị quyết sinh hoạt hằng tháng ngắn gọn, sát nhiệm vụ của doanh nghiệp.",
            "Gửi tài liệu cho đảng viên trước buổi sinh hoạt ít nhất ba ngày, kể cả qua Sổ tay đảng viên điện tử; "
            "chi ủy phân công đảng viên chuẩn bị ý kiến về từng nội dung, nhất là những việc còn ý kiến khác nhau, "
            "để buổi sinh hoạt đi thẳng vào việc cần bàn, tránh đọc lại văn bản đã gửi.",
            "Tổ chức sinh hoạt chuyên đề mỗi quý một lần.",
            "Đánh giá, xếp loại buổi sinh hoạt theo bảy tiêu chí.",
            "Phân công cấp ủy viên dự sinh hoạt với chi bộ.",
            "Đối thoại với người lao động sáu tháng một lần.",
            "Bồi dưỡng nghiệp vụ cho bí thư chi bộ.",
            "Kiểm tra việc ghi chép sổ biên bản.",
            "Biểu dương chi bộ làm tốt.",
            "Nhắc nhở đảng viên vắng mặt không có lý do.",
            "Ứng dụng công nghệ thông tin trong sinh hoạt.",
            "Báo cáo kết quả về Đảng ủy Khối trước ngày 15 hằng tháng.",
        ),
        1,
    )
)

TABLE = """<!doctype html><html lang="vi"><head><title>Số liệu kết nạp đảng viên năm 2023</title></head><body><article>
<h1>Số liệu kết nạp đảng viên năm 2023</h1>
<p>Ban Tổ chức Tỉnh ủy thông báo số liệu kết nạp đảng viên của các đảng bộ trực thuộc trong năm 2023 như sau:</p>
<table><tr><th>Đảng bộ</th><th>Có tổ chức đảng</th><th>Thành lập mới</th><th>Kết nạp</th><th>Tỷ lệ</th></tr>
<tr><td>Khối Doanh nghiệp tỉnh</td><td>92</td><td>11</td><td>131</td><td>45,5%</td></tr>
<tr><td>Thành phố Lam Hải</td><td>74</td><td>13</td><td>96</td><td>33,3%</td></tr>
<tr><td>Huyện Vĩnh Khê</td><td>37</td><td>8</td><td>44</td><td>15,3%</td></tr></table>
<p>Các đảng bộ tiếp tục rà soát nguồn kết nạp trong doanh nghiệp ngoài khu vực nhà nước.</p></article></body></html>
"""


@dataclass(frozen=True)
class Servers:
    """What the browser can reach: the application and, under two names, a site with pages that embed the chat."""

    url: str
    allowed: str
    denied: str
    feedback: FeedbackStore
    library: LocalLibrary


@dataclass
class Opened:
    """What a page did: errors in its console, of which `expected` ones are no fault, and requests."""

    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    expected: str = "$^"


class OpenPage(Protocol):
    """Opens a page of its own browser context."""

    def __call__(
        self, address: str, *, width: int = 1280, height: int = 860, dark: bool = False, expected: str = "$^"
    ) -> Page:
        """The page at `address`, under the application unless it is a whole one."""
        ...


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert path, "the browser tests need Chromium: install it (on Debian: apt-get install chromium)"
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """The application over five bulletins, and the site of somebody else."""
    folder = tmp_path_factory.mktemp("bulletins")
    files = []
    for name, text in {**BULLETINS, "nghi-quyet.txt": LONG, "so-lieu.html": TABLE}.items():
        files.append(folder / name)
        files[-1].write_text(text, encoding="utf-8")
    library = library_of(files, VectorstoreSettings(data_dir=tmp_path_factory.mktemp("browser") / "data"))
    library.warm()
    feedback = FeedbackStore.in_memory()
    pages: dict[str, str] = {}
    with web_site(pages) as port:
        allowed = f"http://127.0.0.1:{port}"
        settings = BotSettings.model_validate({"allowed_origins": allowed})
        with running(ServerState(library, settings, 1_000_000, feedback)) as url:
            pages.update(_host_pages(url))
            yield Servers(url, allowed, f"http://localhost:{port}", feedback, library)
    library.close()


@pytest.fixture
def open_page(browser: Browser, servers: Servers) -> Iterator[OpenPage]:
    """Opens pages, and sees at the end that none of them did what it may not."""
    opened: list[tuple[Page, Opened]] = []
    own = ("http://127.0.0.1:", f"{servers.denied}/")

    def open_at(
        address: str, *, width: int = 1280, height: int = 860, dark: bool = False, expected: str = "$^"
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="vi-VN",
            reduced_motion="reduce",  # there is nothing to wait for then
            has_touch=width < 500,
        )
        context.set_default_timeout(10_000)
        seen = Opened(expected=expected)

        def watch(page: Page) -> None:
            page.on("console", lambda message: seen.errors.append(message.text) if message.type != "log" else None)
            page.on("pageerror", lambda error: seen.errors.append(str(error)))

        context.on("page", watch)
        context.on("request", lambda request: seen.requests.append(request.url))
        page = context.new_page()
        opened.append((page, seen))
        page.goto(address if "://" in address else servers.url + address)
        return page

    yield open_at
    for page, seen in opened:
        page.context.close()
        assert [error for error in seen.errors if not re.search(seen.expected, error)] == []
        assert [url for url in seen.requests if not url.startswith((*own, "data:", "blob:"))] == []


@pytest.fixture
def paced(servers: Servers) -> Iterator[tuple[str, PacedLibrary]]:
    """A second application, whose answers come as they are let through."""
    library = PacedLibrary.over(servers.library)
    with running(ServerState(library, BotSettings(), 1_000)) as url:
        yield url, library
        library.steps.release(1_000)


@pytest.fixture
def serve(servers: Servers) -> Iterator[Callable[..., str]]:
    """Runs further applications over the same bulletins, with other settings."""
    with ExitStack() as stack:
        yield lambda **values: stack.enter_context(
            running(ServerState(servers.library, BotSettings.model_validate(values), 1_000))
        )


def ask(page: Page | Locator, question: str) -> Locator:
    """Types a question, sends it with Enter and gives its finished answer."""
    answers = page.locator(".actions")
    before = answers.count()
    field = page.locator("#question")
    field.fill(question)
    field.press("Enter")
    answers.nth(before).wait_for()
    return page.locator(".turn").last


def keep(page: Page, name: str) -> None:
    """Keeps a screenshot, for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def _host_pages(url: str) -> dict[str, str]:
    """Pages of somebody else that embed the chat in each way."""
    policy = (
        f"default-src 'none'; style-src 'self'; script-src {url}; connect-src {url}; font-src {url}; frame-src {url}"
    )
    page = (
        '<!doctype html><html lang="vi"><head><title>Trang khác</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        "{head}</head><body><main>{body}</main></body></html>"
    )
    script = f'<script type="module" src="{url}/static/widget.js"'
    text = '<h1>Cổng thông tin</h1><p>Bài viết. <a href="/other">Liên kết</a></p>'
    return {
        "/floating": page.format(head=f'{script} data-heading="Hỏi đáp Huyện ủy"></script>', body=text),
        "/english": page.format(head=f'{script} data-lang="en" data-position="left"></script>', body=text),
        "/inline": page.format(
            head=f'<link rel="stylesheet" href="/theme.css">{script} data-inline></script>',
            body=f'{text}<bantin-chat heading="Hỏi đáp" questions="Câu một?|Câu hai?"></bantin-chat>',
        ),
        "/frame": page.format(head="", body=f'{text}<iframe src="{url}/embed" title="Hỏi đáp"></iframe>'),
        "/theme.css": "bantin-chat { display: flex; height: 30rem; --bantin-accent: #0b5394; }",
    }
