"""Descent: Adam, whose rate falls to zero as a cosine.

    descent = Descent([coordinates], rate=0.15)
    descent.step([gradient], share=number / steps)

The same as torch.optim.Adam, which loads eight hundred modules of a compiler when it is first made:
whoever brings the first photo would wait seconds for what is not used.

Source: Kingma and Ba 2015, Adam: A Method for Stochastic Optimization, algorithm 1; Loshchilov and
Hutter 2017, SGDR, equation 5 (the cosine).
"""

import math
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

DECAYS = 0.9, 0.99
"""Of the means of gradients, and of their squares."""
LEAST = 1e-8
"""Added to the root of the mean square, so that nothing is divided by zero."""


class Descent:
    """Lowers a loss, step by step.

    Args:
        weights: What is changed, in place.
        rate: Of the first step.
    """

    def __init__(self, weights: Iterable[Tensor], rate: float) -> None:
        """No step is taken yet."""
        self.weights, self.rate, self.number = list(weights), rate, 0
        self.means = [torch.zeros_like(weight) for weight in self.weights]
        self.squares = [torch.zeros_like(weight) for weight in self.weights]

    @torch.no_grad()
    def step(self, gradients: Sequence[Tensor], share: float) -> None:
        """Take a step.

        Args:
            gradients: Of the loss, one a weight.
            share: Of all steps that have been taken, 0 to 1.
        """
        self.number += 1
        slow, slower = DECAYS
        rate = self.rate * (1 + math.cos(math.pi * share)) / 2 / (1 - slow**self.number)
        correction = math.sqrt(1 - slower**self.number)
        each = zip(self.weights, gradients, self.means, self.squares, strict=True)
        for weight, gradient, mean, square in each:
            mean.lerp_(gradient, 1 - slow)
            square.mul_(slower).addcmul_(gradient, gradient, value=1 - slower)
            weight.addcdiv_(mean, (square.sqrt() / correction).add_(LEAST), value=-rate)
