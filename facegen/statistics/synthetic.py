"""Make the synthetic faces that ship with facegen, from a store of real ones.

    python -m facegen.statistics.synthetic --store STORE --out FILE.parquet

Attribute rows are drawn from the store's train faces, so that attributes go together as they really
do; for each a face is drawn from the Gaussian over eigenfaces given those attributes. The same
seed gives the same bytes on the same machine with the same libraries; elsewhere the sums in
matrix products may round otherwise, and another libwebp may write other bytes of the same picture.
"""

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from facegen.command_line import Parser, whole_number
from facegen.data.bundled import open_bundled, write_faces
from facegen.data.store import FaceStore, open_store
from facegen.errors import QueryError, StoreError
from facegen.statistics.attribute_gaussian import AttributeGaussian
from facegen.statistics.eigenface_index import eigenfaces_of
from facegen.statistics.eigenfaces import Eigenfaces
from facegen.statistics.pixel_kernels import random_words, seeds_array

NOTICE = (
    "These faces belong to nobody: they are drawn from a statistical model, a Gaussian over "
    "eigenfaces, fitted to {count:,} train faces of {title}. To see real ones, download CelebA "
    "(non-commercial research only) from mmlab.ie.cuhk.edu.hk/projects/CelebA.html and run: "
    "python -m facegen.data prepare --source CELEBA --out STORE"
)
FACES_AT_ONCE = 512


@dataclass(frozen=True)
class Report:
    """What was made, and how near it comes to real faces.

    Distances are from a face to the nearest train face, both seen through the model's components
    alone: the root of the mean squared difference over all values of a picture, 0 to 255. A sample
    that copied a real face would be much nearer than faces held out of the fit are.

    Attributes:
        faces: How many faces.
        megabytes: Size of the file.
        encoding_error: Mean absolute difference between faces as drawn and as stored, 0 to 255.
        components: Number of eigenfaces.
        share_explained: Share of the variance of real faces that they explain.
        sample_distances: float64 (faces,).
        held_out_distances: float64 (faces of the valid partition,).
    """

    faces: int
    megabytes: float
    encoding_error: float
    components: int
    share_explained: float
    sample_distances: np.ndarray
    held_out_distances: np.ndarray

    def __str__(self) -> str:
        """Write the report in a few lines."""
        lines = [
            f"{self.faces:,} faces in {self.megabytes:.2f} MB; "
            f"encoding changes a value by {self.encoding_error:.2f} on average",
            f"{self.components} components explain {self.share_explained:.2%} of the variance",
            "distance to the nearest train face   least   1 %     median",
        ]
        for name, distances in (
            ("synthetic faces", self.sample_distances),
            ("held-out real faces", self.held_out_distances),
        ):
            if len(distances):
                least, low, middle = np.quantile(distances, [0, 0.01, 0.5])
                lines.append(f"  {name:<34} {least:6.2f}  {low:6.2f}  {middle:6.2f}")
        return "\n".join(lines)


def make_synthetic(
    store: FaceStore, out: Path, count: int = 4096, seed: int = 0, components: int = 160
) -> Report:
    """Draw synthetic faces with attributes and write them to a file.

    Face i depends on seed and i alone, so that a longer set begins with a shorter one.

    Args:
        store: Real faces; those of its train partition are used.
        out: The parquet file.
        count: How many faces to draw, from 1.
        seed: From 0 to 2^64 - 1.
        components: Number of eigenfaces, from 1.

    Raises:
        QueryError: If another parameter is out of its range; the text begins with its name.
        StoreError: If the store has no train partition.
        OSError: If the file cannot be written.
    """
    if count < 1:
        raise QueryError(f"count must be at least 1, but is {count}.")
    if not 0 <= seed < 2**64:
        raise QueryError(f"seed must be from 0 to 2^64 - 1, but is {seed}.")
    train = store.rows_in("train")
    if not len(train):
        raise StoreError(f"{store.folder} has no train partition to fit a model to.")
    eigenfaces = eigenfaces_of(store)
    if not 1 <= components <= len(eigenfaces.components):
        raise QueryError(
            f"components must be from 1 to {len(eigenfaces.components)}, but is {components}."
        )
    words = random_words(seeds_array([seed]), count)[0]
    chosen = train[((words >> np.uint64(32)) * np.uint64(len(train))) >> np.uint64(32)]
    attributes = store.attributes_of(chosen)
    model = AttributeGaussian.fit(eigenfaces, train, store.attributes_of(train), components)
    faces = model.sample(attributes, words)
    title = store.manifest.title
    write_faces(
        out,
        faces,
        attributes,
        store.attribute_names,
        title="Synthetic faces",
        source=f"a Gaussian over {components} eigenfaces given the attributes, fitted to "
        f"{len(train):,} train faces of {title}",
        notice=NOTICE.format(count=len(train), title=title),
    )
    with tempfile.TemporaryDirectory() as home:
        stored = open_bundled(Path(home), file=out).faces[:]
    held_out = np.asarray(eigenfaces.scores[store.rows_in("valid"), :components])
    real = np.asarray(eigenfaces.scores[train, :components])
    return Report(
        faces=count,
        megabytes=out.stat().st_size / 1e6,
        encoding_error=float(np.abs(stored.astype(np.int16) - faces).mean()),
        components=components,
        share_explained=eigenfaces.share_explained(components),
        sample_distances=_nearest(eigenfaces, eigenfaces.project(stored, components), real),
        held_out_distances=_nearest(eigenfaces, held_out, real),
    )


def _nearest(eigenfaces: Eigenfaces, scores: np.ndarray, real: np.ndarray) -> np.ndarray:
    """Return the distance from each face to the nearest real one, float64 (n,)."""
    scale = eigenfaces.deviations[: real.shape[1]] / np.sqrt(len(eigenfaces.mean))
    theirs = real * scale
    lengths = np.square(theirs).sum(1)
    distances = np.empty(len(scores))
    for start in range(0, len(scores), FACES_AT_ONCE):
        mine = scores[start : start + FACES_AT_ONCE] * scale
        squares = (lengths - 2 * mine @ theirs.T).min(1) + np.square(mine).sum(1)
        distances[start : start + len(mine)] = np.sqrt(np.maximum(squares, 0))
    return distances


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the faces and print the report.

    Args:
        arguments: The words after the program's name; None takes this process's.

    Returns:
        The exit status: 0 done, 2 it cannot be done as asked.
    """
    parser = Parser(prog="python -m facegen.statistics.synthetic", description="Make faces.")
    parser.add_argument("--store", type=Path, required=True, help="a prepared store of real faces")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a parquet file")
    parser.add_argument(
        "--count", type=whole_number(1), default=4096, metavar="N", help="default: 4096"
    )
    parser.add_argument("--seed", type=whole_number(0), default=0, metavar="N", help="default: 0")
    parser.add_argument(
        "--components", type=whole_number(1), default=160, metavar="K", help="default: 160"
    )
    options = parser.parse_args(arguments)
    try:
        store = open_store(options.store)
        print(make_synthetic(store, options.out, options.count, options.seed, options.components))
    except StoreError as error:
        parser.error(f"--store: {error}")
    except QueryError as error:
        parser.error(f"--{error}")
    except OSError as error:
        parser.error(f"--out: {options.out} cannot be written ({error.strerror}).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
