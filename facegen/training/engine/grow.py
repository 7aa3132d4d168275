"""A run of a larger size that begins with the networks of a smaller one.

    python -m facegen.training start --grow runs/m --preset m128 --data STORE --run runs/m128

What it begins with is copied into the run's folder, so the smaller one may change or go; see
`facegen.models.growth` for what becomes of it. Where the smaller one has grown before and has
learned more since, the detail of then is a better beginning than none (`--detail`).
"""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.files import write_json, write_whole
from facegen.models.checkpoint import load_checkpoint
from facegen.models.description import images_seen
from facegen.models.growth import grow, grown, misfits, same_faces
from facegen.models.msg_gan import Discriminator, MsgGanConfig
from facegen.models.shapes import ModelConfig
from facegen.models.stored import WEIGHTS, as_safetensors
from facegen.training.engine.state import load_state, under
from facegen.training.engine.task import Task
from facegen.training.run.config import Origin, TrainingConfig
from facegen.training.run.presets import configure
from facegen.training.run.runs import Run

DISCRIMINATOR = "discriminator.safetensors"
"""Beside an exported generator: the discriminator it learned against."""
KEPT = ("generator", "average", "discriminator", "counter")
PATCHES = "patches"
"""Before the names of a discriminator of patches, which is no smaller one of the larger."""
_BLOCK = re.compile(r"(?:generator|average)\.blocks\.(\d+)\.")


@dataclass(frozen=True)
class Smaller:
    """Networks to grow from.

    Attributes:
        origin: Whose they are.
        model: Their shape.
        tensors: Their weights, named as in a training checkpoint: `generator.` and `average.`, and
            perhaps `discriminator.`, `counter.` and `patches.`
        detail: The shape of the generator whose larger blocks are among them; None if none are.
    """

    origin: Origin
    model: ModelConfig
    tensors: Mapping[str, Tensor]
    detail: ModelConfig | None = None

    @property
    def judged(self) -> bool:
        """Whether there is a discriminator too."""
        return bool(under(self.tensors, "discriminator"))


def read_smaller(path: Path, detail: Path | None = None) -> Smaller:
    """Read networks to grow from.

    Args:
        path: Folder of a run, of which the newest checkpoint counts; of one of its checkpoints; or
            of an exported checkpoint, whose averaged generator is then all there is, unless
            `discriminator.safetensors` lies beside it.
        detail: Likewise, of one that has grown so already: the generator begins with its larger
            blocks, and a discriminator of patches as its own. None begins with such as add nothing.

    Raises:
        FacegenError: If it is none of these, or damaged.
    """
    smaller = _read(path)
    if detail is None:
        return smaller
    larger = _read(detail)
    scales = len(smaller.model.scales_px)
    taken = {
        name: value
        for name, value in larger.tensors.items()
        if (match := _BLOCK.match(name)) and int(match[1]) >= scales
    }
    if isinstance(larger.model, MsgGanConfig) and larger.model.judges_patches:
        judge = under(larger.tensors, "discriminator")
        taken |= {f"{PATCHES}.{name}": value for name, value in judge.items()}
    return Smaller(
        dataclasses.replace(smaller.origin, detail=larger.origin.name),
        smaller.model,
        {**smaller.tensors, **taken},
        larger.model,
    )


def _read(path: Path) -> Smaller:
    if (path / WEIGHTS).is_file():
        return _exported(path)
    if (path / "state.json").is_file():
        return _trained(Run.open(path.absolute().parents[1]), path)
    run = Run.open(path)
    whole = run.checkpoints()
    if not whole:
        raise TrainingError(f"--grow: {path} has no checkpoint yet; let it train for a while.")
    return _trained(run, whole[-1])


def configure_run(
    options: Mapping[str, Any], store: FaceStore, smaller: Smaller | None
) -> TrainingConfig:
    """Make the configuration of a new run; see `presets.configure`.

    Args:
        options: What a person chose.
        store: The faces to learn from.
        smaller: What it grows from; None begins with new networks.

    Raises:
        TrainingError: If the preset is no larger shape of the same kind; or one that only grows,
            and there is nothing to grow from.
        FacegenError: As `configure`.
    """
    config = configure(options, store)
    if smaller is None:
        _refuse_growth(config)
        return config
    if not isinstance(smaller.model, MsgGanConfig) or not isinstance(config.model, MsgGanConfig):
        raise TrainingError(
            f"--grow: only an MSG-GAN grows, but {smaller.origin.name} or the preset "
            f"{config.preset} is another network; start a new run."
        )
    judged = smaller.judged and not config.model.judges_patches
    found = misfits(smaller.model, config.model, judged)
    if found:
        raise TrainingError(
            f"--grow: {smaller.origin.name} cannot grow into the preset {config.preset}: "
            f"{'; '.join(found)}. Choose a preset that only adds a scale, or start a new run."
        )
    model = grown(smaller.model, config.model, judged)
    if smaller.detail and not same_faces(smaller.detail, model):
        raise TrainingError(
            f"--detail: the generator of {smaller.origin.detail} has another shape than that of "
            f"the preset {config.preset}; choose one that grew by this preset, or none."
        )
    return dataclasses.replace(config, model=model, grown_from=smaller.origin)


