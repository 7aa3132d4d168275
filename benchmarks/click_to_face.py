"""Time from a click on an attribute to the decoded face, in Chromium against the running app.

    FACEGEN_STORE=stores/celeba python -m benchmarks.click_to_face

Prints the seconds from start to usable page, the median and the 95th percentile over clicks, and
what a query costs in all: the server's processor time with all that follows the face, and what is
sent.
"""

import argparse
import statistics
import time

from playwright.sync_api import Page, Request, sync_playwright

from benchmarks.app import app_process, running_app
from benchmarks.slider_rate import cpu_sec
from tests.serving import chromium

CLICK = """
(name) => new Promise((done) => {
  const stage = document.querySelector('#average-stage');
  const started = performance.now();
  const watcher = new MutationObserver(async () => {
    const image = stage.querySelector('img');
    if (!image) return;
    watcher.disconnect();
    await image.decode();
    done(performance.now() - started);
  });
  watcher.observe(stage, { childList: true, subtree: true, attributes: true });
  document.querySelector(`#average-a-chips [data-name='${name}']`).click();
})
"""
NAMES = ("Smiling", "Young", "Male", "Bangs", "Wavy_Hair", "No_Beard", "Heavy_Makeup")


def main() -> None:
    """Start the app, click, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--clicks", type=int, default=40)
    clicks = options.parse_args().clicks
    started = time.monotonic()
    with running_app() as address, sync_playwright() as playwright:
        print(f"start to first answer: {time.monotonic() - started:.1f} s")
        browser = playwright.chromium.launch(**chromium())
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{address}/?tab=average")
        page.wait_for_selector("#average-stage img")
        print(f"start to usable page: {time.monotonic() - started:.1f} s")
        for statistic in ("Mean", "Median"):
            page.locator("#average-statistic").get_by_text(statistic).click()
            page.wait_for_timeout(1500)
            cost = Cost(page)
            report(statistic, times(page, clicks))
            cost.report(2 * clicks)
        browser.close()


class Cost:
    """What the server does and sends from now on.

    Args:
        page: Where it is asked from.
    """

    def __init__(self, page: Page) -> None:
        self._asked: list[Request] = []
        page.on("requestfinished", lambda asked: self._asked.append(asked))
        self._server = app_process()
        self._before = cpu_sec(self._server)

    def report(self, queries: int) -> None:
        """Print it for one of so many queries."""
        milliseconds = 1000 * (cpu_sec(self._server) - self._before) / queries
        sent = sum(one.sizes()["responseBodySize"] for one in self._asked) / queries / 1000
        print(f"  a query: {milliseconds:.0f} ms of the server's processor, {sent:.0f} kB sent")


def times(page: Page, clicks: int) -> list[float]:
    """Require one attribute after the other, clearing between, milliseconds each."""
    taken = []
    for i in range(clicks):
        taken.append(page.evaluate(CLICK, NAMES[i % len(NAMES)]))
        page.wait_for_timeout(250)
        page.locator("#average-a-chips .chips-clear").click()
        page.wait_for_timeout(400)
    return taken


def report(name: str, milliseconds: list[float]) -> None:
    """Print one line."""
    ordered = sorted(milliseconds)
    high = ordered[int(0.95 * (len(ordered) - 1))]
    middle = statistics.median(ordered)
    print(f"{name}: click to decoded face, median {middle:.0f} ms, 95 % {high:.0f} ms")


if __name__ == "__main__":
    main()
