import numpy as np
import pytest
from scipy import stats

from facegen.attributes import Query
from facegen.errors import EmptySelectionError, QueryError
from facegen.statistics.samplers.eigenface_gaussian import EigenfaceSampler
from facegen.statistics.samplers.patches import PatchSampler
from facegen.statistics.samplers.pixel_gaussian import GaussianPixelSampler
from facegen.statistics.selection import Population

MASK = 2**64 - 1


def splitmix64(seed: int, count: int) -> list[int]:
    """Return the first outputs of SplitMix64, by plain arithmetic."""
    words = []
    for _ in range(count):
        seed = (seed + 0x9E3779B97F4A7C15) & MASK
        z = seed
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        words.append(z ^ (z >> 31))
    return words


@pytest.mark.parametrize("patch_px", [1, 2, 4, 8])
def test_equals_a_plain_loop(random_population: Population, patch_px: int) -> None:
    selection = random_population.select(Query(("Bright",)))
    seeds = [0, 5, 2**63 + 1]
    samples = PatchSampler(patch_px)(selection, seeds)
    across = 8 // patch_px
    for seed, sample in zip(seeds, samples, strict=True):
        for patch, word in enumerate(splitmix64(seed, across**2)):
            row = selection.rows[((word >> 32) * selection.support) >> 32]
            y, x = (patch // across) * patch_px, (patch % across) * patch_px
            area = (slice(y, y + patch_px), slice(x, x + patch_px))
            assert np.array_equal(sample[area], random_population.store.faces[row][area])


def test_the_whole_side_as_patch_shows_a_selected_face(random_population: Population) -> None:
    selection = random_population.select(Query(("Rare",)))
    samples = PatchSampler(8)(selection, range(40))
    real = {face.tobytes() for face in random_population.store.faces[selection.rows]}
    assert {sample.tobytes() for sample in samples} == real


def test_a_sample_depends_on_its_seed_alone(random_population: Population) -> None:
    selection = random_population.select()
    together = PatchSampler(1)(selection, range(100))
    assert np.array_equal(PatchSampler(1)(selection, [63, 4])[1], together[4])
    assert len({sample.tobytes() for sample in together}) == 100


def test_every_face_is_drawn_equally_often_and_neighbours_independently(make_store) -> None:
    faces = np.arange(16, dtype=np.uint8)[:, None, None, None].repeat(8, 1).repeat(8, 2)
    population = Population(make_store(faces.repeat(3, 3)))
    drawn = PatchSampler(1)(population.select(), range(500))[..., 0]
    counts = np.bincount(drawn.ravel(), minlength=16)
    assert stats.chisquare(counts).pvalue > 0.01
    for one, other in ((drawn[:, :, 1:], drawn[:, :, :-1]), (drawn[1:], drawn[:-1])):
        pairs = np.bincount((16 * one + other.astype(int)).ravel(), minlength=256)
        assert stats.chisquare(pairs).pvalue > 0.01


@pytest.mark.celeba
def test_each_pixel_of_samples_is_distributed_as_in_real_faces(
    celeba_population: Population,
) -> None:
    selection = celeba_population.select(Query(("Smiling",)))
    samples = PatchSampler(1)(selection, range(2000))
    real = celeba_population.store.faces[selection.rows]
    for y, x in ((10, 10), (32, 32), (50, 20)):
        for channel in range(3):
            mine, theirs = samples[:, y, x, channel], real[:, y, x, channel]
            ends = np.unique(np.quantile(theirs, np.linspace(0, 1, 11)))
            ends[-1] += 1
            found, expected = np.histogram(mine, ends)[0], np.histogram(theirs, ends)[0]
            assert stats.chisquare(found, expected * (2000 / len(theirs))).pvalue > 0.001


@pytest.mark.parametrize("patch_px", [3, 0, -1, 16])
def test_refuses_a_patch_that_does_not_divide(random_population: Population, patch_px: int) -> None:
    with pytest.raises(QueryError, match=r"patch_px .* \(1, 2, 4, 8\), but is"):
        PatchSampler(patch_px)(random_population.select(), [0])


def test_refuses_an_empty_selection(random_population: Population) -> None:
    with pytest.raises(EmptySelectionError):
        PatchSampler()(random_population.select(Query(("Red",), ("Red",))), [0])


@pytest.mark.parametrize(
    "sampler", [PatchSampler(), GaussianPixelSampler(), EigenfaceSampler()], ids=str
)
def test_of_no_seeds_there_are_no_samples(random_population: Population, sampler) -> None:
    side = random_population.store.size_px
    samples = sampler(random_population.select(), [])
    assert (samples.shape, samples.dtype) == ((0, side, side, 3), np.uint8)
