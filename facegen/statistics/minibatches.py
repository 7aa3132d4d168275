"""Minibatches: in which order a network sees the kinds of a data set, and how even they are.

Two kinds are enough to see it: 600 dogs and 400 cats. In the order of the folder a network meets
one kind for a long time and then the other; shuffled, every batch has about the share of the data,
p_data; drawn in equal parts, every batch has about p_sample = 1/2, whatever the data have.
"""

from collections.abc import Sequence

import numpy as np

from facegen.errors import QueryError

ORDERS = ("folder", "shuffled", "balanced")


def minibatches(counts: Sequence[int], batch: int, order: str, seed: int = 0) -> np.ndarray:
    """Draw as many minibatches as one pass over the data has.

    Args:
        counts: How many there are of each kind.
        batch: Pictures in a batch; what is over after the last full one is left out.
        order: `folder`: one kind after the other. `shuffled`: every picture once, in random order.
            `balanced`: each picture of a kind that is drawn evenly, so some come twice.
        seed: Of the drawing, 0 or more.

    Returns:
        int64 (batches, batch), the kind of each picture, 0 for the first.

    Raises:
        QueryError: If there is no such order, or not one full batch.
    """
    kinds = np.repeat(np.arange(len(counts)), counts)
    if not 1 <= batch <= len(kinds):
        raise QueryError(f"A batch must have from 1 to {len(kinds)} pictures, but has {batch}.")
    random = np.random.default_rng(seed)
    if order == "shuffled":
        kinds = random.permutation(kinds)
    elif order == "balanced":
        kinds = random.integers(len(counts), size=len(kinds))
    elif order != "folder":
        raise QueryError(f"The order must be one of {', '.join(ORDERS)}, but is '{order}'.")
    full = len(kinds) // batch
    return kinds[: full * batch].reshape(full, batch)
