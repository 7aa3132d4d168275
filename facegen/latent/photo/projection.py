"""Projection: the style whose face is nearest to a given picture, found step by step.

    projector = Projector(generator, network, load_encoder(folder))
    for step in projector.project(crop_face(read_photo(content)).picture):
        show(step.picture, step.distance)

The same finds the nearest face of a mean face or of any other picture. Nothing is kept, neither on
disk nor here.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Self

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from facegen import strict_json
from facegen.errors import FacegenError
from facegen.images import centre_square, resize_area
from facegen.latent.mixing import by_scale
from facegen.latent.photo.descent import Descent
from facegen.latent.style_space import StyleSpace, seeded
from facegen.models.attribute_net import AttributeNet, from_uint8
from facegen.models.generator import FaceGenerator, to_pictures
from facegen.models.style_encoder import StyleEncoder

RATE = 0.15
"""Of the descent, in standard deviations of the styles."""

FEATURES = 0.08
"""Weight of the features' distance beside that of the pixels."""

STAY = 0.006
"""Weight of a squared standard deviation from the mean style: unusual styles make no faces."""

TOGETHER = 0.02
"""Weight of what a scale's style may differ from the mean of all scales', where it may."""

FARTHEST_GUESS = 3.0
"""Standard deviations along each axis."""

REFERENCE = "projection.json"
MOST_STEPS = 2_000
STRANGERS = 32


@dataclass(frozen=True)
class Distance:
    """How far a face is from the picture it should be.

    Attributes:
        pixels: Root mean square difference at the largest scale, grey levels, 0 to 255.
        features: Of the attribute network's features, as a share of the distance between two faces
            of the generator drawn at random; 1 means no more alike than strangers.
    """

    pixels: float
    features: float


@dataclass(frozen=True)
class ProjectionStep:
    """Where a projection stands.

    Attributes:
        number: 0 is the first guess.
        steps: How many there will be.
        style: float32 (dim,), or (scales, dim) where each scale has its own.
        picture: uint8 (px, px, 3), its face.
        distance: To the picture given.
    """

    number: int
    steps: int
    style: Tensor
    picture: np.ndarray
    distance: Distance


