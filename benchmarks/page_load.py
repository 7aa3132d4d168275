"""What a visitor waits for and fetches to open the page, over lines of several speeds.

    python -m benchmarks.page_load [--rounds 3]

Chromium opens the page of a running server, first with an empty cache and then again. Prints, as
medians: the seconds to a face and to a page that works, what was sent over the line, in how many
answers, and the server's processor time.
"""

import argparse
import statistics
import time
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks.app import app_process, running_app
from benchmarks.slider_rate import cpu_sec
from benchmarks.start import FACE, WAIT_MS
from tests.serving import chromium

LINES = {"this machine": None, "10 Mbit/s, 40 ms": (10.0, 40), "1.6 Mbit/s, 150 ms": (1.6, 150)}
"""Megabits a second and milliseconds; the last is what Lighthouse calls a slow 4G."""
FIGURES = ("face s", "works s", "kB", "answers", "server CPU s")


def main() -> None:
    """Open the page, again and again, and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    rounds = options.parse_args().rounds
    with running_app() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium())
        opened(browser, address, None)  # the server has made what each visit shows
        print(f"{'line':20} {'visit':6} {' '.join(f'{name:>12}' for name in FIGURES)}")
        for name, line in LINES.items():
            visits = [opened(browser, address, line) for _ in range(rounds)]
            for number, visit in enumerate(("first", "next")):
                rows = zip(*(pair[number] for pair in visits), strict=True)
                figures = " ".join(f"{statistics.median(row):12.2f}" for row in rows)
                print(f"{name:20} {visit:6} {figures}", flush=True)
        browser.close()


def opened(
    browser: Browser, address: str, line: tuple[float, int] | None
) -> tuple[list[float], list[float]]:
    """Open the page twice with one cache; returns the figures of the first visit, of the next."""
    context = browser.new_context()
    try:
        return visited(context, address, line), visited(context, address, line)
    finally:
        context.close()


def visited(context: BrowserContext, address: str, line: tuple[float, int] | None) -> list[float]:
    """Open the page in a new tab, over a line; returns the figures."""
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    if line:
        per_sec = line[0] * 1e6 / 8
        conditions = {
            "latency": line[1],
            "downloadThroughput": per_sec,
            "uploadThroughput": per_sec,
        }
        network.send("Network.emulateNetworkConditions", {"offline": False, **conditions})
    sent: list[float] = []

    def count(answer: dict[str, Any]) -> None:
        if answer["encodedDataLength"]:  # none where the cache had it
            sent.append(answer["encodedDataLength"])

    network.on("Network.loadingFinished", count)
    server = app_process()
    before, began = cpu_sec(server), time.monotonic()
    page.goto(address, wait_until="commit", timeout=WAIT_MS)
    page.evaluate(FACE)
    face = time.monotonic() - began
    page.get_by_role("tab", name="Average faces").wait_for()  # the still has none
    page.locator("#first-sight").wait_for(state="hidden")
    works = time.monotonic() - began
    page.wait_for_timeout(2000)  # what follows, counted too
    taken = cpu_sec(server) - before
    page.close()
    return [face, works, sum(sent) / 1000, len(sent), taken]


if __name__ == "__main__":
    main()
