"""Train the encoder of a generator, on nothing but the generator's own faces.

Every step sees fresh faces, whose styles are known, so there is nothing to overfit to. The body
starts as the attribute network's, which knows faces already.
"""

import math
from pathlib import Path

import torch
from torch import Tensor

from facegen.errors import ModelError
from facegen.files import whole_folder
from facegen.latent.directions.labelling import pictures_for
from facegen.latent.style_space import StyleSpace, require_latent_space, seeded
from facegen.models.attribute_net import AttributeNet
from facegen.models.generator import FaceGenerator
from facegen.models.stored import weights_digest
from facegen.models.style_encoder import StyleEncoder, StyleEncoderConfig
from facegen.progress import Progress, unwatched

FOLDER = "encoder"
BATCH = 64
FACES = 32_000
RATE = 2e-3
FIRST_SEED = 4_000_000
CHECK_SEED = 2_500_000
CHECKED = 256
NOISE = 0.04
"""Standard deviation of noise laid over the faces, black to white being 2: photos have some."""


def train_encoder(
    generator: FaceGenerator,
    network: AttributeNet,
    faces: int = FACES,
    progress: Progress = unwatched,
) -> StyleEncoder:
    """Train an encoder.

    The loss is the mean square of what is missed in the coordinates of `StyleSpace`, in which
    every axis counts alike.

    Args:
        generator: Frozen.
        network: Whose body it starts from.
        faces: How many to see, in steps of 64.
        progress: Told the share done, 0 to 1.

    Returns:
        The encoder; its facts say how many faces it saw and what share of the coordinates'
        variance it leaves unexplained on fresh ones.

    Raises:
        FacegenError: If the generator has no latent space.
    """
    require_latent_space(generator)
    torch.manual_seed(0)
    space = StyleSpace.of_generator(generator)
    config = StyleEncoderConfig(generator.latent_dim, network.config.widths, network.config.size_px)
    encoder = StyleEncoder(config)
    _start_from(encoder, network)
    to_style = space.axes * space.deviations
    head = torch.nn.Linear(encoder.head.in_features, space.rank)  # learns coordinates
    torch.nn.init.normal_(head.weight, std=0.3 / math.sqrt(head.in_features))
    parameters = [*encoder.stem.parameters(), *encoder.blocks.parameters(), *head.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.01)
    steps = max(1, faces // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    encoder.train()
    for step in range(steps):
        pictures, styles = _faces(generator, network, BATCH, FIRST_SEED + BATCH * step)
        noisy = pictures + NOISE * torch.randn_like(pictures)
        found = head(encoder.blocks(encoder.stem(noisy)).flatten(1))
        loss = (found - space.coordinates(styles)).square().mean()
        loss.backward()
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        progress((step + 1) / steps)
    with torch.no_grad():  # from coordinates to styles, in one layer
        encoder.head.weight.copy_(to_style @ head.weight)
        encoder.head.bias.copy_(space.mean + to_style @ head.bias)
    encoder.eval().requires_grad_(False)
    pictures, styles = _faces(generator, network, CHECKED, CHECK_SEED)
    missed = space.coordinates(encoder(pictures)) - space.coordinates(styles)
    encoder.facts = {
        "faces": steps * BATCH,
        "unexplained": round(float(missed.square().mean()), 3),
        "network": network.config.version,
        "data": {
            **generator.facts.get("data", {}),
            "words": f"{steps * BATCH:,} of the generator's own faces.",
        },
    }
    encoder.facts["data"].pop("trained_on", None)  # the generator's, not its own
    return encoder


def save_encoder(checkpoint: Path, encoder: StyleEncoder) -> Path:
    """Write an encoder beside the generator it belongs to, and return its folder."""
    encoder.facts = {
        **encoder.facts,
        "name": f"{checkpoint.name}/{FOLDER}",
        "generator": weights_digest(checkpoint),
    }
    with whole_folder(checkpoint / FOLDER, replace=True) as partial:
        encoder.save_pretrained(partial)
    return checkpoint / FOLDER


def load_encoder(checkpoint: Path) -> StyleEncoder:
    """Load the encoder beside a generator.

    Raises:
        ModelError: If there is none, or it is damaged or that of other weights.
    """
    make = f"make one with: python -m facegen.latent encoder {checkpoint}"
    if not (checkpoint / FOLDER).is_dir():
        raise ModelError(f"{checkpoint} has no encoder; {make}")
    encoder = StyleEncoder.load(checkpoint / FOLDER)
    if encoder.facts.get("generator") != weights_digest(checkpoint):
        raise ModelError(f"The encoder in {checkpoint} is that of other weights; {make}")
    return encoder.requires_grad_(False)


@torch.no_grad()
def _faces(
    generator: FaceGenerator, network: AttributeNet, count: int, first: int
) -> tuple[Tensor, Tensor]:
    """Return faces and their styles."""
    styles = generator.style(seeded(generator, count, first))
    return torch.cat([part.clone() for part in pictures_for(network, generator, styles)]), styles


def _start_from(encoder: StyleEncoder, network: AttributeNet) -> None:
    for own, known in ((encoder.stem, network.stem), (encoder.blocks, network.blocks)):
        own.load_state_dict(known.state_dict())
