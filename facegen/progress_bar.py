"""Progress for a person at a terminal."""

from tqdm import tqdm


class ProgressBar(tqdm):
    """A `Progress` with rate and time left, where somebody watches standard error.

    Args:
        total: How many units the whole is.
        unit: What is counted.
        **values: As tqdm takes them.
    """

    def __init__(self, total: int, unit: str, **values: object) -> None:
        # disable=None shows nothing where standard error is no terminal.
        super().__init__(total=total, unit=unit, **{"disable": None, **values})
        self._begun = False

    def __call__(self, share: float) -> None:
        """Take up the share done, 0 to 1; what was done before the first counts for no rate."""
        done = round(share * self.total)
        if not self._begun:
            self._begun, self.initial, self.n = True, done, done
            self.refresh()
        self.update(done - self.n)
