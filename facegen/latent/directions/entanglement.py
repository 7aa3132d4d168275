"""What directions have in common, and how one is taken apart from others: plain geometry.

Vectors are unit vectors in the coordinates of `StyleSpace`: a row of `units` says how a face
changes with an attribute, the same row of `readings` how much of it a face shows.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

ENTANGLED = 0.3
"""A reading that a step changes by so many standard deviations or more is entangled with it."""

LEAST_LEFT, MOSTLY_LEFT = 0.05, 0.7
"""Share of a direction that must be left when others are taken out: at all, and to be itself."""


def entangled(
    which: int, units: Tensor, readings: Tensor, least: float = ENTANGLED
) -> list[tuple[int, float]]:
    """Return the other rows of `readings` that change by `least` or more along a row of `units`."""
    changes = (readings @ units[which]).tolist()
    found = [(n, c) for n, c in enumerate(changes) if n != which and abs(c) >= least]
    return sorted(found, key=lambda pair: -abs(pair[1]))


def without(unit: Tensor, others: Tensor) -> Tensor | None:
    """Take out of a unit vector, (rank,), all that lies in the span of others, (count, rank).

    Returns:
        A unit vector at a right angle to each of them; None if nearly nothing is left.
    """
    left = _left(unit, others)
    return (left / left.norm()).float() if left.norm() >= LEAST_LEFT else None


def separable(unit: Tensor, readings: Tensor, candidates: Sequence[int], most: int) -> list[int]:
    """Choose what a direction can be taken apart from and still be itself.

    Args:
        unit: (rank,), the direction.
        readings: (attributes, rank).
        candidates: Rows of `readings`, those it would best be taken apart from first.
        most: How many to choose at most.

    Returns:
        The first candidates, without any that would leave less than `MOSTLY_LEFT` of the direction:
        without smiling there are no high cheekbones.
    """
    chosen: list[int] = []
    for other in candidates:
        if len(chosen) < most:
            left = _left(unit, readings[[*chosen, other]])
            chosen += [other] if left.norm() >= MOSTLY_LEFT else []
    return chosen


def _left(unit: Tensor, others: Tensor) -> Tensor:
    """Return what is left of a vector at a right angle to others, float64 (rank,)."""
    left = unit.double()
    if not len(others):
        return left
    _, sizes, axes = torch.linalg.svd(others.double(), full_matrices=False)
    axes = axes[sizes > 1e-6 * sizes[0]]  # two of them may be one and the same
    return left - axes.T @ (axes @ left)
