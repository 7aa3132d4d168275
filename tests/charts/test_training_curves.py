import numpy as np
import pytest

from facegen.charts.training_curves import MOST_POINTS, curves, decimate, smooth


def lines(count: int, **metrics) -> list[dict]:
    return [
        {"images": 100 * i, **{name: value(i) for name, value in metrics.items()}}
        for i in range(count)
    ]


def test_a_curve_of_many_points_keeps_its_ends_and_every_peak():
    values = np.sin(np.arange(20_000) / 500)
    values[[1234, 17_777]] = 9, -9
    kept = decimate(values)
    assert len(kept) <= MOST_POINTS
    assert (np.diff(kept) > 0).all()
    assert {0, 1234, 17_777, 19_999} <= set(kept.tolist())


@pytest.mark.parametrize("count", [0, 1, MOST_POINTS])
def test_a_short_curve_is_drawn_whole(count):
    assert decimate(np.ones(count)).tolist() == list(range(count))


def test_smoothing_is_the_weighted_mean_of_what_came_before():
    values = np.random.default_rng(0).normal(size=30)
    weights = 0.9 ** np.arange(30)[::-1]
    expected = (weights * values).sum() / weights.sum()
    assert smooth(values, 0.9)[-1] == pytest.approx(expected)
    assert smooth(values, 0.9)[0] == values[0]


def test_panels_hold_what_the_run_wrote_and_nothing_else():
    story = lines(900, loss_generator=lambda i: 3.0, loss_discriminator=lambda i: i / 900)
    story[-1] |= {"frechet_random": 0.25, "frechet_random_floor": 0.0031234}
    story[-1] |= {"drift_004px": 0.1, "drift_064px": 0.7}
    panels = {panel.key: panel for panel in curves(story)}
    assert list(panels) == ["losses", "frechet", "drift"]
    generator, discriminator = panels["losses"].curves
    assert (generator.name, set(generator.y)) == ("Generator", {3.0})
    assert discriminator.x[-1] == 89_900
    assert len(discriminator.y) <= MOST_POINTS
    assert panels["frechet"].floor == 0.003123
    assert [curve.name for curve in panels["drift"].curves] == ["4 px", "64 px"]


def test_smoothed_values_stand_beside_the_raw_ones():
    (panel,) = curves(lines(50, images_per_sec=lambda i: float(i % 2)), 0.8)
    (curve,) = panel.curves
    assert set(curve.y) == {0.0, 1.0}
    assert curve.smooth is not None
    assert len(curve.smooth) == len(curve.y)
    assert 0.4 < curve.smooth[-1] < 0.6