class Projector:
    """Finds styles for pictures.

    Args:
        generator: Frozen.
        network: Whose features are compared beside the pixels.
        encoder: Makes the first guess; without one it is the mean style, and more steps are needed.
        space: The distribution of the generator's styles; None works it out, which is quick.
    """

    def __init__(
        self,
        generator: FaceGenerator,
        network: AttributeNet,
        encoder: StyleEncoder | None = None,
        space: StyleSpace | None = None,
    ) -> None:
        """Find how far apart strangers are."""
        self.generator, self.network, self.encoder = generator, network, encoder
        self.space = space or StyleSpace.of_generator(generator)
        with torch.no_grad():
            pictures = generator.synthesize(generator.style(seeded(generator, STRANGERS)))[-1]
            features = network.features(pictures.clamp(-1, 1))
        self.strangers = float((features - features.roll(1, 0)).square().sum(1).mean())

    def to(self, device: str) -> Self:
        """Move all of this to a device, such as cuda; what `project` yields is on the CPU."""
        for network in (self.generator, self.network, self.encoder):
            if network is not None:
                network.to(device)
        mean, axes, deviations = (
            getattr(self.space, field.name).to(device) for field in fields(self.space)
        )
        self.space = StyleSpace(mean, axes, deviations)
        return self

    def project(
        self, picture: np.ndarray, steps: int = 100, own_scales: bool = False, every: int = 1
    ) -> Iterator[ProjectionStep]:
        """Approach a picture.

        Args:
            picture: uint8 (height, width, 3), a face cut out as the training faces were (see
                `face_crop.crop_face`); of another shape its middle square is taken.
            steps: Of optimisation, 0 to 2000; 0 gives the first guess alone.
            own_scales: Whether each scale may have a style of its own: nearer, but further from
                the faces the generator knows, so it edits less well.
            every: Steps between those that are told; the first and the last always are.

        Yields:
            The first guess and the steps after it. The last one is the nearest of those told.

        Raises:
            FacegenError: If the picture or the number of steps is none.
        """
        target = self.target(picture)
        if not 0 <= steps <= MOST_STEPS or every < 1:
            raise FacegenError(f"A projection takes 0 to {MOST_STEPS} steps, but {steps} is asked.")
        coordinates = self._guess(target)
        if own_scales:
            coordinates = by_scale(coordinates, len(self.generator.scales_px)).clone()
        return self._approach(target, coordinates, steps, every)

    def _approach(
        self, target: "Target", coordinates: Tensor, steps: int, every: int
    ) -> Iterator[ProjectionStep]:
        coordinates.requires_grad_()
        descent = Descent([coordinates], RATE)
        best, least = None, math.inf
        for number in range(steps + 1):
            with torch.enable_grad():  # who calls may be in inference mode of its own
                loss, images = self._loss(target, coordinates)
            if number % every == 0 or number == steps:
                shown = ProjectionStep(
                    number,
                    steps,
                    self.space.styles(coordinates.detach())[0].cpu(),
                    to_pictures(images[-1].detach())[0],
                    self.distance(target, images),
                )
                if best is None or loss.item() <= least:
                    best, least = shown, loss.item()
                yield shown if number < steps else replace(best, number=steps)
            if number < steps:
                descent.step(torch.autograd.grad(loss, [coordinates]), number / steps)

    def _loss(self, target: "Target", coordinates: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return the loss, and the pictures at every scale."""
        images = self.generator.synthesize(self.space.styles(coordinates))
        gaps = [
            (image - wanted).square().mean()
            for image, wanted in zip(images, target.scales, strict=True)
        ]
        features = self.gap(target, images[-1])
        unusual = coordinates.square().mean()
        loss = torch.stack(gaps).mean() + FEATURES * features + STAY * unusual
        if coordinates.dim() == 3:
            loss = (
                loss + TOGETHER * (coordinates - coordinates.mean(1, keepdim=True)).square().mean()
            )
        return loss, images

    def gap(self, target: "Target", largest: Tensor) -> Tensor:
        """Return the squared distance of a picture's features, as a share of that of strangers."""
        found = self.network.features(largest)
        return (found - target.features).square().sum() / self.strangers

    def distance(self, target: "Target", images: list[Tensor]) -> Distance:
        """Return how far pictures at every scale, (1, 3, px, px), are from what is wanted."""
        with torch.no_grad():
            pixels = (images[-1].clamp(-1, 1) - target.scales[-1]).square().mean()
            features = self.gap(target, images[-1])
        return Distance(127.5 * math.sqrt(float(pixels)), math.sqrt(float(features)))

    def target(self, picture: np.ndarray) -> "Target":
        """Return what a picture wants of the generator.

        Args:
            picture: uint8 (height, width, 3); its middle square is taken.

        Raises:
            FacegenError: If it is no such array.
        """
        if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8:
            raise FacegenError(
                "A picture to approach is uint8 (height, width, 3), but was "
                f"{picture.dtype} {picture.shape}."
            )
        square = resize_area(centre_square(picture), self.generator.scales_px[-1])
        whole = from_uint8(torch.from_numpy(square.copy())[None].to(self.space.mean.device))
        scales = [
            F.interpolate(whole, size=(px, px), mode="area") for px in self.generator.scales_px
        ]
        with torch.no_grad():
            return Target(scales, self.network.features(whole))

    def _guess(self, target: "Target") -> Tensor:
        """Return the coordinates to begin at, (1, rank)."""
        with torch.no_grad():
            if self.encoder is None:
                return torch.zeros(1, self.space.rank, device=self.space.mean.device)
            return guessed(self.encoder, self.space, target.scales[-1])


def guessed(encoder: StyleEncoder, space: StyleSpace, faces: Tensor) -> Tensor:
    """Return where in a space an encoder sees faces, (faces, rank), none of it far out.

    Args:
        encoder: Of the space's generator.
        space: Of its styles.
        faces: float32 (faces, 3, px, px), -1 to 1.
    """
    return space.coordinates(encoder(faces)).clamp(-FARTHEST_GUESS, FARTHEST_GUESS)


def reference_of(checkpoint: Path) -> dict[str, dict[str, list[float]]]:
    """Return the distances that were reached for other pictures, to compare with.

    Returns:
        `own` (the generator's own faces: the floor) and `held_out` (faces it never saw), each with
        `pixels` and `features`, ascending, as in `Distance`; empty where nobody measured them
        (`python -m benchmarks.projection CHECKPOINT --store STORE` does).
    """
    try:
        reached = strict_json.read(checkpoint / REFERENCE)["reached"]
        return {
            str(whose): {str(space): [*map(float, some)] for space, some in spaces.items()}
            for whose, spaces in reached.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


@dataclass(frozen=True)
class Target:
    """What is wanted: (1, 3, px, px) a scale, and the features of the largest."""

    scales: list[Tensor]
    features: Tensor
