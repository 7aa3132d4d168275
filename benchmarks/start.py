"""How long a person waits for facegen: from the command to the port, the first face, the page.

    python -m benchmarks.start --store STORE [--rounds 5]

The very first start unpacks the bundled faces into an empty home; the others find them there.
Chromium asks for the page as soon as the port is open. Then commands, from the shell to their end.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.serving import chromium, free_port, listening

WAIT_MS = 60_000
FACE = """
async () => {
  while (!document.querySelector("img[src^='data:image']")?.naturalWidth)
    await new Promise(requestAnimationFrame);
}
"""


def main() -> None:
    """Start, ask, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path, required=True)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium())
        first, again = [], []
        for _ in range(given.rounds):
            with tempfile.TemporaryDirectory() as home:
                first.append(waits(browser, Path(home)))
                again.append(waits(browser, Path(home)))
        browser.close()
    print("seconds from the command to: the port | a face in Chromium | the page at work")
    for name, rows in (("the very first start", first), ("the next", again)):
        medians = [statistics.median(row) for row in zip(*rows, strict=True)]
        print(f"{name}: {' | '.join(f'{median:.2f}' for median in medians)}")
    with tempfile.TemporaryDirectory() as folder:
        face = ["face", str(given.store), "--require", "Smiling", "--statistic", "median"]
        for words in (
            ["statistics", *face, "--out", f"{folder}/face.png"],
            ["data", "list"],
            ["training", "list"],
            ["latent", "list"],
        ):
            taken = statistics.median(ended(words, given.rounds))
            print(f"facegen {words[0]} {words[1]}: {taken:.2f} s")


def waits(browser: Browser, home: Path) -> tuple[float, float, float]:
    """Start the page; returns the seconds to its port, a face on it, and to its working."""
    port = free_port()
    words = ["--no-browser", "--host", "127.0.0.1", "--port", str(port)]
    page = browser.new_context().new_page()
    page.set_default_timeout(WAIT_MS)
    began = time.monotonic()
    server = subprocess.Popen(
        [sys.executable, "app.py", *words],
        env={**os.environ, "FACEGEN_HOME": str(home)},
        stdout=subprocess.DEVNULL,
    )
    try:
        while not listening(port):
            time.sleep(0.01)
        opened = time.monotonic() - began
        page.goto(f"http://127.0.0.1:{port}", wait_until="commit", timeout=WAIT_MS)
        page.evaluate(FACE)
        seen = time.monotonic() - began
        page.get_by_role("tab", name="Average faces").wait_for()  # the still has none
        page.locator("#first-sight").wait_for(state="hidden")
        return opened, seen, time.monotonic() - began
    finally:
        page.context.close()
        server.terminate()
        server.wait()


def ended(words: list[str], rounds: int) -> list[float]:
    """Run a command; returns the seconds each run took."""
    taken = []
    for _ in range(rounds):
        began = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "facegen", *words], stdout=subprocess.DEVNULL, check=True
        )
        taken.append(time.monotonic() - began)
    return taken


if __name__ == "__main__":
    main()
