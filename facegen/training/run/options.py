"""The settings of a run that a person may choose: what each does, its unit and its bounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from facegen.errors import TrainingError


@dataclass(frozen=True)
class Option:
    """A number a person may choose.

    Attributes:
        title: Its name, for people.
        words: What it does, in a sentence.
        lowest: Smallest that is allowed.
        highest: Largest that is allowed.
        unit: Of the number; empty for a pure one.
        whole: Whether it must be a whole number.
        above: Whether `lowest` itself is not allowed.
    """

    title: str
    words: str
    lowest: float
    highest: float
    unit: str = ""
    whole: bool = False
    above: bool = False

    @property
    def allowed(self) -> str:
        """Its bounds and unit, in words."""
        lowest, highest = f"{int(self.lowest):,}", f"{int(self.highest):,}"
        bounds = f"above {lowest}, at most {highest}" if self.above else f"{lowest} to {highest}"
        return f"{bounds} {self.unit}".rstrip()


OPTIONS: Mapping[str, Option] = {
    "minutes": Option(
        "Time", "How long it trains; the rate falls over the last quarter.", 0, 30 * 24 * 60,
        "minutes", above=True,
    ),
    "kimg": Option(
        "Images", "How many images it trains on; each face comes many times.", 0, 1e6,
        "thousand images", above=True,
    ),
    "batch": Option(
        "Batch", "Images a step: more give calmer but fewer steps.", 1, 4096, "images", whole=True
    ),
    "seed": Option(
        "Seed", "Of weights, batches and latents: the same seed gives the same run.", 0, 2**63 - 1,
        whole=True,
    ),
    "rate": Option(
        "Learning rate", "How far each step goes; too high, and the networks fall apart.", 0, 1,
        above=True,
    ),
    "rate_generator": Option(
        "Learning rate of the generator", "How far each of its steps goes.", 0, 1, above=True
    ),
    "rate_discriminator": Option(
        "Learning rate of the discriminator",
        "How far each of its steps goes; higher than the generator's lets it lead.", 0, 1,
        above=True,
    ),
    "penalty_weight": Option(
        "Weight of the penalty",
        "How strongly the discriminator is kept smooth (gamma / 2 of R1, and of R2): low "
        "lets it win, high makes it blind.", 0, 1000,
    ),
    "penalty_interval": Option(
        "Penalty every", "Steps from one penalty to the next; each then counts as many.", 1, 1000,
        "steps", whole=True,
    ),
    "augment_cap": Option(
        "Most augmentation",
        "Largest share of pictures that are shifted, zoomed or recoloured before they are judged; "
        "0 turns it off.", 0, 1,
    ),
    "augment_target": Option(
        "Sureness that starts augmentation",
        "Mean sign of the discriminator on real faces above which augmentation grows.", -1, 1,
    ),
    "augment_kimg": Option(
        "Augmentation grows over", "In how many images it can grow from none to all.", 0, 1e6,
        "thousand images", above=True,
    ),
    "ema_kimg": Option(
        "Half-life of the average",
        "The generator shown is a running average; longer is calmer but lags.", 0, 1e5,
        "thousand images",
    ),
    "ema_ramp": Option(
        "Longest half-life early on",
        "The half-life is at most this share of the images seen so far.", 0, 1,
    ),
    "decay_share": Option(
        "The rate falls over the last",
        "In this last share of the budget the rate falls to a tenth, along a cosine.", 0, 1,
        "of the budget",
    ),
    "grown_rate_factor": Option(
        "Rate of what has grown",
        "Share of the rate at which the parts that come from a smaller run go on learning.", 0, 1,
    ),
    "metrics_kimg": Option(
        "Curves every", "From one point of the curves to the next.", 0, 1e5, "thousand images",
        above=True,
    ),
    "snapshot_kimg": Option(
        "Samples every", "A grid of samples at each scale.", 0, 1e5, "thousand images", above=True
    ),
    "checkpoint_kimg": Option(
        "Checkpoint every", "All that is needed to go on from there.", 0, 1e5, "thousand images",
        above=True,
    ),
    "keep_checkpoints": Option(
        "Checkpoints kept", "The newest ones.", 1, 1000, whole=True
    ),
}  # fmt: skip


def check(name: str, value: Any) -> None:
    """Refuse a value that an option cannot have.

    Args:
        name: One of `OPTIONS`.
        value: Whatever was given.

    Raises:
        TrainingError: Naming the option, what is allowed, and what was given.
    """
    option, wanted = OPTIONS[name], "a whole number" if OPTIONS[name].whole else "a number"
    fits = isinstance(value, int if option.whole else int | float) and not isinstance(value, bool)
    fits = fits and option.lowest <= value <= option.highest
    if not fits or (option.above and value == option.lowest):
        above = f"above {option.lowest:g}" if option.above else f"from {option.lowest:g}"
        raise TrainingError(
            f"{option.title} (--{name.replace('_', '-')}) must be {wanted} {above} and at most "
            f"{option.highest:g}, but is {str(value)[:40]}."
        )
