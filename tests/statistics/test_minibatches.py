import numpy as np
import pytest

from facegen.errors import QueryError
from facegen.statistics.minibatches import minibatches

DOGS_AND_CATS = (600, 400)


def test_in_the_order_of_the_folder_every_batch_is_of_one_kind() -> None:
    batches = minibatches(DOGS_AND_CATS, 50, "folder")
    assert batches.tolist() == [[0] * 50] * 12 + [[1] * 50] * 8


def test_shuffled_every_picture_comes_once_and_batches_follow_p_data() -> None:
    batches = minibatches(DOGS_AND_CATS, 50, "shuffled", seed=1)
    assert np.bincount(batches.ravel()).tolist() == list(DOGS_AND_CATS)
    shares = (batches == 0).mean(1)
    # drawn without replacement: a batch of 50 strays from 0.6 by sqrt(.6 .4 / 50 * 950 / 999)
    assert shares.std() == pytest.approx(0.0676, rel=0.5)
    assert np.abs(shares - 0.6).max() < 4 * 0.0676


def test_balanced_batches_have_half_of_each_whatever_the_data_have() -> None:
    batches = minibatches((900, 100), 50, "balanced", seed=2)
    assert batches.shape == (20, 50)
    assert (batches == 0).mean() == pytest.approx(0.5, abs=4 * 0.5 / 1000**0.5)


def test_equal_seeds_draw_equal_batches_and_what_is_over_is_left_out() -> None:
    first, again, other = (minibatches((60, 47), 10, "shuffled", seed) for seed in (3, 3, 4))
    assert first.shape == (10, 10)
    assert (first == again).all()
    assert (first != other).any()


@pytest.mark.parametrize(("batch", "order"), [(0, "folder"), (1001, "folder"), (50, "sorted")])
def test_what_cannot_be_drawn_is_refused(batch: int, order: str) -> None:
    with pytest.raises(QueryError):
        minibatches(DOGS_AND_CATS, batch, order)
