"""A training checkpoint: all tensors in one safetensors file, all plain values in one of JSON.

Nothing is pickled, neither the optimisers' moments nor anything else.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from facegen.errors import TrainingError
from facegen.files import write_whole

FORMAT = 1


@dataclass
class Progress:
    """How far a run has come.

    Attributes:
        step: Steps taken.
        images: Training images seen.
        seconds: Time spent training, over all its sittings.
        rate_factor: What the learning rate is multiplied by since the run diverged.
        falls: How often it diverged.
    """

    step: int = 0
    images: int = 0
    seconds: float = 0.0
    rate_factor: float = 1.0
    falls: int = 0


def save_state(folder: Path, tensors: Mapping[str, Tensor], progress: Progress) -> None:
    """Write a checkpoint into an empty folder, synced to disk."""
    whole = {name: value.detach().cpu().contiguous() for name, value in tensors.items()}
    write_whole(folder / "state.safetensors", safetensors.torch.save(whole))
    facts = {"format": FORMAT, "torch": torch.__version__, **asdict(progress)}
    write_whole(folder / "state.json", (json.dumps(facts, indent=1) + "\n").encode())


def load_state(folder: Path) -> tuple[dict[str, Tensor], Progress]:
    """Read a checkpoint.

    Raises:
        TrainingError: If it is damaged or of another format.
    """
    try:
        facts = json.loads((folder / "state.json").read_text(encoding="utf-8"))
        if facts["format"] != FORMAT:
            raise TrainingError(
                f"{folder} is of checkpoint format {facts['format']}, but this facegen reads "
                f"{FORMAT}; resume with the facegen that wrote it."
            )
        tensors = safetensors.torch.load_file(folder / "state.safetensors")
        return tensors, Progress(**{name: facts[name] for name in asdict(Progress())})
    except (OSError, ValueError, KeyError, safetensors.SafetensorError) as error:
        raise TrainingError(
            f"{folder} is damaged ({error}); delete that folder and resume from the one before."
        ) from error


def under(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """Return the tensors whose names begin with `prefix.`, without it."""
    start = prefix + "."
    return {name[len(start) :]: v for name, v in tensors.items() if name.startswith(start)}
