"""A light Frechet distance in the features of a small network of fixed random weights.

It is a progress curve, cheap and the same everywhere, and nothing more: never to be called FID nor
compared with any number from elsewhere. What the result is worth is for facegen.evaluation to say.
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

CHANNELS = (3, 32, 32, 64)
"""Widths of the random network; each layer halves the picture and gives one feature a channel."""


class RandomFeatures:
    """Means over the picture of what three random convolutions respond with.

    Random features are known to rank samplers sensibly where no trained ones fit.

    Source: Naeem et al. 2020, Reliable Fidelity and Diversity Metrics for Generative Models,
    section 4.3 (random embeddings).
    """

    def __init__(self, device: torch.device) -> None:
        """Draw the weights, the same ones every time."""
        rng = np.random.Generator(np.random.Philox(20))
        self.weights = [
            torch.from_numpy(
                rng.standard_normal((outputs, inputs, 4, 4), np.float32) / (4 * inputs**0.5)
            ).to(device)
            for inputs, outputs in zip(CHANNELS, CHANNELS[1:], strict=False)
        ]

    @torch.no_grad()
    def __call__(self, pictures: Tensor) -> Tensor:
        """Return features, float (batch, 3, px, px) to float64 (batch, 128)."""
        x, pooled = pictures, []
        for weight in self.weights:
            x = F.relu(F.conv2d(x, weight, stride=2, padding=1))
            pooled.append(x.mean((2, 3)))
        return torch.cat(pooled, 1).double()
