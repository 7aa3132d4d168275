"""Are the samples copies of the faces the generator learned from?

A sample's distance to its nearest training face says little by itself; beside the same distance
for held-out faces, which nobody can have copied, it does. Three questions: are samples nearer as a
whole (C_T), how many are nearer than almost any held-out face (near copies), and would we have
noticed (planted copies)? This module knows vectors and pictures, not networks or stores.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
from PIL import Image

from facegen.errors import FacegenError
from facegen.evaluation.neighbours import nearest


class PrincipalAxes:
    """Vectors along the axes of largest variance of a set.

    Args:
        vectors: (count, dimensions), the set the axes are found from.
        count: Number of axes.
        seed: Of the random start.

    Source: Halko, Martinsson, Tropp, Finding Structure with Randomness, 2011, algorithms 4.4, 5.1.
    """

    def __init__(self, vectors: np.ndarray, count: int = 64, seed: int = 0) -> None:
        """Find the axes."""
        count = min(count, *vectors.shape)
        self.mean = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
        centred = vectors - self.mean
        rng = np.random.default_rng(seed)
        basis = rng.standard_normal((vectors.shape[1], min(count + 16, *vectors.shape)), np.float32)
        for _ in range(4):
            basis = np.linalg.qr(centred.T @ (centred @ basis))[0]
        turned = np.linalg.svd(centred @ basis, full_matrices=False)[2]
        self.axes = basis @ turned[:count].T

    def __call__(self, vectors: np.ndarray) -> np.ndarray:
        """Return coordinates along the axes; see `coordinates`."""
        return coordinates(vectors, self.mean, self.axes)


def coordinates(vectors: np.ndarray, mean: np.ndarray, axes: np.ndarray) -> np.ndarray:
    """Return where vectors lie along axes, float32 (count, axes).

    Worked out in float64: in float32 the last digits depend on how many vectors are projected at
    once and on the processor, and a vector would not lie where it lay among others.

    Args:
        vectors: (count, dimensions).
        mean: (dimensions,), where the axes meet.
        axes: (dimensions, axes).
    """
    return ((vectors - mean.astype(np.float64)) @ axes.astype(np.float64)).astype(np.float32)


@dataclass(frozen=True)
class Nearest:
    """Where some pictures lie beside the training faces.

    Attributes:
        distances: float64 (pictures,), to the nearest training face, mirrored or not.
        rows: int64 (pictures,), which one.
        cells: int64 (pictures,), in which cell of the space the picture lies.
    """

    distances: np.ndarray
    rows: np.ndarray
    cells: np.ndarray

    def replaced_by(self, others: "Nearest", count: int) -> "Nearest":
        """Put the first `count` of others in the place of the first `count` of these."""
        pairs = zip(astuple(self), astuple(others), strict=True)
        return Nearest(*(np.concatenate([new[:count], old[count:]]) for old, new in pairs))


@dataclass(frozen=True)
class Copying:
    """What was found.

    Attributes:
        c_t: Far below 0 (under -3): samples are nearer to training faces than held-out faces are.
        near_share: Share of samples nearer to a training face than 99 % of held-out faces are; 0.01
            is what no copying gives.
    """

    c_t: float
    near_share: float


class CopyTest:
    """Compare samples with training faces and held-out ones, in one space.

    Every vector is given twice, of the picture and of its mirror image, and the nearer counts: a
    mirrored copy is a copy.

    Args:
        train: (faces, dimensions), what the generator learned from.
        heldout: (2, faces, dimensions), faces it never saw, and their mirror images.
        cells: Cells of the space in which C_T compares separately, found by k-means on `train`.
        seed: Of the cells.

    Source: Meehan, Chaudhuri, Dasgupta, A Non-Parametric Test to Detect Data-Copying in Generative
    Models, AISTATS 2020, section 4.
    """

    def __init__(
        self, train: np.ndarray, heldout: np.ndarray, cells: int = 10, seed: int = 0
    ) -> None:
        """Find cells and the held-out faces' distances."""
        self.train = train
        self.centres = k_means(train, cells, seed)
        self.heldout = self.find(heldout)
        self.threshold = float(np.quantile(self.heldout.distances, 0.01))

    def find(self, vectors: np.ndarray) -> Nearest:
        """Look for the nearest training faces of (2, pictures, dimensions)."""
        distances, rows, nearer = nearest_either_way(vectors, self.train)
        return Nearest(distances, rows, cells_of(nearer, self.centres))

    def judge(self, samples: Nearest) -> Copying:
        """Compare the samples' distances with the held-out faces'."""
        near_share = float((samples.distances < self.threshold).mean())
        return Copying(self._c_t(samples), near_share)

    def _c_t(self, samples: Nearest) -> float:
        """Average the cells' rank statistics, weighted by held-out faces.

        Cells with fewer than 20 samples, or no held-out face, are left out.
        """
        score = weight = 0.0
        for cell in range(len(self.centres)):
            ours, theirs = (s.distances[s.cells == cell] for s in (samples, self.heldout))
            if len(ours) >= 20 and len(theirs):
                score += len(theirs) * rank_score(ours, theirs)
                weight += len(theirs)
        if not weight:
            raise FacegenError(
                "No part of the space holds 20 samples and a held-out face; give more samples."
            )
        return score / weight


