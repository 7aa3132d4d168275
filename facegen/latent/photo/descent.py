"""Descent: Adam, whose rate falls to zero as a cosine.

    descent = Descent([coordinates], rate=0.15)
    descent.step([gradient], share=number / steps)

Source: Kingma and Ba 2015, Adam: A Method for Stochastic Optimization, algorithm 1; Loshchilov and
Hutter 2017, SGDR, equation 5 (the cosine).
"""

import math
from collections.abc import Iterable, Sequence

from torch import Tensor

from facegen.models.uncompiled import Adam

DECAYS = 0.9, 0.99
"""Of the means of gradients, and of their squares."""


class Descent:
    """Lowers a loss, step by step.

    Args:
        weights: What is changed, in place.
        rate: Of the first step.
    """

    def __init__(self, weights: Iterable[Tensor], rate: float) -> None:
        """No step is taken yet."""
        self.weights, self.rate = list(weights), rate
        self.optimiser = Adam(self.weights, betas=DECAYS)

    def step(self, gradients: Sequence[Tensor], share: float) -> None:
        """Take a step.

        Args:
            gradients: Of the loss, one a weight.
            share: Of all steps that have been taken, 0 to 1.
        """
        for weight, gradient in zip(self.weights, gradients, strict=True):
            weight.grad = gradient
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate * (1 + math.cos(math.pi * share)) / 2
        self.optimiser.step()