def _refuse_growth(config: TrainingConfig) -> None:
    """Refuse to begin anew what would never make a face, or holds what there is not."""
    wanted = "choose a smaller run or checkpoint to begin with (--grow)"
    if isinstance(config.model, MsgGanConfig) and config.model.judges_patches:
        raise TrainingError(
            f"The preset {config.preset} adds detail to a network that makes faces already, and "
            f"would make none by itself; {wanted}, or another preset."
        )
    if config.grown_rate_factor == 0:
        raise TrainingError(
            f"--grown-rate-factor 0 holds what a run grows from, but this one begins anew; {wanted}"
            ", or leave the factor out."
        )


def plant(run: Run, smaller: Smaller) -> None:
    """Put what a run grows from into its folder."""
    whole = {
        name: value.clone(memory_format=torch.contiguous_format)
        for name, value in smaller.tensors.items()
    }
    write_whole(run.origin_path, as_safetensors(whole))
    origin = smaller.origin
    parent = {
        "run": origin.name,
        "images": origin.images,
        "changes": {},
        "grown_from_px": origin.px,
    }
    write_json(run.folder / "parent.json", parent)


def read_origin(run: Run) -> dict[str, Tensor]:
    """Read what a run grew from.

    Raises:
        TrainingError: If it does not lie in its folder.
    """
    try:
        return safetensors.torch.load_file(run.origin_path)
    except (OSError, safetensors.SafetensorError) as error:
        raise TrainingError(
            f"{run.origin_path}, which {run.folder} grows from, is missing or damaged "
            f"({error}); start a new run with --grow."
        ) from error


def grow_task(task: Task, run: Run) -> None:
    """Let networks that have learned nothing begin with what lies in the folder of their run.

    Raises:
        TrainingError: If nothing lies there.
    """
    origin = task.config.grown_from
    assert origin is not None
    tensors = read_origin(run)
    held = task.config.grown_rate_factor == 0
    model = task.config.model
    judges_patches = isinstance(model, MsgGanConfig) and model.judges_patches
    averaged = {*task.others, *(["generator"] if held else [])}  # what is held is what is shown
    for name, network in task.networks.items():
        weights = under(tensors, "average" if name in averaged else name)
        if name == "discriminator" and judges_patches:
            weights = under(tensors, PATCHES)
        if weights:
            grow(network, origin.px, weights)
    for name, counter in task.counters.items():
        counter.copy_(tensors.get(f"counter.{name}", counter))


def _trained(run: Run, checkpoint: Path) -> Smaller:
    tensors, progress = load_state(checkpoint)
    model = run.config.model
    before = run.config.grown_from.images if run.config.grown_from else 0
    origin = Origin(run.folder.name, model.scales_px[-1], before + progress.images)
    kept = {name: v for name, v in tensors.items() if name.partition(".")[0] in KEPT}
    return Smaller(origin, model, kept)


def _exported(folder: Path) -> Smaller:
    generator = load_checkpoint(folder)
    facts, state = generator.facts, generator.state_dict()
    origin = Origin(
        str(facts.get("name", folder.name)),
        generator.scales_px[-1],
        images_seen(facts),
    )
    tensors = {f"{part}.{k}": v for part in ("generator", "average") for k, v in state.items()}
    path = folder / DISCRIMINATOR
    if path.is_file() and isinstance(generator.config, MsgGanConfig):
        try:
            judge = Discriminator(generator.config)
            judge.load_state_dict(safetensors.torch.load_file(path))
        except (OSError, safetensors.SafetensorError, RuntimeError) as error:
            raise TrainingError(f"--grow: {path} does not fit its generator ({error}).") from error
        tensors |= {f"discriminator.{name}": v for name, v in judge.state_dict().items()}
    return Smaller(origin, generator.config, tensors)
