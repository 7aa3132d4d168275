"""AttributeNet: the forty attributes of a face from 64 pixels, and the features measures live in.

A small residual network. Its penultimate layer, 128 numbers before their nonlinearity, is the space
in which `facegen.evaluation` compares sets of faces: Inception's weights are of another world
(objects) and must be fetched; these are of faces and lie in the repository. This module knows
nothing of stores, training or measures.

    network = AttributeNet.from_pretrained("checkpoints/attributes")
    description = network.describe(faces)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.errors import QueryError
from facegen.models.bounds import Between, Channels, Entries, Names, SizePx
from facegen.models.stored import StoredModel


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

    attributes: Names = CELEBA_ATTRIBUTES
    thresholds: Annotated[tuple[float, ...] | None, Between(-100, 100), Entries(1, 256)] = None
    widths: Channels = (32, 64, 128, 256)
    feature_size: Annotated[int, Between(1, 4096)] = 128
    size_px: SizePx = 64
    version: str = "v1"

    @property
    def values_a_picture(self) -> int:
        """Size of all activations: those of the first scale, and a third more."""
        return 5 * max(self.widths) * self.size_px**2


@dataclass(frozen=True)
class Description:
    """What the network says of some faces.

    Attributes:
        logits: float32 (faces, attributes); the sigmoid is the probability of the attribute.
        features: float32 (faces, feature_size); over training faces each has mean 0, variance 1.
    """

    logits: np.ndarray
    features: np.ndarray


class AttributeNet(StoredModel):
    """Faces in, one logit an attribute out.

    Stem of stride 2, one residual block a scale, a convolution that weighs each place of the last
    map by itself instead of averaging them (faces are aligned, so the place means something;
    Source: Chen et al., MobileFaceNets, 2018, section 3.1), a linear layer to the features.
    """

    family = "attribute_net"
    config_class = AttributeNetConfig
    half_precision = True
    config: AttributeNetConfig

    def __init__(self, config: AttributeNetConfig | None = None) -> None:
        """Build the network with random weights."""
        config = config or AttributeNetConfig()
        super().__init__(config)
        widths = config.widths
        self.stem, self.blocks = body(widths)
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

        Raises:
            QueryError: If they are no faces, or none.
        """
        if faces.ndim != 4 or faces.shape[-1] != 3 or not faces.size:
            raise QueryError(
                "Faces to describe must be (faces, side, side, 3), one at least, but are "
                f"{faces.shape}; give a single one as face[None]."
            )
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


def body(widths: Sequence[int]) -> tuple[nn.Sequential, nn.Sequential]:
    """Build what turns a face into its last map: the stem, and a block for each width."""
    stem = nn.Sequential(
        nn.Conv2d(3, widths[0], 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(widths[0]),
        nn.ReLU(inplace=True),
    )
    inputs = (widths[0], *widths[:-1])
    blocks = (
        ResidualBlock(i, o, stride=1 if n == 0 else 2)
        for n, (i, o) in enumerate(zip(inputs, widths, strict=True))
    )
    return stem, nn.Sequential(*blocks)


class ResidualBlock(nn.Module):
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
        """Map (faces, inputs, h, w) to (faces, outputs, h / stride, w / stride)."""
        return F.relu(self.body(x) + self.skip(x), inplace=True)


def from_uint8(faces: torch.Tensor) -> torch.Tensor:
    """Bring uint8 (faces, side, side, 3) to float32 (faces, 3, side, side) in [-1, 1]."""
    return faces.permute(0, 3, 1, 2).float().div_(127.5).sub_(1.0)
