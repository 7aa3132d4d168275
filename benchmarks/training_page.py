"""What watching a run costs the server, and how old what is seen is: two browsers, four tabs.

python -m benchmarks.training_page --seconds 60        # starts the app, a run, and Chromium itself

A line of metrics, or a grid, is written at some time and seen in a browser at another; the page's
own news and the picture drawn are timed there. Nothing else should run meanwhile.
"""

import argparse
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.app import running_app
from facegen.answers.runs.watched import Metrics
from facegen.data.bundled import open_bundled
from facegen.training.jobs.jobs import start
from facegen.training.jobs.steering import stop
from facegen.training.run.runs import Run
from tests.serving import chromium

WATCH = """async () => {
  const news = performance.getEntriesByType("resource")
    .find(({ name }) => name.endsWith("/training/news.js"));
  const { watched } = await import(news.name);
  window.seen = { lines: {}, grids: {} };
  const note = (kind, images) => { window.seen[kind][images] ??= Date.now() / 1000; };
  watched.hear(({ run }) => {
    const curve = run && run.panels.find(({ key }) => key === "losses");
    if (curve) note("lines", curve.curves[0].x.at(-1));
  });
  const canvas = document.querySelector("#training-grids canvas");
  new MutationObserver(() => note("grids", canvas.dataset.images))
    .observe(canvas, { attributes: true, attributeFilter: ["data-drawn"] });
}"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--browsers", type=int, default=2)
    parser.add_argument("--tabs", type=int, default=4, help="in all of them together")
    parser.add_argument("--preset", default="xs")
    parser.add_argument("--metrics-kimg", type=float, default=0.2)
    parser.add_argument("--snapshot-kimg", type=float, default=1.0)
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        running_app(FACEGEN_HOME=folder, FACEGEN_STORE="") as address,
    ):
        settings = {"metrics_kimg": given.metrics_kimg, "snapshot_kimg": given.snapshot_kimg}
        options = {"preset": given.preset, "minutes": 60, **settings}
        faces = open_bundled(Path(folder))
        run = start(Path(folder) / "runs" / "watched", faces.folder, options)
        try:
            _measure(run, address, given)
        finally:
            stop(run)


def _measure(run: Run, address: str, given: argparse.Namespace) -> None:
    written = Written(run)
    written.start()
    with sync_playwright() as playwright:
        browsers = [playwright.chromium.launch(**chromium()) for _ in range(given.browsers)]
        pages = [_open(browsers[tab % given.browsers], address) for tab in range(given.tabs)]
        time.sleep(10)  # for what a page does only once
        (process,) = (one for one in psutil.Process().children() if "app.py" in one.cmdline())
        before, began, since = _cpu(process), time.monotonic(), time.time()
        deadline = began + given.seconds
        while time.monotonic() < deadline:
            pages[0].wait_for_timeout(500)
        spent = (_cpu(process) - before) / (time.monotonic() - began)
        seen: list[dict[str, Any]] = [page.evaluate("window.seen") for page in pages]
        asked = time.monotonic()
        process.terminate()
        process.wait()
        ended, alive = time.monotonic() - asked, run.lock.is_held
        for browser in browsers:
            browser.close()
    written.stopped = True
    print(f"{given.tabs} tabs in {given.browsers} browsers: {spent:.1%} of a core in the server")
    left = "goes on" if alive else "has ended too"
    print(f"SIGTERM, all tabs open: the server ends after {ended:.1f} s, the run {left}")
    for kind, times in (("lines", written.lines), ("grids", written.grids)):
        ages = [
            at - times[int(images)]
            for page in seen
            for images, at in page[kind].items()
            if times.get(int(images), 0) > since  # what was there before was seen on opening
        ]
        if ages:
            most = sorted(ages)[int(0.95 * (len(ages) - 1))]
            print(
                f"{kind} seen {statistics.median(ages):.2f} s after they were written (median; "
                f"95 of 100 within {most:.2f} s, at most {max(ages):.2f} s; {len(ages)} in all)"
            )


class Written(threading.Thread):
    """Notes when lines and grids of a run were written, as seconds since 1970, by images."""

    def __init__(self, run: Run) -> None:
        super().__init__(daemon=True)
        self.folder, self.metrics, self.stopped = run.folder, Metrics(run.metrics_path), False
        self.lines: dict[int, float] = {}
        self.grids: dict[int, float] = {}

    def run(self) -> None:
        """Look a hundred times a second."""
        while not self.stopped:
            for line in self.metrics.read()[len(self.lines) :]:
                self.lines[line["images"]] = time.time()
            for path in (self.folder / "grids" / "064px").glob("[0-9]*.png"):
                if int(path.stem) not in self.grids:
                    self.grids[int(path.stem)] = path.stat().st_mtime
            time.sleep(0.01)


def _open(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{address}/?tab=training&run=watched")
    page.wait_for_selector("#training-grids canvas", timeout=60_000)
    page.evaluate(WATCH)
    return page


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


if __name__ == "__main__":
    main()
