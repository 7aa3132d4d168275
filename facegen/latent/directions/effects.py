"""What a step in style space does to faces: measured on pictures, not on what it was learned from.

Probabilities are the attribute network's, on the generator's own pictures. Identity has no network
of its own here: it is measured in the attribute network's features, which know of a person little
more than the forty attributes do, so it understates how much another person appears.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from facegen.latent.directions.labelling import BATCH, label, pictures_for
from facegen.models.attribute_net import AttributeNet
from facegen.models.generator import FaceGenerator
from facegen.progress import Progress, unwatched

REACH = 2.0
"""Effects are of going from two standard deviations one way to two the other."""

MENTIONED = 8


@dataclass(frozen=True)
class Effect:
    """What happens from -`REACH` to +`REACH` along a direction, means over faces.

    Attributes:
        target: Change of the target's probability, -1 to 1; 0 where there is no target.
        others: Mean absolute change of the other attributes' probabilities, 0 to 1.
        identity: Change of the network's features, as a share of the distance between two faces
            drawn at random; 1 means as different as strangers.
        pixels: Mean absolute change of a pixel, 0 to 1 (1 is black to white).
        moved: The other attributes whose probabilities move most, and by how much.
    """

    target: float
    others: float
    identity: float
    pixels: float
    moved: tuple[tuple[str, float], ...]


class Ruler:
    """Measures directions, all on the same faces.

    Args:
        generator: What makes the faces.
        network: What names their attributes.
        styles: float32 (faces, dim), of faces nothing was learned from.
        progress: Told the share done, 0 to 1, of finding out how far apart strangers are.
    """

    def __init__(
        self,
        generator: FaceGenerator,
        network: AttributeNet,
        styles: Tensor,
        progress: Progress = unwatched,
    ) -> None:
        """Find how far apart strangers are."""
        self.generator, self.network, self.styles = generator, network, styles
        features = label(generator, network, styles, progress).features
        self.strangers = float((features - features.roll(1, 0)).norm(dim=1).mean())

    @torch.inference_mode()
    def measure(self, step: Tensor, target: str | None = None, faces: int | None = None) -> Effect:
        """Measure one direction.

        Args:
            step: float32 (dim,), the change of style that is one standard deviation.
            target: The attribute it is meant to change; None counts all as others.
            faces: How many of the faces to measure on; None means all.
        """
        styles, names = self.styles[:faces], self.network.config.attributes
        both = torch.cat([styles - REACH * step, styles + REACH * step])
        pictures = torch.cat(list(pictures_for(self.network, self.generator, both)))
        features = torch.cat([self.network.features(part) for part in pictures.split(BATCH)])
        before, after = self.network.logits(features).sigmoid().chunk(2)
        changes, sizes = (after - before).mean(0), (after - before).abs().mean(0)
        which = names.index(target) if target is not None else None
        others = [n for n in range(len(names)) if n != which]
        most = sorted(others, key=lambda n: -abs(float(changes[n])))[:MENTIONED]
        shift = features[len(styles) :] - features[: len(styles)]
        return Effect(
            target=0.0 if which is None else _short(changes[which]),
            others=_short(sizes[others].mean()),
            identity=_short(shift.norm(dim=1).mean() / self.strangers),
            pixels=_short((pictures[len(styles) :] - pictures[: len(styles)]).abs().mean() / 2),
            moved=tuple((names[n], _short(changes[n])) for n in most),
        )


def _short(value: Tensor) -> float:
    """Four decimals: more than the faces measured on can tell."""
    return round(float(value), 4)
