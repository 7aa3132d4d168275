"""Working out a store's eigenfaces once, and keeping them in its index.

Directions are learned from some thousand faces by randomised subspace iteration, begun from random
faces instead of noise, since those already lie near the subspace that is sought. Everything said of
them (mean, deviations, scores, variance explained) is then exact over all faces.

Source: Halko, Martinsson, Tropp, Finding Structure with Randomness, SIAM Review 53, 2011,
algorithm 4.4.
"""

import json
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from facegen.data.store import FaceStore
from facegen.errors import QueryError, StoreError
from facegen.files import passing_folder
from facegen.progress import Progress, unwatched
from facegen.statistics.index_folder import index_folder
from facegen.statistics.rows import flat_faces
from facegen.statistics.samplers.eigenfaces import Eigenfaces

VERSION = 1
COMPONENTS = 256
"""Components that are kept, where there are faces enough."""

LEARNING_FACES = 8192
"""Faces, at random, from which the directions are learned."""

OVERSAMPLING = 20
ROUNDS = 2
VALUES_AT_ONCE = 12 << 20
"""Values of faces held as float32 at one time: 48 MiB."""

PLACES_AT_ONCE = 4096
"""Places of directions held as float64 at one time: all would take most of the memory by far."""

_WORKING_OUT = threading.Lock()


def eigenfaces_of(store: FaceStore, progress: Progress = unwatched) -> Eigenfaces:
    """Return the eigenfaces of a store, worked out on the first call and kept in its index.

    The first call takes seconds, later ones milliseconds. Of callers at one moment, one works them
    out and the others wait.

    Args:
        store: The faces.
        progress: Told the share done, 0 to 1.

    Raises:
        QueryError: If there are not two different faces.
        StoreError: If the index cannot be written.
    """
    folder = index_folder(store) / f"eigenfaces-{VERSION}-{store.fingerprint}"
    with _WORKING_OUT:
        eigenfaces = open_eigenfaces(store, folder)
        if eigenfaces is None:
            _keep(store, folder, progress)
            eigenfaces = open_eigenfaces(store, folder)
    if eigenfaces is None:
        raise StoreError(f"{folder} was written, but cannot be read; is the disk sound?")
    return eigenfaces


def open_eigenfaces(store: FaceStore, folder: Path) -> Eigenfaces | None:
    """Open what `write_eigenfaces` wrote; None where it is missing or damaged."""
    try:
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        eigenfaces = Eigenfaces(
            size_px=store.size_px,
            mean=np.load(folder / "mean.npy"),
            components=np.load(folder / "components.npy", mmap_mode="r"),
            deviations=np.load(folder / "deviations.npy"),
            scores=np.load(folder / "scores.npy", mmap_mode="r"),
            total_variance=about["total_variance"],
            fitted_faces=about["fitted_faces"],
        )
    except (OSError, ValueError, EOFError, KeyError):
        return None
    k, values = len(eigenfaces.deviations), 3 * store.size_px**2
    shapes = (eigenfaces.mean.shape, eigenfaces.components.shape, eigenfaces.scores.shape)
    return eigenfaces if shapes == ((values,), (k, values), (store.count, k)) else None


