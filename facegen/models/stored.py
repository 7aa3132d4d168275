"""How a network is kept: safetensors and JSON in a folder, on disk or on the Hub, no pickle."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Self

import safetensors
import safetensors.torch
from huggingface_hub import ModelCard, PyTorchModelHubMixin, snapshot_download
from torch import Tensor, nn

from facegen.errors import ModelError
from facegen.files import write_whole
from facegen.models.bounds import check_cost, checked
from facegen.models.card import card_of
from facegen.models.description import (
    CALLED,
    CARD,
    CONFIG,
    FORMAT,
    SUCH_AS,
    WEIGHTS,
    read_description,
    refuse_disguise,
    wrong_kind,
)
from facegen.models.plan import planning

MOST_HEADER_BYTES = 1 << 20


class StoredModel(nn.Module, PyTorchModelHubMixin):
    """A network that can be kept.

    A checkpoint folder is one and the same whether `save_pretrained`, `push_to_hub` or
    `facegen.models.checkpoint` wrote it.

    Attributes:
        family: Name of the kind of network, as in `config.json`.
        config_class: Class of its configuration, a dataclass of JSON values and tuples with their
            bounds, and `values_a_picture`; see `bounds`.
        half_precision: Whether its weights are kept with 16 bits; they are used with 32.
        config: Its configuration.
        facts: What else `config.json` says of this one: data, recipe, images seen, measures.
    """

    family: ClassVar[str]
    config_class: ClassVar[type]
    half_precision: ClassVar[bool] = False

    def __init__(self, config: Any) -> None:
        super().__init__()
        self.config = config
        self.facts: dict[str, Any] = {}

    @classmethod
    def config_from(cls, values: Mapping[str, Any]) -> Any:
        """Make a configuration of values read from JSON, within its bounds; see `bounds`."""
        return checked(cls.config_class, values)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Load a model of this family from a checkpoint folder, ready for use on the CPU.

        Raises:
            ModelError: If the folder is none, damaged, of another version, family or shape.
        """
        description = read_description(folder)
        if description["family"] != cls.family:
            such_as = f", such as {SUCH_AS[cls.family]}" if cls.family in SUCH_AS else ""
            wanted = f"{CALLED[cls.family]} is wanted{such_as}"
            raise ModelError(wrong_kind(folder, description["family"], wanted))
        try:
            config = cls.config_from(description["model"])
            with planning():  # takes no memory, whatever sizes a stranger has written
                plan = cls(config)
            check_cost(plan, config.values_a_picture)
            wanted = plan.state_dict()
        except (ModelError, TypeError, ValueError, IndexError, RuntimeError) as error:
            raise ModelError(
                f"{folder / CONFIG} describes no {cls.family} this facegen can build ({error}); "
                "use the facegen that made it."
            ) from error
        weights = read_weights(folder, wanted)
        model = cls(config)
        model.facts = {
            name: value
            for name, value in description.items()
            if name not in ("format", "family", "model")
        }
        model.load_state_dict(weights)
        return model.eval()

    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: str | Path, **options: Any) -> Self:
        """Load from a local folder or from the Hub.

        The mixin's own would first build the configuration of the whole of `config.json`, which is
        a description of more than that, and so of no model whose configuration must say something.

        Args:
            pretrained_model_name_or_path: A folder, or `owner/name` on the Hub.
            options: Of the mixin: revision, cache_dir, force_download, local_files_only, token.

        Raises:
            ModelError: See `load`.
        """
        return cls._from_pretrained(model_id=str(pretrained_model_name_or_path), **options)

    def _save_pretrained(self, save_directory: Path) -> None:
        """Write weights and description (what `save_pretrained` calls)."""
        weights = {
            name: (v.half() if self.half_precision and v.is_floating_point() else v)
            .detach()
            .cpu()
            .contiguous()
            for name, v in self.state_dict().items()
        }
        # not save_file: it leaves a file that its owner alone may read
        write_whole(save_directory / WEIGHTS, as_safetensors(weights))
        description = {
            "format": FORMAT,
            "family": self.family,
            "model": vars(self.config),
            **self.facts,
        }
        text = json.dumps(description, indent=1, ensure_ascii=False) + "\n"
        write_whole(save_directory / CONFIG, text.encode())

    def generate_model_card(self, *_: Any, **__: Any) -> ModelCard:
        """Write the card of a folder that has none (what `save_pretrained` and `push_to_hub` call).

        The mixin's own would say "More Information Needed".
        """
        return ModelCard(card_of(self))

    @classmethod
    def _from_pretrained(
        cls,
        *,
        model_id: str,
        revision: str | None = None,
        cache_dir: str | Path | None = None,
        force_download: bool = False,
        local_files_only: bool = False,
        token: str | bool | None = None,
        **ignored: Any,
    ) -> Self:
        """Load from a local folder or from the Hub (what `from_pretrained` calls).

        The mixin's own way would fall back to unpickling and leave unknown weights out silently.
        """
        if Path(model_id).is_dir():
            return cls.load(Path(model_id))
        folder = snapshot_download(
            model_id,
            revision=revision,
            cache_dir=cache_dir,
            force_download=force_download,
            local_files_only=local_files_only,
            token=token,
            allow_patterns=[WEIGHTS, CONFIG, CARD],
        )
        return cls.load(Path(folder))


