"""Tuning: a generator is changed a little, so that one style gives one photo.

    *_, last = Tuner(projector).tune(picture, step.style)
    mine = tuned(projector.generator, last.difference)

What comes of it is the weights' difference, small and in memory: the checkpoint stays as it is, and
so does everything else that uses it. Equal pictures and styles give equal differences.

Source: Roich et al. 2021, Pivotal Tuning for Latent-based Editing of Real Images, arXiv 2106.05744,
sections 3.2 (tuning) and 3.3 (locality).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from facegen.errors import FacegenError
from facegen.latent.mixing import by_scale
from facegen.latent.photo.descent import Descent
from facegen.latent.photo.projection import FEATURES, Distance, Projector, Target
from facegen.latent.style_space import seeded
from facegen.models.generator import FaceGenerator, to_pictures
from facegen.models.layers import Equalized

STEPS, MOST_STEPS = 42, 500
RATE = 0.01
"""Of the descent."""
LOCALITY = 0.1
"""Weight of what changes in the faces around, beside what is missing in the photo's."""
LOOKED_EVERY = 4
"""Steps from one look at the faces around to the next, which then counts for all of these steps: a
step with it takes more than twice as long. Source: Karras et al. 2020, Analyzing and Improving the
Image Quality of StyleGAN, arXiv 1912.04958, section 3.1 (lazy regularization)."""
AROUND, NEIGHBOURS = 3.0, 1
"""How far away the faces that should stay are, in standard deviations, and how many a step."""
FIRST_NEIGHBOUR = 7_000_000
"""Seed of the first face towards which a neighbour lies."""
FINE_PX = 16
"""What draws smaller scales stays as it is: most of the weights are there, the projection has
found pose and outline already, and what is missing in the photo's face is finer."""

_OWN, _OTHERS = slice(0, 1), slice(1, None)
"""Of faces drawn together: the photo's, and those around it."""

Difference = dict[str, Tensor]
"""By the weights' names, float16: what is added to those of the checkpoint."""


@dataclass(frozen=True)
class TuningStep:
    """Where tuning stands.

    Attributes:
        number: 0 is before the first step.
        steps: How many there will be.
        picture: uint8 (px, px, 3), the face of the style.
        distance: To the photo.
        difference: Of the weights; empty but in the last step.
    """

    number: int
    steps: int
    picture: np.ndarray
    distance: Distance
    difference: Difference = field(default_factory=dict)


