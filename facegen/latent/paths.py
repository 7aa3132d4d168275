"""From face to face: straight, round, or in a loop through many.

A path is a function of positions, float (positions,) from 0 to 1, that returns one point each,
float (positions, ..., dim). Points are latents, (dim,), or styles, (dim,) or (scales, dim). Styles
lie in a space the generator has straightened, where `lerp` is the usual path; latents lie on a
sphere, so theirs is `slerp`, and a generator's `style` turns what it returns into styles:

    loop = Loop(styles)
    positions = equal_changes(loop, pixels_of(generator), frames=120, closed=True)
    pictures = draw(generator, loop(positions))
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from facegen.errors import FacegenError
from facegen.latent.sampling import largest
from facegen.models.attribute_net import AttributeNet
from facegen.models.generator import FaceGenerator

MOST_PROBES, PROBED_TOGETHER = 512, 16
"""Of a path, to find out where on it how much changes."""

LatentPath = Callable[[Tensor], Tensor]
"""Positions, (positions,) from 0 to 1, to points, (positions, ..., dim)."""

Appearance = Callable[[Tensor], Tensor]
"""Styles, (count, ..., dim), to vectors whose distances are differences seen, (count, numbers)."""


def lerp(start: Tensor, end: Tensor, positions: Tensor) -> Tensor:
    """Go straight from one point, (..., dim), to another, and on beyond 0 and 1."""
    _same_shape(start, end)
    return start + _column(positions, start) * (end - start)


def slerp(start: Tensor, end: Tensor, positions: Tensor) -> Tensor:
    """Go from one point to another about the origin: evenly in angle and in length.

    Between points that lie exactly opposite each other any great circle is as short as any other;
    the one through the coordinate axis nearest to a right angle is taken.

    Args:
        start: (..., dim); over more than one dimension each vector takes its own path.
        end: Likewise.
        positions: (positions,), 0 the start, 1 the end.

    Returns:
        (positions, ..., dim).

    Source: Shoemake 1985, Animating Rotation with Quaternion Curves, section 3.3; White 2016,
    Sampling Generative Networks, section 2.1, for latents.
    """
    _same_shape(start, end)
    radius, radius_end = (v.norm(dim=-1, keepdim=True).clamp(min=1e-12) for v in (start, end))
    along, across = start / radius, end / radius_end
    cosine = (along * across).sum(-1, keepdim=True)
    across = across - cosine * along
    sine = across.norm(dim=-1, keepdim=True)
    axis = torch.zeros_like(along).scatter_(-1, along.abs().argmin(-1, keepdim=True), 1.0)
    axis = axis - (axis * along).sum(-1, keepdim=True) * along
    across = torch.where(sine > 1e-6, across, axis)
    across = across / across.norm(dim=-1, keepdim=True)
    position = _column(positions, start)
    angle = position * torch.atan2(sine, cosine)
    return (along * angle.cos() + across * angle.sin()) * torch.lerp(radius, radius_end, position)


class Loop:
    """A closed, smooth path through keys: a periodic cubic spline of equal steps.

    Position i / keys is exactly key i, and position 1 is key 0 again. Direction and bend go
    on over the seam, so a film of it has no end that the eye could find. One key gives a still, two
    a path there and back.

    Args:
        keys: (keys, ..., dim).

    Raises:
        FacegenError: If there is no key, or a coordinate is not a finite number.

    Source: de Boor 1978, A Practical Guide to Splines, chapter 4 (the moments of a cubic spline);
    here the system is circulant.
    """

    def __init__(self, keys: Tensor) -> None:
        """Solve for the bend (second derivative) at each key."""
        if not len(keys) or not bool(torch.isfinite(keys).all()):
            raise FacegenError(
                f"A loop goes through one or more faces of finite coordinates, but {len(keys)} "
                "were given; choose faces to go through."
            )
        count = len(keys)
        one = torch.eye(count, dtype=torch.float64)
        after, before = one.roll(1, 1), one.roll(-1, 1)  # rows that pick the neighbours of a key
        flat = keys.double().reshape(count, -1)
        bends = torch.linalg.solve(4 * one + after + before, 6 * (after + before - 2 * one) @ flat)
        self.keys, self.bends = keys, bends.to(keys.dtype).reshape(keys.shape)

    def __call__(self, positions: Tensor) -> Tensor:
        """Return the points at positions, (positions,); whole turns do not count."""
        steps = (positions % 1.0) * len(self.keys)
        left = steps.floor().long() % len(self.keys)
        right = (left + 1) % len(self.keys)
        b = _column(steps - steps.floor(), self.keys[0])
        a = 1 - b
        return (
            a * self.keys[left]
            + b * self.keys[right]
            + ((a**3 - a) * self.bends[left] + (b**3 - b) * self.bends[right]) / 6
        )


def equal_steps(frames: int, closed: bool) -> Tensor:
    """Return positions at equal steps, float32 (frames,): 0 to 1, of a loop 0 to just before 1.

    Raises:
        FacegenError: If there are to be none.
    """
    if frames < 1:
        raise FacegenError(f"A film has at least one frame, but {frames} were asked for.")
    return torch.arange(frames) / max(1, frames if closed else frames - 1)


def equal_changes(
    path: LatentPath, describe: Appearance, frames: int, closed: bool = False
) -> Tensor:
    """Choose positions along a path so that what is seen changes at a constant speed.

    The path is probed at four times as many positions as asked for, at most `MOST_PROBES`, and the
    distances between neighbouring probes, as `describe` sees them, are added up; the positions
    divide the sum evenly.

    Args:
        path: Styles by position.
        describe: What is seen: `pixels_of` or `features_of` a generator. Asked about a few styles
            at a time, since what is seen of all takes gigabytes.
        frames: How many positions.
        closed: Whether the path is a loop, whose end is its start and is not shown twice.

    Returns:
        float32 (frames,), ascending from 0.
    """
    even = equal_steps(frames, closed)
    probes = torch.linspace(0, 1, min(4 * max(frames, 16), MOST_PROBES) + 1)
    steps: list[float] = []
    last = torch.zeros(0)
    for some in probes.split(PROBED_TOGETHER):
        seen = describe(path(some)).double()
        seen = torch.cat([last, seen]) if steps else seen
        steps += (seen[1:] - seen[:-1]).norm(dim=1).tolist()
        last = seen[-1:]
    length = np.concatenate([[0.0], np.cumsum(steps)])
    if not length[-1] > 0:
        return even
    return torch.from_numpy(np.interp(even.numpy() * length[-1], length, probes.numpy())).float()


def pixels_of(generator: FaceGenerator) -> Appearance:
    """Describe styles by the pixels of their pictures."""

    @torch.inference_mode()
    def describe(styles: Tensor) -> Tensor:
        return torch.cat([pictures.flatten(1) for pictures in largest(generator, styles)])

    return describe


def features_of(generator: FaceGenerator, network: AttributeNet) -> Appearance:
    """Describe styles by the features an attribute network finds in their pictures."""

    @torch.inference_mode()
    def describe(styles: Tensor) -> Tensor:
        return torch.cat([network.features(p) for p in largest(generator, styles)])

    return describe


def _same_shape(start: Tensor, end: Tensor) -> None:
    if start.shape != end.shape:
        raise FacegenError(
            f"Both ends of a path must be of one kind, but their shapes are {tuple(start.shape)} "
            f"and {tuple(end.shape)}; give both as latents or both as styles."
        )


def _column(positions: Tensor, point: Tensor) -> Tensor:
    """Stand positions in the first dimension, before those of a point."""
    return positions.reshape(-1, *[1] * point.dim())
