"""Histograms: how often each value occurs in each channel over all faces, worked out once.

This is the whole index of the statistics engine: from it a statistic of all faces needs no face,
and a statistic of most faces only those left out. It is small (12.6 MB at 64 px, however many
faces) and lies beside the store.
"""

import os
import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from facegen.data.store import FaceStore
from facegen.progress import Progress, unwatched
from facegen.statistics.index_folder import index_folder
from facegen.statistics.rows import flat_faces, tally

VERSION = 1


@dataclass(frozen=True, eq=False)
class Histograms:
    """The cumulative histogram of every channel over all faces of a store.

    Attributes:
        below: uint32 (channels, 256): how many faces have a value below v; v from 0 to 255.
        count: Number of faces.
    """

    below: np.ndarray
    count: int

    @cached_property
    def sums(self) -> np.ndarray:
        """Sum of the values of each channel, uint64 (channels,).

        sum x = sum over v >= 1 of #(x >= v)
        """
        return np.uint64(255 * self.count) - self.below[:, 1:].sum(1, dtype=np.uint64)

    @cached_property
    def squares(self) -> np.ndarray:
        """Sum of the squared values of each channel, uint64 (channels,).

        sum x^2 = sum over v >= 1 of (2 v - 1) #(x >= v)
        """
        weights = np.arange(1, 510, 2, dtype=np.uint64)
        return np.uint64(255**2 * self.count) - np.einsum("cv,v->c", self.below[:, 1:], weights)

    def count_below(self, channels: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Look up how many faces have a value below one that is given.

        Args:
            channels: Of which channels, of any shape.
            values: 0 to 255, of a shape that broadcasts with `channels`.

        Returns:
            int64, of the common shape.
        """
        return self.below[channels, values].astype(np.int64)


def open_histograms(store: FaceStore, progress: Progress = unwatched) -> Histograms:
    """Open the histograms of a store, working them out where they are not at hand.

    They are kept in the store's index, under its fingerprint, so that a changed store is counted
    anew. Where nothing can be written they serve this process alone.

    Args:
        store: The faces.
        progress: Told the share done, 0 to 1, if they have to be worked out.
    """
    path = index_folder(store) / f"histograms-{VERSION}-{store.fingerprint}.npy"
    channels = store.size_px * store.size_px * 3
    below = _open(path, (channels, 256))
    if below is None:
        counts = tally(flat_faces(store), progress)
        below = np.zeros_like(counts)
        np.cumsum(counts[:, :-1], axis=1, dtype=np.uint32, out=below[:, 1:])
        _keep(path, below)
    return Histograms(below, store.count)


def _open(path: Path, shape: tuple[int, int]) -> np.ndarray | None:
    """Map the file; None where it is missing or not what it should be."""
    try:
        below = np.load(path, mmap_mode="r")
    except (OSError, ValueError, EOFError):
        return None
    return below if below.shape == shape and below.dtype == np.uint32 else None


def _keep(path: Path, below: np.ndarray) -> None:
    """Write the file beside its place, then put it there in one step; leave it where none may.

    Several processes may do so at once; all write the same.
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("wb") as file:
                np.save(file, below)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError:
        return
