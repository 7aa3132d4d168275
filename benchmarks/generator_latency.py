"""How long one face takes: python -m benchmarks.generator_latency.

One latent in, the face at every scale out, as a slider asks for it; on the processor, after a
warm-up.
"""

import argparse
import statistics
import time

import torch

from facegen.models.families import FAMILIES, family_of
from facegen.models.latents import latents_of
from facegen.models.presets import MODELS


@torch.inference_mode()
def measure(preset: str, threads: int, seconds: float) -> str:
    """Make faces one by one and say how long each took."""
    torch.set_num_threads(threads)
    config = MODELS[preset]
    generator = FAMILIES[family_of(config)].generator(config).freeze()
    latents = latents_of(range(64), generator.latent_dim)
    times_ms: list[float] = []
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline or len(times_ms) < 20:
        latent = latents[len(times_ms) % 64 :][:1]
        started = time.perf_counter()
        generator(latent)
        times_ms.append((time.perf_counter() - started) * 1000)
    settled = sorted(times_ms[len(times_ms) // 4 :])
    return (
        f"{preset:>9}  {threads} threads  median {statistics.median(settled):7.2f} ms, "
        f"fastest {settled[0]:.2f}, 95 % below {settled[int(0.95 * len(settled))]:.2f}  "
        f"({len(settled)} faces)"
    )


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
