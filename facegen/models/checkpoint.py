"""A checkpoint: a folder with `model.safetensors`, `config.json` and `README.md`, the model card.

    generator = load("celeba128")  # one that ships; or a folder, or owner/name on the Hub
    save_checkpoint(Path("checkpoints/s64"), generator, card)

Nothing is pickled or unpickled, and loading says what is wrong rather than guess.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from facegen.errors import ModelError
from facegen.files import write_whole
from facegen.models.attribute_net import AttributeNet
from facegen.models.description import CARD, read_description, wrong_kind
from facegen.models.families import FAMILIES
from facegen.models.generator import FaceGenerator
from facegen.models.named import folder_of
from facegen.models.stored import StoredModel
from facegen.models.style_encoder import StyleEncoder

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
        As the checkpoint holds, a `FaceGenerator`, which makes faces of seeds by `sample`; a
        `CategoryNet`, which makes them of attributes by `paint`; an `AttributeNet`, which tells
        attributes by `describe`; or a `StyleEncoder`, which is called with pictures.

    Raises:
        ModelError: If there is none of that name, or it is damaged or of another version.
        HubError: If it cannot be fetched.
    """
    folder = folder_of(name)
    family = read_description(folder)["family"]
    if family not in KINDS:
        raise ModelError(wrong_kind(folder, family, "a network is wanted"))
    return KINDS[family].load(folder)


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
        ModelError: If the folder is no checkpoint of a generator, or is damaged, of another
            version or shape.
    """
    family = read_description(folder)["family"]
    if family not in FAMILIES:
        raise ModelError(wrong_kind(folder, family, "a generator is wanted, such as celeba128"))
    return FAMILIES[family].generator.load(folder)
