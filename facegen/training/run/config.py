"""Everything that decides what a run does, resolved and written as JSON beside its results."""

import dataclasses
import json
from dataclasses import dataclass
from typing import Any, Literal

from facegen import strict_json
from facegen.counting import counted
from facegen.errors import ModelError, TrainingError
from facegen.models.bounds import checked
from facegen.models.shapes import SHAPES, ModelConfig, family_of
from facegen.training.run.budget import Budget
from facegen.training.run.options import OPTIONS, check

FORMAT = 1
CHOICES = {
    "loss": ("nonsaturating", "rahinge", "rp", "wgan", "crossentropy", "pixel"),
    "penalty": ("r1", "r1r2", "wgan", "none"),
    "optimizer": ("adam", "rmsprop"),
    "precision": ("float32", "bfloat16"),
}
ALONE = "category_net"
"""The family that learns without a discriminator."""
SWITCHES = ("flip", "compile")


def learnable_losses(model: ModelConfig) -> list[str]:
    """Return the losses it can learn by: those that a discriminator judges by, or the one other."""
    alone = family_of(model) == ALONE
    return [loss for loss in CHOICES["loss"] if (loss == "pixel") == alone]


@dataclass(frozen=True)
class Origin:
    """The smaller networks that a run began with.

    Attributes:
        name: Of their run or checkpoint.
        px: Side of their largest picture, pixels.
        images: Training images they had seen.
        detail: Of the run or checkpoint whose larger blocks it began with; empty if new.
    """

    name: str
    px: int
    images: int
    detail: str = ""

    def __str__(self) -> str:
        """Write it in a few words."""
        detail = f", with the detail of {self.detail}" if self.detail else ""
        return f"{self.name}, {self.px} px, after {counted(self.images, 'image')}{detail}"


