"""Faces of a generator, labelled by the attribute network: what directions are learned from."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from facegen.models.attribute_net import AttributeNet
from facegen.models.generator import FaceGenerator
from facegen.progress import Progress, unwatched

BATCH = 64


@dataclass(frozen=True)
class LabelledFaces:
    """What the attribute network says of the faces of some styles.

    Attributes:
        styles: float32 (faces, dim).
        logits: float32 (faces, attributes).
        features: float32 (faces, feature_size).
    """

    styles: Tensor
    logits: Tensor
    features: Tensor

    @property
    def probabilities(self) -> Tensor:
        """Of each attribute, (faces, attributes)."""
        return self.logits.sigmoid()


@torch.inference_mode()
def label(
    generator: FaceGenerator,
    network: AttributeNet,
    styles: Tensor,
    progress: Progress = unwatched,
) -> LabelledFaces:
    """Make the faces of styles, (faces, dim), and describe them, telling the share done."""
    logits, features, done = [], [], 0
    for pictures in pictures_for(network, generator, styles):
        features.append(network.features(pictures))
        logits.append(network.logits(features[-1]))
        done += len(pictures)
        progress(done / len(styles))
    return LabelledFaces(styles, torch.cat(logits), torch.cat(features))


@torch.inference_mode()
def pictures_for(
    network: AttributeNet, generator: FaceGenerator, styles: Tensor
) -> Iterator[Tensor]:
    """Yield pictures of styles, float (at most 64, 3, px, px), -1 to 1, as the network sees faces.

    They are of the smallest scale that is as large as the network looks at, so that a generator of
    larger pictures is judged as the faces of a store are.
    """
    wide_enough = [px >= network.config.size_px for px in generator.scales_px]
    scale = wide_enough.index(True) if any(wide_enough) else -1
    for part in styles.split(BATCH):
        yield generator.synthesize(part)[scale].clamp(-1, 1)
