"""Which faces to learn from and which to hold out, for any store."""

import numpy as np

from facegen.counting import counted
from facegen.data.store import FaceStore
from facegen.errors import StoreError

HELD_OUT_SHARE = 0.05
FEWEST = 2


def parts(store: FaceStore) -> tuple[np.ndarray, np.ndarray]:
    """Divide a store's faces into those to learn from and those held out.

    A store with a train partition is divided as it says: train, and valid. Faces of no partition,
    such as any folder of pictures, are dealt out: 5 % of them are held out, always the same ones.

    Args:
        store: The faces.

    Returns:
        Rows, int64, ascending: to learn from, and held out (may be empty).

    Raises:
        StoreError: If there are no faces to learn from.
    """
    train, valid = store.rows_in("train"), store.rows_in("valid")
    if len(train):
        return train, valid
    unknown = store.rows_in("unknown")
    if len(unknown) < FEWEST:
        raise StoreError(
            f"There is nothing to learn from in {store.folder}: of its "
            f"{counted(store.count, 'face')} none "
            f"is in a train partition, and {len(unknown)} in no partition. Prepare a store of "
            "pictures without partitions, or with some to train on."
        )
    dealt = np.random.Generator(np.random.Philox(0)).permutation(unknown)
    held_out = max(1, round(HELD_OUT_SHARE * len(unknown)))
    return np.sort(dealt[held_out:]), np.sort(dealt[:held_out])
