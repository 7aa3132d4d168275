"""A checkpoint: a folder with `model.safetensors`, `config.json` and `README.md`, the model card.

    generator = load("celeba128")  # one that ships; or a folder, or owner/name on the Hub
    save_checkpoint(Path("checkpoints/s64"), generator, card)

Nothing is pickled or unpickled, and loading says what is wrong rather than guess.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from facegen.errors import ModelError
from facegen.files import write_whole
from facegen.models.attribute_net import AttributeNet
from facegen.models.description import CARD, read_description
from facegen.models.families import FAMILIES
from facegen.models.generator import FaceGenerator
from facegen.models.named import folder_of
from facegen.models.stored import StoredModel
from facegen.models.style_encoder import StyleEncoder

T = TypeVar("T")

KINDS: Mapping[str, type[StoredModel]] = {
    **{name: family.generator for name, family in FAMILIES.items()},
    AttributeNet.family: AttributeNet,
    StyleEncoder.family: StyleEncoder,
}
"""Every network there is, by the name of its family."""


def load(name: str | Path) -> Any:
    """Load any model by name, ready for use on the CPU.

    Args:
        name: A folder, the name of one that ships such as `celeba128` or `attributes`, or
            `owner/name` on the Hub.

    Returns:
        A `FaceGenerator`, an `AttributeNet` or a `StyleEncoder`, as the checkpoint holds.

    Raises:
        ModelError: If there is none of that name, or it is damaged or of another version.
        HubError: If it cannot be fetched.
    """
    folder = folder_of(name)
    return _kind_of(folder, KINDS).load(folder)


def save_checkpoint(folder: Path, model: FaceGenerator, card: str) -> None:
    """Write a checkpoint.

    Args:
        folder: Made if it is not there; an older checkpoint in it is replaced.
        model: The generator; its `facts` go into `config.json` beside its configuration.
        card: The model card, Markdown with the Hub's YAML header.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / CARD, card.encode())
    model.save_pretrained(folder)


def load_checkpoint(folder: Path) -> FaceGenerator:
    """Load a generator of whichever family the checkpoint holds, ready for use on the CPU.

    Raises:
        ModelError: If the folder is no checkpoint, or is damaged, of another version or shape.
    """
    generators = {name: family.generator for name, family in FAMILIES.items()}
    return _kind_of(folder, generators).load(folder)


def _kind_of(folder: Path, kinds: Mapping[str, type[T]]) -> type[T]:
    """Return the class of what a checkpoint holds, of those it may be."""
    name = read_description(folder)["family"]
    if name not in kinds:
        raise ModelError(
            f"{folder} holds a {name!r}, which this facegen does not know as what it should be "
            f"({', '.join(kinds)}); use the facegen that made it."
        )
    return kinds[name]
