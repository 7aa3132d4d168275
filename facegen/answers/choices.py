"""A generator one may choose: its name, whether there is something new of it, how it opens."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from facegen.counting import counted
from facegen.errors import FacegenError, ModelError
from facegen.latent.directions.directions import FACTS, Directions
from facegen.latent.graphs.portable import exported
from facegen.latent.model import LatentModel
from facegen.latent.photo.encoding import FOLDER as ENCODER_FOLDER
from facegen.latent.photo.encoding import load_encoder
from facegen.latent.photo.projection import reference_of
from facegen.latent.request import MOST_ENLARGED_PX
from facegen.models.bounds import checked
from facegen.models.checkpoint import load_checkpoint
from facegen.models.description import CONFIG, WEIGHTS, images_seen, read_description
from facegen.models.shapes import SHAPES, WITH_LATENTS, family_of
from facegen.models.sound_seeds import FILE as SOUND_FILE
from facegen.models.sound_seeds import SoundSeeds
from facegen.training.outcome.export import export
from facegen.training.run.runs import Run


@dataclass(frozen=True)
class Choice:
    """A generator one may choose.

    Attributes:
        key: What links and endpoints call it.
        label: What a person reads.
        version: Changes when there is something new to open.
        open: Loads it.
    """

    key: str
    label: str
    version: Callable[[], str]
    open: Callable[[], LatentModel]


def opened(folder: Path, stays: bool = True) -> LatentModel:
    """Open a checkpoint folder for walking, with what lies beside it.

    Directions, encoder, graphs and sound seeds, each where it is there.

    Args:
        folder: Of the checkpoint.
        stays: Whether it is still there later.

    Raises:
        ModelError: If the folder is no checkpoint, or something of it is damaged.
    """
    directions = Directions.load(folder) if (folder / FACTS).exists() else None
    encoder = load_encoder(folder) if (folder / ENCODER_FOLDER).is_dir() else None
    sound = SoundSeeds.load(folder) if (folder / SOUND_FILE).exists() else None
    generator = load_checkpoint(folder)
    return LatentModel(
        generator,
        directions,
        encoder,
        reference_of(folder),
        exported(folder),
        checkpoint=folder if stays else None,
        sound=sound,
    )


def described(folder: Path) -> dict[str, Any]:
    """Read what a checkpoint says of itself, if it has latents to explore.

    Raises:
        ModelError: If the folder is no checkpoint, or one of another kind or size.
    """
    description = read_description(folder)
    if description["family"] not in WITH_LATENTS:
        raise ModelError(
            f"{folder} holds a {str(description['family'])[:40]}, which has no latents to "
            f"explore; choose a generator ({', '.join(WITH_LATENTS)})."
        )
    try:
        too_large = size_of(description["model"]) > MOST_ENLARGED_PX
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ModelError(f"{folder} does not say how large its faces are ({error}).") from error
    if too_large:
        raise ModelError(f"{folder} draws faces of more than {MOST_ENLARGED_PX} px.")
    family = description["family"]
    try:
        checked(SHAPES[family], description["model"])
    except ModelError as error:
        raise ModelError(
            f"{folder / CONFIG} describes no {family} this facegen can build ({error}); use the "
            "facegen that made it."
        ) from error
    return description


def in_folder(folder: Path) -> tuple[Choice | None, int]:
    """Describe a checkpoint folder, with the images it was trained on; None where it is none."""
    try:
        description = described(folder)
    except ModelError:
        return None, 0
    images = images_seen(description)
    label = f"{folder.name} · {size_of(description['model'])} px"
    weights = folder / WEIGHTS
    return (
        Choice(
            folder.name,
            f"{label} · {counted(images, 'image')}" if images else label,
            lambda: str(weights.stat().st_mtime_ns) if weights.exists() else "",
            lambda: opened(folder),
        ),
        images,
    )


def of_run(run: Run, exports: Path) -> Choice | None:
    """Describe a run that has a checkpoint."""
    try:
        checkpoints = run.checkpoints()
        if not checkpoints or family_of(run.config.model) not in WITH_LATENTS:
            return None
    except (FacegenError, OSError):
        return None
    name = run.folder.name

    def open_newest() -> LatentModel:
        folder = exports / name
        try:
            export(run, folder)
            return opened(folder, stays=False)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    return Choice(
        f"run:{name}",
        f"{name} · run, {counted(int(checkpoints[-1].name), 'image')}",
        lambda: next(iter(path.name for path in run.checkpoints()[-1:]), ""),
        open_newest,
    )


def size_of(model: dict[str, Any]) -> int:
    """Side of the largest picture, from the configuration alone."""
    if "size_px" in model:
        return int(model["size_px"])
    return 4 << (len(model.get("generator_channels", [0])) - 1)
