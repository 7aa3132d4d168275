"""How far sliders may go is where a face no longer holds together."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from facegen.answers.choices import opened
from facegen.face_finding import sureness
from facegen.latent.directions.reach import FARTHEST, brokenness, limit_of, reach_of
from facegen.latent.mixing import by_scale
from facegen.latent.model import LatentModel
from facegen.models.generator import to_pictures
from facegen.models.latents import latents_of
from facegen.models.places import shipped


@pytest.fixture(scope="module")
def model() -> LatentModel:
    """A generator that ships, with its directions."""
    return opened(next(folder for folder in shipped() if (folder / "directions.json").is_file()))


def faces(model: LatentModel, *seeds: int) -> torch.Tensor:
    return by_scale(
        model.generator.style(latents_of(seeds, model.generator.latent_dim)), len(model.scales_px)
    )


def by_hand(model: LatentModel, style: torch.Tensor) -> float:
    """Brokenness of one face: how unsure the detector is of it and of its mirror image."""
    face = to_pictures(model.generator.synthesize(style)[-1])[0]
    return 1 - (sureness(face) + sureness(face[:, ::-1].copy())) / 2


@torch.inference_mode()
def test_a_torn_face_is_more_broken_than_a_whole_one(model: LatentModel) -> None:
    styles = faces(model, *range(4))
    found = brokenness(model.generator, styles)
    np.testing.assert_allclose(found, [by_hand(model, style[None]) for style in styles], rtol=1e-4)
    away = styles + 6 * (styles - model.generator.mean_style)
    assert bool((brokenness(model.generator, away) > found + 0.1).all())


@torch.inference_mode()
def test_most_faces_are_whole_and_what_is_far_out_is_not(model: LatentModel) -> None:
    limit = limit_of(model.generator)
    mean = model.generator.mean_style
    near = mean + 0.7 * (faces(model, *range(500, 628)) - mean)
    own = brokenness(model.generator, near)
    assert 0.85 <= float((own <= limit).float().mean()) <= 1
    far = mean + 8 * (faces(model, *range(8)) - mean)
    assert float((brokenness(model.generator, far) > limit).float().mean()) > 0.9


@torch.inference_mode()
def test_a_slider_reaches_to_where_the_face_breaks(model: LatentModel) -> None:
    assert model.directions is not None
    limit = limit_of(model.generator)
    (style,) = faces(model, 3)
    reach = reach_of(model.generator, model.directions, style, limit)
    assert reach.keys() == set(model.directions.names)
    for name in ("Smiling", "Eyeglasses", "Young", "Male"):
        ends = reach[name]
        step = model.directions.attribute(name)
        for sign, end in zip((-1, 1), ends, strict=True):
            assert 0 <= sign * end <= FARTHEST
            values = [by_hand(model, (style + sign * at * step)[None]) for at in (0, 2, 4)]
            whole = [value <= limit for value in values]
            first = 2 if whole[-1] else whole.index(False)
            least = 2 if whole[-1] else max(0, first - 1)
            assert 2 * least <= sign * end <= 2 * first, (name, values, limit)


@pytest.mark.parametrize(
    "values",
    [
        [0.1, 0.2, 0.3, 0.2, 0.1],
        [0.9, 0.2, 0.1, 0.8, 0.9],
        [0.6, 0.9, 0.4, 0.45, 0.7],
        [0.8, 0.2, 0.9, 0.7, 0.6],  # broken as it is
        [0.2, 0.9, 0.9, 0.3, 0.3],
    ],
)
def test_a_slider_stops_where_the_line_through_what_was_looked_at_crosses(
    monkeypatch: pytest.MonkeyPatch, values: list[float]
) -> None:
    def broken(at: float) -> float:
        return float(np.interp(at, [-4, -2, 0, 2, 4], values))

    monkeypatch.setattr(
        "facegen.latent.directions.reach.brokenness",
        lambda generator, styles: torch.tensor([broken(float(styles[0, 0, 0]))]),
    )
    generator = SimpleNamespace(scales_px=(4,))
    directions = SimpleNamespace(names=("Up",), attribute=lambda name: torch.ones(1))
    ends = reach_of(generator, directions, torch.zeros(1), 0.5)["Up"]  # type: ignore[arg-type]
    for sign, end in zip((-1, 1), ends, strict=True):
        places = np.linspace(0, 4, 4001)
        torn = [at for at in places if broken(sign * at) > 0.5]
        expected = torn[0] if broken(sign * 4) > 0.5 else FARTHEST
        assert sign * end == pytest.approx(expected, abs=0.002)