def nearest_either_way(
    vectors: np.ndarray, train: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Find the nearest training face of a picture or of its mirror image, whichever is nearer.

    Args:
        vectors: (2, count, dimensions): of the pictures and of their mirror images.
        train: (faces, dimensions).

    Returns:
        Distances, float64 (count,); rows, int64 (count,); and the nearer vectors.
    """
    (distances, rows), (mirrored, mirrored_rows) = (nearest(v, train) for v in vectors)
    turned = (mirrored < distances)[:, 0]
    return (
        np.where(turned, mirrored[:, 0], distances[:, 0]),
        np.where(turned, mirrored_rows[:, 0], rows[:, 0]),
        np.where(turned[:, None], vectors[1], vectors[0]),
    )


def rank_score(a: np.ndarray, b: np.ndarray) -> float:
    """Return by how many standard deviations a's values rank above b's (Mann and Whitney).

    Z = (U - n m / 2) / sqrt(n m (n + m + 1) / 12), U = pairs with a > b, ties counted half.
    """
    b = np.sort(b)
    pairs = (np.searchsorted(b, a, "left") + np.searchsorted(b, a, "right")).sum() / 2
    n, m = len(a), len(b)
    return float((pairs - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12))


def k_means(vectors: np.ndarray, cells: int, seed: int, rounds: int = 20) -> np.ndarray:
    """Return cell centres by Lloyd's rounds, begun at random vectors; an empty cell stays."""
    rng = np.random.default_rng(seed)
    centres = vectors[rng.choice(len(vectors), cells, replace=False)]
    for _ in range(rounds):
        owner = cells_of(vectors, centres)
        member = (owner == np.arange(cells)[:, None]).astype(np.float32)
        counts = member.sum(axis=1, keepdims=True)
        centres = np.where(counts > 0, member @ vectors / np.maximum(counts, 1), centres)
    return centres


def cells_of(vectors: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Return the nearest centre of each vector, int64 (vectors,)."""
    lengths = np.einsum("cd,cd->c", centres, centres)
    return np.argmin(lengths - 2 * vectors @ centres.T, axis=1)


def disguised_copies(faces: np.ndarray, seed: int = 0) -> np.ndarray:
    """Make copies look less like copies: every second one mirrored, noise, JPEG at quality 75.

    Args:
        faces: uint8 (count, side, side, 3).
        seed: Of the noise, whose deviation is 4 grey levels.
    """
    rng = np.random.default_rng(seed)
    copies = faces.copy()
    copies[::2] = copies[::2, :, ::-1]
    noisy = np.clip(copies + rng.normal(0, 4, copies.shape), 0, 255).astype(np.uint8)
    return np.stack([_through_jpeg(face) for face in noisy])


def _through_jpeg(face: np.ndarray) -> np.ndarray:
    buffer = io.BytesIO()
    Image.fromarray(face).save(buffer, "JPEG", quality=75)
    return np.asarray(Image.open(buffer, formats=("JPEG",)))


def detection_curve(
    test: CopyTest, samples: np.ndarray, copies: np.ndarray, shares: Sequence[float]
) -> list[Copying]:
    """Say what the test finds when a known share of the samples is copies.

    Args:
        test: The test.
        samples: (2, samples, dimensions), as `CopyTest.find` takes them.
        copies: (2, copies, dimensions) of disguised training faces, enough for the largest share.
        shares: Shares of the samples to replace, 0 to 1.
    """
    ours, planted = test.find(samples), test.find(copies)
    counts = (round(share * samples.shape[1]) for share in shares)
    return [test.judge(ours.replaced_by(planted, count)) for count in counts]
