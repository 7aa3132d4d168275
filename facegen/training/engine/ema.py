"""The running average of a network's weights: what is shown, measured and shipped."""

import torch
from torch import nn
from torch.optim.swa_utils import get_ema_multi_avg_fn


def ema_decay(images: int, batch: int, half_life_images: float, ramp: float) -> float:
    """Return how much of the average one step keeps: 0.5 ** (batch / half-life).

    Early on the half-life is only a share of what has been seen, so that a short run is not
    averaged with its own noise at the start.

    Source: Karras et al. 2020, StyleGAN2-ADA, the reference training loop (`ema_rampup`).

    Args:
        images: Images seen so far.
        batch: Images a step.
        half_life_images: Half-life in the long run, images.
        ramp: Largest half-life as a share of the images seen.
    """
    half_life = min(half_life_images, ramp * images)
    return 0.5 ** (batch / half_life) if half_life > 0 else 0.0


@torch.no_grad()
def update_average(
    average: nn.Module, network: nn.Module, decay: float, statistics: bool = False
) -> None:
    """Move the average towards the network: average = decay * average + (1 - decay) * network.

    Args:
        average: Is changed.
        network: Of the same shape.
        decay: What is kept, 0 to 1.
        statistics: Whether buffers are averaged too, as batch norm's want to be; else they are
            taken over.
    """
    move = get_ema_multi_avg_fn(decay)
    move(list(average.parameters()), list(network.parameters()), 0)
    for mine, theirs in zip(average.buffers(), network.buffers(), strict=True):
        if statistics and mine.is_floating_point():
            mine.lerp_(theirs, 1 - decay)
        else:
            mine.copy_(theirs)
