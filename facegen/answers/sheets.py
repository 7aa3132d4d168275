"""Sheets: a grid of samples from one of the models, with its numbers."""

import time
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from facegen.answers.context import Context
from facegen.answers.portraits import MOST_SEED
from facegen.attributes import Query
from facegen.checks import whole
from facegen.counting import counted
from facegen.errors import QueryError
from facegen.images import grid
from facegen.statistics.samplers.eigenface_index import COMPONENTS
from facegen.statistics.samplers.samplers import neighbour_difference, sampler_named
from facegen.statistics.selection import Population

SAMPLER_TITLES: dict[str, str] = {
    "pixels": "Each pixel on its own",
    "patches": "Patches",
    "gaussian": "A Gaussian a pixel",
    "eigenfaces": "Eigenfaces",
}
COUNT = 24
COLUMNS = 6
REFERENCE_FACES = 256
MOST_FIRST_SEED = MOST_SEED - COUNT
MOST_PATCH_PX = 4096


@dataclass(frozen=True)
class SheetRequest:
    """What a sheet is asked for.

    Attributes:
        store: Key of the dataset.
        query: The faces the model is fitted on.
        model: A key of `SAMPLER_TITLES`.
        patch_px: Side of a patch; only the model `patches` looks at it.
        components: Number of eigenfaces; only the model `eigenfaces` looks at it.
        seed: Of the first sample; the others follow by one each.
    """

    store: str
    query: Query = Query()
    model: str = "pixels"
    patch_px: int = 8
    components: int = 128
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what no widget can send but a link or the API can."""
        if self.model not in SAMPLER_TITLES:
            raise QueryError(
                f"model must be one of {', '.join(SAMPLER_TITLES)}, but is '{self.model}'."
            )
        whole("seed", self.seed, 0, MOST_FIRST_SEED)
        whole("patch_px", self.patch_px, 1, MOST_PATCH_PX)
        whole("components", self.components, 1, COMPONENTS)


@dataclass(frozen=True)
class SampleSheet:
    """An answered request.

    Attributes:
        request: What was asked.
        image: uint8, the samples as a grid.
        support: How many faces the model was fitted on.
        noise: Mean absolute difference between neighbouring pixels of the samples, 0 to 255.
        noise_of_faces: The same of the real faces.
        seconds: How long drawing the samples took.
    """

    request: SheetRequest
    image: np.ndarray
    support: int
    noise: float
    noise_of_faces: float
    seconds: float

    @property
    def title(self) -> str:
        """What it is, in words."""
        request = self.request
        details = {
            "patches": f" of {request.patch_px} px",
            "eigenfaces": f", {request.components} components",
        }
        return f"{SAMPLER_TITLES[request.model]}{details.get(request.model, '')}: {request.query}"

    @property
    def caption(self) -> str:
        """Its numbers."""
        seed = self.request.seed
        return (
            f"Seeds {seed} to {seed + COUNT - 1} · from {counted(self.support, 'face')} · "
            f"neighbouring pixels differ by {self.noise:.1f}, in the faces themselves by "
            f"{self.noise_of_faces:.1f} of 255"
        )


def sheet(context: Context, request: SheetRequest) -> SampleSheet:
    """Answer a request.

    Raises:
        EmptySelectionError: If no face matches.
        QueryError: If the model cannot be made of these faces.
    """
    population = context.population(request.store)
    selection = population.select(request.query)
    sampler = sampler_named(request.model, request.patch_px, request.components)
    started = time.perf_counter()
    samples = sampler(selection, range(request.seed, request.seed + COUNT))
    seconds = time.perf_counter() - started
    return SampleSheet(
        request,
        grid(samples, COLUMNS),
        selection.support,
        neighbour_difference(samples),
        _noise_of_faces(population, request.query),
        seconds,
    )


@lru_cache(maxsize=256)
def _noise_of_faces(population: Population, query: Query) -> float:
    rows = population.select(query, REFERENCE_FACES).rows
    return neighbour_difference(population.store.faces[rows])
