"""What a checkpoint says of itself, to be read and listed without torch."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from facegen import strict_json
from facegen.disguise import disguise_of
from facegen.errors import ModelError

FORMAT = 1
WEIGHTS, CONFIG, CARD = "model.safetensors", "config.json", "README.md"
MOST_CONFIG_BYTES = 64 << 10

CALLED: Mapping[str, str] = {
    "msg_gan": "an MSG-GAN generator",
    "simple_gan": "a generator of one scale",
    "category_net": "a category net",
    "attribute_net": "an attribute network",
    "style_encoder": "a style encoder",
}
"""Every kind of network there is in words, by the name of its family."""
SUCH_AS: Mapping[str, str] = {"category_net": "category", "attribute_net": "attributes"}
"""Those that ship, by the name of their family."""


def read_description(folder: Path) -> dict[str, Any]:
    """Read a checkpoint's `config.json`.

    Raises:
        ModelError: If there is none, or it is of a run or of another version.
    """
    path = folder / CONFIG
    if not path.is_file():
        _refuse_run(folder)
        raise ModelError(
            f"{folder} is not a checkpoint (it has no {CONFIG}). Make one of a run with: "
            "python -m facegen.training export RUN --out NEW"
        )
    try:
        description = strict_json.read(path, MOST_CONFIG_BYTES)
        found, family, _ = description["format"], description["family"], description["model"]
        if not isinstance(family, str):
            raise ValueError("its family is no text")
    except (OSError, ValueError, KeyError, TypeError) as error:
        refuse_disguise(path)
        _refuse_run(folder)
        lacks = f"it has no {error}" if isinstance(error, KeyError) else str(error)
        raise ModelError(
            f"{path} does not describe a checkpoint ({lacks}); if it is damaged, fetch the "
            "checkpoint or export it anew."
        ) from error
    if found != FORMAT:
        raise ModelError(
            f"{path} is of checkpoint format {str(found)[:20]}, but this facegen reads format "
            f"{FORMAT}; use the facegen that made it."
        )
    return description


def _refuse_run(folder: Path) -> None:
    """Refuse the folder of a run, or one in it, which hold what a run goes on from.

    Raises:
        ModelError: Saying how to make a checkpoint of it.
    """
    path = folder.absolute()
    for run in (path, path.parent, path.parent.parent):
        if (run / CONFIG).is_file() and (run / "checkpoints").is_dir():
            raise ModelError(
                f"{folder} is {'' if run == path else 'in '}a run, which is no checkpoint to load. "
                f"Make one of it with: python -m facegen.training export {run} --out NEW"
            ) from None


def wrong_kind(folder: Path, family: str, wanted: str) -> str:
    """Say what a checkpoint holds where something else is wanted.

    Args:
        folder: Of the checkpoint.
        family: Which it says it is of.
        wanted: What should be there, as `a generator is wanted`.
    """
    if family not in CALLED:
        return (
            f"{folder} holds a '{family[:40]}', which this facegen does not know; use the facegen "
            "that made it."
        )
    return f"{folder} is {CALLED[family]}; {wanted}."


def images_seen(description: Mapping[str, Any]) -> int:
    """Return how many training images a checkpoint has seen; 0 where it does not say.

    Those that the smaller networks saw from which it was grown are among them.
    """
    training = description.get("training")
    if not isinstance(training, Mapping):
        return 0
    counts = (training.get("images"), training.get("images_before"))
    return sum(count for count in counts if isinstance(count, int))


def refuse_disguise(path: Path) -> None:
    """Refuse a file that is plainly something else, such as a pointer to what it should be.

    Raises:
        ModelError: Saying what it is, and how to have the file itself.
    """
    found = disguise_of(path)
    if found:
        raise ModelError(f"{path} {found}.") from None
