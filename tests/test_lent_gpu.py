"""A Space on ZeroGPU, with the real package and the Hub's side of it answered here.

Where there is no GPU the process that gets one cannot start, as where a quota is used up: then the
work is done without, and the page goes on.
"""

import http.server
import json
import os
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
import torch

from facegen import lent_gpu
from tests.serving import served

ROOT = Path(__file__).parents[1]

pytest.importorskip("spaces", reason="the package that is on every Space is not installed")
if torch.version.cuda is None:
    pytest.skip("the package takes no torch without CUDA", allow_module_level=True)


class Lender(http.server.BaseHTTPRequestHandler):
    """What lends GPUs: it grants every wish, and notes it."""

    asked: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.asked.append(self.path)
        lent = {"idle": False, "nvidiaIndex": 0, "nvidiaUUID": "GPU-none", "allowToken": "t"}
        body = json.dumps(lent).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def zero_gpu() -> Iterator[dict[str, str]]:
    """The environment of a Space on ZeroGPU."""
    lender = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Lender)
    threading.Thread(target=lender.serve_forever, daemon=True).start()
    yield {
        "SPACES_ZERO_GPU": "true",
        "SPACES_ZERO_DEVICE_API_URL": f"http://127.0.0.1:{lender.server_port}",
        "SYSTEM": "spaces",
        "SPACE_HOST": "127.0.0.1",
    }
    lender.shutdown()
    lender.server_close()


def test_elsewhere_a_mark_does_nothing() -> None:
    def work() -> Iterator[int]:
        yield 1

    assert lent_gpu.on_lent_gpu(30)(work) is work


@pytest.mark.timeout(600)
def test_sliders_take_no_quota_and_a_projection_goes_on_without(
    zero_gpu: dict[str, str], tmp_path: Path
) -> None:
    environment = {**zero_gpu, "FACEGEN_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    Lender.asked.clear()
    with served([sys.executable, "-m", "facegen"], tmp_path, environment) as address:
        assert Lender.asked == ["/startup-report"]
        for seed in range(4):
            with urllib.request.urlopen(f"{address}/latent/face?seed={seed}") as answer:
                assert answer.read()
        assert Lender.asked == ["/startup-report"]
        wish = urllib.request.Request(f"{address}/latent/project?steps=5&with=Smiling", b"")
        with urllib.request.urlopen(wish) as answer:
            *_, found = map(json.loads, answer.read().decode().splitlines())
    assert found["pixels"] > 0
    asked = [path.partition("?")[0] for path in Lender.asked]
    assert asked == ["/startup-report", "/schedule", "/allow", "/release"]
    assert "durationSeconds=30" in Lender.asked[1]
    assert "so a projection is done on the CPU" in (tmp_path / "console.txt").read_text()


ON_A_DEVICE = """
from facegen import lent_gpu
lent_gpu.import_first()
import facegen
from facegen.latent.photo.projection import Projector
from facegen.models.attribute_net import AttributeNet
from facegen.models.named import folder_of
from facegen.models.places import shipped

generator = facegen.load(next(one for one in shipped() if (one / "directions.json").is_file()))
network = AttributeNet.load(folder_of("attributes"))
(picture,) = generator.sample([3])
here = list(Projector(generator, network).project(picture, 4))
projector = Projector(generator, network).to("cuda")
there = list(projector.project(picture, 4))
assert str(next(projector.generator.parameters()).device) == "cuda:0"
assert [step.style.device.type for step in there] == ["cpu"] * 5
assert [step.distance for step in here] == [step.distance for step in there]
"""


@pytest.mark.timeout(300)
def test_a_projection_mixes_no_devices(zero_gpu: dict[str, str]) -> None:
    """`spaces` stands in for a GPU where there is none, and refuses tensors of two devices."""
    subprocess.run(
        [sys.executable, "-c", ON_A_DEVICE],
        env={**os.environ, **zero_gpu, "PYTHONPATH": str(ROOT)},
        check=True,
    )
