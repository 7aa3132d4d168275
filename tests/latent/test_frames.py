"""The frames of a film against the faces that requests on the same path show."""

import numpy as np
import pytest
import torch

from facegen.errors import QueryError
from facegen.latent.frames import WAYS, largest_of, styles_along
from facegen.latent.model import LatentModel
from facegen.latent.recipe import Recipe
from facegen.latent.request import Face

KEYS = [Recipe(1), Recipe(2, truncation=0.5)]


@pytest.mark.parametrize("way", ["lerp", "slerp"])
def test_frames_at_equal_steps_are_the_faces_of_the_path(opened: LatentModel, way: str) -> None:
    styles = styles_along(way, KEYS, even=False, frames=5, model=opened)
    assert styles.shape == (5, 4, 16)
    for position, style in zip((0.0, 0.25, 0.5, 0.75, 1.0), styles, strict=True):
        expected = opened.style_of(Face(*KEYS, blend=way, position=position))
        torch.testing.assert_close(style, expected, atol=1e-5, rtol=1e-5)


def test_a_loop_goes_through_its_keys_and_ends_before_it_begins_again(opened: LatentModel) -> None:
    keys = [Recipe(seed) for seed in range(3)]
    styles = styles_along("loop", keys, even=False, frames=6, model=opened)
    for key, style in zip(keys, styles[::2], strict=True):
        torch.testing.assert_close(style, opened.style_of(Face(key)), atol=1e-5, rtol=1e-5)
    assert not torch.allclose(styles[-1], styles[0])


@pytest.mark.parametrize("way", WAYS)
def test_even_frames_differ_more_evenly(opened: LatentModel, way: str) -> None:
    keys = [Recipe(1), Recipe(2, components=((0, 3.0),))]

    def unevenness(even: bool) -> float:
        frames = np.stack(largest_of(styles_along(way, keys, even, 25, opened), opened))
        steps = np.sqrt(np.square(np.diff(frames.astype(float), axis=0)).mean((1, 2, 3)))
        return float(steps.std() / steps.mean())

    assert unevenness(even=True) < unevenness(even=False)


def test_the_largest_pictures_are_those_of_the_model(opened: LatentModel) -> None:
    styles = styles_along("lerp", KEYS, even=False, frames=3, model=opened)
    pictures = largest_of(styles, opened)
    assert [picture.shape for picture in pictures] == [(32, 32, 3)] * 3
    (alone,) = opened.pictures([styles[1]])
    assert np.abs(pictures[1].astype(int) - alone[-1]).max() <= 1


def test_a_face_that_does_not_fit_is_refused(opened: LatentModel) -> None:
    keys = [Recipe(1), Recipe(components=((99, 1.0),))]
    with pytest.raises(QueryError, match="components 0 to 15, not 99"):
        styles_along("lerp", keys, even=True, frames=3, model=opened)
