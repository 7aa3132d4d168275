"""The channels by which a network tells two kinds of pictures apart, and what each looks for.

    python -m facegen.training.outcome.telling RUN --out checkpoints/NAME/judge

works them out for the discriminator of a run, faces against samples, and for the attribute network,
smiling faces against others. What is written holds pictures that were drawn, and none of the data.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from torch import nn

from facegen.command_line import Outcome, Parser, run_command
from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.files import write_whole
from facegen.images import encode, grid
from facegen.models.attribute_net import AttributeNet
from facegen.models.checkpoint import load
from facegen.training.outcome.insight import maximise, responses_to
from facegen.training.outcome.trained import load_discriminator, load_generator
from facegen.training.run.runs import Run

COUNT, MOST_A_BLOCK = 10, 3
PICTURES = 512
STEPS = 128
FLAT = 1.0
"""Standard deviation over a drawing, of 255, below which nothing was drawn."""
FILE = "judge.json"
ATTRIBUTE = "Smiling"
NO_GAP = 0


@dataclass(frozen=True)
class Channel:
    """A channel that tells two kinds of pictures apart.

    Attributes:
        block: Number of its block, 0 next to the picture.
        number: Of the channel in it.
        apart: By how many standard deviations its responses to the first kind lie above those to
            the second.
    """

    block: int
    number: int
    apart: float


def telling(
    network: nn.Module, first: np.ndarray, second: np.ndarray, count: int = COUNT
) -> list[Channel]:
    """Find the channels of a network that tell two kinds of pictures apart best.

    Args:
        network: A discriminator, or the attribute network.
        first: uint8 (count, px, px, 3).
        second: The same of the other kind.
        count: How many channels; of one block there are at most `MOST_A_BLOCK`.

    Returns:
        Those that tell most first.
    """
    channels: list[Channel] = []
    for block, (ours, theirs) in enumerate(
        zip(responses_to(network, first), responses_to(network, second), strict=True)
    ):
        spread = np.sqrt((ours.var(0) + theirs.var(0)) / 2) + 1e-6
        apart = (ours.mean(0) - theirs.mean(0)) / spread
        best = np.argsort(-np.abs(apart), kind="stable")[:MOST_A_BLOCK]
        channels += [Channel(block, int(n), float(apart[n])) for n in best]
    return sorted(channels, key=lambda one: -abs(one.apart))[:count]


def draw_channels(
    network: nn.Module, channels: Sequence[Channel], steps: int = STEPS
) -> dict[Channel, np.ndarray]:
    """Draw what each channel looks for, uint8 (px, px, 3); see `insight.maximise`.

    Left out are those that noise does not excite at all: there is no way from there to a drawing.
    """
    drawn = {}
    for one in channels:
        *_, last = maximise(network, one.block, one.number, steps=steps)
        if last.picture.std(axis=(0, 1)).max() > FLAT:
            drawn[one] = last.picture
    return drawn


def work_out(run: Run, out: Path) -> dict[str, list[Channel]]:
    """Write what the judge of a run looks for, and what the attribute network does for a smile.

    Args:
        run: Whose newest checkpoint is looked at; its faces must be there.
        out: Folder to make: `judge.json`, and for each network its drawings, largest first.

    Raises:
        TrainingError: If `out` is there already, or the run cannot be opened.
    """
    if out.exists():
        raise TrainingError(f"--out: {out} is there already; delete it or choose another folder.")
    store = run.open_store()
    attributes: AttributeNet = load("attributes")
    judge = load_discriminator(run)
    faces = _some(store, np.arange(store.count))
    painted = load_generator(run).sample(range(PICTURES))
    smiles = store.attributes_of(np.arange(store.count))[:, store.attribute_names.index(ATTRIBUTE)]
    kinds: Mapping[str, tuple[nn.Module, np.ndarray, np.ndarray]] = {
        "judge": (judge, faces, painted),
        "smiling": (
            attributes,
            _some(store, np.flatnonzero(smiles)),
            _some(store, np.flatnonzero(~smiles)),
        ),
    }
    drawn = {name: draw_channels(kind[0], telling(*kind)) for name, kind in kinds.items()}
    out.mkdir(parents=True)
    for name, some in drawn.items():
        sheet = grid(np.stack(list(some.values())), len(some), NO_GAP)
        (out / f"{name}.webp").write_bytes(encode(sheet, "webp"))
    channels = {name: list(some) for name, some in drawn.items()}
    text = json.dumps({name: [asdict(one) for one in some] for name, some in channels.items()})
    write_whole(out / FILE, text.encode())
    return channels


def _some(store: FaceStore, rows: np.ndarray) -> np.ndarray:
    chosen = rows[np.linspace(0, len(rows) - 1, min(PICTURES, len(rows))).astype(int)]
    return np.stack([store.faces[row] for row in chosen.tolist()])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = Parser(prog="python -m facegen.training.outcome.telling", description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder to make")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return run_command(parser, arguments, _act)


def _act(options: argparse.Namespace) -> Outcome:
    channels = work_out(Run.open(options.run), options.out)
    plain = {name: [asdict(one) for one in some] for name, some in channels.items()}
    words = ", ".join(f"{len(some)} channels of {name}" for name, some in channels.items())
    return Outcome(plain, f"{options.out}: {words}")


if __name__ == "__main__":
    sys.exit(main())
