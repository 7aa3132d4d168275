"""What the discriminator and the generator try to lower, and the penalties that keep both sane.

Logits are float32 (batch,), high for "real". A loss is a pair of functions on logits; a penalty is
a function of the discriminator and its inputs. This module knows nothing of networks or optimisers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from facegen.training.engine.world import World

LABEL_NOISE = 0.05

Judge = Callable[[Sequence[Tensor]], Tensor]


@dataclass(frozen=True)
class Loss:
    """A pair of losses.

    Attributes:
        discriminator: (real logits, fake logits, world) to a scalar.
        generator: (real logits, fake logits, world) to a scalar.
        relative: Whether the generator's loss looks at the real logits at all.
    """

    discriminator: Callable[[Tensor, Tensor, World], Tensor]
    generator: Callable[[Tensor, Tensor, World], Tensor]
    relative: bool = False


def _nonsaturating_d(real: Tensor, fake: Tensor, world: World) -> Tensor:
    return F.softplus(-real).mean() + F.softplus(fake).mean()


def _nonsaturating_g(real: Tensor, fake: Tensor, world: World) -> Tensor:
    return F.softplus(-fake).mean()


def _relativistic_d(real: Tensor, fake: Tensor, world: World) -> Tensor:
    over = real - world.mean(fake.mean())
    under = fake - world.mean(real.mean())
    return F.relu(1 - over).mean() + F.relu(1 + under).mean()


def _relativistic_g(real: Tensor, fake: Tensor, world: World) -> Tensor:
    return _relativistic_d(fake, real, world)


def _paired_d(real: Tensor, fake: Tensor, world: World) -> Tensor:
    # E softplus(-(D(x_i) - D(G(z_i)))), x_i and z_i at the same place of the batch
    return F.softplus(fake - real).mean()


def _paired_g(real: Tensor, fake: Tensor, world: World) -> Tensor:
    # E softplus(-(D(G(z_i)) - D(x_i)))
    return _paired_d(fake, real, world)


def _wasserstein_d(real: Tensor, fake: Tensor, world: World) -> Tensor:
    # The small pull towards zero keeps the logits, free up to a constant, from drifting away.
    return fake.mean() - real.mean() + 0.001 * real.square().mean()


def _wasserstein_g(real: Tensor, fake: Tensor, world: World) -> Tensor:
    return -fake.mean()


def _crossentropy_d(real: Tensor, fake: Tensor, world: World) -> Tensor:
    # The classes are 1 for made and 0 for real, each with a little noise on top.
    made = torch.cat([torch.zeros_like(real), torch.ones_like(fake)])
    noisy = made + LABEL_NOISE * torch.rand_like(made)
    return F.binary_cross_entropy_with_logits(-torch.cat([real, fake]), noisy)


LOSSES: dict[str, Loss] = {
    "nonsaturating": Loss(_nonsaturating_d, _nonsaturating_g),
    "rahinge": Loss(_relativistic_d, _relativistic_g, relative=True),
    "rp": Loss(_paired_d, _paired_g, relative=True),
    "wgan": Loss(_wasserstein_d, _wasserstein_g),
    "crossentropy": Loss(_crossentropy_d, _nonsaturating_g),
}
"""Losses by name.

