"""Whether a discriminator tells faces by how their scales agree.

    python -m benchmarks.scale_cue RUN STORE [--images N]

The pictures of a real face are one picture, halved and halved again. One line for each way of
spoiling or mending that: what the discriminator of a run says of 256 faces it has not seen, and of
256 samples. Where mended samples pass for faces, it had looked at little else.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from facegen.command_line import Parser, run_command, whole_number
from facegen.data.parts import parts
from facegen.data.store import open_store
from facegen.models.latents import latents_of
from facegen.models.layers import pyramid
from facegen.training.engine.batches import Faces
from facegen.training.outcome.trained import load_discriminator, load_generator
from facegen.training.run.runs import Run

COUNT, CHUNK = 256, 32
NOISE = 0.01
"""Standard deviation, where black to white is 2: a level and a quarter of 255."""


@torch.inference_mode()
def show(options: argparse.Namespace) -> None:
    """Print what the discriminator says."""
    run = Run.open(options.run)
    store = open_store(options.store)
    generator = load_generator(run, options.images)
    judge = load_discriminator(run, options.images)
    scales, px = len(generator.scales_px), generator.scales_px[-1]
    faces = Faces(store, parts(store)[1], px, torch.device("cpu"))
    real = pyramid(faces.take(faces.spread(COUNT)), scales)
    chunks = latents_of(range(COUNT), generator.latent_dim).split(CHUNK)
    made = [torch.cat(scale) for scale in zip(*map(generator, chunks), strict=True)]
    noise = torch.Generator().manual_seed(0)
    noised = [x + NOISE * torch.randn(x.shape, generator=noise) for x in real[:-1]]
    for name, images in {
        "faces": real,
        f"faces, noise of {NOISE} on all but the largest picture": [*noised, real[-1]],
        "samples": made,
        "samples, smaller pictures those of the largest": pyramid(made[-1], scales),
    }.items():
        logits = judged(judge, images)
        shares = f"{(logits > 0).float().mean():4.0%} called real"
        print(f"{name:56} {logits.mean():5.2f} ± {logits.std():.2f}, {shares}")


def judged(judge: nn.Module, images: Sequence[Tensor]) -> Tensor:
    """Return the logits of pictures at every scale."""
    chunks = zip(*(scale.split(CHUNK) for scale in images), strict=True)
    return torch.cat([judge(list(chunk)) for chunk in chunks])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = Parser(prog="python -m benchmarks.scale_cue", description=__doc__)
    parser.add_argument("run", type=Path, help="folder of a run that judges whole faces")
    parser.add_argument("store", type=Path, help="a prepared store of real faces")
    parser.add_argument("--images", type=whole_number(0), help="of a kept checkpoint")
    return run_command(parser, arguments, show)


if __name__ == "__main__":
    sys.exit(main())
