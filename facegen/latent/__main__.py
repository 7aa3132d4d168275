"""Walk the latent space of a checkpoint: python -m facegen.latent sample | directions | encoder."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from facegen.command_line import OptionError, Parser, about, number, run_command, whole_number
from facegen.files import write_whole
from facegen.images import encode
from facegen.latent.direction_card import sheet_of, table_of
from facegen.latent.discovery import Sizes, find_directions
from facegen.latent.encoding import FACES, save_encoder, train_encoder
from facegen.latent.sampling import parse_seeds, sample
from facegen.models.attribute_net import AttributeNet
from facegen.models.checkpoint import load_checkpoint
from facegen.models.generator import FaceGenerator
from facegen.shipped import checkpoint

NETWORK = checkpoint("attributes")
TABLE, SHEET = "directions.md", "directions.webp"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    return run_command(_parser(), arguments, lambda options: options.act(options))


def _sample(options: argparse.Namespace) -> None:
    with about("--seeds"):
        seeds = parse_seeds(options.seeds)
    with about("CHECKPOINT"):
        generator = load_checkpoint(options.checkpoint)
    with _writing(options.out):
        options.out.mkdir(parents=True, exist_ok=True)
    faces = sample(generator, seeds, options.truncation)
    for seed, face in zip(seeds, tqdm(faces, total=len(seeds), unit="face"), strict=True):
        (options.out / f"seed{seed:06d}.png").write_bytes(encode(face))


def _directions(options: argparse.Namespace) -> None:
    generator, network = _opened(options)
    sizes = Sizes(learned=options.faces)
    most = sizes.pictures(len(network.config.attributes), generator.latent_dim)
    with tqdm(total=most, unit="face", unit_scale=True) as bar, about("CHECKPOINT"):
        directions = find_directions(generator, network, sizes, bar.update)
        bar.total = bar.n  # some directions have no second form
    table = options.checkpoint / TABLE
    with _writing(options.checkpoint):
        directions.save(options.checkpoint)
        write_whole(options.checkpoint / SHEET, encode(sheet_of(generator, directions), "webp"))
        write_whole(table, table_of(directions, SHEET).encode())
    print(f"{table}: the effects of {len(directions.names)} attributes' directions")


def _encoder(options: argparse.Namespace) -> None:
    generator, network = _opened(options)
    with tqdm(total=options.faces, unit="face", unit_scale=True) as bar, about("CHECKPOINT"):
        encoder = train_encoder(generator, network, options.faces, bar.update)
    with _writing(options.checkpoint):
        folder = save_encoder(options.checkpoint, encoder)
    known = 1 - encoder.facts["unexplained"]
    print(f"{folder}: an encoder that tells {100 * known:.0f} % of the styles of fresh faces")


def _opened(options: argparse.Namespace) -> tuple[FaceGenerator, AttributeNet]:
    """Open a checkpoint that is to be written to, before minutes are spent on it."""
    with about("CHECKPOINT"):
        generator = load_checkpoint(options.checkpoint)
    if not os.access(options.checkpoint, os.W_OK):
        raise OptionError(
            f"CHECKPOINT: {options.checkpoint} cannot be written to; give a copy that can."
        )
    with about("--network"):
        return generator, AttributeNet.load(options.network)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Say what could not be written.

    Raises:
        OptionError: In the place of an OSError.
    """
    try:
        yield
    except OSError as error:
        raise OptionError(f"{path} cannot be written ({error.strerror}).") from error


def _parser() -> Parser:
    parser = Parser(prog="python -m facegen.latent", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("sample", help="write one PNG a seed")
    command.add_argument("checkpoint", type=Path, metavar="CHECKPOINT", help="its folder")
    command.add_argument("--seeds", default="0-63", help="such as 0-63 or 1,5,9")
    command.add_argument(
        "--truncation", type=number(-2, 2), default=1.0, help="0 mean face, 1 untruncated"
    )
    command.add_argument("--out", type=Path, required=True, help="folder to write to")
    command.set_defaults(act=_sample)
    command = commands.add_parser("directions", help="learn what to add to a style, and measure it")
    command.add_argument("checkpoint", type=Path, metavar="CHECKPOINT", help="its folder")
    command.add_argument("--network", type=Path, default=NETWORK, help="attribute network")
    command.add_argument(
        "--faces", type=whole_number(100), default=Sizes().learned, help="to learn from"
    )
    command.set_defaults(act=_directions)
    command = commands.add_parser("encoder", help="train what makes a projection's first guess")
    command.add_argument("checkpoint", type=Path, metavar="CHECKPOINT", help="its folder")
    command.add_argument("--network", type=Path, default=NETWORK, help="attribute network")
    command.add_argument("--faces", type=whole_number(64), default=FACES, help="to learn from")
    command.set_defaults(act=_encoder)
    return parser


if __name__ == "__main__":
    sys.exit(main())