@dataclass(frozen=True)
class TrainingConfig:
    """How a network is trained.

    Attributes:
        preset: Name of the preset it was made from, for people.
        model: Shape of the network.
        loss: `nonsaturating`, `rahinge`, `rp`, `wgan` or `crossentropy` (see losses.py); the
            category net, which has no discriminator, is trained by the mean squared difference
            (`pixel`).
        penalty: `r1` at faces, `r1r2` at faces and samples, `wgan` between them, or `none`.
        penalty_weight: Its factor: gamma / 2 of R1 and, under `r1r2`, of R2; or WGAN-GP's lambda.
        penalty_interval: Steps from one penalty to the next; its factor is multiplied by as many.
        optimizer: `adam` or `rmsprop`.
        rate: Learning rate.
        rate_discriminator: The discriminator's; None means the same.
        betas: Adam's decay of the mean and of the square.
        clip: Largest size of a gradient's element; None leaves gradients as they are.
        batch: Images a step, over all processes.
        kimg: Budget in thousand training images; None where it is `minutes`.
        minutes: Budget in minutes of training; None where it is `kimg`.
        decay_share: Last share of the budget, over which the rate falls to a tenth along a cosine.
        flip: Whether each face is mirrored with a chance of a half.
        augment_target: Mean sign(D(real)) above which augmentation grows.
        augment_kimg: Thousand images in which it can go from 0 to 1.
        augment_cap: Its largest strength; 0 turns it off.
        ema_kimg: Half-life of the averaged generator, thousand images.
        ema_ramp: Largest half-life as a share of the images seen.
        ema_others_kimg: Half-lives of further averages that are kept beside it, to choose among
            when the generator is exported, ascending, at most 8.
        seed: Of weights, batches, latents and augmentation.
        metrics_kimg: Thousand images from one line of metrics to the next.
        snapshot_kimg: The same for sample grids and the measures made from them.
        checkpoint_kimg: The same for checkpoints.
        keep_checkpoints: How many of the newest checkpoints are kept.
        precision: `float32`, or `bfloat16` for all but penalties, logits and weights.
        compile: Whether the networks are compiled (torch.compile).
        grown_from: What smaller networks it began with; None if with new ones.
        grown_rate_factor: Share of the rate at which what it has of those goes on learning.
    """

    preset: str
    model: ModelConfig
    loss: Literal["nonsaturating", "rahinge", "rp", "wgan", "crossentropy", "pixel"] = (
        "nonsaturating"
    )
    penalty: Literal["r1", "r1r2", "wgan", "none"] = "r1"
    penalty_weight: float = 0.25
    penalty_interval: int = 16
    optimizer: Literal["adam", "rmsprop"] = "adam"
    rate: float = 0.0025
    rate_discriminator: float | None = None
    betas: tuple[float, float] = (0.0, 0.99)
    clip: float | None = None
    batch: int = 32
    kimg: float | None = 1000.0
    minutes: float | None = None
    decay_share: float = 0.25
    flip: bool = True
    augment_target: float = 0.6
    augment_kimg: float = 250.0
    augment_cap: float = 0.4
    ema_kimg: float = 10.0
    ema_ramp: float = 0.05
    ema_others_kimg: tuple[float, ...] = ()
    seed: int = 0
    metrics_kimg: float = 2.0
    snapshot_kimg: float = 10.0
    checkpoint_kimg: float = 10.0
    keep_checkpoints: int = 3
    precision: Literal["float32", "bfloat16"] = "float32"
    compile: bool = False
    grown_from: Origin | None = None
    grown_rate_factor: float = 0.25

    def __post_init__(self) -> None:
        """Refuse what cannot be trained."""
        if (self.kimg is None) == (self.minutes is None):
            raise TrainingError("Give the budget as either --kimg or --minutes, not both or none.")
        for name, value in vars(self).items():
            if name in OPTIONS and value is not None:
                check(name, value)
        others = self.ema_others_kimg
        if list(others) != sorted(set(others)) or len(others) > 8 or min(others, default=1) <= 0:
            raise TrainingError(
                "--ema-others-kimg must be up to 8 numbers above 0, ascending, but is "
                f"{', '.join(map(str, others))[:80]}."
            )
        for name, allowed in CHOICES.items():
            value = getattr(self, name)
            if value not in allowed:
                raise TrainingError(
                    f"--{name} must be one of {', '.join(allowed)}, but is {str(value)[:40]}."
                )
        family, learnable = family_of(self.model), learnable_losses(self.model)
        if self.loss not in learnable:
            raise TrainingError(
                f"--loss: a {family}, which has {'no' if family == ALONE else 'a'} discriminator, "
                f"learns by {' or '.join(learnable)}, but not by {self.loss}."
            )
        for name in SWITCHES:
            if not isinstance(getattr(self, name), bool):
                raise TrainingError(
                    f"--{name} must be true or false, but is {str(getattr(self, name))[:40]}."
                )

    @property
    def budget(self) -> Budget:
        """How long it learns."""
        return Budget.of(self.kimg, self.minutes)

    def to_json(self) -> str:
        """Write the configuration as indented JSON."""
        fields = dataclasses.asdict(self)
        fields["model"] = {"family": family_of(self.model), **fields["model"]}
        return json.dumps({"format": FORMAT, **fields}, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str, where: object) -> "TrainingConfig":
        """Read a configuration.

        A field that is missing takes its default, so that a run of an earlier facegen goes on.

        Args:
            text: What `to_json` wrote.
            where: Its path, for messages.

        Raises:
            TrainingError: If it is not one, or of another format.
        """
        try:
            fields: dict[str, Any] = strict_json.parse(text)
            found = fields.pop("format")
            model = fields["model"]
            fields["model"] = checked(SHAPES[model.pop("family")], model)
            fields["betas"] = tuple(fields["betas"])
            fields["ema_others_kimg"] = tuple(fields.get("ema_others_kimg", ()))
            if fields.get("grown_from"):
                fields["grown_from"] = Origin(**fields["grown_from"])
            if found == FORMAT:
                return cls(**fields)
        except (ModelError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise TrainingError(f"{where} is not the configuration of a run ({error}).") from error
        raise TrainingError(
            f"{where} is of run format {found}, but this facegen reads format {FORMAT}; "
            "resume it with the facegen that made it."
        )
