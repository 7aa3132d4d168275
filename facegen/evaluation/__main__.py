"""python -m facegen.evaluation report | progress | nearest: how good is it, does it copy?"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from facegen.command_line import OptionError, Parser, about, number, run_command, whole_number
from facegen.data.parts import parts
from facegen.data.store import FaceStore, open_store
from facegen.errors import FacegenError
from facegen.evaluation import card
from facegen.evaluation.copying import nearest_sheet
from facegen.evaluation.measure import evaluate, spaces_of
from facegen.evaluation.progress import Moment, write_progress
from facegen.evaluation.real_faces import at_size
from facegen.evaluation.report import LIGHT_SIZES, Report, Sizes
from facegen.evaluation.samples import draw, read
from facegen.images import encode
from facegen.models.attribute_net import AttributeNet
from facegen.models.checkpoint import load_checkpoint
from facegen.models.description import read_description
from facegen.models.generator import FaceGenerator
from facegen.models.stored import weights_digest
from facegen.shipped import checkpoint

SHOWN = 100
NETWORK = checkpoint("attributes")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    return run_command(_parser(), arguments, _act)


def _act(options: argparse.Namespace) -> None:
    if (options.checkpoint is None) == (options.samples is None):
        raise OptionError("CHECKPOINT: give either it or --samples.")
    options.act(options)


def report(options: argparse.Namespace) -> None:
    """Measure, print, and write evaluation.json, charts and card."""
    sizes = LIGHT_SIZES if options.light else Sizes()
    if options.images:
        sizes = Sizes(options.images, min(options.images, sizes.features), sizes.swd)
    store, network = open_store(options.store), AttributeNet.load(options.network)
    with about("--baseline"):
        baselines = [_report_in(folder) for folder in options.baseline]
    with tqdm(total=100, unit="%", bar_format="{percentage:3.0f}%|{bar}| {elapsed} {desc}") as bar:

        def tell(done: float, doing: str) -> None:
            bar.set_description_str(doing)
            bar.update(100 * done - bar.n)

        tell(0.0, "Samples")
        samples, store = _compared(options, store, sizes.images)
        found = evaluate(samples, store, network, sizes, _subject(options), tell)
        tell(1.0, "Done")
    folder = options.out or options.checkpoint
    if folder:
        shown = None if options.samples else samples[:SHOWN]
        card.write(found, folder, shown, baselines, options.seen)
    print(found.to_json() if options.json else card.section(found, baselines))


def progress(options: argparse.Namespace) -> None:
    """Measure a checkpoint beside earlier ones of its run, and chart what more images gave."""
    store, network = open_store(options.store), AttributeNet.load(options.network)
    moments = []
    for folder in tqdm([*options.earlier, options.checkpoint], unit="checkpoint"):
        generator = load_checkpoint(folder)
        samples, faces = _drawn(generator, store, LIGHT_SIZES.images)
        found = evaluate(samples, faces, network, LIGHT_SIZES, {"checkpoint": folder.name})
        moments.append(Moment(generator.facts["training"]["images"], found))
    text = write_progress(moments, options.checkpoint, options.bar)
    print(text)


def nearest(options: argparse.Namespace) -> None:
    """Show the samples nearest to training faces beside those faces."""
    store, network = open_store(options.store), AttributeNet.load(options.network)
    samples, faces = _compared(options, store, options.images)
    train = faces.faces[parts(faces)[0]]
    sheet = nearest_sheet(list(spaces_of(train, network)), samples)
    options.out.write_bytes(encode(sheet))
    print(
        f"{options.out}: samples; nearest training faces in pixels; in features. It holds faces of "
        f"the store ({store.manifest.title}): do not pass it on where these may not be."
    )


def _report_in(folder: Path) -> Report:
    path = folder / "evaluation.json"
    if not path.is_file():
        raise FacegenError(
            f"{folder} has no evaluation.json; make it with: "
            f"python -m facegen.evaluation report {folder}"
        )
    return Report.from_json(path.read_text(encoding="utf-8"), path)


def _compared(
    options: argparse.Namespace, store: FaceStore, count: int
) -> tuple[np.ndarray, FaceStore]:
    """Return the pictures under test, and the store at their size."""
    if options.samples:
        pictures = read(options.samples)
        shuffled = pictures[np.random.default_rng(0).permutation(len(pictures))]
        return shuffled, at_size(store, pictures.shape[1])
    return _drawn(load_checkpoint(options.checkpoint), store, count)


def _drawn(generator: FaceGenerator, store: FaceStore, count: int) -> tuple[np.ndarray, FaceStore]:
    """Draw samples at a generator's largest scale that the store has, and the store at it."""
    within = [px for px in generator.scales_px if px <= store.size_px]
    store = at_size(store, max(within, default=store.size_px))
    return draw(generator, count, store), store


