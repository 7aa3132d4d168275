"""What a server that nobody asks anything takes of a core and of memory, and where that lies.

python -m benchmarks.idle

Two servers of one page run through the same minute: as facegen serves it, and with the waits that
Gradio and uvicorn have by themselves. It is processor time that is counted, so other work on the
machine changes little. Memory is the first server's, by where it lies: faces and libraries are
mapped files, which all processes share, and which the system takes back where it needs the room.
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


def memory_mb(server: psutil.Popen) -> dict[str, float]:
    """Return the resident memory of a server by where it lies, MB."""
    taken = {"its own": 0.0, "mapped faces": 0.0, "mapped libraries": 0.0}
    for part in server.memory_maps():
        mapped = (part.rss - part.anonymous) / 1e6
        kind = "mapped faces" if part.path.endswith(".npy") else "mapped libraries"
        taken[kind] += mapped
        taken["its own"] += part.anonymous / 1e6
    return taken


def imported_mb() -> float:
    """Return what a process takes of its own that has imported the largest libraries alone."""
    told = (
        "import gradio, numba, torch, psutil; "
        "print(sum(part.anonymous for part in psutil.Process().memory_maps()))"
    )
    words = [sys.executable, "-c", told]
    return int(subprocess.run(words, capture_output=True, text=True, check=True).stdout) / 1e6


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
            for name, megabytes in memory_mb(servers["as served"][0]).items():
                print(f"{name}: {megabytes:.0f} MB")
            print(f"of its own once gradio, numba and torch are imported: {imported_mb():.0f} MB")
        finally:
            for server, _ in servers.values():
                server.terminate()
                server.wait()


if __name__ == "__main__":
    main()
