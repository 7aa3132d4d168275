import numpy as np

from facegen.statistics.colour_counts import colour_counts, colour_counts_of_all, shuffled
from facegen.statistics.selection import Population


def test_each_channel_is_counted_by_itself() -> None:
    image = np.random.default_rng(0).integers(0, 256, (9, 7, 3), np.uint8)
    counts = colour_counts(image)
    for channel in range(3):
        values = image[..., channel].ravel().tolist()
        assert counts[channel].tolist() == [values.count(value) for value in range(256)]


def test_shuffling_moves_pixels_whole_and_leaves_the_counts() -> None:
    image = np.random.default_rng(1).integers(0, 256, (16, 16, 3), np.uint8)
    moved = shuffled(image, seed=5)
    assert (moved != image).any()
    assert (colour_counts(moved) == colour_counts(image)).all()
    colours = [sorted(map(tuple, picture.reshape(-1, 3).tolist())) for picture in (image, moved)]
    assert colours[0] == colours[1]


def test_the_index_counts_what_all_faces_have(random_population: Population) -> None:
    counted = colour_counts_of_all(random_population.histograms())
    assert (counted == colour_counts(random_population.store.faces)).all()
