"""One training step of a generator against a discriminator."""

from collections.abc import Sequence

import torch
from torch import Tensor

from facegen.metrics import Metric
from facegen.models.families import FAMILIES
from facegen.models.latents import latents_of
from facegen.models.layers import pyramid
from facegen.models.shapes import family_of, pictures_agree
from facegen.training.engine.augment import Augmentation, Strength
from facegen.training.engine.batches import Draws, Faces
from facegen.training.engine.losses import LOSSES, r1_penalty, r2_penalty, wgan_penalty
from facegen.training.engine.machine import Machine
from facegen.training.engine.optimisers import make_optimizer
from facegen.training.engine.task import Task
from facegen.training.run.config import TrainingConfig
from facegen.training.run.live import Live


class Adversarial(Task):
    """A generator that learns to deceive a discriminator, which learns not to be deceived.

    Args:
        config: Of the run.
        machine: Where to compute.
        faces: What to train on.
    """

    def __init__(self, config: TrainingConfig, machine: Machine, faces: Faces) -> None:
        super().__init__(config, machine, faces)
        make_discriminator = FAMILIES[family_of(config.model)].discriminator
        assert make_discriminator is not None
        self.discriminator = machine.place(make_discriminator(config.model))
        self.networks["discriminator"] = self.discriminator
        self.optimizers["discriminator"] = make_optimizer(config, self.discriminator)
        self.loss = LOSSES[config.loss]
        self.strength = Strength(
            value=torch.zeros((), device=machine.device),
            sureness=torch.zeros((), device=machine.device),
            images_per_unit=config.augment_kimg * 1000,
        )
        self.counters = {"augment": self.strength.value, "sureness": self.strength.sureness}
        self._judge_alone = machine.hasten(self.discriminator)
        self._judge = machine.share(self._judge_alone)

    def step(self, draws: Draws, images: int, live: Live) -> dict[str, Tensor]:
        """Learn from one batch: the discriminator, then the generator on the same fakes."""
        config, world = self.config, self.machine.world
        pictures = self._faces_of(draws)
        real_augmentation = Augmentation.draw(draws.augment_real, self.strength.value)
        fake_augmentation = Augmentation.draw(draws.augment_fake, self.strength.value)
        scales = len(self.generator.scales_px)

        def look(faces: Tensor) -> list[Tensor]:
            return real_augmentation.apply(pyramid(faces, scales))

        with self.machine.autocast():
            made = [image.float() for image in self._generate(draws.latents)]
        real, fake = look(pictures), fake_augmentation.apply(made)

        self._let_discriminator_learn(True)
        real_logits, fake_logits = self._logits(real, [image.detach() for image in fake])
        d_loss = self.loss.discriminator(real_logits, fake_logits, world)
        seen: dict[str, Tensor] = {Metric.LOSS_DISCRIMINATOR: d_loss}
        total = d_loss
        if config.penalty != "none" and (images // config.batch) % config.penalty_interval == 0:
            if config.penalty == "wgan":
                seen[Metric.PENALTY] = wgan_penalty(self.discriminator, real, fake, draws.mix)
            else:
                seen[Metric.PENALTY] = r1_penalty(self.discriminator, pictures, look)
            if config.penalty == "r1r2":
                there = self._penalty_at_samples(made, fake_augmentation)
                seen[Metric.PENALTY] = seen[Metric.PENALTY] + there
            total = total + live.penalty_weight * config.penalty_interval * seen[Metric.PENALTY]
        seen[Metric.GRADIENT_DISCRIMINATOR] = self._descend(
            "discriminator", total, live.rate_discriminator
        )

        self._let_discriminator_learn(False)
        if self.loss.relative:
            real_again, fake_again = self._logits(real, fake, alone=True)
        else:
            with self.machine.autocast():
                real_again, fake_again = real_logits, self._judge_alone(fake)
        seen[Metric.LOSS_GENERATOR] = self.loss.generator(real_again, fake_again, world)
        seen[Metric.GRADIENT_GENERATOR] = self._descend(
            "generator", seen[Metric.LOSS_GENERATOR], live.rate_generator
        )

        self._average(images + config.batch)
        with torch.no_grad():
            zero = world.mean(self.zero(real_logits, fake_logits))
            sureness = world.mean((real_logits - zero).sign().mean())
            self.strength.follow(sureness, config.batch, live.augment_target, live.augment_cap)
            seen[Metric.SIGN_REAL] = (real_logits > zero).float().mean()
            seen[Metric.SIGN_FAKE] = (fake_logits < zero).float().mean()
            seen[Metric.AUGMENT] = self.strength.value.clone()
        return {name: value.detach() for name, value in seen.items()}

    def _let_discriminator_learn(self, learns: bool) -> None:
        """Compute gradients of what its optimiser moves, or of nothing; what is held has none."""
        for group in self.optimizers["discriminator"].param_groups:
            for parameter in group["params"]:
                parameter.requires_grad_(learns)

    def inputs(self, count: int) -> Tensor:
        """Return the latents of seeds 0 to `count` - 1, (count, latent_dim)."""
        latents = latents_of(range(count), self.generator.latent_dim)
        return latents.to(self.machine.device)

    @torch.no_grad()
    def judge(self, images: Sequence[Tensor]) -> list[float]:
        """Return the discriminator's logits, of one that judges patches their mean."""
        self.discriminator.eval()
        logits = self.discriminator(images).view(len(images[-1]), -1).mean(1)
        self.discriminator.train()
        return logits.tolist()

    def zero(self, real: Tensor, fake: Tensor) -> Tensor:
        """Return the logit between real and made, which a relative loss leaves open; see `Task`."""
        if self.loss.relative:
            return (real.mean() + fake.mean()) / 2
        return super().zero(real, fake)

    def _penalty_at_samples(self, made: Sequence[Tensor], augmentation: Augmentation) -> Tensor:
        """Return R2, which is R1 at samples where their pictures are as bound as a face's."""
        if not pictures_agree(self.config.model):
            return r2_penalty(self.discriminator, made, augmentation.apply)
        return r1_penalty(
            self.discriminator,
            made[-1],
            lambda largest: augmentation.apply(pyramid(largest, len(made))),
        )

    def _logits(
        self, real: Sequence[Tensor], fake: Sequence[Tensor], alone: bool = False
    ) -> tuple[Tensor, Tensor]:
        """Judge real and fake pictures in one pass, each (batch,)."""
        judge = self._judge_alone if alone else self._judge
        with self.machine.autocast():
            both = [torch.cat(pair) for pair in zip(real, fake, strict=True)]
            logits = judge(both, parts=2)
        first, second = logits.chunk(2)
        return first, second
