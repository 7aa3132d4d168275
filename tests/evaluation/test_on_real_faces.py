"""Each measure on real faces, spoiled in a known way."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from facegen.evaluation.copying import Space, pixels, search
from facegen.evaluation.coverage import density_and_coverage
from facegen.evaluation.sharpness import sharpness
from facegen.evaluation.sliced_wasserstein import SlicedWasserstein
from facegen.evaluation.yardstick import Yardstick
from facegen.gaussian import feature_distance
from facegen.models.attribute_net import AttributeNet
from facegen.shipped import checkpoint
from tests.torn import torn

pytestmark = pytest.mark.celeba
SWD = SlicedWasserstein(patches=32, repeats=1, directions=64)


def blurred(faces: np.ndarray) -> np.ndarray:
    blur = ImageFilter.GaussianBlur(1)
    return np.stack([np.asarray(Image.fromarray(face).filter(blur)) for face in faces])


def test_blur_shows_in_the_finest_level(real) -> None:
    floor, found = SWD(real.train, real.valid), SWD(blurred(real.train), real.valid)
    rise = {side: found[side] / floor[side] for side in floor}
    assert rise[64] > 2
    assert rise[64] > rise[32] > rise[16]
    assert sharpness(blurred(real.train), real.valid)[64] < 0.6
    assert sharpness(real.train, real.valid)[64] == pytest.approx(1, abs=0.1)


def test_a_collapsed_set_is_far_at_the_coarsest_level(real) -> None:
    few = real.train[np.arange(400) % 10]
    assert SWD(few, real.valid)[16] > 2 * SWD(real.train, real.valid)[16]


def test_faces_that_do_not_hold_together_are_counted(real) -> None:
    network = AttributeNet.from_pretrained(str(checkpoint("attributes")))
    yardstick = Yardstick(real.valid, real.train, network)
    broken = np.stack([torn(face) for face in real.valid[:100]])
    (found,) = [
        measure
        for measure in yardstick.measure(np.concatenate([broken, real.valid[100:]]))[0]
        if measure.key == "unsound"
    ]
    assert 0.23 < found.value < 0.3  # nearly all of the hundred, and few of the others
    assert found.floor < 0.1


def test_planted_copies_bring_c_t_down(real) -> None:
    samples = real.valid[200:]
    measures, rows = search(
        Space("pixels", pixels, real.train), real.valid[:200], samples, (0.0, 0.05, 0.2, 0.5)
    )
    assert all(a.c_t > b.c_t for a, b in zip(rows, rows[1:], strict=False))
    assert all(a.c_t_real > b.c_t_real for a, b in zip(rows, rows[1:], strict=False))
    assert measures[0].value == rows[0].c_t
    assert abs(rows[0].c_t) < 1.5
    for row in rows:
        assert row.near_share == pytest.approx(row.share, abs=0.05)


def test_the_shipped_network_tells_attributes_as_well_as_its_card_says(real) -> None:
    network = AttributeNet.from_pretrained(str(checkpoint("attributes")))
    called = network.describe(real.valid).logits > 0
    assert (called == real.valid_attributes).mean() == pytest.approx(
        network.facts["accuracy"], abs=0.01
    )
    assert network.facts["accuracy"] >= 0.89


def test_the_shipped_networks_features_tell_blur_from_faces(real) -> None:
    network = AttributeNet.from_pretrained(str(checkpoint("attributes")))
    sides = (real.train, blurred(real.train), real.valid)
    known, soft, unseen = (network.describe(side).features for side in sides)
    assert feature_distance(soft, unseen) > 1.5 * feature_distance(known, unseen)
    few = known[np.arange(400) % 10]
    assert density_and_coverage(unseen, few)[1] < 0.3 * density_and_coverage(unseen, known)[1]
