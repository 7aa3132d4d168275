"""How long one face takes: python -m benchmarks.generator_latency.

One latent in, the face at every scale out, as a slider asks for it; on the processor, after a
warm-up: recorded as a graph, and in turn as it is.
"""

import argparse
import itertools
import statistics
import time

import torch

from facegen.latent.graphs.traced import traced
from facegen.models.families import FAMILIES
from facegen.models.latents import latents_of
from facegen.models.presets import MODELS
from facegen.models.shapes import family_of


@torch.inference_mode()
def measure(preset: str, threads: int, seconds: float) -> str:
    """Make faces one by one and say how long each took."""
    torch.set_num_threads(threads)
    config = MODELS[preset]
    generator = FAMILIES[family_of(config)].generator(config).freeze()
    latents = latents_of(range(64), generator.latent_dim)
    draw = traced(generator, generator.style(latents[:1]))
    ways = {"recorded": draw, "as it is": generator.synthesize}
    times_ms: dict[str, list[float]] = {name: [] for name in ways}
    deadline = time.monotonic() + seconds
    for number in itertools.count():
        if number >= 20 and time.monotonic() > deadline:
            break
        latent = latents[number % 64 :][:1]
        for name, synthesize in ways.items():
            started = time.perf_counter()
            synthesize(generator.style(latent))
            times_ms[name].append((time.perf_counter() - started) * 1000)
    found = (f"{name} {described(times)}" for name, times in times_ms.items())
    return f"{preset:>9}  {threads} threads  " + ";  ".join(found)


def described(times_ms: list[float]) -> str:
    """Say what times are like once settled."""
    settled = sorted(times_ms[len(times_ms) // 4 :])
    return f"{statistics.median(settled):.2f} ms (fastest {settled[0]:.2f})"


def main() -> None:
    """Measure the presets asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("presets", nargs="*", default=["xs", "s", "gpu64", "gpu128", "original"])
    parser.add_argument("--seconds", type=float, default=5.0, help="at least, a preset")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    for preset in options.presets:
        print(measure(preset, options.threads, options.seconds), flush=True)


if __name__ == "__main__":
    main()
