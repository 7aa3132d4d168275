"""Names of what a run measures of itself as it goes: one line of `metrics.jsonl` an interval.

Whoever trains writes them, whoever shows a run reads them; a name that is not here means nothing.
"""

from enum import StrEnum


class Metric(StrEnum):
    """A figure in a line of metrics; means over the interval, where steps report it."""

    IMAGES = "images"
    """Training images seen; every line has it."""
    SECONDS = "seconds"
    """Spent training, over all sittings."""
    IMAGES_PER_SEC = "images_per_sec"
    SECONDS_LEFT = "seconds_left"
    """Of the budget, at this pace."""

    LOSS_GENERATOR = "loss_generator"
    LOSS_DISCRIMINATOR = "loss_discriminator"
    PENALTY = "penalty"
    GRADIENT_GENERATOR = "gradient_generator"
    """Length of the gradient."""
    GRADIENT_DISCRIMINATOR = "gradient_discriminator"
    RATE_GENERATOR = "rate_generator"
    RATE_DISCRIMINATOR = "rate_discriminator"
    AUGMENT = "augment"
    """Strength of augmentation, 0 to 1."""

    SIGN_REAL = "sign_real"
    """Share of a batch's faces taken for real, 0 to 1."""
    SIGN_FAKE = "sign_fake"
    """Share of a batch's samples taken for samples."""
    SIGN_TRAIN = "sign_train"
    """Share of training faces, unaltered, taken for real."""
    SIGN_HELD_OUT = "sign_held_out"
    DIFFERENCE_TRAIN = "difference_train"
    """Mean squared difference from training faces, of the network without a judge."""
    DIFFERENCE_HELD_OUT = "difference_held_out"
    FRECHET_RANDOM = "frechet_random"
    """Frechet distance in random features; not FID."""
    FRECHET_RANDOM_FLOOR = "frechet_random_floor"
    """What held-out faces score."""

    RATE = "rate"
    """Of both networks, in runs of an earlier facegen."""


class ScaleMetric(StrEnum):
    """A figure of which a line has one for each scale."""

    CONSISTENCY = "consistency"
    """Mean difference between a scale and the next larger one, halved in size."""
    DRIFT = "drift"
    """Mean squared change of samples of the same latents since the last time."""

    def at(self, px: int) -> str:
        """Return the name for a scale in pixels."""
        return f"{self}_{px:03d}px"

    def scale_of(self, name: str) -> int | None:
        """Return the scale in pixels of which a name is; None if it is of something else."""
        digits = name.removeprefix(f"{self}_").removesuffix("px")
        return int(digits) if digits.isdecimal() and name == self.at(int(digits)) else None
