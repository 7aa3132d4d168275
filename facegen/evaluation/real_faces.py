"""Which real faces serve for what, so that samples and floor are measured with the same yardstick.

Held-out faces are those of the valid and test partitions, of people the generator never saw.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from facegen.data.parts import parts
from facegen.data.store import FaceStore
from facegen.errors import FacegenError


@dataclass(frozen=True)
class RealFaces:
    """Rows of a store by what they serve for, each in a random order.

    Attributes:
        everyone: All rows.
        halves: Two disjoint halves of all rows that share no person, as far as people are known.
        train: The train partition.
        heldout: The valid and test partitions.
    """

    everyone: np.ndarray
    halves: tuple[np.ndarray, np.ndarray]
    train: np.ndarray
    heldout: np.ndarray


def divide(store: FaceStore, seed: int = 0) -> RealFaces:
    """Choose the rows.

    Args:
        store: The faces.
        seed: Of every order.

    Raises:
        FacegenError: If the store has no train or no held-out faces.
    """
    rng = np.random.default_rng(seed)
    train, valid = parts(store)
    heldout = np.concatenate([valid, store.rows_in("test")])
    if not len(heldout):
        raise FacegenError(
            f"Evaluation needs faces that were trained on and faces held out, but {store.folder} "
            f"has {len(train)} of the train partition and {len(heldout)} of valid and test. "
            "Prepare a store with partitions."
        )
    return RealFaces(
        everyone=rng.permutation(store.count),
        halves=_halves(store, rng),
        train=rng.permutation(train),
        heldout=rng.permutation(heldout),
    )


class SmallerFaces:
    """Faces of a store made smaller as they are asked for, by area average.

    Args:
        faces: uint8 (count, side, side, 3), side a multiple of `size_px`.
        size_px: Side of what comes out, pixels.
    """

    dtype = np.dtype(np.uint8)

    def __init__(self, faces: np.ndarray, size_px: int) -> None:
        """Make nothing yet."""
        self._faces, self._size_px = faces, size_px
        self.shape = (len(faces), size_px, size_px, 3)

    def __len__(self) -> int:
        """Return how many faces there are."""
        return self.shape[0]

    def __getitem__(self, rows: np.ndarray | slice) -> np.ndarray:
        """Return some faces, uint8 (rows, size_px, size_px, 3), rounded to nearest."""
        faces = self._faces[rows]
        side, times = self._size_px, faces.shape[1] // self._size_px
        cells = faces.reshape(len(faces), side, times, side, times, 3)
        sums = cells.sum(axis=(2, 4), dtype=np.uint32)
        return np.rint(sums / times**2).astype(np.uint8)


def at_size(store: FaceStore, size_px: int) -> FaceStore:
    """Return a store as if it had been prepared at a smaller size, to compare pictures of it.

    Raises:
        FacegenError: If the store's faces are smaller, or not a whole multiple.
    """
    if store.size_px == size_px:
        return store
    if store.size_px % size_px:
        raise FacegenError(
            f"The store's faces are {store.size_px} px, but the pictures {size_px} px; give a "
            f"store of {size_px} px, or of a whole multiple."
        )
    faces: Any = SmallerFaces(store.faces, size_px)
    return replace(store, manifest=replace(store.manifest, size_px=size_px), faces=faces)


def _halves(store: FaceStore, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Deal people, not faces: two pictures of one person are more alike than two strangers are.

    Where a person has so many that the halves would be no halves, faces are dealt after all.
    """
    known = store.identities >= 0
    each = -1 - np.arange(store.count)
    side = _dealt(np.where(known, store.identities, each), rng)
    if 4 * min(side.sum(), store.count - side.sum()) < store.count:
        side = _dealt(each, rng)
    first, second = (rng.permutation(np.flatnonzero(side == which)) for which in (0, 1))
    return first, second


def _dealt(people: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return of each face the side, 0 or 1, to which its person comes."""
    person_of = np.unique(people, return_inverse=True)[1]
    return (rng.permutation(person_of.max() + 1) % 2)[person_of]
