"""What the attribute network reads in a face, and which training faces are like it."""

from functools import cache

import numpy as np

from facegen.answers.latent_view import NearestView, Neighbour, NeighboursView, Share
from facegen.answers.turns import Tell
from facegen.data.store import FaceStore
from facegen.evaluation.nearest_faces import NearestFaces
from facegen.images import data_uri, resize_area
from facegen.latent.model import LatentModel
from facegen.latent.request import Face
from facegen.models.attribute_net import AttributeNet
from facegen.shipped import checkpoint

NEIGHBOURS = 6

_prepared: dict[str, NearestFaces] = {}
"""The faces of the dataset asked about last, by its fingerprint; they take some 100 MB."""


@cache
def attribute_network() -> AttributeNet:
    """Load the attribute network that ships with facegen, once."""
    return AttributeNet.load(checkpoint("attributes"))


def reading_of(face: Face, opened: LatentModel) -> dict[str, float]:
    """Return the probability of each attribute in a face."""
    return readings_of(picture_of(face, opened)[None])[0]


def readings_of(pictures: np.ndarray) -> list[dict[str, float]]:
    """Return the probability of each attribute in pictures of faces.

    Args:
        pictures: uint8 (pictures, px, px, 3).
    """
    network = attribute_network()
    logits = network.describe(pictures).logits.astype(np.float64)
    names = network.config.attributes
    return [dict(zip(names, row, strict=True)) for row in (1 / (1 + np.exp(-logits))).tolist()]


def sureness_of(pictures: np.ndarray) -> np.ndarray:
    """Return how sure the attribute network is in pictures, over all that it names.

    In clean faces it is sure of most things; of smeared ones it can say little.

    Args:
        pictures: uint8 (pictures, px, px, 3).

    Returns:
        float64 (pictures,): how far its logits lie from 0, which is "I don't know", on average.
    """
    logits = attribute_network().describe(pictures).logits
    return np.abs(logits.astype(np.float64)).mean(axis=1)


def picture_of(face: Face, opened: LatentModel) -> np.ndarray:
    """Make a face at the largest scale, uint8 (px, px, 3)."""
    ((*_, largest),) = opened.pictures([opened.style_of(face)])
    return largest


def nearest_to(picture: np.ndarray, store: FaceStore, tell: Tell) -> NearestView:
    """Find the training faces nearest to a picture, telling the `Share` of a first preparation.

    Raises:
        FacegenError: If the dataset has no held-out faces to compare with.
    """
    faces = _prepared.get(store.fingerprint)
    if faces is None:
        faces = NearestFaces.of(store, attribute_network(), lambda done: tell(Share(done)))
        _prepared.clear()
        _prepared[store.fingerprint] = faces
    spaces = faces.find(resize_area(picture, store.size_px), NEIGHBOURS)
    return NearestView(
        tuple(
            NeighboursView(
                found.space,
                found.percentile,
                tuple(
                    Neighbour(data_uri(store.faces[row], "webp"), store.names[row])
                    for row in found.rows.tolist()
                ),
            )
            for found in spaces
        )
    )
