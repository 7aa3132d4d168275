"""The command line of the statistics room: average faces, and samples of the models.

    python -m facegen.statistics face STORE --require Male --statistic median --out face.png
    python -m facegen.statistics sample STORE --model eigenfaces --count 64 --out samples.png

Exit status: 0 done, 2 it cannot be done as asked.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from facegen.attributes import Query
from facegen.command_line import OptionError, Parser, about, run_command, share, whole_number
from facegen.data.store import open_store
from facegen.images import encode, grid, to_uint8
from facegen.statistics.attributes import explain_empty
from facegen.statistics.balance import Balance
from facegen.statistics.eigenface_index import COMPONENTS
from facegen.statistics.faces import statistic_named
from facegen.statistics.samplers import MODELS, neighbour_difference, sampler_named
from facegen.statistics.selection import Population, Selection

STATISTICS = ("mean", "median", "std", "quantile")
MOST_SEED = 2**64 - 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: The words after the program's name; None takes this process's.

    Returns:
        The exit status.
    """
    return run_command(_parser(), arguments, _act)


def _act(options: argparse.Namespace) -> None:
    result, image = options.run(options)
    _write(options.out, image)
    words = f"{options.out}: {result['title']}, {result['support']:,} faces"
    print(json.dumps(result) if options.json else f"{words}, {result['seconds']:.3f} s")


def _parser() -> Parser:
    parser = Parser(
        prog="python -m facegen.statistics", description="Ask a store of faces, draw from it."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    face = commands.add_parser("face", help="one statistic of the faces that match a query")
    face.set_defaults(run=_face)
    _add_selection(face)
    face.add_argument("--statistic", choices=STATISTICS, default="mean")
    face.add_argument("--quantile", type=share, default=0.5, metavar="Q", help="0 to 1")
    face.add_argument("--sample", type=whole_number(1), metavar="N", help="N of them at random")
    face.add_argument(
        "--balance", metavar="ATTRIBUTE=SHARE", help="give an attribute a share of its own"
    )

    sample = commands.add_parser("sample", help="draw faces from a model of those that match")
    sample.set_defaults(run=_sample)
    _add_selection(sample)
    sample.add_argument("--model", choices=MODELS, default="eigenfaces")
    sample.add_argument("--count", type=whole_number(1, 10_000), default=64, metavar="N")
    sample.add_argument("--patch", type=whole_number(1), default=8, metavar="PX")
    sample.add_argument("--components", type=whole_number(1, COMPONENTS), default=128, metavar="K")
    return parser


def _add_selection(command: argparse.ArgumentParser) -> None:
    command.add_argument("store", type=Path, metavar="STORE")
    command.add_argument("--require", default="", metavar="A,B", help="attributes they must have")
    command.add_argument("--exclude", default="", metavar="C,D", help="and must not have")
    command.add_argument("--seed", type=whole_number(0, MOST_SEED), default=0, metavar="N")
    command.add_argument("--out", type=Path, required=True, metavar="FILE.png")
    command.add_argument("--json", action="store_true", help="print one JSON object")


def _selection(options: argparse.Namespace, sample_size: int | None = None) -> Selection:
    if options.out.suffix.lower() != ".png":
        raise OptionError(f"--out: must be a .png file, but is '{options.out}'.")
    with about("STORE"):
        population = Population(open_store(options.store))
    queries = [
        tuple(name for name in text.split(",") if name)
        for text in (options.require, options.exclude)
    ]
    known = population.store.attribute_names
    with about("--require"):
        Query(required=queries[0]).check(known)
    with about("--exclude"):
        Query(excluded=queries[1]).check(known)
    selection = population.select(Query(*queries), sample_size, options.seed)
    if not selection.support:
        raise OptionError(f"--require: {explain_empty(population, selection.query)}")
    return selection


def _face(options: argparse.Namespace) -> tuple[dict[str, Any], np.ndarray]:
    started = time.perf_counter()
    selection = _selection(options, options.sample)
    asked = selection
    if options.balance:
        with about("--balance"):
            asked = _balance(options.balance)(selection)
    values = statistic_named(options.statistic, options.quantile)(asked)
    result = _result(options.statistic, selection, started)
    if options.statistic == "quantile":
        result["quantile"] = options.quantile
    if options.balance:
        result["balance"] = options.balance
    return result, to_uint8(values)


def _balance(text: str) -> Balance:
    attribute, _, wanted = text.partition("=")
    try:
        return Balance(attribute, share(wanted))
    except argparse.ArgumentTypeError as error:
        raise OptionError(f"--balance: the share in ATTRIBUTE=SHARE {error}.") from error


def _sample(options: argparse.Namespace) -> tuple[dict[str, Any], np.ndarray]:
    started = time.perf_counter()
    selection = _selection(options)
    if options.seed + options.count - 1 > MOST_SEED:
        raise OptionError(f"--seed: leaves no room for {options.count} seeds up to {MOST_SEED}.")
    sampler = sampler_named(options.model, options.patch, options.components)
    with about("--patch" if options.model == "patches" else "--model"):
        images = sampler(selection, range(options.seed, options.seed + options.count))
    result = _result(options.model, selection, started)
    result |= {"count": options.count, "neighbour_difference": neighbour_difference(images)}
    return result, grid(images)


def _result(kind: str, selection: Selection, started: float) -> dict[str, Any]:
    return {
        "title": f"{kind} of {selection.query}",
        "required": list(selection.query.required),
        "excluded": list(selection.query.excluded),
        "support": selection.support,
        "matched": selection.matched,
        "faces": selection.population.store.count,
        "seconds": time.perf_counter() - started,
    }


def _write(path: Path, image: np.ndarray) -> None:
    """Write a picture beside its place and move it there.

    Raises:
        OptionError: If it cannot be written.
    """
    beside = path.with_name(f"{path.name}.tmp")
    try:
        beside.write_bytes(encode(image))
        os.replace(beside, path)
    except OSError as error:
        raise OptionError(f"--out: {path} cannot be written ({error.strerror}).") from error


if __name__ == "__main__":
    sys.exit(main())
