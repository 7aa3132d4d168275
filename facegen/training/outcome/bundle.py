"""Make the synthetic faces that ship with facegen, from a checkpoint and the attribute network.

    python -m facegen.training.outcome.bundle CHECKPOINT --store STORE --out FOLDER

Faces are those of the first seeds, at the truncation asked for: nearer to the mean face fewer are
broken, and all are more alike. Those of sound seeds alone would hardly wear glasses and hats.
A face's attributes are what the network reads off it; those with the highest logits count as
showing an attribute, as many as among the store's train faces do.
"""

import argparse
import dataclasses
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from facegen.command_line import (
    CHECKPOINT_HELP,
    Outcome,
    Parser,
    about,
    run_command,
    whole_number,
)
from facegen.data.bundled import open_bundled, write_faces
from facegen.data.store import FaceStore, open_store
from facegen.errors import TrainingError
from facegen.models.attribute_net import AttributeNet
from facegen.models.checkpoint import load_checkpoint
from facegen.models.generator import FaceGenerator
from facegen.models.named import folder_of

NOTICE = (
    "These faces belong to nobody: a GAN drew them, {name}, trained on {count:,} faces of {title}, "
    "and a network named their attributes. To see real faces, download CelebA (non-commercial "
    "research only) from mmlab.ie.cuhk.edu.hk/projects/CelebA.html and run: "
    "python -m facegen.data prepare --source CELEBA --out STORE"
)


@dataclass(frozen=True)
class Bundle:
    """What was made, and how near it comes to real faces.

    Attributes:
        faces: How many faces.
        megabytes: Size of the files.
        encoding_error: Mean absolute difference between faces as drawn and as stored, 0 to 255.
        frequency_error: Mean absolute difference of the shares that show an attribute.
        correlation_error: Mean absolute difference of the correlations of two attributes, over all
            pairs: what setting one attribute at a time cannot get right.
    """

    faces: int
    megabytes: float
    encoding_error: float
    frequency_error: float
    correlation_error: float

    def __str__(self) -> str:
        """Write it in two lines."""
        return (
            f"{self.faces:,} faces in {self.megabytes:.2f} MB; encoding changes a value by "
            f"{self.encoding_error:.2f} of 255 on average\n"
            f"attributes: shares differ by {self.frequency_error:.4f} on average, correlations of "
            f"pairs by {self.correlation_error:.3f}"
        )


def make_bundle(
    generator: FaceGenerator,
    network: AttributeNet,
    store: FaceStore,
    out: Path,
    count: int,
    truncation: float = 1.0,
) -> Bundle:
    """Draw faces, name their attributes and write both to files.

    Args:
        generator: Frozen.
        network: Names the attributes; they must be the store's.
        store: Whose train partition says how frequent each attribute is.
        out: Folder of the parquet files, replaced as a whole.
        count: Faces to draw, two or more; those of the seeds from 0 on.
        truncation: Share of the way from the mean style to a face's own, 1 being all of it.

    Raises:
        TrainingError: If the store lacks train faces or an attribute of the network.
        OSError: If the files cannot be written.
    """
    names = network.config.attributes
    real = store.attributes_of(store.rows_in("train"))
    missing = [name for name in names if name not in store.attribute_names]
    if not len(real) or missing:
        lacks = f"the attribute {missing[0]}" if missing else "a train partition"
        raise TrainingError(
            f"{store.folder} lacks {lacks}; give a store of CelebA, by whose frequencies the "
            "attributes are set."
        )
    real = real[:, [store.attribute_names.index(name) for name in names]]
    faces = generator.sample(range(count), truncation)
    logits = network.describe(faces).logits
    positives = np.rint(real.mean(axis=0) * count).astype(int)
    ranks = np.argsort(np.argsort(-logits, axis=0, kind="stable"), axis=0)
    shown = ranks < positives
    data = generator.facts.get("data", {})
    title, *_ = data.get("title", "an unknown data set").split(", ")  # the rest is of that copy
    write_faces(
        out,
        faces,
        shown,
        names,
        title="Faces of nobody",
        source=f"{generator.facts.get('name', generator.family)}, "
        f"seeds 0 to {count - 1}, truncation {truncation:g}",
        notice=NOTICE.format(
            name=generator.facts.get("name", generator.family),
            count=data.get("trained_on", 0),
            title=title,
        ),
    )
    stored = _stored(out)
    return Bundle(
        faces=count,
        megabytes=sum(file.stat().st_size for file in out.iterdir()) / 1e6,
        encoding_error=float(np.abs(stored.astype(np.int16) - faces).mean()),
        frequency_error=float(np.abs(shown.mean(axis=0) - real.mean(axis=0)).mean()),
        correlation_error=_between(_correlations(shown), _correlations(real)),
    )


def _correlations(shown: np.ndarray) -> np.ndarray:
    """Correlate attributes, float64 (attributes, attributes); NaN where one never changes."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.corrcoef(shown.T.astype(np.float64)))


def _between(first: np.ndarray, second: np.ndarray) -> float:
    above = np.triu_indices(len(first), 1)
    return float(np.nanmean(np.abs(first - second)[above]))


def _stored(faces: Path) -> np.ndarray:
    with tempfile.TemporaryDirectory() as home:
        return np.array(open_bundled(Path(home), faces=faces).faces)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    return run_command(_parser(), arguments, _act)


def _act(options: argparse.Namespace) -> Outcome:
    with about("CHECKPOINT"):
        generator = load_checkpoint(folder_of(options.checkpoint))
    with about("--network"):
        network = AttributeNet.load(folder_of(options.network))
    with about("--store"):
        store = open_store(options.store)
        made = make_bundle(
            generator, network, store, options.out, options.count, options.truncation
        )
    return Outcome(dataclasses.asdict(made), str(made))


def _parser() -> Parser:
    parser = Parser(
        prog="python -m facegen.training.outcome.bundle", description="Make faces that ship."
    )
    parser.add_argument("checkpoint", metavar="CHECKPOINT", help=CHECKPOINT_HELP)
    parser.add_argument("--store", type=Path, required=True, help="a prepared store of real faces")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="of the faces")
    parser.add_argument(
        "--network", default="attributes", metavar="CHECKPOINT", help="attribute network"
    )
    parser.add_argument(
        "--count", type=whole_number(2), default=8192, metavar="N", help="faces to draw"
    )
    parser.add_argument(
        "--truncation", type=float, default=1.0, metavar="N", help="1 leaves faces as they are"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
