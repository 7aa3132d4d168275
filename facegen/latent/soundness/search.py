"""Look at the faces of many seeds and keep those of which a face detector is surest.

How sure it is stands for how well a face holds together (`face_finding.soundness`). It is also less
sure of dark glasses, of hats and of heads that are turned, so these become rarer among the faces
that are kept: how much rarer is counted.

Source: rejecting samples by a judge that was not trained beside the generator is after Azadi et al.
2019, Discriminator Rejection Sampling, arXiv 1810.06758; there the judge is the discriminator,
whose verdict does not see what is broken in the faces of ours.
"""

import itertools
from collections.abc import Iterator

import numpy as np

from facegen.attributes import groups_of
from facegen.face_finding import soundness
from facegen.latent.sampling import sample
from facegen.models.attribute_net import AttributeNet
from facegen.models.generator import FaceGenerator
from facegen.models.sound_seeds import SoundSeeds
from facegen.progress import Progress, unwatched

TOLD = 5
"""So many attributes are named that are rarer among what is kept."""
LEAST = 0.01
"""What fewer than this share of the faces show is not told."""
BATCH = 256


def find_sound(
    generator: FaceGenerator,
    network: AttributeNet,
    seeds: int,
    share: float,
    truncation: float,
    progress: Progress = unwatched,
) -> SoundSeeds:
    """Look at seeds from 0 on, and keep those of which the detector is surest.

    Args:
        generator: Frozen.
        network: Reads attributes, to tell which become rarer.
        seeds: How many to look at.
        share: How much of them to keep, 0 to 1; more where the last ones are equally sound.
        truncation: At which to look at them, 1 being none.
        progress: Told the share that has been looked at.
    """
    scores, shown = np.empty(seeds), np.empty((seeds, len(network.config.attributes)), bool)
    faces = sample(generator, range(seeds), truncation)
    thresholds, done = np.array(network.thresholds), 0
    for batch in _batches(faces):
        part = slice(done, done := done + len(batch))
        scores[part] = [soundness(face) for face in batch]
        shown[part] = network.describe(np.stack(batch)).logits > thresholds
        progress(done / seeds)
    least = float(np.quantile(scores, 1 - share))
    sound = scores >= least
    return SoundSeeds(
        sound,
        truncation,
        rarer(network.config.attributes, shown, sound),
        {"least": round(least, 4), "network": network.config.version},
    )


def rarer(
    attributes: tuple[str, ...], shown: np.ndarray, sound: np.ndarray
) -> dict[str, tuple[float, float]]:
    """Return the attributes that leaving faces out costs most: their share before and after.

    Those that are a stranger's opinion are not told.

    Args:
        attributes: Names.
        shown: bool (faces, attributes).
        sound: bool (faces,).
    """
    before, after = shown.mean(axis=0), shown[sound].mean(axis=0)
    opinions = {a.name for group in groups_of(attributes) if group.note for a in group.attributes}
    told = (before >= LEAST) & (after < before)
    told &= [name not in opinions for name in attributes]
    fewer = np.flatnonzero(told)
    order = fewer[np.argsort(after[fewer] / before[fewer])]
    return {
        attributes[i]: (round(float(before[i]), 4), round(float(after[i]), 4)) for i in order[:TOLD]
    }


def _batches(faces: Iterator[np.ndarray]) -> Iterator[list[np.ndarray]]:
    while batch := list(itertools.islice(faces, BATCH)):
        yield batch
