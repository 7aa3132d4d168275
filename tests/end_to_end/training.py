"""A real run beside a real server, for the tests of the Training tab."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from facegen.images import encode
from facegen.training.jobs.steering import kill
from facegen.training.run.runs import Run
from tests.bundled import bundled_faces
from tests.end_to_end.conftest import ROOT, Server

WAIT = 90_000
QUICK = ("--preset=two-minutes", "--metrics-kimg=0.05", "--snapshot-kimg=0.2", "--threads=1")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose first store is small, so that measures between steps take little time."""
    home, pictures = (tmp_path_factory.mktemp(name) for name in ("training-home", "pictures"))
    for number, face in enumerate(bundled_faces().faces[:160]):
        (pictures / f"{number:03d}.png").write_bytes(encode(np.asarray(face)))
    command = [sys.executable, "-m", "facegen.data", "prepare", f"--source={pictures}"]
    subprocess.run([*command, f"--out={home / 'stores' / 'few'}"], cwd=ROOT, check=True)
    return home


@pytest.fixture(scope="module")
def trainer(home: Path) -> Iterator[Server]:
    running = Server(home, FACEGEN_STORE="")
    running.wait()
    yield running
    running.stop()


@pytest.fixture
def run(home: Path) -> Iterator[Run]:
    """A run that goes on by itself until the test is over."""
    folder = home / "runs" / "live"
    store = home / "stores" / "few"
    command = [sys.executable, "-m", "facegen.training", "start", f"--data={store}"]
    environment = {**os.environ, "OMP_WAIT_POLICY": "PASSIVE"}
    with (home / "console.txt").open("wb") as console:
        process = subprocess.Popen(
            [*command, f"--run={folder}", "--minutes=60", *QUICK],
            cwd=ROOT,
            env=environment,
            stdout=console,
            stderr=console,
        )
    deadline = time.monotonic() + WAIT / 1000
    while not Run(folder).metrics():
        assert process.poll() is None, (home / "console.txt").read_text()
        assert time.monotonic() < deadline, "the run did not begin in time"
        time.sleep(0.1)
    yield Run(folder)
    kill(Run(folder))
    process.wait()
    shutil.rmtree(folder)


def opened(page: Page, address: str, link: str = "?tab=training") -> Page:
    page.goto(f"{address}/{link}")
    expect(page.locator("#training-monitor .monitor-name")).not_to_be_empty()
    return page


def state(page: Page) -> Locator:
    return page.locator("#training-monitor .monitor-name")


def samples(page: Page) -> Locator:
    return page.locator("#training-grids canvas").first
