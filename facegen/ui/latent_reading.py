"""What the attribute network reads in a face, beside how common that is among the faces shown."""

from functools import cache

import numpy as np

from facegen.latent.model import LatentModel
from facegen.latent.request import Face
from facegen.models.attribute_net import AttributeNet
from facegen.statistics.selection import Population
from facegen.ui.checkpoints import SHIPPED


@cache
def attribute_network() -> AttributeNet:
    """Load the attribute network that ships with facegen, once."""
    return AttributeNet.load(SHIPPED / "attributes")


def reading_of(face: Face, opened: LatentModel) -> dict[str, float]:
    """Return the probability of each attribute in a face."""
    ((*_, largest),) = opened.pictures([opened.style_of(face)])
    return reading_of_picture(largest)


def reading_of_picture(picture: np.ndarray) -> dict[str, float]:
    """Return the probability of each attribute in a picture, uint8 (px, px, 3)."""
    network = attribute_network()
    (logits,) = network.describe(picture[None]).logits
    probabilities = 1 / (1 + np.exp(-logits.astype(np.float64)))
    return dict(zip(network.config.attributes, probabilities.tolist(), strict=True))


def frequencies_of(population: Population) -> dict[str, float]:
    """Return the share of the faces of a dataset that have each attribute."""
    store = population.store
    counts = np.bitwise_count(store.attribute_bits).sum(axis=1)
    return dict(zip(store.attribute_names, (counts / store.count).tolist(), strict=True))
