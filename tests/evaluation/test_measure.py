from collections.abc import Callable

import numpy as np
import pytest

from facegen.data.store import FaceStore
from facegen.errors import FacegenError
from facegen.evaluation.measure import evaluate
from facegen.evaluation.report import Report, Sizes
from facegen.evaluation.sliced_wasserstein import SlicedWasserstein
from facegen.models.attribute_net import AttributeNet

Draw = Callable[..., np.ndarray]
SMALL = Sizes(
    images=300,
    features=300,
    swd=SlicedWasserstein(patches=8, repeats=1, directions=32),
    copies=(0.0, 0.1, 0.3),
)


@pytest.fixture(scope="module")
def of_good(store: FaceStore, network: AttributeNet, drawn: Draw) -> Report:
    return evaluate(drawn(400, 5), store, network, SMALL, {"pictures": "good"})


def values(report: Report) -> dict[str, float]:
    return {measure.key: measure.value for measure in report.measures}


def test_every_measure_of_good_samples_is_near_its_floor(of_good: Report) -> None:
    for measure in of_good.measures:
        if measure.key.startswith("swd"):
            assert measure.value == pytest.approx(measure.floor, rel=0.5)
        elif measure.key.startswith(("c_t", "kd")):
            assert abs(measure.value - measure.floor) < 5
        else:
            assert measure.value == pytest.approx(measure.floor, rel=0.3, abs=0.1)


def test_says_of_how_many_pictures(of_good: Report) -> None:
    of_each = {"swd": 300, "swd_floor": 300, "features": 300, "train": 600}
    assert of_good.sizes == {**of_each, "px": 32}
    assert of_good.subject["pictures"] == "good"


def test_equal_questions_have_equal_answers_and_progress_goes_forward(
    of_good: Report, store: FaceStore, network: AttributeNet, drawn: Draw
) -> None:
    shares: list[float] = []
    said: list[str] = []
    again = evaluate(
        drawn(400, 5), store, network, SMALL, {"pictures": "good"}, shares.append, said.append
    )
    assert again.to_json() == of_good.to_json()
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(set(said)) == len(said) == len(shares) > 3


def test_a_collapsed_set_stands_out(
    of_good: Report, store: FaceStore, network: AttributeNet, drawn: Draw
) -> None:
    good, bad = (
        values(of_good),
        values(evaluate(np.tile(drawn(5, 5), (80, 1, 1, 1)), store, network, SMALL)),
    )
    assert bad["coverage"] < 0.3 * good["coverage"]
    assert bad["fd"] > 3 * good["fd"]
    assert bad["kd"] > good["kd"]
    assert bad["swd_16"] > 2 * good["swd_16"]


def test_a_copier_is_caught(store: FaceStore, network: AttributeNet) -> None:
    found = values(evaluate(store.faces[:300, :, ::-1], store, network, SMALL))
    assert found["c_t_pixels"] < -3
    assert found["near_pixels"] == 1


def test_frequencies_are_shares_of_each_side(
    of_good: Report, store: FaceStore, network: AttributeNet
) -> None:
    heldout = network.describe(store.faces[store.rows_in("valid")]).logits > 0
    real = [pair[1] for pair in of_good.frequencies.values()]
    np.testing.assert_allclose(real, heldout.mean(axis=0))
    difference = np.mean([abs(ours - theirs) for ours, theirs in of_good.frequencies.values()])
    assert values(of_good)["attributes"] == pytest.approx(difference)


def test_planted_copies_are_found(of_good: Report) -> None:
    assert list(of_good.planted) == ["pixels", "features"]
    rows = of_good.planted["pixels"]
    assert [row.share for row in rows] == [0.0, 0.1, 0.3]
    assert rows[0].c_t > rows[1].c_t > rows[2].c_t
    assert rows[0].near_share < rows[1].near_share < rows[2].near_share


def test_pictures_of_another_size_are_refused(
    store: FaceStore, network: AttributeNet, drawn: Draw
) -> None:
    with pytest.raises(FacegenError, match="pictures are 16 x 16 px, but the store's faces 32 px"):
        evaluate(drawn(300, 0, 16), store, network, SMALL)


def test_too_few_pictures_are_refused(store: FaceStore, network: AttributeNet, drawn: Draw) -> None:
    with pytest.raises(FacegenError, match="At least 200 .* 20 are there"):
        evaluate(drawn(20, 0), store, network, SMALL)
