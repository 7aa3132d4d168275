"""Budget: how long a run learns, in thousand training images or in minutes of training."""

from dataclasses import dataclass

UNITS = ("kimg", "minutes")


@dataclass(frozen=True)
class Budget:
    """How long a run learns.

    Attributes:
        amount: Above 0, in `unit`.
        unit: `kimg`, thousand training images, or `minutes` of training.
    """

    amount: float
    unit: str

    @classmethod
    def of(cls, kimg: float | None, minutes: float | None) -> "Budget":
        """Return the budget that the one of them that is given says."""
        return cls(kimg, "kimg") if kimg is not None else cls(minutes or 0.0, "minutes")

    def __str__(self) -> str:
        """Say it in words."""
        return f"{self.amount:g} {self.unit}"

    def spent(self, images: float, seconds: float) -> float:
        """Return the share that is spent, 0 to 1 and beyond."""
        used = images / 1000 if self.unit == "kimg" else seconds / 60
        return used / self.amount

    def seconds_left(
        self, images: float, seconds: float, images_per_sec: float | None
    ) -> float | None:
        """Return the seconds left, 0 or more; None where only a pace could tell."""
        if self.unit == "minutes":
            return max(0.0, self.amount * 60 - seconds)
        if not images_per_sec:
            return None
        return max(0.0, (self.amount * 1000 - images) / images_per_sec)

    def kimg(self, images_per_sec: float) -> float:
        """Return how many thousand images it is at a pace."""
        return self.amount if self.unit == "kimg" else self.amount * 60 * images_per_sec / 1000

    def minutes(self, images_per_sec: float) -> float:
        """Return how many minutes it is at a pace."""
        return self.amount if self.unit == "minutes" else self.amount * 1000 / images_per_sec / 60
