"""Is this one face a copy? The training faces nearest to it, and how near that is for a stranger.

    nearest_faces = NearestFaces.of(store, network)
    for answer in nearest_faces.find(face, count=5):
        show(store.faces[answer.rows], answer.percentile)

Training faces are placed in two spaces once for each store and network, which takes a minute or
two for 22,000 faces, and kept in the store's index; a question then takes some milliseconds.
"""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import safetensors
import safetensors.numpy

from facegen.data.store import FaceStore
from facegen.errors import FacegenError, StoreError
from facegen.evaluation.copying import Describe, Space, pixels
from facegen.evaluation.memorisation import coordinates
from facegen.evaluation.neighbours import nearest
from facegen.evaluation.real_faces import divide
from facegen.files import write_whole
from facegen.models.attribute_net import AttributeNet
from facegen.progress import Progress, unwatched
from facegen.statistics.index_folder import index_folder

VERSION = 2
MOST_HELD_OUT = 2_000
MOST_NEIGHBOURS = 100

_PREPARING = threading.Lock()


@dataclass(frozen=True)
class Neighbours:
    """The training faces nearest to a face, in one space.

    Attributes:
        space: `pixels` or `features`.
        rows: int64 (count,), rows of the store, the nearest first.
        mirrored: bool (count,), whether the face's mirror image is the nearer.
        distances: float64 (count,).
        percentile: Share of held-out faces, 0 to 100, that lie nearer to a training face than this
            one does. Below 1, a copy is to be suspected; 50 is what an unseen face has.
    """

    space: str
    rows: np.ndarray
    mirrored: np.ndarray
    distances: np.ndarray
    percentile: float


@dataclass(frozen=True)
class _Placed:
    """Training faces in a space: float32 mean, axes, coordinates; held-out faces' distances."""

    mean: np.ndarray
    axes: np.ndarray
    known: np.ndarray
    held_out: np.ndarray


class NearestFaces:
    """Finds the training faces nearest to any face; make one with `of`."""

    def __init__(
        self,
        rows: np.ndarray,
        size_px: int,
        describe: dict[str, Describe],
        placed: dict[str, _Placed],
    ) -> None:
        """Take rows of the store, the ways to describe faces, and where the rows' faces lie."""
        self.rows, self.size_px, self.describe, self.placed = rows, size_px, describe, placed

    @classmethod
    def of(
        cls,
        store: FaceStore,
        network: AttributeNet,
        progress: Progress = unwatched,
    ) -> Self:
        """Prepare a store, or read what was prepared before.

        Of callers at one moment, one prepares and the others wait.

        Args:
            store: With a train and a held-out partition.
            network: Whose features are compared.
            progress: Told the share done, 0 to 1.

        Raises:
            FacegenError: If there are no held-out faces to compare with.
            StoreError: If what was prepared cannot be written.
        """
        describe: dict[str, Describe] = {
            "pixels": pixels,
            "features": lambda faces: network.describe(faces).features,
        }
        parted = divide(store)
        rows = np.sort(parted.train)
        with _PREPARING:
            path = _path(store, network)
            placed = _read(path, len(rows))
            if placed is None:
                placed = {}
                train = store.faces[rows]
                unseen = store.faces[np.sort(parted.heldout[:MOST_HELD_OUT])]
                for step, (name, described) in enumerate(describe.items()):
                    progress(step / len(describe))
                    space = Space(name, described, train)
                    distances = np.sort(space.nearest(unseen)[0])
                    placed[name] = _Placed(space.axes.mean, space.axes.axes, space.known, distances)
                _write(path, placed)
        progress(1.0)
        return cls(rows, store.size_px, describe, placed)

    def find(self, face: np.ndarray, count: int = 5) -> list[Neighbours]:
        """Find the nearest training faces, in pixels and in features.

        Args:
            face: uint8 (side, side, 3), side that of the store's faces.
            count: How many, 1 to 100; a face counts once, mirrored or not.

        Raises:
            FacegenError: If the face is of another shape, or the count is out of range.
        """
        if face.shape != (self.size_px, self.size_px, 3) or face.dtype != np.uint8:
            raise FacegenError(
                f"A face beside this store's is uint8 ({self.size_px}, {self.size_px}, 3), but was "
                f"{face.dtype} {face.shape}."
            )
        most = min(MOST_NEIGHBOURS, len(self.rows))
        if not 1 <= count <= most:
            raise FacegenError(f"From 1 to {most} nearest faces can be shown, but not {count}.")
        return [self._find_in(name, face, count) for name in self.placed]

    def _find_in(self, name: str, face: np.ndarray, count: int) -> Neighbours:
        placed = self.placed[name]
        both = self.describe[name](np.stack([face, face[:, ::-1]]))
        distances, rows = nearest(coordinates(both, placed.mean, placed.axes), placed.known, count)
        mirrored = np.repeat([False, True], count)
        order = np.argsort(distances.ravel(), kind="stable")
        first = np.sort(np.unique(rows.ravel()[order], return_index=True)[1])[:count]
        chosen = order[first]  # each face where it is nearest
        found = distances.ravel()[chosen]
        nearer = np.searchsorted(placed.held_out, found[0], "left")
        return Neighbours(
            space=name,
            rows=self.rows[rows.ravel()[chosen]],
            mirrored=mirrored[chosen],
            distances=found,
            percentile=100 * nearer / len(placed.held_out),
        )


def _path(store: FaceStore, network: AttributeNet) -> Path:
    name = f"nearest-{VERSION}-{network.config.version}-{store.fingerprint}.safetensors"
    return index_folder(store) / name


def _read(path: Path, count: int) -> dict[str, _Placed] | None:
    """Return what was prepared; None where there is nothing, or nothing that fits."""
    try:
        arrays = safetensors.numpy.load_file(path)
        placed = {
            name: _Placed(*(arrays[f"{name}.{part}"] for part in _Placed.__annotations__))
            for name in ("pixels", "features")
        }
    except (OSError, KeyError, safetensors.SafetensorError):
        return None
    return placed if all(len(place.known) == count for place in placed.values()) else None


def _write(path: Path, placed: dict[str, _Placed]) -> None:
    arrays = {
        f"{name}.{part}": np.ascontiguousarray(value)
        for name, place in placed.items()
        for part, value in vars(place).items()
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, safetensors.numpy.save(arrays))
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written ({error.strerror}); make room, or set FACEGEN_HOME to a "
            "folder that can be written to."
        ) from error
