"""Find the directions of a generator, and measure what each does.

Every label comes from the attribute network looking at the generator's own faces; no data is read.
Of each attribute only the confident ends count: at most the tenth of the faces that show it most
clearly and the tenth that do so least. What stands for an attribute is then learned for all at
once, so that what two attributes share is not counted for both. Of the ways that
`python -m benchmarks.direction_methods CHECKPOINT` compares, this moved the others least for what
it moved the target: 2.14 times as much as another attribute (in deviations of the logits), where
the difference of the ends' means gave 1.85 and logistic regression between them 1.81.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from facegen.latent.directions.directions import (
    AttributeDirection,
    Component,
    Directions,
)
from facegen.latent.directions.effects import Ruler
from facegen.latent.directions.entanglement import separable, without
from facegen.latent.directions.labelling import LabelledFaces, label
from facegen.latent.style_space import StyleSpace, require_latent_space, seeded
from facegen.models.attribute_net import AttributeNet
from facegen.models.generator import FaceGenerator
from facegen.progress import Progress, stretch, unwatched

END, RARE_END = 0.1, 0.02
"""Share of the faces at each confident end; the least where few show an attribute."""

WEIGHT = 2.0
"""Of the ridge penalty, a label having power 1; more makes a direction a difference of means."""

APART = 3
"""From how many of the attributes that a direction moves as well it is taken apart."""

FIRST_FRESH_SEED = 2_000_000


@dataclass(frozen=True)
class FaceCounts:
    """How many faces are looked at.

    Attributes:
        learned: Faces that directions are learned from.
        measured: Fresh faces that every attribute's effect is measured on.
        components: Fresh faces that every component's effect is measured on.
    """

    learned: int = 16_000
    measured: int = 48
    components: int = 16

    def pictures(self, attributes: int, components: int) -> int:
        """Return how many pictures are made at most."""
        fresh = self.measured + 2 * self.components * components + 4 * self.measured * attributes
        return self.learned + fresh


def find_directions(
    generator: FaceGenerator,
    network: AttributeNet,
    sizes: FaceCounts | None = None,
    progress: Progress = unwatched,
) -> Directions:
    """Learn and measure all directions.

    Args:
        generator: Frozen.
        network: What names attributes.
        sizes: How many faces; None means the usual, about 28,000 pictures in all.
        progress: Told the share done, 0 to 1.

    Raises:
        FacegenError: If the generator has no latent space.
    """
    require_latent_space(generator)
    sizes, names = sizes or FaceCounts(), network.config.attributes
    pictures = sizes.pictures(len(names), generator.latent_dim)
    learned, ready = sizes.learned / pictures, (sizes.learned + sizes.measured) / pictures
    named = ready + 4 * sizes.measured * len(names) / pictures
    with torch.inference_mode():
        styles = generator.style(seeded(generator, sizes.learned))
        fresh = generator.style(seeded(generator, sizes.measured, FIRST_FRESH_SEED))
        labels = label(generator, network, styles, stretch(progress, 0, learned))
    space = StyleSpace.of_styles(styles)
    present, absent = ends(labels, network.thresholds)
    units, readings = learn(space.coordinates(labels.styles), present, absent)
    ruler = Ruler(generator, network, fresh, stretch(progress, learned, ready))

    attributes = []
    for which, name in enumerate(names):
        effect = ruler.measure(space.step(units[which]), name)
        moved = [names.index(other) for other, _ in effect.moved]
        others = separable(units[which], readings, moved, APART)
        apart = without(units[which], readings[others]) if others else None
        effect_apart = None if apart is None else ruler.measure(space.step(apart), name)
        entangled = tuple(names[other] for other in others)
        attributes.append(AttributeDirection(name, effect, entangled, effect_apart))
        progress(ready + (named - ready) * len(attributes) / len(names))
    return Directions(
        space=space,
        units=units,
        readings=readings,
        present=torch.stack([styles[rows].mean(0) for rows in present]),
        absent=torch.stack([styles[rows].mean(0) for rows in absent]),
        attributes=tuple(attributes),
        components=_components(space, ruler, sizes.components, stretch(progress, named, 1)),
        facts={
            "network": network.config.version,
            "learned_from": sizes.learned,
            "measured_on": sizes.measured,
        },
    )


def ends(labels: LabelledFaces, thresholds: Sequence[float]) -> tuple[list[Tensor], list[Tensor]]:
    """Return the rows of faces that show each attribute most and least clearly.

    Args:
        labels: Of the faces.
        thresholds: The logits above which attributes count as present. Where few faces show an
            attribute, only as many count as clear, but never fewer than one in fifty.

    Returns:
        For each attribute rows that show it, and rows that do not, int64.
    """
    count = len(labels.logits)
    shares = (labels.logits > torch.tensor(thresholds)).float().mean(0)
    order = labels.logits.argsort(dim=0, stable=True).T
    high = [max(1, round(count * min(max(float(share), RARE_END), END))) for share in shares]
    low = max(1, round(count * END))
    return [row[-n:] for row, n in zip(order, high, strict=True)], [row[:low] for row in order]


def learn(
    coordinates: Tensor, present: Sequence[Tensor], absent: Sequence[Tensor]
) -> tuple[Tensor, Tensor]:
    """Learn directions and readings of attributes.

    A face's label is positive where it shows the attribute clearly, negative where it clearly does
    not, else 0. A reading is the difference between the means of both ends, which in these
    coordinates is also the normal of the plane that parts them best (Fisher's discriminant, the
    spread within being about that of all faces). A direction is the ridge regression of coordinates
    on all labels at once: how a face changes with this label while the others stay.

    Args:
        coordinates: (faces, rank), of mean 0 and variance 1 along each axis.
        present: For each attribute the rows of faces that show it, as `ends` returns them.
        absent: Likewise, of those that do not.

    Returns:
        Directions and readings, float32 (attributes, rank) each, unit vectors.
    """
    labels = torch.zeros(len(coordinates), len(present))
    for which, (high, low) in enumerate(zip(present, absent, strict=True)):
        labels[high, which], labels[low, which] = 1 / len(high), -1 / len(low)
    labels = F.normalize(labels, dim=0)
    shared = labels.T @ coordinates
    penalised = labels.T @ labels + WEIGHT * torch.eye(len(present))
    directions = torch.linalg.solve(penalised, shared)
    return F.normalize(directions, dim=1), F.normalize(shared, dim=1)


def _components(
    space: StyleSpace, ruler: Ruler, faces: int, progress: Progress
) -> tuple[Component, ...]:
    """Measure what a step along each principal axis does, those that change most first."""
    shares = space.deviations.square() / space.deviations.square().sum()
    components = []
    for axis, (unit, share) in enumerate(zip(torch.eye(space.rank), shares, strict=True)):
        effect = ruler.measure(space.step(unit), faces=faces)
        components.append(Component(axis, float(share), effect))
        progress(len(components) / space.rank)
    return tuple(sorted(components, key=lambda component: -component.effect.pixels))