def write_eigenfaces(
    store: FaceStore, folder: Path, seed: int = 0, progress: Progress = unwatched
) -> None:
    """Work out the eigenfaces of a store.

    They are fitted on its train partition, or on all faces where it has none; scores are given for
    all faces. Memory does not grow with the number of faces.

    Args:
        store: The faces.
        folder: An empty folder, to which the result is written.
        seed: Of the choice of faces to learn from.
        progress: Told the share done, 0 to 1.

    Raises:
        QueryError: If there are not two different faces.
    """
    train = store.rows_in("train")
    fitted = train if len(train) else np.arange(store.count)
    rng = np.random.default_rng(seed)
    learned = _some(rng, fitted, LEARNING_FACES)
    reader = _Reader(store, fitted, progress, ROUNDS * len(learned) + store.count)
    basis = _wide_directions(reader, learned, rng)

    in_fit = np.zeros(store.count, bool)
    in_fit[fitted] = True
    products = np.zeros((basis.shape[1], basis.shape[1]))
    squares = 0.0
    with tempfile.TemporaryFile(dir=folder) as raw:
        for rows, faces in reader.pieces(np.arange(store.count)):
            places = faces @ basis
            places.tofile(raw)
            own = places[in_fit[rows]]
            products += own.T @ own
            squares += np.einsum("ij,ij->i", faces, faces)[in_fit[rows]].sum(dtype=np.float64)
        turn, deviations = _principal_axes(products / len(fitted))
        components = (basis @ turn).T
        # The mathematics leaves each sign open; the largest entry shall be positive.
        signs = np.sign(components[np.arange(len(components)), np.abs(components).argmax(1)])
        components *= signs[:, None]
        raw.seek(0)
        with (folder / "scores.npy").open("wb") as file:
            header = {"descr": "<f4", "fortran_order": False}
            shape = (store.count, len(deviations))
            np.lib.format.write_array_header_1_0(file, {**header, "shape": shape})
            for rows in reader.cut(np.arange(store.count)):
                places = np.fromfile(raw, np.float32, len(rows) * len(turn))
                (places.reshape(len(rows), -1) @ (turn * signs / deviations)).tofile(file)
    np.save(folder / "mean.npy", reader.mean)
    np.save(folder / "components.npy", components)
    np.save(folder / "deviations.npy", deviations)
    about = {
        "total_variance": squares / len(fitted),
        "fitted_faces": len(fitted),
    }
    (folder / "about.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def _keep(store: FaceStore, folder: Path, progress: Progress) -> None:
    """Write the eigenfaces beside their place, then put them there in one step.

    Several processes may do so at once; all write the same.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with passing_folder(folder) as beside:
            made = beside / folder.name
            made.mkdir()
            write_eigenfaces(store, made, progress=progress)
            shutil.rmtree(folder, ignore_errors=True)
            try:
                made.rename(folder)
            except OSError:
                if not folder.exists():
                    raise
    except OSError as error:
        raise StoreError(
            f"The eigenfaces cannot be kept in {folder.parent} ({error.strerror}). Free some space "
            "there, or name another place with FACEGEN_HOME."
        ) from error


class _Reader:
    """Reads faces as rows of float32 less their mean, piece by piece, and reports progress."""

    def __init__(
        self, store: FaceStore, fitted: np.ndarray, progress: Progress, total: int
    ) -> None:
        self.values = flat_faces(store)
        self.progress, self.done, self.total = progress, 0, total
        sums = np.zeros(self.values.shape[1], np.int64)
        for rows in self.cut(fitted):
            sums += self.values[rows].sum(0, dtype=np.uint32)
        self.mean = (sums / len(fitted)).astype(np.float32)
        self._held = np.empty((0, len(self.mean)), np.float32)

    def cut(self, rows: np.ndarray) -> Iterator[np.ndarray]:
        """Yield rows in pieces that fit `VALUES_AT_ONCE`."""
        step = max(1, VALUES_AT_ONCE // self.values.shape[1])
        yield from (rows[start : start + step] for start in range(0, len(rows), step))

    def centred(self, rows: np.ndarray) -> np.ndarray:
        """Return some faces less the mean, float32 (len(rows), values), until the next call."""
        if len(rows) > len(self._held):
            self._held = np.empty((len(rows), len(self.mean)), np.float32)
        return np.subtract(self.values[rows], self.mean, out=self._held[: len(rows)])

    def pieces(self, rows: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield pieces of rows and their faces (see `centred`), and report each when done."""
        for piece in self.cut(rows):
            yield piece, self.centred(piece)
            self.done += len(piece)
            self.progress(self.done / self.total)


def _some(rng: np.random.Generator, rows: np.ndarray, count: int) -> np.ndarray:
    return np.sort(rng.choice(rows, min(count, len(rows)), replace=False))


def _wide_directions(reader: _Reader, learned: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return an orthonormal basis of nearly the widest directions, float32 (values, width)."""
    width = min(COMPONENTS + OVERSAMPLING, reader.values.shape[1])
    basis = _orthonormal(reader.centred(_some(rng, learned, width)).T)
    for _ in range(ROUNDS):
        stretched = np.zeros_like(basis)
        for _rows, faces in reader.pieces(learned):
            stretched += faces.T @ (faces @ basis)
        basis = _orthonormal(stretched)
    return basis


def _orthonormal(columns: np.ndarray) -> np.ndarray:
    """Return an orthonormal basis of what the columns span, float32 (values, rank).

    It comes from the eigenvectors of their products. The usual QR decomposition works in many
    small steps, and takes ten times as long where another program shares the cores.

    Raises:
        QueryError: If all columns are 0.
    """
    products = np.zeros((columns.shape[1], columns.shape[1]))
    pieces = [slice(at, at + PLACES_AT_ONCE) for at in range(0, len(columns), PLACES_AT_ONCE)]
    for piece in pieces:
        exact = columns[piece].astype(np.float64)
        products += exact.T @ exact
    squares, axes = np.linalg.eigh(products)
    kept = squares > 1e-12 * squares.max()
    if not kept.any():
        raise QueryError("Eigenfaces need at least two faces that differ; these are all the same.")
    turn = axes[:, kept] / np.sqrt(squares[kept])
    basis = np.empty((len(columns), turn.shape[1]), np.float32)
    for piece in pieces:
        basis[piece] = columns[piece].astype(np.float64) @ turn
    return basis


def _principal_axes(covariance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the axes of a covariance, widest first, and the deviations along them.

    Axes along which nothing varies are left out.

    Returns:
        float32 (width, K) and float32 (K,).
    """
    variances, axes = np.linalg.eigh(covariance)
    kept = np.argsort(-variances)[:COMPONENTS]
    kept = kept[variances[kept] > 1e-8 * variances.max()]
    return axes[:, kept].astype(np.float32), np.sqrt(variances[kept]).astype(np.float32)
