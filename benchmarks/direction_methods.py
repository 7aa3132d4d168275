"""Which way of learning attribute directions gives most effect for least side effect?

    python -m benchmarks.direction_methods CHECKPOINT

Fresh faces go from two standard deviations of the styles one way to two the other, along the
direction that each way of learning finds. Changes are of logits, in the standard deviations they
have over the generator's faces, and of features, as a share of the distance between strangers.
Figures are means over attributes; the last two columns are what is gained for what is changed
besides. The last way is the one that `facegen.latent.directions.discovery` took. For preset s after
480,000 images (`--faces 5000 --fresh 24 --every 2`):

| way | target | others | features | target / others | target / features |
|---|---:|---:|---:|---:|---:|
| difference of the 5 % ends | 2.23 | 1.18 | 0.91 | 1.89 | 2.44 |
| difference of the 10 % ends | 2.26 | 1.22 | 0.94 | 1.85 | 2.40 |
| difference of the 25 % ends | 2.26 | 1.25 | 0.95 | 1.81 | 2.37 |
| covariance, all faces | 2.28 | 1.25 | 0.95 | 1.83 | 2.39 |
| discriminant, 10 % ends | 0.59 | 0.33 | 0.26 | 1.80 | 2.24 |
| logistic, normal | 0.61 | 0.34 | 0.27 | 1.81 | 2.25 |
| logistic, as styles vary | 2.22 | 1.22 | 0.94 | 1.82 | 2.36 |
| regression on all forty, weight 0.1 | 1.28 | 0.66 | 0.60 | 1.94 | 2.12 |
| regression on all forty, weight 0.5 | 1.62 | 0.76 | 0.68 | 2.12 | 2.37 |
| regression on all forty, weight 2 | 1.99 | 0.93 | 0.79 | 2.14 | 2.52 |
"""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from facegen.latent.directions.labelling import LabelledFaces, label
from facegen.latent.style_space import StyleSpace, seeded
from facegen.models.attribute_net import AttributeNet
from facegen.models.checkpoint import load_checkpoint
from facegen.models.generator import FaceGenerator

NETWORK = Path("checkpoints/attributes")
REACH = 2.0

Way = Callable[[StyleSpace, Tensor, Tensor, int], Tensor]
"""Coordinates (faces, rank), logits (faces, attributes), which one: a step in style, (dim,)."""


def ends(logits: Tensor, share: float) -> tuple[Tensor, Tensor]:
    """Return the rows of the least and of the most confident faces."""
    order, count = logits.argsort(), round(share * len(logits))
    return order[:count], order[-count:]


def difference(share: float) -> Way:
    """Difference of the mean styles at both ends."""

    def way(space: StyleSpace, x: Tensor, logits: Tensor, which: int) -> Tensor:
        low, high = ends(logits[:, which], share)
        return space.step(x[high].mean(0) - x[low].mean(0))

    return way


def discriminant(space: StyleSpace, x: Tensor, logits: Tensor, which: int) -> Tensor:
    """Fisher's linear discriminant between the ends: the normal of the plane between them."""
    low, high = ends(logits[:, which], 0.1)
    gap = x[high].mean(0) - x[low].mean(0)
    within = (torch.cov(x[high].T) + torch.cov(x[low].T)) / 2
    normal = torch.linalg.solve(within + 0.1 * torch.eye(len(gap)), gap)
    return (normal / space.deviations) @ space.axes.T


def logistic(natural: bool) -> Way:
    """Logistic regression between the ends; move along its normal, or as styles vary with it."""

    def way(space: StyleSpace, x: Tensor, logits: Tensor, which: int) -> Tensor:
        low, high = ends(logits[:, which], 0.1)
        faces = torch.cat([x[low], x[high]])
        answers = torch.cat([torch.zeros(len(low)), torch.ones(len(high))])
        normal, bias = (
            torch.zeros(x.shape[1], requires_grad=True),
            torch.zeros(1, requires_grad=True),
        )
        optimiser = torch.optim.LBFGS([normal, bias], max_iter=100)

        def loss() -> Tensor:
            optimiser.zero_grad()
            found = F.binary_cross_entropy_with_logits(faces @ normal + bias, answers)
            found = found + 1e-2 * normal.square().sum()
            found.backward()
            return found

        optimiser.step(loss)  # type: ignore[arg-type]
        found = normal.detach()
        return space.step(found) if natural else (found / space.deviations) @ space.axes.T

    return way


