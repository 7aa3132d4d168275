"""Noise, bells and samples of the story's third chapter, each worked out a second way."""

import numpy as np
import pytest

from facegen.answers.context import BUNDLED, Context
from facegen.answers.sheets import SheetRequest, sheet
from facegen.answers.story.told import answer
from facegen.answers.story.view import View
from facegen.data.store import FaceStore
from tests.answers.story.shown import plot_of


def test_larger_patches_bring_neighbours_nearer(context: Context):
    noise = [
        float(answer(context, "patches", px, BUNDLED).words.split("differ by ")[1].split()[0])
        for px in ("1", "4", "16", "whole")
    ]
    assert noise == sorted(noise, reverse=True)


def test_the_largest_patch_is_one_whole_face(context: Context, store: FaceStore):
    shown = answer(context, "patches", "whole", BUNDLED)
    asked = SheetRequest(BUNDLED, model="patches", patch_px=store.size_px)
    np.testing.assert_array_equal(shown.pictures[0].image, sheet(context, asked).image)
    assert shown.words.endswith("a copy.")


def test_drawn_alone_pixels_are_noise_of_which_the_mean_is_smooth(
    context: Context, store: FaceStore
):
    mean = np.rint(np.mean(store.faces, axis=0, dtype=np.float64))
    steps = np.concatenate([np.abs(np.diff(mean, axis=axis)).ravel() for axis in (0, 1)])
    assert f"of their mean by {steps.mean():.1f}" in answer(context, "patches", "1", BUNDLED).words


def moments(counts: tuple[float, ...]) -> tuple[float, float]:
    """Return the mean and the deviation of counted values, from the values written out."""
    values = np.repeat(np.arange(256), np.array(counts, int))
    return float(values.mean()), float(values.std())


def numbers(context: Context, choice: str) -> View:
    return answer(context, "numbers", choice, BUNDLED)


def test_a_thousand_numbers_are_counted_with_their_gaps(context: Context):
    shown = numbers(context, "numbers")
    (bars,) = plot_of(shown).curves
    assert sum(bars.y) == 1000
    seen = [value for value, count in enumerate(bars.y) if count]
    gaps = len(range(seen[0], seen[-1])) + 1 - len(seen)
    assert f"{gaps} values never came up" in shown.words


def test_the_bell_has_the_mean_and_deviation_of_the_numbers(context: Context):
    shown = numbers(context, "gaussian")
    bars, bell = plot_of(shown).curves
    mean, std = moments(bars.y)
    assert f"mean {mean:.1f}, deviation {std:.1f}" in shown.words
    assert bars == plot_of(numbers(context, "numbers")).curves[0]
    across = np.arange(256)
    density = np.exp(-(((across - mean) / std) ** 2) / 2) / (std * np.sqrt(2 * np.pi))
    inside = slice(5, 251)  # what lies beyond an end is counted at it
    np.testing.assert_allclose(bell.y[inside], (1000 * density)[inside], rtol=0.01, atol=0.01)


def test_new_numbers_are_other_ones_from_the_same_bell(context: Context):
    first, again = numbers(context, "gaussian"), numbers(context, "again")
    assert plot_of(again).curves[0] != plot_of(first).curves[0]
    (mean, std), (mean_again, std_again) = (
        moments(plot_of(one).curves[0].y) for one in (first, again)
    )
    assert mean_again == pytest.approx(mean, abs=4 * std / np.sqrt(1000))
    assert std_again == pytest.approx(std, rel=0.1)


def test_even_numbers_spread_as_a_die_does(context: Context):
    bars, _ = plot_of(numbers(context, "uniform")).curves
    assert moments(bars.y)[1] == pytest.approx(np.sqrt((256**2 - 1) / 12), rel=0.05)


@pytest.mark.parametrize("model", ["gaussian", "eigenfaces"])
def test_a_bell_draws_the_sheet_that_its_tab_draws(context: Context, store: FaceStore, model: str):
    shown = answer(context, "gaussians", model, BUNDLED)
    (picture,) = shown.pictures
    np.testing.assert_array_equal(
        picture.image, sheet(context, SheetRequest(BUNDLED, model=model)).image
    )
    assert picture.caption == f"24 samples of {store.count:,} faces"
    assert f"model={model}" in shown.link