Sources: `nonsaturating`: Goodfellow et al. 2014, section 3. `rahinge`: Jolicoeur-Martineau 2018,
The relativistic discriminator, appendix D (relativistic average hinge, the original MSG-GAN's
default); its curves show no progress, for both losses only follow the difference of the two means.
`rp`: relativistic pairing, ibid. section 4.1 and Huang et al. 2024, The GAN is dead; long live the
GAN! (R3GAN), equation 2: each face need only look more real than the sample it is paired with, so
the discriminator cannot win by parting all faces from all samples at once. It wants `r1r2`.
`wgan`: Gulrajani et al. 2017, with the drift term of Karras et al. 2018, appendix A.1.
`crossentropy`: Chollet 2017, Deep Learning with Python, section 8.5 (labels with noise).
"""


def r1_penalty(judge: Judge, pictures: Tensor, look: Callable[[Tensor], list[Tensor]]) -> Tensor:
    """Return E ||grad_x D(look(x))||^2 over real pictures x.

    All scales of a real face are functions of the largest one. Differentiating through that
    pyramid therefore gives one penalty that is exact for all scales together. So it is with a
    sample whose smaller pictures are the largest one halved: there this is R2.

    Source: Mescheder et al. 2018, Which Training Methods for GANs Do Actually Converge?, eq. 9.

    Args:
        judge: The discriminator.
        pictures: Real faces, or the largest pictures of such samples, float (batch, 3, px, px).
        look: Makes of them what the discriminator sees (augmentation, scales).

    Returns:
        A scalar that can be differentiated by the discriminator's weights.
    """
    leaf = pictures.detach().requires_grad_(True)
    (slopes,) = torch.autograd.grad(judge(look(leaf)).sum(), leaf, create_graph=True)
    return slopes.square().sum((1, 2, 3)).mean()


def r2_penalty(
    judge: Judge, fakes: Sequence[Tensor], look: Callable[[Sequence[Tensor]], list[Tensor]]
) -> Tensor:
    """Return E ||grad_(y_1 ... y_n) D(look(y_1 ... y_n))||^2 over made pictures y.

    For samples whose scales y_1 to y_n are outputs of their own, not functions of the largest one:
    the norm is that of the gradient by all of them taken together. Where they are such functions,
    take `r1_penalty`: of a judge of the smallest of n pictures this is 4^(n - 1) times as much.

    Source: Mescheder et al. 2018, equation 10; with R1 and relativistic pairing: Huang et al. 2024,
    arXiv 2501.05441, equation 7.

    Args:
        judge: The discriminator.
        fakes: For each scale, smallest first, (batch, 3, px, px).
        look: Makes of them what the discriminator sees (augmentation).

    Returns:
        A scalar that can be differentiated by the discriminator's weights.
    """
    leaves = [image.detach().requires_grad_(True) for image in fakes]
    slopes = _slopes(judge(look(leaves)), leaves)
    return _squared_norms(slopes).mean()


def wgan_penalty(
    judge: Judge, real: Sequence[Tensor], fake: Sequence[Tensor], mix: Tensor
) -> Tensor:
    """Return E (||grad D(x)||_2 - 1)^2 at points x between real and fake, over all scales at once.

    A point is a whole pyramid: every scale of a sample lies the same way between its real and its
    fake, and the norm is that of the gradient by all scales taken together.

    Source: Gulrajani et al. 2017, Improved Training of Wasserstein GANs, equation 3.

    Args:
        judge: The discriminator.
        real: For each scale (batch, 3, px, px).
        fake: The same of fakes.
        mix: Where between the two, one number a sample, shared by its scales, 0 to 1, (batch,).

    Returns:
        A scalar that can be differentiated by the discriminator's weights.
    """
    where = mix[:, None, None, None]
    points = [
        torch.lerp(a.detach(), b.detach(), where).requires_grad_(True)
        for a, b in zip(real, fake, strict=True)
    ]
    slopes = _slopes(judge(points), points)
    return ((_squared_norms(slopes) + 1e-12).sqrt() - 1).square().mean()


def _slopes(logits: Tensor, images: Sequence[Tensor]) -> tuple[Tensor, ...]:
    """Differentiate logits by all scales: by one that the judge does not look at, they are 0."""
    return torch.autograd.grad(logits.sum(), images, create_graph=True, materialize_grads=True)


def _squared_norms(slopes: Sequence[Tensor]) -> Tensor:
    """Sum squares over all scales, each (batch, 3, px, px), to (batch,)."""
    return torch.stack([slope.square().sum((1, 2, 3)) for slope in slopes]).sum(0)
