"""A real server in a process of its own, and Chromium to drive it."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.bundled import lend_bundled
from tests.serving import chromium, free_port

ROOT = Path(__file__).parents[2]
PATIENCE_MS = 120_000
"""How long a page may take for anything: no test fails because the machine is slow."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    launch = chromium()
    if not launch["executable_path"]:
        if os.environ.get("FACEGEN_REQUIRE_BROWSER"):
            pytest.fail("Chromium is required here, but was not found.")
        pytest.skip("no Chromium on this machine")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch)
        yield browser
        browser.close()


class Server:
    """The app as a person starts it."""

    def __init__(self, home: Path, port: int | None = None, **variables: str) -> None:
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = home / "server.log"
        lend_bundled(home)
        environment = {
            **os.environ,
            "FACEGEN_HOME": str(home),
            "GRADIO_SERVER_PORT": str(self.port),
            "GRADIO_SERVER_NAME": "127.0.0.1",
            "GRADIO_TEMP_DIR": str(home / "gradio"),
            **variables,
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    def wait(self, seconds: float = 120) -> None:
        """Wait until the page itself is answered, not only the port."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(self.address, timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.2)
        pytest.fail(f"The server did not come up:\n{self.log.read_text()[-3000:]}")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app on what ships with the project."""
    running = Server(tmp_path_factory.mktemp("home"), FACEGEN_STORE="")
    running.wait()
    yield running
    running.stop()


def patient_context(browser: Browser, **options: Any) -> BrowserContext:
    """Open a window of its own; its pages wait as long as `expect` does."""
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE_MS)
    return context


@contextmanager
def watched_page(
    browser: Browser,
    width: int = 1280,
    height: int = 800,
    motion: Literal["reduce", "no-preference"] = "no-preference",
) -> Iterator[Page]:
    """Open an empty page that fails the test at its end if the application logged an error."""
    context = patient_context(
        browser, viewport={"width": width, "height": height}, reduced_motion=motion
    )
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    assert not problems


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page for one test; see `watched_page`."""
    with watched_page(browser) as page:
        yield page
