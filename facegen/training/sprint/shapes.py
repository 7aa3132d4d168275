"""The networks a sprint may train, widest first, and how they are trained."""

import dataclasses
from collections.abc import Mapping

from facegen.models.msg_gan import MsgGanConfig
from facegen.training.run.config import TrainingConfig

WANTED_IMAGES = 1_200_000
"""Training images a sprint should show: the widest shape that will is taken. On CPUs the curves of
narrower networks flatten from about there."""

BATCHES = (64, 128)

M = TrainingConfig(
    preset="sprint-m",
    model=MsgGanConfig(
        consistent=True,
        generator_channels=(192, 256, 256, 192, 96, 48),
        discriminator_channels=(384, 384, 256, 192, 96, 48),
        latent_dim=192,
        discriminator_convolutions=2,
        rgb_channels=32,
        residual=True,
        head_channels=384,
    ),
    rate=0.005,
    penalty_weight=0.5,
    batch=BATCHES[0],
    kimg=None,
    minutes=8.0,
    decay_share=0.3,
    ema_kimg=20.0,
    metrics_kimg=10.0,
    snapshot_kimg=100.0,
    checkpoint_kimg=150.0,
    precision="bfloat16",
)


def _shape(name: str, generator: tuple[int, ...], discriminator: tuple[int, ...]) -> TrainingConfig:
    assert isinstance(M.model, MsgGanConfig)
    model = dataclasses.replace(
        M.model, generator_channels=generator, discriminator_channels=discriminator
    )
    return dataclasses.replace(M, preset=name, model=model)


SHAPES: Mapping[str, TrainingConfig] = {
    "sprint-l": _shape("sprint-l", (192, 192, 256, 256, 128, 64), (384, 384, 384, 256, 128, 64)),
    "sprint-m": M,
    "sprint-s": _shape("sprint-s", (192, 192, 192, 128, 64, 32), (256, 256, 256, 128, 64, 32)),
}
"""All generators have less than 4.9 million parameters, for a checkpoint of less than 10 MB in half
precision; most of them stand where 16 to 64 px are made. None of these recipes was tried at this
size, so all of it is sober:

- Smaller pictures are the largest one, halved (`consistent`): without that the discriminator of the
  long run on a CPU looked at little else than whether they agree (benchmarks/m64).
- Rate 0.005 at batch 64. Under equalised rates one step of Adam changes what a layer does by about
  rate x sqrt(inputs). The narrow networks that learn best with 0.01 at batch 32 have a third of the
  inputs, so 0.006 would be as bold here; twice the batch makes it calmer still. StyleGAN2's 0.0025
  is for 25 million images, twenty times as many as there are here.
- R1 weight 0.5: Karras et al. 2020 (StyleGAN2-ADA, section A) let gamma grow as pixels / batch,
  which brings the 0.25 of 64 px and batch 32 to twice that at 128 px and batch 64.
- Half-life of the average 20,000 images: the same rule's 10,000 at batch 32, times two.
- Two convolutions a discriminator's block and residual, as all published networks of this size: the
  first of them sees the full resolution, so the pooling after the second hides nothing.
"""

TINY = dataclasses.replace(
    M,
    preset="sprint-tiny",
    model=MsgGanConfig(
        consistent=True,
        generator_channels=(16, 16, 8, 8),
        discriminator_channels=(16, 16, 8, 8),
        latent_dim=16,
        residual=True,
        head_channels=16,
    ),
    metrics_kimg=0.2,
    snapshot_kimg=0.5,
    checkpoint_kimg=0.5,
    precision="float32",
)
"""For a rehearsal in seconds, at 32 px on any machine."""


def shape(name: str, batch: int) -> TrainingConfig:
    """Return a shape of a name, `sprint-tiny` among them, at a batch size."""
    return dataclasses.replace({**SHAPES, TINY.preset: TINY}[name], batch=batch)
