"""What a server's memory does over rounds of the same questions: whether it grows.

python -m benchmarks.memory [--rounds 8]

Each round asks with seeds and sessions of its own: faces, edits, averages, medians, samples, a
photo's face, a film, pages and their state. After each, what nobody uses any more is given back
(`gc.collect`, `malloc_trim`), and the memory that is the server's own is read, without what it
shares with others: mapped faces and libraries. Caches fill in the first rounds; a leak goes on.
"""

import argparse
import base64
import json
import signal
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import psutil

from benchmarks.idle import memory_mb, start
from tests.serving import answers

AT_ONCE = 4
GIVING_BACK = """
import ctypes, gc, pathlib, signal
def give_back(*_):
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    pathlib.Path({told!r}).touch()
signal.signal(signal.SIGUSR1, give_back)
"""
CONDITIONS = (["Smiling"], ["Male"], ["Young", "Eyeglasses"], ["Blond_Hair"], [])


def call(http: httpx.Client, name: str, **values: Any) -> Any:
    """Ask a named endpoint and return its answer."""
    path = f"/gradio_api/call/v2/{name}"
    event = http.post(path, json=values).raise_for_status().json()["event_id"]
    told = http.get(f"{path}/{event}").raise_for_status().text
    if "event: complete" not in told:
        raise RuntimeError(told)
    return json.loads(told.rpartition("data: ")[2])[0]


def questions(http: httpx.Client, turn: int, photo: bytes) -> list[Callable[[], Any]]:
    """Return what one round asks."""
    first = 1_000 * turn
    film = {"keys": [{"seed": str(first)}, {"seed": str(first + 1)}], "seconds": 1, "rate": 12}
    conditions = [CONDITIONS[i % len(CONDITIONS)] for i in range(20)]
    return [
        *(lambda i=i: http.get("/latent/face", params={"seed": first + i}) for i in range(100)),
        *(
            lambda i=i: call(http, "edit", face=f"seed={first + i}", attributes={"Smiling": 1})
            for i in range(10)
        ),
        *(
            lambda i=i, required=required, kind=kind: call(
                http, "average_face", required=required, statistic=kind,
                sample_size=500, seed=first + i,
            )
            for kind in ("mean", "median")
            for i, required in enumerate(conditions)
        ),
        *(
            lambda i=i, model=model: call(http, "sample_faces", model=model, seed=first + i)
            for model in ("pixels", "patches", "gaussian", "eigenfaces")
            for i in range(2)
        ),
        *[lambda: http.post("/latent/project", params={"steps": 10}, content=photo)] * 2,
        lambda: http.post("/latent/film", json=film),
        *[lambda: http.get("/")] * 20,
        *[lambda: http.get("/config")] * 5,
        *[lambda: http.get("/training/view")] * 20,
    ]  # fmt: skip


def given_back_mb(server: psutil.Popen, told: Path) -> tuple[float, float]:
    """Have a server give back what it does not use; returns its own memory and all of it, MB."""
    told.unlink(missing_ok=True)
    server.send_signal(signal.SIGUSR1)
    while not told.exists():
        time.sleep(0.1)
    return memory_mb(server)["its own"], server.memory_info().rss / 1e6


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=8)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as home:
        told = Path(home) / "given-back"
        server, address = start(GIVING_BACK.format(told=str(told)), Path(home))
        try:
            while not answers(address):
                time.sleep(0.5)
            with httpx.Client(base_url=address, timeout=600) as http:
                face = call(http, "generate", seed=7)["image"]
                photo = base64.b64decode(face.partition(",")[2])
                print("round  its own  resident, MB", flush=True)
                for turn in range(rounds + 1):
                    with ThreadPoolExecutor(AT_ONCE) as pool:
                        asked = questions(http, turn, photo) if turn else []
                        for answer in pool.map(lambda ask: ask(), asked):
                            if isinstance(answer, httpx.Response):
                                answer.raise_for_status()
                    own, resident = given_back_mb(server, told)
                    print(f"{turn:5}  {own:7.0f}  {resident:8.0f}", flush=True)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
