"""Take every measure of a set of pictures beside its floor.

This module knows arrays, a store and the attribute network; not checkpoints or files.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from facegen.data.store import FaceStore
from facegen.errors import FacegenError
from facegen.evaluation.copying import Space, pixels, search
from facegen.evaluation.real_faces import RealFaces, divide
from facegen.evaluation.report import Measure, Planted, Report, Sizes
from facegen.evaluation.yardstick import Yardstick
from facegen.models.attribute_net import AttributeNet
from facegen.progress import Progress, unwatched

FEWEST = 200
FLOOR_DRAWS = 4
"""Pairs of disjoint sets over which the floor of a light measure is averaged, where there are as
many: at 2,048 faces a side its 16 px level varies between 9 and 15 from pair to pair."""


def evaluate(
    samples: np.ndarray,
    store: FaceStore,
    network: AttributeNet,
    sizes: Sizes | None = None,
    subject: Mapping[str, Any] | None = None,
    progress: Progress = unwatched,
    say: Callable[[str], object] = lambda doing: None,
) -> Report:
    """Measure a set of pictures against the faces of a store.

    Args:
        samples: uint8 (count, side, side, 3) in random order, side that of the store.
        store: Faces with a train and a held-out partition.
        network: Whose features and attributes are used.
        sizes: How many pictures go into what; None means the full sizes.
        subject: What the samples are, for the report.
        progress: Told the share done, 0 to 1.
        say: Told what is done next.

    Raises:
        FacegenError: If sides differ, or samples or held-out faces are too few.
    """
    sizes = sizes or Sizes()
    faces = divide(store, sizes.seed)
    count = min(sizes.features, len(faces.heldout), len(samples))
    require_comparable(samples, store, count)
    ours, yardstick = samples[:count], Yardstick.of(store, faces, network, count)

    say("Sliced Wasserstein distance")
    measures, swd_sizes = _sliced_wasserstein(samples, store, faces, sizes)
    progress(0.6)
    say("Features")
    of_features, frequencies = yardstick.measure(ours)
    measures += of_features

    planted: dict[str, tuple[Planted, ...]] = {}
    for step, space in enumerate(spaces_of(store.faces[faces.train], network)):
        progress(0.7 + 0.15 * step)
        say(f"Copies, by {space.name}")
        of_copies, planted[space.name] = search(space, yardstick.heldout, ours, sizes.copies)
        measures += of_copies
    progress(1.0)
    return Report(
        subject={**(subject or {}), "store": store.fingerprint, "network": network.config.version},
        sizes={**swd_sizes, "features": count, "train": len(faces.train), "px": store.size_px},
        measures=tuple(measures),
        frequencies=frequencies,
        planted=planted,
    )


def spaces_of(train: np.ndarray, network: AttributeNet) -> Iterator[Space]:
    """Place training faces in the spaces copies are looked for in: pixels, then features."""
    yield Space("pixels", pixels, train)
    yield Space("features", lambda faces: network.describe(faces).features, train)


def require_comparable(samples: np.ndarray, store: FaceStore, count: int) -> None:
    """Refuse what a store's faces say nothing about.

    Args:
        samples: uint8 (any, side, side, 3).
        store: The faces.
        count: How many of both there are to compare.

    Raises:
        FacegenError: If sides differ, or `count` is too small.
    """
    if samples.shape[1:] != store.faces.shape[1:]:
        raise FacegenError(
            f"The pictures are {samples.shape[2]} x {samples.shape[1]} px, but the store's faces "
            f"{store.size_px} px; give pictures of that size or another store."
        )
    if count < FEWEST:
        raise FacegenError(
            f"At least {FEWEST} samples and as many held-out faces are needed, but {count} are "
            "there; give more."
        )


def _sliced_wasserstein(
    samples: np.ndarray, store: FaceStore, faces: RealFaces, sizes: Sizes
) -> tuple[list[Measure], dict[str, int]]:
    count = min(sizes.images, len(samples), store.count)
    distances = sizes.swd(samples[:count], store.faces[faces.everyone[:count]])
    shorter = min(map(len, faces.halves))
    floor_count = min(count, shorter)
    starts = range(0, shorter - floor_count + 1, floor_count)[:FLOOR_DRAWS]
    draws = [
        sizes.swd(*(store.faces[half[start : start + floor_count]] for half in faces.halves))
        for start in starts
    ]
    floor = {side: float(np.mean([draw[side] for draw in draws])) for side in distances}
    note = (
        f"{count:,} pictures a side, x 1000. Floor: {floor_count:,} faces beside {floor_count:,} "
        f"of other people, mean of {len(draws)}."
    )
    title = "Sliced Wasserstein distance"
    measures = [
        Measure(f"swd_{side}", f"{title}, {side} px", distances[side], floor[side], note)
        for side in distances
    ]
    mean, floor_mean = (float(np.mean(list(levels.values()))) for levels in (distances, floor))
    measures.append(Measure("swd", f"{title}, mean", mean, floor_mean, note))
    return measures, {"swd": count, "swd_floor": floor_count}
