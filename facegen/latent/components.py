"""Principal components of the style space: the directions in which styles differ most.

Worked out from the generator's own styles when it is opened, which takes a fraction of a second, so
that every checkpoint has them.

Source: Härkönen et al. 2020, GANSpace: Discovering Interpretable GAN Controls, section 2.1.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from facegen.models.generator import FaceGenerator
from facegen.models.latents import latents_of

SEEDS = 4096


@dataclass(frozen=True)
class Components:
    """Directions of the style space, the strongest first.

    Attributes:
        axes: float32 (components, latent_dim), each as long as one standard deviation.
        shares: float32 (components,), share of the variance each explains, 0 to 1.
    """

    axes: Tensor
    shares: Tensor


@torch.inference_mode()
def principal_components(generator: FaceGenerator, seeds: int = SEEDS) -> Components:
    """Find the principal components of the styles of the first seeds.

    Each is turned so that its largest entry is positive: which way an axis points is arbitrary, but
    a link must lead to the same face everywhere.
    """
    styles = generator.style(latents_of(range(seeds), generator.latent_dim)).double()
    centred = styles - styles.mean(0)
    variances, axes = torch.linalg.eigh(centred.T @ centred / (seeds - 1))
    variances, axes = variances.flip(0).clamp(min=0), axes.T.flip(0)
    largest = axes.gather(1, axes.abs().argmax(1, keepdim=True))
    axes = axes * largest.sign() * variances.sqrt()[:, None]
    return Components(axes.float(), (variances / variances.sum().clamp(min=1e-12)).float())
