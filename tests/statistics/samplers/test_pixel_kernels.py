from typing import Any

import numpy as np
import pytest
from scipy import stats

from facegen.attributes import Query
from facegen.errors import QueryError
from facegen.statistics.dependence import PixelCorrelation
from facegen.statistics.samplers import pixel_kernels as kernels
from facegen.statistics.samplers.patches import PatchSampler
from facegen.statistics.samplers.pixel_gaussian import GaussianPixelSampler
from facegen.statistics.selection import Population


def test_words_are_those_of_splitmix64() -> None:
    # The first outputs for seed 1234567, as published with the reference implementation.
    expected = [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]
    assert kernels.random_words(np.array([1234567], np.uint64), 5)[0].tolist() == expected


def test_normals_follow_the_normal_distribution() -> None:
    drawn = kernels.standard_normals(kernels.seeds_array(range(400)), 500)
    assert stats.kstest(drawn.ravel(), stats.norm.cdf).pvalue > 0.01
    assert drawn.var() == pytest.approx(1, abs=0.01)
    # Neither along a seed's stream nor from one seed to the next is there any correlation.
    for one, other in ((drawn[:, 1:], drawn[:, :-1]), (drawn[1:], drawn[:-1])):
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 4 / np.sqrt(one.size)


def test_quantiles_are_those_of_the_normal_distribution() -> None:
    expected = stats.norm.ppf((np.arange(65536) + 0.5) / 65536)
    assert kernels.normal_quantiles() == pytest.approx(expected, rel=1e-6)


def test_a_row_of_normals_depends_on_its_seed_alone() -> None:
    together = kernels.standard_normals(kernels.seeds_array([7, 2**64 - 1, 0]), 10)
    alone = kernels.standard_normals(kernels.seeds_array([2**64 - 1]), 7)
    assert np.array_equal(together[1, :7], alone[0])


@pytest.mark.parametrize("seed", [-1, 2**64, 0.5, "1", None])
def test_refuses_what_is_no_seed(seed: object) -> None:
    with pytest.raises(QueryError, match="A seed must be a whole number from 0 to 2\\^64 - 1"):
        kernels.seeds_array([3, seed])  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("count", [0, 1, 2, 4096, 4097, 10_000])
def test_pieces_hold_every_row_once(count: int) -> None:
    pieces = kernels.pieces_of(np.arange(count))
    assert [row for piece in pieces for row in piece] == list(range(count))
    assert all(0 < len(piece) <= kernels.PIECE_FACES for piece in pieces)


def test_warm_up_compiles_what_is_called_later(random_population: Population) -> None:
    kernels.warm_up()
    compiled: tuple[Any, ...] = (
        kernels.copy_patches,
        kernels.colour_sums,
        kernels.luminance_sums,
        kernels.draw_colours,
        kernels.random_words,
    )
    before = [len(kernel.signatures) for kernel in compiled]
    selection = random_population.select(Query(("Red",)))
    PatchSampler(2)(selection, range(3))
    GaussianPixelSampler()(selection, range(3))
    PixelCorrelation(1, 1)(selection)
    assert [len(kernel.signatures) for kernel in compiled] == before
    assert all(before)
