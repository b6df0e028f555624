"""The widget in a real Chromium: how large it is, and how soon an answer's first words are on the screen.

    python -m benchmarks.widget

The time runs from the first byte of the server's response to the frame after the words were put into the page, on this
machine and with its processor slowed down fourfold as a phone's would be.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import minify
import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks.channels import KINDS, write_bulletins
from bot.api.assets import widget_file
from bot.api.state import ServerState
from bot.settings import BotSettings
from tests.serving import library_of, running
from tests.test_page import SHEETS, WIDGET
from vectorstore.settings import VectorstoreSettings

_QUESTIONS = [KINDS[kind][0] for kind in ("list", "long list", "sentence")]
_WATCH = """() => {
    window.shown = new Promise((resolve) => {
        const root = document.querySelector("bantin-chat").shadowRoot;
        const watcher = new MutationObserver(() => {
            if (!root.querySelector(".turn:last-child :is(.draft, .body)")?.textContent) return;
            watcher.disconnect();
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
        });
        watcher.observe(root, { childList: true, subtree: true, characterData: true });
    });
    performance.clearResourceTimings();
}"""
_WAITED = """async () => {
    const shown = await window.shown;
    for (;;) {
        const sent = performance.getEntriesByType("resource").find(({ name }) => name.endsWith("/api/ask/stream"));
        if (sent) return shown - sent.responseStart;
        await new Promise((resolve) => setTimeout(resolve, 10));  // it is noted when the response has ended
    }
}"""


def sizes() -> dict[str, int]:
    """Bytes of what a page of another site loads of ours: as written, and minified."""
    kinds = dict.fromkeys(WIDGET, "application/javascript") | dict.fromkeys(SHEETS, "text/css")
    files = {name: widget_file(name) for name in kinds}
    return {
        "as written": sum(len(file.encode()) for file in files.values()),
        "minified": sum(len(minify.string(kinds[name], file).encode()) for name, file in files.items()),
    }


def first_words(rounds: int, slowdown: int) -> list[float]:
    """Milliseconds from the response's first byte to the first words on the screen, of `rounds` answers."""
    with _page() as page:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        return [_asked(page, _QUESTIONS[number % len(_QUESTIONS)], number) for number in range(rounds)]


def _asked(page: Page, question: str, number: int) -> float:
    page.evaluate(_WATCH)
    page.locator("#question").fill(question)
    page.locator("#question").press("Enter")
    waited = float(page.evaluate(_WAITED))
    page.locator(".actions").nth(number).wait_for()
    return waited


@contextmanager
def _page() -> Iterator[Page]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        files = sorted(write_bulletins(Path(folder)).iterdir())
        library = library_of(files, VectorstoreSettings(data_dir=Path(folder) / "data"))
        library.warm()
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        with running(ServerState(library, BotSettings(), 1_000_000)) as url:
            page = browser.new_page()
            page.goto(url)
            page.locator("#question").wait_for()
            yield page
        browser.close()
        library.close()


def _line(name: str, times: Sequence[float]) -> str:
    p50, p99, slowest = np.percentile(times, [50, 99, 100])
    return f"first words, {name:28} p50 {p50:.0f}  p99 {p99:.0f}  slowest {slowest:.0f} ms"


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    for name, size in sizes().items():
        print(f"JavaScript and CSS {name:12} {size / 1000:.1f} kB")
    print(_line("this machine", first_words(rounds, 1)))
    print(_line("processor four times slower", first_words(rounds, 4)))


if __name__ == "__main__":
    main()
