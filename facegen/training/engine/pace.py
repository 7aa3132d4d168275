"""How fast a run goes, told from one line of its metrics to the next."""

from dataclasses import dataclass

from facegen.metrics import Metric
from facegen.training.run.budget import Budget


@dataclass
class Pace:
    """Where the last line was written, or training was taken up again.

    Attributes:
        images: Training images seen by then.
        seconds: Spent training by then, over all sittings.
    """

    images: int = 0
    seconds: float = 0.0

    def tell(self, images: int, seconds: float, budget: Budget) -> dict[str, float]:
        """Say where a run is and, once it has a pace, how fast it goes and how long it will take.

        Args:
            images: Training images seen.
            seconds: Spent training, over all sittings.
            budget: What it may spend.
        """
        line: dict[str, float] = {Metric.IMAGES: images, Metric.SECONDS: round(seconds, 3)}
        more, took = images - self.images, seconds - self.seconds
        self.images, self.seconds = images, seconds
        if more and took:
            line[Metric.IMAGES_PER_SEC] = round(more / took, 2)
            left = budget.seconds_left(images, seconds, more / took)
            line[Metric.SECONDS_LEFT] = round(left or 0.0, 1)
        return line