class Tuner:
    """Tunes a projector's generator.

    Args:
        projector: That found the style.
    """

    def __init__(self, projector: Projector) -> None:
        """Nothing is tuned yet."""
        self.projector = projector

    def tune(
        self, picture: np.ndarray, style: Tensor, steps: int = STEPS, every: int = 1
    ) -> Iterator[TuningStep]:
        """Bring the face of a style nearer to a picture.

        Args:
            picture: uint8 (height, width, 3), what the projection was given.
            style: float32 (dim,) or (scales, dim), what it found.
            steps: 1 to 500.
            every: Steps between those that are told; the first and the last always are.

        Yields:
            The steps; the last one has the difference, and is measured with it as it is kept.

        Raises:
            FacegenError: If the picture, the style or the number of steps is none.
        """
        plain = self.projector.generator
        if not 1 <= steps <= MOST_STEPS or every < 1:
            raise FacegenError(f"Tuning takes 1 to {MOST_STEPS} steps, but {steps} is asked.")
        if style.shape[-1] != plain.latent_dim or style.dim() > 2:
            raise FacegenError(
                f"A style here has {plain.latent_dim} numbers, or so many a scale, but this one is "
                f"{tuple(style.shape)}."
            )
        target = self.projector.target(picture)
        pivot = by_scale(style if style.dim() == 1 else style[None], len(plain.scales_px))
        return self._tune(target, pivot.reshape(1, len(plain.scales_px), -1), steps, every)

    def _tune(self, target: Target, pivot: Tensor, steps: int, every: int) -> Iterator[TuningStep]:
        plain = self.projector.generator
        changing = plain.thawed()
        weights = fine_weights(changing, pivot)
        hold_all_but(changing, weights)
        descent = Descent(weights.values(), RATE)
        for number in range(steps):
            around = self._around(pivot, number) if number % LOOKED_EVERY == 0 else pivot[:0]
            with torch.enable_grad():  # who calls may be in inference mode of its own
                drawn = changing.synthesize(torch.cat([pivot, around]))
                images, neighbours = ([one[at] for one in drawn] for at in (_OWN, _OTHERS))
                loss = self._missing(target, images)
                if len(around):
                    loss = loss + LOOKED_EVERY * LOCALITY * self._moved(neighbours, around)
                gradients = torch.autograd.grad(loss, list(weights.values()))
            if number % every == 0:
                distance = self.projector.distance(target, images)
                yield TuningStep(number, steps, to_pictures(images[-1].detach())[0], distance)
            descent.step(gradients, number / steps)
        known = dict(plain.named_parameters())
        difference = {
            name: (weight.detach() - known[name]).half().contiguous()
            for name, weight in weights.items()
        }
        with torch.no_grad():
            images = tuned(plain, difference).synthesize(pivot)
        distance = self.projector.distance(target, images)
        yield TuningStep(steps, steps, to_pictures(images[-1])[0], distance, difference)

    def _missing(self, target: Target, images: list[Tensor]) -> Tensor:
        """Return the squared error at all scales, and that of the features."""
        gaps = [
            (image - wanted).square().mean()
            for image, wanted in zip(images, target.scales, strict=True)
        ]
        return torch.stack(gaps).mean() + FEATURES * self.projector.gap(target, images[-1])

    def _around(self, pivot: Tensor, number: int) -> Tensor:
        """Return styles about the pivot, each on the way to the style of another seed."""
        space, plain = self.projector.space, self.projector.generator
        with torch.no_grad():
            first = FIRST_NEIGHBOUR + NEIGHBOURS * number
            away = space.coordinates(plain.style(seeded(plain, NEIGHBOURS, first)))
            away = away - space.coordinates(pivot.mean(1))
            step = AROUND * away / away.norm(dim=1, keepdim=True)
            return pivot + space.step(step)[:, None]

    def _moved(self, after: list[Tensor], styles: Tensor) -> Tensor:
        """Return by how much the faces of styles have changed, squared, at all scales."""
        with torch.no_grad():
            before = self.projector.generator.synthesize(styles)
        gaps = [(new - old).square().mean() for new, old in zip(after, before, strict=True)]
        return torch.stack(gaps).mean()


def fine_weights(generator: FaceGenerator, styles: Tensor) -> dict[str, torch.nn.Parameter]:
    """Return the weights that draw scales of `FINE_PX` and more, or the largest, and none below.

    Args:
        generator: Thawed.
        styles: An example, (1, scales, dim).
    """
    fine_px = min(FINE_PX, generator.scales_px[-1])
    with torch.enable_grad():
        images = generator.drawn(styles)
    coarse = sum(px < fine_px for px in generator.scales_px)
    drawing, kept = (_parts(generator, some) for some in (images[coarse:], images[:coarse]))
    return {name: drawing[name] for name in drawing if name not in kept}


def _parts(generator: FaceGenerator, images: list[Tensor]) -> dict[str, torch.nn.Parameter]:
    """Return the weights that have a part in some images."""
    named = dict(generator.named_parameters())
    if not images:
        return {}
    ones = [torch.ones_like(image) for image in images]
    parts = torch.autograd.grad(
        images, list(named.values()), ones, retain_graph=True, allow_unused=True
    )
    return {
        name: weight
        for (name, weight), part in zip(named.items(), parts, strict=True)
        if part is not None
    }


def hold_all_but(generator: FaceGenerator, weights: dict[str, torch.nn.Parameter]) -> None:
    """Freeze the layers of a thawed generator that have none of these weights."""
    generator.requires_grad_(False)
    for weight in weights.values():
        weight.requires_grad_()
    for layer in generator.modules():
        if isinstance(layer, Equalized) and not any(w.requires_grad for w in layer.parameters()):
            layer.freeze()


def tuned(generator: FaceGenerator, difference: Difference) -> FaceGenerator:
    """Return a frozen generator with a difference added to its weights.

    Raises:
        FacegenError: If the difference is that of another generator.
    """
    copied = generator.thawed()
    weights = dict(copied.named_parameters())
    for name, change in difference.items():
        if name not in weights or weights[name].shape != change.shape:
            raise FacegenError("This face was tuned with a generator of another shape.")
        weights[name].data.add_(change.float())
    return copied.freeze()
