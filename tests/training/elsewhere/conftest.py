"""Real commands, a real server in the Hub's place, and jobs as real processes."""

import subprocess
import sys
import time
from collections.abc import Callable

from tests.hub.conftest import environment
from tests.hub.jobs_hub import TOKEN, JobsHub, account, hub

__all__ = ["account", "hub"]

HURRIED = """
import sys
from facegen.training.__main__ import main
from facegen.training.elsewhere import following, handing
handing.EVERY_SEC, following.EVERY_SEC = 0.5, 0.5
sys.exit(main(sys.argv[1:]))
"""
"""The command line, but it looks and sends more often."""


def begin(hub: JobsHub, *words: object, token: str = TOKEN) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", HURRIED, *map(str, words)],
        env=environment(hub.home, hub.url, HF_TOKEN=token, HF_HUB_DISABLE_XET="1"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def until(happened: Callable[[], object], process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 120
    while not happened():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
