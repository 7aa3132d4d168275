"""The `facegen` command as a server of its own, and the browser that looks at it."""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE_SEC = 240


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listening(port: int) -> bool:
    """Say whether a port of this machine is open."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def chromium(*arguments: str) -> dict[str, Any]:
    """Return how Playwright launches the browser; without its path where there is none.

    Args:
        arguments: To give it beside those that a machine without screen and rights needs.
    """
    return {
        "executable_path": os.environ.get("FACEGEN_CHROMIUM") or shutil.which("chromium"),
        "args": ["--no-sandbox", "--disable-gpu", *arguments],
    }


@contextmanager
def served(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Serve the page from a folder; yields its address once it answers."""
    port = free_port()
    words = [*command, "--no-browser", "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "console.txt").open("w+") as console:
        server = subprocess.Popen(
            words,
            cwd=folder,
            env={**os.environ, **environment},
            stdout=console,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            deadline = time.monotonic() + PATIENCE_SEC
            while not answers(address):
                said = (folder / "console.txt").read_text()
                assert server.poll() is None, said
                assert time.monotonic() < deadline, said
                time.sleep(0.3)
            yield address
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def answers(address: str) -> bool:
    """Say whether a server answers yet."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
