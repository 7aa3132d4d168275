"""What to watch besides the losses: samples, drift, consistency, a light Frechet distance."""

from collections.abc import Callable, Mapping

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from facegen.gaussian import feature_distance
from facegen.metrics import Metric, ScaleMetric
from facegen.models.generator import to_pictures
from facegen.models.layers import pyramid
from facegen.models.shapes import pictures_agree
from facegen.training.engine.batches import Faces
from facegen.training.engine.frechet import RandomFeatures
from facegen.training.engine.task import Task

SHOWN = 32
"""Samples in a grid: of the latents of seeds 0 to 31, always."""
JUDGED = 256
"""Faces of each partition the model is examined on."""
MEASURED = 1024
"""Samples, and faces, between which the Frechet distance is taken, where there are as many."""
CHUNK = 64
SIGNS = {"train": Metric.SIGN_TRAIN, "held_out": Metric.SIGN_HELD_OUT}


class Monitor:
    """Measures a model as it is learning, always on the same latents and faces.

    Args:
        task: What is learning.
        train: Faces it learns from.
        held_out: Faces it never sees; may be empty.
        alive: Called again and again while it measures, which may take a while.
    """

    def __init__(
        self, task: Task, train: Faces, held_out: Faces, alive: Callable[[], None] = lambda: None
    ) -> None:
        self.alive = alive
        self.task, self.scales_px = task, task.generator.scales_px
        self.faces = {"train": train} | ({"held_out": held_out} if len(held_out) else {})
        self.features = RandomFeatures(train.device)
        self.before: list[Tensor] = []
        self.count = min(MEASURED, len(train))
        self.real = self._features_of(train)
        # One picture has no spread, and so no distance from others.
        self.floor = (
            feature_distance(self.real, self._features_of(held_out))
            if min(self.count, len(held_out)) > 1
            else None
        )

    @property
    def tensors(self) -> dict[str, Tensor]:
        """What has to be kept for the next measurement."""
        return {f"{index}": image for index, image in enumerate(self.before)}

    def load(self, tensors: Mapping[str, Tensor]) -> None:
        """Put back what was kept."""
        self.before = [tensors[f"{i}"].to(self.real.device) for i in range(len(tensors))]

    @torch.no_grad()
    def measure(self) -> tuple[dict[str, float], dict[int, np.ndarray], dict[str, list[float]]]:
        """Measure the averaged generator and the discriminator.

        Returns:
            The measures; the samples of the fixed latents, by scale in pixels, uint8
            (SHOWN, px, px, 3); and what the discriminator says of `samples` and of faces, logits.
        """
        shown = self.task.render(self.task.inputs(SHOWN))
        values: dict[str, float] = {}
        if not pictures_agree(self.task.generator.config):
            for px, small, large in zip(self.scales_px, shown, shown[1:], strict=False):
                difference = F.avg_pool2d(large, 2) - small
                values[ScaleMetric.CONSISTENCY.at(px)] = float(difference.abs().mean())
        for px, now, before in zip(self.scales_px, shown, self.before, strict=False):
            values[ScaleMetric.DRIFT.at(px)] = float((now - before).square().mean())
        self.before = shown
        values |= self.task.examine(self.faces, JUDGED)
        scores = {name: self._scores_of(faces) for name, faces in self.faces.items()}
        made, samples_scores = self._judge_samples()
        if scores["train"]:
            zero = self.task.zero(torch.tensor(scores["train"]), torch.tensor(samples_scores))
            values |= {
                SIGNS[name]: float((torch.tensor(logits) > zero).float().mean())
                for name, logits in scores.items()
            }
        scores["samples"] = samples_scores
        if self.count > 1:
            values[Metric.FRECHET_RANDOM] = feature_distance(self.real, made)
        if self.floor is not None:
            values[Metric.FRECHET_RANDOM_FLOOR] = self.floor
        samples = {px: to_pictures(image) for px, image in zip(self.scales_px, shown, strict=True)}
        return values, samples, {name: logits for name, logits in scores.items() if logits}

    def _judge_samples(self) -> tuple[np.ndarray, list[float]]:
        """Return features of samples, and what the discriminator says of the first of them."""
        features, logits = [], []
        for some in self.task.inputs(self.count).split(CHUNK):
            self.alive()
            images = self.task.render(some)
            features.append(self.features(images[-1]))
            if len(logits) < JUDGED:
                logits += self.task.judge(images)
        return torch.cat(features).cpu().numpy(), logits

    def _scores_of(self, faces: Faces) -> list[float]:
        """Return what the discriminator says of unaltered faces, logits."""
        chunks = faces.spread(JUDGED).split(CHUNK)
        scales = len(self.scales_px)
        return [
            one for rows in chunks for one in self.task.judge(pyramid(faces.take(rows), scales))
        ]

    def _features_of(self, faces: Faces) -> np.ndarray:
        chunks = faces.spread(self.count).split(CHUNK)
        features = []
        for rows in chunks:
            self.alive()
            features.append(self.features(faces.take(rows)))
        return torch.cat(features).cpu().numpy()
