"""Paths end where they should, and loops are the periodic splines that scipy makes."""

import numpy as np
import pytest
import torch
from scipy.interpolate import CubicSpline

from facegen.errors import FacegenError
from facegen.latent.paths import (
    MOST_PROBES,
    PROBED_TOGETHER,
    Loop,
    equal_changes,
    equal_steps,
    features_of,
    lerp,
    pixels_of,
    slerp,
)
from facegen.models.attribute_net import AttributeNet
from facegen.models.generator import FaceGenerator
from facegen.models.latents import latents_of

POSITIONS = torch.linspace(0, 1, 7)


def test_lerp_is_that_of_numpy() -> None:
    start, end = latents_of([1, 2], 12)
    expected = [np.interp(POSITIONS, [0, 1], pair) for pair in zip(start, end, strict=True)]
    np.testing.assert_allclose(lerp(start, end, POSITIONS).T, expected, atol=1e-6)


def test_slerp_keeps_the_sphere_and_goes_evenly() -> None:
    start, end = latents_of([1, 2], 12)
    start, end = 3 * start / start.norm(), 3 * end / end.norm()
    points = slerp(start, end, POSITIONS)
    torch.testing.assert_close(points[0], start)
    torch.testing.assert_close(points[-1], end)
    torch.testing.assert_close(points.norm(dim=1), torch.full((7,), 3.0))
    steps = (points[1:] - points[:-1]).norm(dim=1)
    torch.testing.assert_close(steps, steps[:1].expand(6), rtol=1e-4, atol=0)
    omega = torch.acos(start @ end / 9)  # Shoemake's own form
    shares = [torch.sin((1 - t) * omega) * start + torch.sin(t * omega) * end for t in POSITIONS]
    torch.testing.assert_close(points, torch.stack(shares) / torch.sin(omega))


@pytest.mark.parametrize("factor", [1.0, 2.0, -1.0, -3.0])
def test_slerp_between_points_on_one_line(factor: float) -> None:
    (start,) = latents_of([1], 12)
    points = slerp(start, factor * start, POSITIONS)
    torch.testing.assert_close(points[-1], factor * start, rtol=1e-4, atol=1e-5)
    expected = start.norm() * (1 + (abs(factor) - 1) * POSITIONS)
    torch.testing.assert_close(points.norm(dim=1), expected)


def test_slerp_of_styles_by_scale_takes_each_scale_for_itself() -> None:
    start, end = latents_of(range(3), 8), latents_of(range(3, 6), 8)
    together = slerp(start, end, POSITIONS)
    assert together.shape == (7, 3, 8)
    for scale in range(3):
        torch.testing.assert_close(together[:, scale], slerp(start[scale], end[scale], POSITIONS))


@pytest.mark.parametrize("count", [2, 3, 5, 30])
def test_a_loop_is_scipys_periodic_spline(count: int) -> None:
    keys = latents_of(range(count), 6)
    spline = CubicSpline(np.arange(count + 1), torch.cat([keys, keys[:1]]), bc_type="periodic")
    at = torch.linspace(-0.3, 1.7, 41)
    np.testing.assert_allclose(Loop(keys)(at), spline((at % 1) * count), atol=2e-5)


def test_a_loop_goes_through_its_keys_and_ends_where_it_begins() -> None:
    keys = latents_of(range(12), 4).reshape(4, 3, 4)
    torch.testing.assert_close(Loop(keys)(equal_steps(4, closed=True)), keys)
    torch.testing.assert_close(Loop(keys)(torch.tensor([1.0])), keys[:1])
    still = Loop(keys[:1])(POSITIONS)
    torch.testing.assert_close(still, keys[:1].expand(7, 3, 4))


def test_what_is_no_path_is_named() -> None:
    with pytest.raises(FacegenError, match="0 were given"):
        Loop(torch.zeros(0, 4))
    with pytest.raises(FacegenError, match="finite coordinates"):
        Loop(torch.tensor([[0.0, torch.nan]]))
    with pytest.raises(FacegenError, match=r"shapes are \(3,\) and \(4,\)"):
        lerp(torch.zeros(3), torch.zeros(4), POSITIONS)
    with pytest.raises(FacegenError, match="at least one frame, but 0"):
        equal_steps(0, closed=False)


def test_equal_steps() -> None:
    assert equal_steps(5, closed=False).tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert equal_steps(4, closed=True).tolist() == [0, 0.25, 0.5, 0.75]
    assert equal_steps(1, closed=False).tolist() == [0]


def test_equal_changes_of_a_known_curve() -> None:
    # how far one is after t is t squared, so equal distances lie at square roots
    found = equal_changes(lambda t: t[:, None] ** 2, lambda point: 3 * point, 11)
    np.testing.assert_allclose(found, np.linspace(0, 1, 11) ** 0.5, atol=0.01)


def test_a_long_film_is_probed_a_bounded_number_of_times_a_few_at_a_time() -> None:
    asked: list[int] = []

    def describe(points: torch.Tensor) -> torch.Tensor:
        asked.append(len(points))
        return points

    found = equal_changes(lambda t: t[:, None] ** 2, describe, 1200)
    assert sum(asked) == MOST_PROBES + 1
    assert max(asked) == PROBED_TOGETHER
    np.testing.assert_allclose(found[50:], np.linspace(0, 1, 1200)[50:] ** 0.5, atol=1e-3)


@pytest.mark.parametrize("kind", ["pixels", "features"])
def test_frames_at_equal_changes_differ_evenly(
    generator: FaceGenerator, network: AttributeNet, kind: str
) -> None:
    describe = pixels_of(generator) if kind == "pixels" else features_of(generator, network)
    keys = generator.style(latents_of(range(4), generator.latent_dim))
    keys[1] = keys[0] + 0.05 * (keys[1] - keys[0])  # two keys close to each other: a slow stretch
    path = Loop(keys)

    def unevenness(at: torch.Tensor) -> float:
        seen = describe(path(torch.cat([at, torch.ones(1)])))
        steps = (seen[1:] - seen[:-1]).norm(dim=1)
        return float(steps.std() / steps.mean())

    even = equal_changes(path, describe, 60, closed=True)
    assert even[0] == 0
    assert bool((even[1:] > even[:-1]).all())
    assert unevenness(even) < 0.1 < unevenness(equal_steps(60, closed=True))


def test_a_path_on_which_nothing_changes_is_gone_at_equal_steps() -> None:
    still = Loop(torch.zeros(1, 3))
    torch.testing.assert_close(equal_changes(still, lambda x: x, 5), equal_steps(5, closed=False))
