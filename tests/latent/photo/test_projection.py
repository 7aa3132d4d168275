"""Projection comes near to what it is shown."""

import json
from pathlib import Path
from typing import cast

import numpy as np
import pytest
import torch

from facegen.errors import FacegenError
from facegen.latent.photo.projection import (
    FARTHEST_GUESS,
    Projector,
    guessed,
    reference_of,
)
from facegen.latent.sampling import sample
from facegen.latent.style_space import StyleSpace
from facegen.models.attribute_net import AttributeNet
from facegen.models.generator import FaceGenerator
from facegen.models.style_encoder import StyleEncoder


@pytest.fixture(scope="module")
def face(pale: FaceGenerator) -> np.ndarray:
    return next(sample(pale, [77]))


@pytest.fixture(scope="module")
def projector(pale: FaceGenerator, network: AttributeNet, encoder: StyleEncoder) -> Projector:
    return Projector(pale, network, encoder)


def test_the_generators_own_face_is_found_again(projector: Projector, face: np.ndarray) -> None:
    steps = list(projector.project(face, 80, every=20))
    assert [step.number for step in steps] == [0, 20, 40, 60, 80]
    first, last = steps[0], steps[-1]
    assert last.distance.pixels < 0.6 * first.distance.pixels
    assert last.distance.features < 0.3 * first.distance.features
    difference = last.picture.astype(float) - face
    assert np.sqrt((difference**2).mean()) == pytest.approx(last.distance.pixels, abs=0.5)


def test_the_last_step_told_is_the_face_of_its_style(
    projector: Projector, pale: FaceGenerator, face: np.ndarray
) -> None:
    *_, last = projector.project(face, 30)
    picture = pale.synthesize(last.style[None])[-1][0].permute(1, 2, 0).numpy()
    np.testing.assert_allclose(last.picture, np.clip(127.5 * picture + 127.5, 0, 255), atol=0.51)


def test_the_last_step_is_the_nearest_of_those_told(
    projector: Projector, face: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("facegen.latent.photo.projection.RATE", 30.0)  # far away from any face
    first, *_, last = projector.project(face, 4)
    assert (first.number, last.number) == (0, 4)
    assert torch.equal(last.style, first.style)
    assert last.distance == first.distance
    np.testing.assert_array_equal(last.picture, first.picture)


def test_what_weighs_enough_keeps_styles_to_the_mean_or_to_each_other(
    projector: Projector, face: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    *_, free = projector.project(face, 60, own_scales=True, every=60)
    monkeypatch.setattr("facegen.latent.photo.projection.TOGETHER", 1e3)
    *_, alike = projector.project(face, 60, own_scales=True, every=60)
    monkeypatch.setattr("facegen.latent.photo.projection.STAY", 1e3)
    *_, plain = projector.project(face, 60, every=60)
    deviations = projector.space.deviations.square().sum().sqrt()

    def spread(styles: torch.Tensor) -> float:
        return float((styles - styles.mean(0)).norm(dim=1).mean() / deviations)

    assert spread(alike.style) < 0.05 < spread(free.style)
    away = (torch.stack([plain.style, free.style.mean(0)]) - projector.space.mean).norm(dim=1)
    near, far = (away / deviations).tolist()
    assert near < 0.05 < far


def test_equal_pictures_give_equal_projections(projector: Projector, face: np.ndarray) -> None:
    one, other = (list(projector.project(face, 10))[-1] for _ in range(2))
    assert torch.equal(one.style, other.style)
    assert one.distance == other.distance


def test_styles_for_each_scale_come_nearer(
    projector: Projector, pale: FaceGenerator, face: np.ndarray
) -> None:
    stranger = np.ascontiguousarray(face[::-1, ::-1])  # no face of this generator
    *_, one = projector.project(stranger, 60)
    *_, each = projector.project(stranger, 60, own_scales=True)
    assert each.style.shape == (len(pale.scales_px), pale.latent_dim)
    assert each.distance.pixels < one.distance.pixels


def test_no_weights_are_touched(
    projector: Projector, network: AttributeNet, face: np.ndarray
) -> None:
    list(projector.project(face, 2))
    assert all(parameter.grad is None for parameter in network.parameters())


def test_without_an_encoder_the_mean_face_comes_first(
    pale: FaceGenerator, network: AttributeNet, face: np.ndarray
) -> None:
    (only,) = Projector(pale, network).project(face, 0)
    torch.testing.assert_close(only.style, StyleSpace.of_generator(pale).mean)


def test_a_guess_far_out_is_held_back(projector: Projector, encoder: StyleEncoder) -> None:
    class Wild(torch.nn.Module):
        """Sees every face a hundred times as far out."""

        def forward(self, faces: torch.Tensor) -> torch.Tensor:
            mean = projector.space.mean
            return mean + 100 * (encoder(faces) - mean)

    faces = torch.rand(4, 3, 32, 32, generator=torch.manual_seed(0)) * 2 - 1
    seen = projector.space.coordinates(encoder(faces))
    far = guessed(cast(StyleEncoder, Wild()), projector.space, faces)
    assert far.abs().max() == FARTHEST_GUESS
    held = (100 * seen).clip(-FARTHEST_GUESS, FARTHEST_GUESS)
    torch.testing.assert_close(far, held, rtol=0, atol=1e-3)


def test_pictures_of_other_sizes_are_cut_to_a_square(projector: Projector) -> None:
    wide = np.full((40, 90, 3), 120, np.uint8)
    (guess,) = projector.project(wide, 0)
    assert guess.picture.shape == (32, 32, 3)


def test_what_is_no_picture_or_no_number_of_steps(projector: Projector, face: np.ndarray) -> None:
    with pytest.raises(FacegenError, match="was float64"):
        projector.project(face / 255)
    with pytest.raises(FacegenError, match="0 to 2000 steps, but 1000000 is asked"):
        projector.project(face, 1_000_000)


def test_a_reference_is_read_where_there_is_one(tmp_path: Path) -> None:
    assert reference_of(tmp_path) == {}
    reached = {"own": {"pixels": [1.0, 2.0], "features": [0.1, 0.2]}}
    (tmp_path / "projection.json").write_text(json.dumps({"reached": reached}))
    assert reference_of(tmp_path) == reached
    (tmp_path / "projection.json").write_text("[]")
    assert reference_of(tmp_path) == {}