def read_weights(folder: Path, wanted: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Read a checkpoint's weights, which must be just those wanted.

    Raises:
        ModelError: Naming the first weights that are missing, unknown or of another shape.
    """
    path = folder / WEIGHTS
    # a weight has at most 8 bytes, whatever its type
    most_bytes = 8 * sum(value.numel() for value in wanted.values()) + MOST_HEADER_BYTES
    try:
        shapes = _shapes(path, most_bytes)
    except (OSError, ValueError, safetensors.SafetensorError) as error:
        refuse_disguise(path)
        raise ModelError(f"{path} is missing or damaged ({error}); fetch it anew.") from error
    missing, unknown = wanted.keys() - shapes.keys(), shapes.keys() - wanted.keys()
    if missing or unknown:
        raise ModelError(
            f"{path} does not fit {CONFIG}: "
            f"missing are {_few(missing)}; not known are {_few(unknown)}."
        )
    for name, shape in shapes.items():
        if shape != tuple(wanted[name].shape):
            raise ModelError(
                f"{path}: {name} should be {tuple(wanted[name].shape)} by {CONFIG}, but is {shape}."
            )
    return safetensors.torch.load_file(path)


def as_safetensors(tensors: Mapping[str, Tensor]) -> bytes:
    """Return contiguous tensors by name as a file that says `format: pt`, as other libraries ask.

    It says no more: of several notes the library would write the order as it comes.
    """
    return safetensors.torch.save(dict(tensors), {"format": "pt"})


def read_tensors(path: Path, most_bytes: int) -> dict[str, Tensor]:
    """Read a safetensors file of whatever is in it.

    Raises:
        OSError: If it cannot be read.
        ValueError: If it is larger than `most_bytes`, or its header than `MOST_HEADER_BYTES`.
        safetensors.SafetensorError: If it is damaged.
    """
    _shapes(path, most_bytes)
    return safetensors.torch.load_file(path)


def _shapes(path: Path, most_bytes: int) -> dict[str, tuple[int, ...]]:
    """Read the names and shapes in a safetensors file, without what they hold."""
    with path.open("rb") as file:
        header = int.from_bytes(file.read(8), "little")
    size = path.stat().st_size
    if header > MOST_HEADER_BYTES or size > most_bytes:
        raise ValueError(
            f"it has {size:,} bytes, {header:,} of them a header; at most {most_bytes:,} and "
            f"{MOST_HEADER_BYTES:,} are read"
        )
    with safetensors.safe_open(path, "pt") as tensors:
        return {name: tuple(tensors.get_slice(name).get_shape()) for name in sorted(tensors.keys())}


def weights_digest(folder: Path) -> str:
    """Return the first 16 digits of the SHA-256 of a checkpoint's weights, which tells it apart.

    Raises:
        ModelError: If it has no weights.
    """
    try:
        with (folder / WEIGHTS).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:16]
    except OSError as error:
        raise ModelError(f"{folder / WEIGHTS} cannot be read ({error}); fetch it anew.") from error


def _few(names: set[str]) -> str:
    first = sorted(names)[:3]
    return (", ".join(first) + (", ..." if len(names) > 3 else "")) or "none"
