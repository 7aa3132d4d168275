"""What a server that nobody asks anything takes of a core, beside what Gradio and uvicorn would.

python -m benchmarks.idle

Two servers of one page run through the same minute: as facegen serves it, and with the waits that
Gradio and uvicorn have by themselves. It is processor time that is counted, so other work on the
machine changes little.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.serving import answers, free_port

Servers = dict[str, tuple[psutil.Popen, str]]

SERVED = "from facegen.__main__ import main; main({words})"
BY_THEMSELVES = """
import uvicorn
from facegen.ui import resting
resting.PatientServer.main_loop = uvicorn.Server.main_loop
resting.Resting._set = lambda self, queue_sec, progress_sec: None
"""
SETTLING_SEC, SETTLED = 20.0, 0.1
"""What is got ready after the page is done once it took less of a core than this, for so long."""


def start(code: str, home: Path) -> tuple[psutil.Popen, str]:
    """Start a server; returns it and its address."""
    port = free_port()
    words = ["--no-browser", "--host", "127.0.0.1", "--port", str(port)]
    program = [sys.executable, "-c", code + SERVED.format(words=words)]
    environment = {"FACEGEN_HOME": str(home), "PATH": "/usr/bin:/bin"}
    server = psutil.Popen(program, env=environment, stdout=subprocess.DEVNULL)
    return server, f"http://127.0.0.1:{port}"


def seconds_of(server: psutil.Popen) -> float:
    """Return the processor time a server has taken, all threads together."""
    times = server.cpu_times()
    return times.user + times.system


def shares(servers: Servers, seconds: float) -> dict[str, float]:
    """Return the share of a core that each server takes over some time."""
    before = {name: seconds_of(server) for name, (server, _) in servers.items()}
    time.sleep(seconds)
    return {
        name: (seconds_of(server) - before[name]) / seconds for name, (server, _) in servers.items()
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="to measure (default: 60)")
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as home:
        servers: Servers = {
            "as served": start("", Path(home)),
            "with Gradio's and uvicorn's own waits": start(BY_THEMSELVES, Path(home)),
        }
        try:
            for _, address in servers.values():
                while not answers(address):
                    time.sleep(0.5)
            while max(shares(servers, SETTLING_SEC).values()) > SETTLED:
                pass
            for name, share in shares(servers, seconds).items():
                print(f"{name}: {share:.2%} of a core over {seconds:.0f} s")
        finally:
            for server, _ in servers.values():
                server.terminate()
                server.wait()


if __name__ == "__main__":
    main()
