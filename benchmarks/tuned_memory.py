"""What tuned generators of many visitors take of a server's memory, and what is left of them.

python -m benchmarks.tuned_memory [--visitors 20]

Each visitor opens a tuned face and drags a slider over it; then all leave. Memory is that of the
server's process alone, after each step.
"""

import argparse
import tempfile
import time

import httpx
import psutil

from benchmarks.app import running_app
from facegen.answers.choices import opened
from facegen.latent.photo.projection import Projector
from facegen.latent.photo.tuned_file import TunedFace, write_tuned
from facegen.latent.photo.tuning import Tuner
from facegen.models.attribute_net import AttributeNet
from facegen.models.places import shipped
from facegen.shipped import checkpoint

DRAGGED = 20
WARMING_SEC = 60
"""By then the server has warmed up, which takes memory too."""


def tuned_file() -> tuple[str, bytes]:
    """Tune the first generator that ships for a step; return its key and the file."""
    folder = next(folder for folder in shipped() if (folder / "encoder").is_dir())
    model = opened(folder)
    network = AttributeNet.load(checkpoint("attributes"))
    projector = Projector(model.generator, network, model.encoder, model.space)
    face = model.generator.sample([1])[0]
    *_, found = projector.project(face, steps=0)
    *_, end = Tuner(projector).tune(face, found.style, steps=1)
    return folder.name, write_tuned(TunedFace.of(model.generator, found.style, end.difference))


def visit(http: httpx.Client, key: str, content: bytes) -> str:
    """Open a tuned face, drag a slider, and return its key."""
    answer = http.post("/latent/tuned", params={"checkpoint": key}, content=content)
    mine = answer.raise_for_status().json()
    for step in range(DRAGGED):
        asked = {
            "checkpoint": mine["checkpoint"],
            "style": mine["style"],
            "components": f"0:{step / 10}",
        }
        http.get("/latent/face", params=asked).raise_for_status()
    return mine["checkpoint"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=20)
    visitors = parser.parse_args().visitors
    key, content = tuned_file()
    print(f"{key}; a file of {len(content) / 1e6:.1f} MB each")
    with (
        tempfile.TemporaryDirectory() as home,
        running_app(FACEGEN_HOME=home) as address,
        httpx.Client(base_url=address, timeout=300) as http,
    ):
        (server,) = psutil.Process().children()

        def tell(words: str) -> None:
            print(f"{words:40} {server.memory_info().rss / 1e6:7.0f} MB", flush=True)

        http.get("/latent/face", params={"checkpoint": key}).raise_for_status()
        time.sleep(WARMING_SEC)
        tell("before, its generator open")
        keys = [visit(http, key, content)]
        tell("one tuned visitor")
        keys += [visit(http, key, content) for _ in range(visitors - 1)]
        tell(f"{visitors} tuned visitors")
        for mine in keys:
            http.post("/latent/forget", params={"checkpoint": mine}).raise_for_status()
        http.get("/latent/face", params={"checkpoint": key}).raise_for_status()
        tell("after all have left")
        for mine in keys:
            assert http.get("/latent/tuned", params={"checkpoint": mine}).status_code == 400
        for _ in range(visitors):
            http.post("/latent/forget", params={"checkpoint": visit(http, key, content)})
        tell(f"after {visitors} more have come and left")


if __name__ == "__main__":
    main()
