"""One training step of the category net: from attributes to the face itself."""

from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor

from facegen.metrics import Metric
from facegen.training.engine.batches import Draws, Faces
from facegen.training.engine.task import Task
from facegen.training.run.live import Live

DIFFERENCES = {"train": Metric.DIFFERENCE_TRAIN, "held_out": Metric.DIFFERENCE_HELD_OUT}


class Regression(Task):
    """A network that is told a face's attributes and shown the face."""

    def step(self, draws: Draws, images: int, live: Live) -> dict[str, Tensor]:
        """Learn from one batch; see `Task.step`."""
        pictures = self._faces_of(draws)
        with self.machine.autocast():
            (made,) = self._generate(self.faces.attributes(draws.rows))
        loss = F.mse_loss(made.float(), pictures)
        gradient = self._descend("generator", loss, live.rate_generator)
        self._average(images + self.config.batch)
        return {
            Metric.LOSS_GENERATOR: loss.detach(),
            Metric.GRADIENT_GENERATOR: gradient.detach(),
        }

    def inputs(self, count: int) -> Tensor:
        """Return the attributes of `count` faces, (count, attributes)."""
        return self.faces.attributes(self.faces.spread(count))

    @torch.no_grad()
    def examine(self, faces: Mapping[str, Faces], count: int) -> dict[str, float]:
        """Return the mean squared difference on faces it learns from and on others."""
        values = {}
        for name, some in faces.items():
            rows = some.spread(count)
            made = self.render(some.attributes(rows))[-1]
            values[DIFFERENCES[name]] = float(F.mse_loss(made, some.take(rows)))
        return values
