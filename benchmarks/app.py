"""The app as a person starts it, for benchmarks that ask it from outside."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from tests.serving import free_port


@contextmanager
def running_app(**variables: str) -> Iterator[str]:
    """Start the app on a free port, and yield its address once it answers.

    Args:
        variables: Set in its environment.
    """
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "app.py"],
        env={**os.environ, "GRADIO_SERVER_PORT": str(port), **variables},
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait()


def app_process() -> psutil.Process:
    """Return the process of the app that this one has started, which serves."""
    (server,) = (child for child in psutil.Process().children() if "app.py" in child.cmdline())
    return server


def _wait_for(address: str, server: subprocess.Popen) -> None:
    """Wait for the page itself."""
    while server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server ended before it answered")
