"""A training checkpoint: all tensors in one safetensors file, all plain values in one of JSON.

Nothing is pickled, neither the optimisers' moments nor anything else.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from facegen.errors import TrainingError
from facegen.files import write_json, write_whole
from facegen.models.stored import as_safetensors

FORMAT = 1


class DamagedError(TrainingError):
    """A checkpoint cannot be read; the one before may do."""


@dataclass
class TrainingProgress:
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


def save_state(folder: Path, tensors: Mapping[str, Tensor], progress: TrainingProgress) -> None:
    """Write a checkpoint into an empty folder, synced to disk."""
    whole = {name: value.detach().cpu().contiguous() for name, value in tensors.items()}
    content = as_safetensors(whole)
    write_whole(folder / "state.safetensors", content)
    facts = {"format": FORMAT, "torch": torch.__version__, **asdict(progress)}
    write_json(folder / "state.json", {**facts, "checksum": _checksum(content, facts)})


def load_state(folder: Path) -> tuple[dict[str, Tensor], TrainingProgress]:
    """Read a checkpoint.

    Raises:
        DamagedError: If a file is missing, or a byte of it is not as it was.
        TrainingError: If it is of another format.
    """
    try:
        facts = json.loads((folder / "state.json").read_text(encoding="utf-8"))
        if facts["format"] != FORMAT:
            raise TrainingError(
                f"{folder} is of checkpoint format {facts['format']}, but this facegen reads "
                f"{FORMAT}; resume with the facegen that wrote it."
            )
        content = (folder / "state.safetensors").read_bytes()
        checksum = facts.pop("checksum", None)
        if checksum not in (None, _checksum(content, facts)):
            raise ValueError("its checksum is another")
        tensors = safetensors.torch.load(content)
        known = {field.name: facts[field.name] for field in fields(TrainingProgress)}
        return tensors, TrainingProgress(**known)
    except (OSError, ValueError, KeyError, TypeError, safetensors.SafetensorError) as error:
        raise DamagedError(f"Checkpoint {folder} is damaged ({error}).") from error


def _checksum(content: bytes, facts: Mapping[str, Any]) -> str:
    words = json.dumps(facts, sort_keys=True).encode()
    return hashlib.blake2b(content + words, digest_size=8).hexdigest()


def under(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """Return the tensors whose names begin with `prefix.`, without it."""
    start = prefix + "."
    return {name[len(start) :]: v for name, v in tensors.items() if name.startswith(start)}