def _subject(options: argparse.Namespace) -> dict[str, str]:
    network = {"network weights": weights_digest(options.network)}
    if options.samples:
        return {"pictures": options.samples.name, **network}
    return {
        "checkpoint": options.checkpoint.name,
        **_training(options.checkpoint),
        "weights": weights_digest(options.checkpoint),
        **network,
    }


def _training(checkpoint: Path) -> dict[str, str]:
    """Tell how long a checkpoint was trained, where it says so."""
    facts = read_description(checkpoint).get("training", {})
    if not {"images", "hours"} <= facts.keys():
        return {}
    threads = f" of {facts['threads']} threads" if facts.get("threads", 1) > 1 else ""
    return {"trained": f"{facts['images']:,} images in {facts['hours']:.2f} h{threads}"}


def _parser() -> Parser:
    parser = Parser(prog="python -m facegen.evaluation", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("report", help="every measure beside its floor, and the card")
    one.add_argument("--light", action="store_true", help="2,048 pictures a side, in a minute")
    one.add_argument("--json", action="store_true", help="print JSON instead of the card's section")
    one.add_argument("--out", type=Path, help="folder to write to; default: the checkpoint")
    one.add_argument(
        "--images", type=whole_number(1), help="pictures a side, at most; default 16,384"
    )
    one.add_argument(
        "--baseline", type=Path, nargs="+", default=[], help="evaluated checkpoints to stand beside"
    )
    one.add_argument("--seen", default="", help="what you saw in the samples, for the card")
    one.set_defaults(act=report)
    two = commands.add_parser("nearest", help="the samples nearest to training faces, as a picture")
    two.add_argument("--out", type=Path, required=True, help="PNG to write")
    two.add_argument("--images", type=whole_number(1), default=1000, help="samples to look through")
    two.set_defaults(act=nearest)
    three = commands.add_parser("progress", help="a checkpoint beside earlier ones of its run")
    three.add_argument(
        "--earlier", type=Path, nargs="+", required=True, help="checkpoints, oldest first"
    )
    three.add_argument(
        "--bar", type=number(0.1, 1000), default=12.0, help="distance to ask the way to"
    )
    three.set_defaults(act=progress, samples=None)
    three.add_argument("checkpoint", type=Path, metavar="CHECKPOINT", help="the last of them")
    three.add_argument("--store", type=Path, required=True, help="a prepared store")
    three.add_argument("--network", type=Path, default=NETWORK, help="attribute network")
    for command in (one, two):
        command.add_argument(
            "checkpoint",
            type=Path,
            nargs="?",
            metavar="CHECKPOINT",
            help="a generator's checkpoint",
        )
        command.add_argument("--samples", type=Path, help="pictures instead: folder or .npy file")
        command.add_argument("--store", type=Path, required=True, help="a prepared store")
        command.add_argument("--network", type=Path, default=NETWORK, help="attribute network")
    return parser


if __name__ == "__main__":
    sys.exit(main())
