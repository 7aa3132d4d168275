"""Which way of making one face is fastest: python -m benchmarks.generator_ways.

All ways make the same face of preset s on one thread, in turn, so that whatever else the machine
does meets them alike. ONNX Runtime and OpenVINO are measured where they are installed.
"""

import argparse
import importlib.util
import io
import statistics
import time
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from facegen.latent.graphs.traced import traced
from facegen.models.latents import latents_of
from facegen.models.layers import upsample
from facegen.models.msg_gan import Generator, MsgGanConfig
from facegen.models.presets import MODELS

Way = Callable[[Tensor], Any]


def plain_layout(generator: Generator) -> Way:
    """Keep each channel of a picture together in memory, as torch does by itself."""

    class Plain(Generator):
        def stem(self, styles: Tensor) -> Tensor:
            return super().stem(styles).contiguous()

    plain = Plain(generator.config)
    plain.load_state_dict(generator.state_dict())
    frozen: Any = plain.freeze()
    return frozen.to(memory_format=torch.contiguous_format).synthesize


def lower_kept(generator: Generator, styles: Tensor) -> Way:
    """Make the largest scale alone, the others kept from before: what a cache would save."""
    x, image = generator.stem(styles), None
    for block in list(generator.blocks)[:-1]:
        x, added = block(x, styles)
        image = added if image is None else added + upsample(image, "bilinear")
    assert image is not None
    below = image

    def top(some: Tensor) -> Tensor:
        return generator.blocks[-1](x, some)[1] + upsample(below, "bilinear")

    recorded: Any = torch.jit.trace(top, styles, check_trace=False)
    return recorded


def in_onnxruntime(generator: Generator, styles: Tensor) -> Way:
    """Run the exported graph in ONNX Runtime."""
    onnxruntime = importlib.import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(exported(generator, styles), options)
    return lambda some: session.run(None, {"styles": some.numpy()})


def in_openvino(generator: Generator, styles: Tensor) -> Way:
    """Run the exported graph in OpenVINO."""
    openvino = importlib.import_module("openvino")
    core = openvino.Core()
    settings = {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"}
    graph = core.compile_model(
        core.read_model(io.BytesIO(exported(generator, styles))), "CPU", settings
    )
    return lambda some: graph([some.numpy()])


def exported(generator: Generator, styles: Tensor) -> bytes:
    """Write a generator as ONNX."""

    class Synthesis(torch.nn.Module):
        def forward(self, styles: Tensor) -> tuple[Tensor, ...]:
            return tuple(generator.synthesize(styles))

    buffer: Any = io.BytesIO()
    torch.onnx.export(
        Synthesis(), (styles,), buffer, input_names=["styles"], dynamo=False, opset_version=17
    )
    return buffer.getvalue()


@torch.inference_mode()
def measure(seconds: float, compiled: bool) -> None:
    """Make faces in every way in turn and say how long each took."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    config = MODELS["s"]
    assert isinstance(config, MsgGanConfig)
    generator = Generator(config).freeze()
    styles = generator.style(latents_of(range(1), generator.latent_dim))
    ways: dict[str, Way] = {
        "as it is (channels last)": generator.synthesize,
        "plain layout": plain_layout(generator),
        "recorded": traced(generator, styles),
        "recorded, lower scales kept": lower_kept(generator, styles),
    }
    if compiled:
        ways["torch.compile"] = torch.compile(generator.synthesize)
    for module, make in (("onnxruntime", in_onnxruntime), ("openvino", in_openvino)):
        if importlib.util.find_spec(module):
            ways[module] = make(generator, styles)
    times_ms: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        for _ in range(5):
            way(styles)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for name, way in ways.items():
            started = time.perf_counter()
            way(styles)
            times_ms[name].append((time.perf_counter() - started) * 1000)
    for name, times in times_ms.items():
        print(f"{name:28} {statistics.median(times):.2f} ms (fastest {min(times):.2f})")


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--compile", action="store_true", help="also torch.compile: half a minute")
    options = parser.parse_args()
    measure(options.seconds, options.compile)


if __name__ == "__main__":
    main()
