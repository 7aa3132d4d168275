"""Which faces, latents and random numbers a step sees: a function of the seed and the step alone.

Nothing here has a state, so there is none to save, and a resumed run draws what an unbroken one
would. Every draw is made for the whole batch, then shared out among the processes.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from facegen.data.store import FaceStore
from facegen.training.engine.augment import DRAWS
from facegen.training.engine.world import World

ORDER, STEP, OWN = range(3)


def stream(seed: int, purpose: int, index: int) -> np.random.Generator:
    """Return the random numbers of one purpose at one moment (a counter-based generator)."""
    return np.random.Generator(np.random.Philox(key=[seed, purpose << 48 | index]))


@dataclass(frozen=True)
class Draws:
    """The random numbers of one step, for this process's part of the batch.

    Attributes:
        rows: Positions among the faces trained on, int64 (batch,).
        mirrored: Whether each face is mirrored, bool (batch,).
        latents: float32 (batch, latent_dim), N(0, 1).
        augment_real: float32 (batch, DRAWS), uniform, for augmenting real faces.
        augment_fake: The same for made ones.
        mix: float32 (batch,), uniform, for points between real and fake.
    """

    rows: Tensor
    mirrored: Tensor
    latents: Tensor
    augment_real: Tensor
    augment_fake: Tensor
    mix: Tensor

    @classmethod
    def at(
        cls, seed: int, step: int, batch: int, faces: int, latent_dim: int, world: World
    ) -> "Draws":
        """Draw for a step.

        Args:
            seed: Of the run.
            step: Number of the step, from 0.
            batch: Images a step, over all processes.
            faces: How many faces there are to train on.
            latent_dim: Length of a latent.
            world: The processes that share the batch.
        """
        rng = stream(seed, STEP, step)
        whole = (
            _rows(seed, step * batch, batch, faces),
            rng.random(batch) < 0.5,
            rng.standard_normal((batch, latent_dim), np.float32),
            rng.random((batch, DRAWS), np.float32),
            rng.random((batch, DRAWS), np.float32),
            rng.random(batch, np.float32),
        )
        return cls(*(world.share(torch.from_numpy(part)) for part in whole))

    def to(self, device: torch.device) -> "Draws":
        """Move to a device.

        By way of pinned memory to an accelerator: from any other memory a copy waits until all
        steps before it are done, and the device then waits for the next one.
        """
        parts = vars(self).values()
        if device.type == "cuda":
            parts = [part.pin_memory() for part in parts]
        return Draws(*(part.to(device, non_blocking=True) for part in parts))


def _rows(seed: int, start: int, batch: int, faces: int) -> np.ndarray:
    """Return which faces stand at places `start` to `start + batch` of an endless shuffled row."""
    places = np.arange(start, start + batch)
    rows = np.empty(batch, np.int64)
    for epoch in np.unique(places // faces):
        inside = places // faces == epoch
        rows[inside] = _shuffled(seed, int(epoch), faces)[places[inside] % faces]
    return rows


@lru_cache(maxsize=2)
def _shuffled(seed: int, epoch: int, faces: int) -> np.ndarray:
    return stream(seed, ORDER, epoch).permutation(faces)


class Faces:
    """Some faces of a store, ready to be trained on.

    On a CPU they are read from the store's memory map, on an accelerator they lie there whole, as
    uint8.

    Args:
        store: The faces.
        rows: Which of them, int64.
        size_px: Side wanted, pixels; larger faces, whose side must be a multiple of it, are
            shrunk by area average.
        device: Where the batches are wanted.
    """

    def __init__(self, store: FaceStore, rows: np.ndarray, size_px: int, device: torch.device):
        self.rows = rows
        self.store = store
        self.shrink = store.size_px // size_px
        self.device = device
        on_device = device.type != "cpu"
        attributes = torch.from_numpy(store.attributes_of(self.rows).astype(np.float32))
        self._attributes = attributes.to(device)
        self.pixels = torch.from_numpy(store.faces[self.rows]).to(device) if on_device else None

    def __len__(self) -> int:
        """Return how many faces there are."""
        return len(self.rows)

    def take(self, rows: Tensor, mirrored: Tensor | None = None) -> Tensor:
        """Return faces as the networks see them.

        Args:
            rows: Positions among these faces, int64 (batch,), on the device.
            mirrored: Which to mirror, bool (batch,); None means none.

        Returns:
            float32 (batch, 3, px, px), -1 black to 1 white, channels last in memory.
        """
        if self.pixels is None:
            taken = torch.from_numpy(self.store.faces[self.rows[rows.numpy()]])
        else:
            taken = self.pixels[rows]
        pictures = taken.permute(0, 3, 1, 2).float() / 127.5 - 1
        if self.shrink > 1:
            pictures = F.avg_pool2d(pictures, self.shrink)
        if mirrored is None:
            return pictures
        return torch.where(mirrored[:, None, None, None], pictures.flip(3), pictures)

    def attributes(self, rows: Tensor) -> Tensor:
        """Return the attributes of faces, float32 (batch, attributes), 1 present and 0 absent."""
        return self._attributes[rows]

    def spread(self, count: int) -> Tensor:
        """Return positions of `count` faces, or all if there are fewer, evenly spread, int64."""
        count = min(count, len(self))
        return torch.arange(count, device=self.device) * len(self) // count
