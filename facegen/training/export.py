"""From a run to a checkpoint others can use: the averaged generator and its card."""

import copy
import dataclasses
from pathlib import Path

import torch

from facegen.errors import TrainingError
from facegen.models.card import card_of
from facegen.models.checkpoint import save_checkpoint
from facegen.models.families import FAMILIES, family_of
from facegen.models.generator import FaceGenerator
from facegen.models.latents import latents_of
from facegen.training.runs import Run
from facegen.training.state import load_state, under
from facegen.training.story import tell

STYLES_AVERAGED = 10_000


def export(run: Run, folder: Path) -> FaceGenerator:
    """Write the newest checkpoint's averaged generator as a checkpoint for use.

    Args:
        run: Where it was trained.
        folder: Where to write; an older checkpoint there is replaced.

    Returns:
        The generator.

    Raises:
        TrainingError: If the run has no checkpoint yet, or it does not fit the configuration.
    """
    whole = run.checkpoints()
    if not whole:
        raise TrainingError(f"{run.folder} has no checkpoint yet; let it train for a while.")
    config = run.config
    tensors, progress = load_state(whole[-1])
    model = FAMILIES[family_of(config.model)].generator(config.model)
    try:
        model.load_state_dict(under(tensors, "average"))
    except RuntimeError as error:
        raise TrainingError(
            f"{whole[-1]} does not fit {run.folder}/config.json: {error}"
        ) from error
    model.eval()
    with torch.no_grad():
        styles = model.style(latents_of(range(STYLES_AVERAGED), model.latent_dim))
        model.mean_style.copy_(styles.mean(0))
    recipe = dataclasses.asdict(config)
    del recipe["model"]
    model.facts = {
        "name": folder.name,
        "rounding": round(_rounding(model), 3),
        "data": run.faces,
        "training": {
            "images": progress.images,
            "hours": round(progress.seconds / 3600, 2),
            **run.machine,
            **recipe,
        },
    }
    save_checkpoint(folder, model, f"{card_of(model)}\n{tell(run, progress.images, folder)}")
    return model


@torch.no_grad()
def _rounding(model: FaceGenerator) -> float:
    """Return how much 16 bits a weight change a picture: mean absolute difference, of 255."""
    latents = latents_of(range(64), model.latent_dim)
    rounded = copy.deepcopy(model).half().float()
    pairs = zip(model(latents), rounded(latents), strict=True)
    return max(float((a - b).abs().mean()) for a, b in pairs) * 127.5
