"""What the commands of `facegen statistics` do; __main__.py has their options."""

import argparse
import time
from typing import Any

import numpy as np

from facegen.attributes import Query
from facegen.command_line import OptionError, Outcome, about, share, writing
from facegen.counting import counted
from facegen.data.named import store_named
from facegen.errors import FacegenError
from facegen.files import write_whole
from facegen.images import encode, grid, to_uint8
from facegen.statistics.attributes import explain_empty
from facegen.statistics.balance import Balance
from facegen.statistics.faces import statistic_named
from facegen.statistics.samplers.eigenface_index import eigenfaces_of
from facegen.statistics.samplers.pixel_kernels import MOST_SEED
from facegen.statistics.samplers.samplers import neighbour_difference, sampler_named
from facegen.statistics.selection import Population, Selection

USUAL_QUANTILE = 0.5
USUAL_COMPONENTS = 128


def face(options: argparse.Namespace) -> Outcome:
    """Write one statistic of the faces that match a query."""
    return _written(options, *_face(options))


def sample(options: argparse.Namespace) -> Outcome:
    """Write faces drawn from a model of those that match a query."""
    return _written(options, *_sample(options))


def _written(options: argparse.Namespace, result: dict[str, Any], image: np.ndarray) -> Outcome:
    with about("--out"), writing(options.out):
        write_whole(options.out, encode(image))
    words = f"{options.out}: {result['title']}, {counted(result['support'], 'face')}"
    return Outcome(result, f"{words}, {result['seconds']:.3f} s")


def _selection(options: argparse.Namespace, sample_size: int | None = None) -> Selection:
    if options.out.suffix.lower() != ".png":
        raise OptionError(f"--out: must be a .png file, but is '{options.out}'.")
    with about("STORE"):
        population = Population(store_named(options.store))
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
        raise FacegenError(f"--require: {explain_empty(population, selection.query)}")
    return selection


def _face(options: argparse.Namespace) -> tuple[dict[str, Any], np.ndarray]:
    started = time.perf_counter()
    if options.quantile is not None and options.statistic != "quantile":
        raise OptionError("--quantile: goes with --statistic quantile; give both or neither.")
    quantile = USUAL_QUANTILE if options.quantile is None else options.quantile
    selection = _selection(options, options.sample)
    faces = selection
    if options.balance:
        with about("--balance"):
            faces = _balance(options.balance)(selection)
    values = statistic_named(options.statistic, quantile)(faces)
    result = _result(options.statistic, selection, started)
    if options.statistic == "quantile":
        result["quantile"] = quantile
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
    with about("--model"):
        components = _components(options, selection)
    sampler = sampler_named(options.model, options.patch, components)
    with about({"patches": "--patch", "eigenfaces": "--components"}.get(options.model, "--model")):
        images = sampler(selection, range(options.seed, options.seed + options.count))
    result = _result(options.model, selection, started)
    result |= {"count": options.count, "neighbour_difference": neighbour_difference(images)}
    return result, grid(images)


def _components(options: argparse.Namespace, selection: Selection) -> int:
    """Return how many eigenfaces to draw along: as asked for, else as usual, or all there are."""
    if options.model != "eigenfaces":
        return USUAL_COMPONENTS
    selection.require_faces(2)
    there = len(eigenfaces_of(selection.population.store).components)
    return options.components or min(USUAL_COMPONENTS, there)


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
