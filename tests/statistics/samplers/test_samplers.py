import numpy as np
import pytest

from facegen.errors import QueryError
from facegen.statistics.samplers.eigenface_gaussian import EigenfaceSampler
from facegen.statistics.samplers.patches import PatchSampler
from facegen.statistics.samplers.pixel_gaussian import GaussianPixelSampler
from facegen.statistics.samplers.samplers import SAMPLERS, neighbour_difference, sampler_named
from facegen.statistics.selection import Population


@pytest.mark.parametrize("model", SAMPLERS)
def test_every_model_draws_faces(random_population: Population, model: str) -> None:
    sampler = sampler_named(model, patch_px=4, components=10)
    samples = sampler(random_population.select(), [2**64 - 1, 0, 1])
    assert samples.shape == (3, 8, 8, 3)
    assert samples.dtype == np.uint8
    assert len({sample.tobytes() for sample in samples}) == 3


def test_names_mean_these_samplers() -> None:
    found = [sampler_named(model, patch_px=4, components=10) for model in SAMPLERS]
    expected = [PatchSampler(1), PatchSampler(4), GaussianPixelSampler(), EigenfaceSampler(10)]
    assert found == expected


def test_refuses_an_unknown_model() -> None:
    with pytest.raises(QueryError, match="pixels, patches, gaussian, eigenfaces, but is 'gan'"):
        sampler_named("gan")


def test_neighbour_difference_equals_a_plain_loop() -> None:
    images = np.random.default_rng(0).integers(0, 256, (2, 3, 4, 3), np.uint8)
    differences = [
        abs(int(image[y, x, c]) - int(image[y + down, x + 1 - down, c]))
        for image in images
        for down in (0, 1)
        for y in range(3 - down)
        for x in range(3 + down)
        for c in range(3)
    ]
    assert neighbour_difference(images) == pytest.approx(sum(differences) / len(differences))


def test_neighbour_difference_of_a_chessboard_and_of_nothing() -> None:
    board = np.indices((8, 8)).sum(0) % 2 * 255
    assert neighbour_difference(board[None, :, :, None].repeat(3, 3).astype(np.uint8)) == 255
    assert neighbour_difference(np.full((3, 8, 8, 3), 9, np.uint8)) == 0
