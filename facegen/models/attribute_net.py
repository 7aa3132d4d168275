"""AttributeNet: the forty attributes of a face from 64 pixels, and the features measures live in.

A small residual network. Its penultimate layer, 128 numbers before their nonlinearity, is the space
in which `facegen.evaluation` compares sets of faces: Inception's weights are of another world
(objects) and must be fetched; these are of faces and lie in the repository. This module knows
nothing of stores, training or measures.

    network = AttributeNet.from_pretrained("checkpoints/attributes")
    description = network.describe(faces)
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import safetensors.torch
import torch
import torch.nn.functional as F
from huggingface_hub import PyTorchModelHubMixin, snapshot_download
from torch import nn

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.errors import ModelError
from facegen.models.generator import CARD, CONFIG, FORMAT, WEIGHTS, read_description, read_weights

FAMILY = "attribute_net"


@dataclass(frozen=True)
class AttributeNetConfig:
    """What an attribute network is.

    Attributes:
        attributes: Names of the logits, in order.
        thresholds: One a logit: the value above which the attribute counts as present, set so that
            on held-out faces as many are called present as are. None counts from 0 (p = 0.5).
        widths: Channels at each scale, halving the side from 32 px on.
        feature_size: Length of the feature vector.
        size_px: Side of the faces the network sees, pixels.
        version: Name of the feature space. Distances are comparable within one version alone.
    """

    attributes: tuple[str, ...] = CELEBA_ATTRIBUTES
    thresholds: tuple[float, ...] | None = None
    widths: tuple[int, ...] = (32, 64, 128, 256)
    feature_size: int = 128
    size_px: int = 64
    version: str = "v1"


@dataclass(frozen=True)
class Description:
    """What the network says of some faces.

    Attributes:
        logits: float32 (faces, attributes); the sigmoid is the probability of the attribute.
        features: float32 (faces, feature_size); over training faces each has mean 0, variance 1.
    """

    logits: np.ndarray
    features: np.ndarray


class AttributeNet(nn.Module, PyTorchModelHubMixin):
    """Faces in, one logit an attribute out.

    Stem of stride 2, one residual block a scale, a convolution that weighs each place of the last
    map by itself instead of averaging them (faces are aligned, so the place means something;
    Source: Chen et al., MobileFaceNets, 2018, section 3.1), a linear layer to the features.

    Attributes:
        config: What it is.
        facts: What else its checkpoint says of it: data, recipe, measures.
    """

    def __init__(self, config: AttributeNetConfig | None = None) -> None:
        """Build the network with random weights."""
        super().__init__()
        self.config = config = config or AttributeNetConfig()
        self.facts: dict[str, Any] = {}
        widths = config.widths
        self.stem = nn.Sequential(
            nn.Conv2d(3, widths[0], 3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(widths[0]),
            nn.ReLU(inplace=True),
        )
        inputs = (widths[0], *widths[:-1])
        self.blocks = nn.Sequential(
            *(
                _Block(i, o, stride=1 if n == 0 else 2)
                for n, (i, o) in enumerate(zip(inputs, widths, strict=True))
            )
        )
        last, side = widths[-1], config.size_px // 2 ** len(widths)
        self.places = nn.Sequential(
            nn.Conv2d(last, last, side, groups=last, bias=False), nn.BatchNorm2d(last), nn.Flatten()
        )
        self.embed = nn.Sequential(
            nn.Linear(last, config.feature_size, bias=False),
            nn.BatchNorm1d(config.feature_size, affine=False),
        )
        self.dropout = nn.Dropout(0.2)
        self.head = nn.Linear(config.feature_size, len(config.attributes))

    @property
    def thresholds(self) -> tuple[float, ...]:
        """The logits above which attributes count as present."""
        return self.config.thresholds or (0.0,) * len(self.config.attributes)

    def features(self, images: torch.Tensor) -> torch.Tensor:
        """Return the features, float (faces, feature_size), of float (faces, 3, size, size).

        Values run from -1 to 1; any side is brought to the network's by area average. The result
        can be differentiated by the images.
        """
        size = self.config.size_px
        if images.shape[-1] != size:
            images = F.interpolate(images, size=(size, size), mode="area")
        images = images.contiguous(memory_format=torch.channels_last)
        return self.embed(self.places(self.blocks(self.stem(images))))

    def logits(self, features: torch.Tensor) -> torch.Tensor:
        """Return one logit an attribute, float (faces, attributes), from features."""
        return self.head(self.dropout(F.silu(features)))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Return one logit an attribute, float (faces, attributes), from images as `features`."""
        return self.logits(self.features(images))

    @torch.inference_mode()
    def describe(self, faces: np.ndarray, batch: int = 256) -> Description:
        """Describe faces as they are stored.

        Args:
            faces: uint8 (faces, side, side, 3), sRGB 0 to 255, any side, memory-mapped or not.
            batch: Faces at a time; changes the result by rounding only.
        """
        was_training = self.training
        self.eval()
        parts = [(self.logits(f), f) for f in map(self.features, self._batches(faces, batch))]
        self.train(was_training)
        logits, features = (torch.cat(part).cpu().numpy() for part in zip(*parts, strict=True))
        return Description(logits, features)

    def _batches(self, faces: np.ndarray, batch: int) -> Iterator[torch.Tensor]:
        device = self.head.weight.device
        for start in range(0, len(faces), batch):
            yield from_uint8(torch.from_numpy(np.array(faces[start : start + batch])).to(device))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Load a checkpoint folder, ready for use on the CPU.

        Raises:
            ModelError: If the folder is none, damaged, or of another version, kind or shape.
        """
        description = read_description(folder)
        if description["family"] != FAMILY:
            raise ModelError(
                f"{folder} holds a {description['family']}, not an {FAMILY}; give the folder of an "
                "attribute network."
            )
        try:
            config: dict[str, Any] = {
                name: tuple(v) if isinstance(v, list) else v
                for name, v in description["model"].items()
            }
            network = cls(AttributeNetConfig(**config))
        except (TypeError, ValueError, AttributeError) as error:
            raise ModelError(
                f"{folder / CONFIG} describes no {FAMILY} this facegen can build ({error}); "
                "use the facegen that made it."
            ) from error
        network.load_state_dict(read_weights(folder, network.state_dict()))
        known = ("format", "family", "model")
        network.facts = {name: v for name, v in description.items() if name not in known}
        return network.eval()

    def _save_pretrained(self, save_directory: Path) -> None:
        """Write weights, in half precision, and description (what `save_pretrained` calls)."""
        weights = {
            name: (v.half() if v.is_floating_point() else v).detach().cpu().contiguous()
            for name, v in self.state_dict().items()
        }
        safetensors.torch.save_file(weights, save_directory / WEIGHTS)
        description = {"format": FORMAT, "family": FAMILY, "model": vars(self.config), **self.facts}
        text = json.dumps(description, indent=1, ensure_ascii=False) + "\n"
        (save_directory / CONFIG).write_text(text, encoding="utf-8")

    @classmethod
    def _from_pretrained(cls, *, model_id: str, revision: str | None = None, **how: Any) -> Self:
        """Load from a local folder or from the Hub (what `from_pretrained` calls).

        The mixin's own way would fall back to unpickling and leave unknown weights out silently.
        """
        if Path(model_id).is_dir():
            return cls.load(Path(model_id))
        options = {k: how[k] for k in ("cache_dir", "force_download", "local_files_only", "token")}
        files = [WEIGHTS, CONFIG, CARD]
        return cls.load(
            Path(snapshot_download(model_id, revision=revision, allow_patterns=files, **options))
        )


class _Block(nn.Module):
    """relu(x' + bn(conv(relu(bn(conv(x)))))), x' brought to the new size where it changes."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        self.skip = nn.Identity()
        if stride > 1:
            self.skip = nn.Sequential(
                nn.AvgPool2d(stride), nn.Conv2d(inputs, outputs, 1, bias=False)
            )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(self.body(x) + self.skip(x), inplace=True)


def from_uint8(faces: torch.Tensor) -> torch.Tensor:
    """Bring uint8 (faces, side, side, 3) to float32 (faces, 3, side, side) in [-1, 1]."""
    return faces.permute(0, 3, 1, 2).float().div_(127.5).sub_(1.0)
