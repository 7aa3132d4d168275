"""The networks of a run, as one of its checkpoints holds them."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from facegen.errors import TrainingError
from facegen.models.families import FAMILIES
from facegen.models.generator import FaceGenerator
from facegen.models.latents import latents_of
from facegen.models.shapes import family_of
from facegen.training.engine.grow import read_origin
from facegen.training.engine.state import DamagedError, TrainingProgress, load_state, under
from facegen.training.engine.task import average_name
from facegen.training.jobs.branches import checkpoint_of
from facegen.training.run.runs import Run

STYLES_AVERAGED = 10_000
TRIES = 3


def load_generator(run: Run, images: int | None = None) -> FaceGenerator:
    """Load the averaged generator of a checkpoint, ready for use; the run may train meanwhile.

    Args:
        run: Where it learns.
        images: Training images of a kept checkpoint; None takes the newest.

    Returns:
        The generator, frozen; its `facts` say of which run it is, and after how many images.

    Raises:
        TrainingError: If there is no such checkpoint, it is damaged, or it does not fit the run.
    """
    return averaged(run, images).freeze()


def averaged(run: Run, images: int | None = None, ema_kimg: float | None = None) -> FaceGenerator:
    """Load the averaged generator of a checkpoint, its weights as they were; see above.

    Args:
        run: See above.
        images: See above.
        ema_kimg: Half-life of the average wanted, thousand images; None means that which is shown.

    Raises:
        TrainingError: As above, or if no such average was kept.
    """
    config = run.config
    there = {config.ema_kimg: "average"}
    there = {kimg: average_name(kimg) for kimg in config.ema_others_kimg} | there
    wanted = config.ema_kimg if ema_kimg is None else ema_kimg
    if wanted not in there:
        raise TrainingError(
            f"--ema: {run.folder.name} keeps averages of the half-lives "
            f"{', '.join(f'{kimg:g}' for kimg in sorted(there))} thousand images, but {wanted:g} "
            "was asked for; others must be chosen before it begins, by --ema-others-kimg."
        )
    checkpoint, tensors, progress = _state(run, images)
    model = FAMILIES[family_of(config.model)].generator(config.model)
    _fill(model, under(tensors, there[wanted]), checkpoint)
    _center(model)
    model.facts = {
        "name": run.folder.name,
        "data": run.faces,
        "training": {"images": progress.images, "hours": round(progress.seconds / 3600, 2)},
    }
    return model


@torch.no_grad()
def tempered(run: Run, model: FaceGenerator, share: float) -> None:
    """Lead a generator back a part of the way to where its run began.

    A discriminator that sees detail alone lets it grow stronger than that of faces. Of what one run
    wrote over the detail of another, weights between the two keep a share: network interpolation,
    Wang et al., ESRGAN (arXiv 1809.00219), section 3.4, (1 - share) first + share last.

    Args:
        run: Where it learned.
        model: Its averaged generator; changed in place.
        share: Of what was learned, how much to keep, 0 to 1.

    Raises:
        TrainingError: If the run did not begin with learned detail, or what it began with is gone.
    """
    grown = run.config.grown_from
    if not grown or not grown.detail:
        raise TrainingError(
            f"--detail-share: {run.folder.name} began with new layers, so nothing lies between "
            "them and what they are now; it is for runs begun with --grow and --detail."
        )
    began = under(read_origin(run), "average")
    for name, value in model.named_parameters():
        value.lerp_(began[name], 1 - share)
    _center(model)


def load_discriminator(run: Run, images: int | None = None) -> nn.Module:
    """Load the discriminator of a checkpoint, without gradients for its weights.

    Raises:
        TrainingError: As `load_generator`, or if the run has none.
    """
    config = run.config
    make = FAMILIES[family_of(config.model)].discriminator
    if make is None:
        raise TrainingError(
            f"{run.folder.name} trains a network that has no discriminator, so there is none to "
            "look into; choose a run of a GAN."
        )
    checkpoint, tensors, _ = _state(run, images)
    network = make(config.model)
    _fill(network, under(tensors, "discriminator"), checkpoint)
    return network.requires_grad_(False)


def _state(run: Run, images: int | None) -> tuple[Path, dict[str, Tensor], TrainingProgress]:
    """Read a checkpoint; where it was dropped for a newer one meanwhile, that one."""
    for left in range(TRIES - 1, -1, -1):
        whole = run.checkpoints()
        if not whole:
            raise TrainingError(f"{run.folder} has no checkpoint yet; let it train for a while.")
        checkpoint = whole[-1] if images is None else checkpoint_of(run, images)
        try:
            return checkpoint, *load_state(checkpoint)
        except DamagedError:
            if not left or checkpoint.exists():
                raise
    raise AssertionError("the last try returns or raises")


@torch.no_grad()
def _center(model: FaceGenerator) -> None:
    """Set the mean of its styles, which truncation goes to."""
    styles = model.style(latents_of(range(STYLES_AVERAGED), model.latent_dim))
    model.mean_style.copy_(styles.mean(0))


def _fill(network: Any, weights: dict[str, Tensor], checkpoint: Path) -> None:
    try:
        network.load_state_dict(weights)
    except RuntimeError as error:
        raise TrainingError(
            f"{checkpoint} does not fit the config.json of its run: {error}"
        ) from error
    network.eval()
