"""What the tests of the story look at in an answer, and who has what among the faces."""

import numpy as np

from facegen.answers.story.view import Plot, View
from facegen.data.store import FaceStore


def plot_of(shown: View) -> Plot:
    assert shown.plot is not None
    return shown.plot


def having(store: FaceStore, *names: str) -> np.ndarray:
    """Return which faces have all of these attributes, from the unpacked bits."""
    bits = np.unpackbits(store.attribute_bits.view(np.uint8), axis=1, bitorder="little")
    table = dict(zip(store.attribute_names, bits[:, : store.count].astype(bool), strict=True))
    return np.logical_and.reduce([table[name] for name in names])
