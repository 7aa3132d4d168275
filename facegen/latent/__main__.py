"""Faces from a checkpoint: python -m facegen.latent sample."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from facegen.errors import FacegenError
from facegen.images import encode
from facegen.latent.sampling import parse_seeds, sample
from facegen.models.checkpoint import load_checkpoint


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        options.act(options)
    except FacegenError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _sample(options: argparse.Namespace) -> None:
    seeds = parse_seeds(options.seeds)
    generator = load_checkpoint(options.checkpoint)
    options.out.mkdir(parents=True, exist_ok=True)
    faces = sample(generator, seeds, options.truncation)
    for seed, face in zip(seeds, tqdm(faces, total=len(seeds), unit="face"), strict=True):
        (options.out / f"seed{seed:06d}.png").write_bytes(encode(face))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m facegen.latent", description=__doc__)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("sample", help="write one PNG a seed")
    command.add_argument("checkpoint", type=Path, help="folder of a checkpoint")
    command.add_argument("--seeds", default="0-63", help="such as 0-63 or 1,5,9")
    command.add_argument("--truncation", type=float, default=1.0, help="0 mean face, 1 untruncated")
    command.add_argument("--out", type=Path, required=True, help="folder to write to")
    command.set_defaults(act=_sample)
    return parser


if __name__ == "__main__":
    sys.exit(main())
