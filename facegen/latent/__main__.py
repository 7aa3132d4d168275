"""Faces from a checkpoint: python -m facegen.latent sample."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from facegen.command_line import OptionError, Parser, about, number, run_command
from facegen.images import encode
from facegen.latent.sampling import parse_seeds, sample
from facegen.models.checkpoint import load_checkpoint


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    return run_command(_parser(), arguments, lambda options: options.act(options))


def _sample(options: argparse.Namespace) -> None:
    with about("--seeds"):
        seeds = parse_seeds(options.seeds)
    with about("CHECKPOINT"):
        generator = load_checkpoint(options.checkpoint)
    try:
        options.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OptionError(f"--out: {options.out} cannot be made: {error.strerror}.") from error
    faces = sample(generator, seeds, options.truncation)
    for seed, face in zip(seeds, tqdm(faces, total=len(seeds), unit="face"), strict=True):
        (options.out / f"seed{seed:06d}.png").write_bytes(encode(face))


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
    return parser


if __name__ == "__main__":
    sys.exit(main())
