"""From a run to a checkpoint others can use: the averaged generator and its card."""

import copy
import dataclasses
from pathlib import Path

import torch

from facegen.counting import counted
from facegen.files import write_whole
from facegen.models.card import card_of
from facegen.models.checkpoint import save_checkpoint
from facegen.models.generator import FaceGenerator
from facegen.models.latents import latents_of
from facegen.models.stored import as_safetensors
from facegen.training.engine.grow import DISCRIMINATOR
from facegen.training.outcome.story import tell
from facegen.training.outcome.trained import averaged, load_discriminator, tempered
from facegen.training.run.live import LIVE
from facegen.training.run.runs import Run


def export(
    run: Run,
    folder: Path,
    discriminator: bool = False,
    ema_kimg: float | None = None,
    detail_share: float | None = None,
) -> FaceGenerator:
    """Write the newest checkpoint's averaged generator as a checkpoint for use.

    Args:
        run: Where it was trained.
        folder: Where to write; an older checkpoint there is replaced.
        discriminator: Whether to put it beside, with 16 bits a weight, to grow a larger run from.
        ema_kimg: Half-life of the average, see `trained.averaged`.
        detail_share: See `trained.tempered`; None keeps all that was learned.

    Returns:
        The generator.

    Raises:
        TrainingError: If the run has no checkpoint yet, or it does not fit the configuration.
    """
    config, model = run.config, averaged(run, ema_kimg=ema_kimg)
    if detail_share is not None:
        tempered(run, model, detail_share)
    recipe = dataclasses.asdict(config)
    del recipe["model"]
    if ema_kimg is not None:
        recipe["ema_kimg"] = ema_kimg
    if detail_share is not None:
        recipe["detail_share"] = detail_share
    del recipe["ema_others_kimg"]
    if config.grown_from:
        recipe["grown_from"] = str(config.grown_from)
        recipe["images_before"] = config.grown_from.images
    else:
        del recipe["grown_from"], recipe["grown_rate_factor"]
    model.facts = {
        "name": folder.name,
        "rounding": round(_rounding(model), 3),
        "data": run.faces,
        "training": {
            **model.facts["training"],
            **run.machine,
            **recipe,
        },
    }
    if changes := _told_changes(run, model.facts["training"]["images"]):
        model.facts["training"]["changed"] = changes
    story = tell(run, model.facts["training"]["images"], folder)
    # What lies there judges another generator: a larger run would grow from both.
    (folder / DISCRIMINATOR).unlink(missing_ok=True)
    save_checkpoint(folder, model, f"{card_of(model)}\n{story}")
    if discriminator:
        state = load_discriminator(run, model.facts["training"]["images"]).state_dict()
        content = as_safetensors({name: v.half() for name, v in state.items()})
        write_whole(folder / DISCRIMINATOR, content)
    return model


def _told_changes(run: Run, images: int) -> str:
    """Say what was changed while a run trained, until some moment."""
    return "; ".join(
        f"after {counted(line['images'], 'image')} "
        + ", ".join(f"{name.replace('_', ' ')} {line[name]:g}" for name in LIVE if name in line)
        for line in run.changes()
        if line["images"] <= images
    )


@torch.no_grad()
def _rounding(model: FaceGenerator) -> float:
    """Return how much 16 bits a weight change a picture: mean absolute difference, of 255."""
    latents = latents_of(range(64), model.latent_dim)
    rounded = copy.deepcopy(model).half().float()
    pairs = zip(model(latents), rounded(latents), strict=True)
    return max(float((a - b).abs().mean()) for a, b in pairs) * 127.5