def covariance(space: StyleSpace, x: Tensor, logits: Tensor, which: int) -> Tensor:
    """Covariance of style and logit over all faces."""
    return space.step(x.T @ (logits[:, which] - logits[:, which].mean()))


def regression(weight: float) -> Way:
    """How the style changes with one attribute when the others stay: ridge on all forty at once.

    A label is 1 at one end, -1 at the other and 0 between, so for a large weight this becomes the
    difference of the ends' means.
    """

    def way(space: StyleSpace, x: Tensor, logits: Tensor, which: int) -> Tensor:
        labels = torch.zeros_like(logits)
        for other in range(logits.shape[1]):
            low, high = ends(logits[:, other], 0.1)
            labels[low, other], labels[high, other] = -1, 1
        gram = labels.T @ labels / len(x) * 5  # of unit diagonal
        gram += weight * torch.eye(len(gram))
        return space.step(torch.linalg.solve(gram, labels.T @ x / len(x))[which])

    return way


WAYS: Mapping[str, Way] = {
    "difference of the 5 % ends": difference(0.05),
    "difference of the 10 % ends": difference(0.1),
    "difference of the 25 % ends": difference(0.25),
    "covariance, all faces": covariance,
    "discriminant, 10 % ends": discriminant,
    "logistic, normal": logistic(natural=False),
    "logistic, as styles vary": logistic(natural=True),
    "regression on all forty, weight 0.1": regression(0.1),
    "regression on all forty, weight 0.5": regression(0.5),
    "regression on all forty, weight 2": regression(2.0),
}


@torch.inference_mode()
def measure(
    generator: FaceGenerator,
    network: AttributeNet,
    fresh: LabelledFaces,
    spread: Tensor,
    steps: Tensor,
) -> list[float]:
    """Return the means, over attributes, of the changes of target, others and features."""
    strangers = (fresh.features - fresh.features.roll(1, 0)).norm(dim=1).mean()
    targets, others, features = [], [], []
    for which, step in enumerate(steps):
        if not step.any():
            continue
        up, down = (
            label(generator, network, fresh.styles + sign * REACH * step) for sign in (1, -1)
        )
        change = (up.logits - down.logits) / spread
        sizes = change.abs().mean(0)
        targets.append(change[:, which].mean())
        others.append((sizes.sum() - sizes[which]) / (len(sizes) - 1))
        features.append((up.features - down.features).norm(dim=1).mean() / strangers)
    return [float(torch.stack(found).mean()) for found in (targets, others, features)]


def main() -> None:
    """Compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--faces", type=int, default=12_000)
    parser.add_argument("--fresh", type=int, default=64)
    parser.add_argument("--every", type=int, default=2, help="take each so many-th attribute")
    options = parser.parse_args()
    generator, network = load_checkpoint(options.checkpoint), AttributeNet.load(NETWORK)
    with torch.inference_mode():
        styles = generator.style(seeded(generator, options.faces))
        fresh_styles = generator.style(seeded(generator, options.fresh, first=2_000_000))
    known = label(generator, network, styles)
    fresh = label(generator, network, fresh_styles)
    known, fresh = (
        LabelledFaces(*(t.clone() for t in (k.styles, k.logits, k.features)))
        for k in (known, fresh)
    )
    space = StyleSpace.of_styles(known.styles)
    x, spread = space.coordinates(known.styles), known.logits.std(0)
    print("| way | target | others | features | target / others | target / features |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, way in WAYS.items():
        steps = torch.zeros(known.logits.shape[1], generator.latent_dim)
        for which in range(0, len(steps), options.every):
            step = way(space, x, known.logits, which)
            steps[which] = step / space.coordinates(space.mean + step).norm()
        target, others, features = measure(generator, network, fresh, spread, steps)
        ratios = f"{target / others:.2f} | {target / features:.2f}"
        print(f"| {name} | {target:.2f} | {others:.2f} | {features:.2f} | {ratios} |", flush=True)


if __name__ == "__main__":
    main()
