"""A checkpoint: a folder with `model.safetensors`, `config.json` and `README.md`, the model card.

    generator = load_checkpoint(Path("checkpoints/s64"))
    save_checkpoint(Path("checkpoints/s64"), generator, card)

Nothing is pickled or unpickled, and loading says what is wrong rather than guess.
"""

from pathlib import Path

from facegen.errors import ModelError
from facegen.models.description import CARD, read_description
from facegen.models.families import FAMILIES
from facegen.models.generator import FaceGenerator


def save_checkpoint(folder: Path, model: FaceGenerator, card: str) -> None:
    """Write a checkpoint.

    Args:
        folder: Made if it is not there; an older checkpoint in it is replaced.
        model: The generator; its `facts` go into `config.json` beside its configuration.
        card: The model card, Markdown with the Hub's YAML header.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CARD).write_text(card, encoding="utf-8")
    model.save_pretrained(folder)


def load_checkpoint(folder: Path) -> FaceGenerator:
    """Load a generator of whichever family the checkpoint holds, ready for use on the CPU.

    Raises:
        ModelError: If the folder is no checkpoint, or is damaged, of another version or shape.
    """
    name = read_description(folder)["family"]
    if name not in FAMILIES:
        raise ModelError(
            f"{folder} holds a {name!r}, which this facegen does not know "
            f"(it knows {', '.join(FAMILIES)}); use the facegen that made it."
        )
    return FAMILIES[name].generator.load(folder)
