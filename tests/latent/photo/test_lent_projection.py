"""Where no GPU is lent, projection is the projector's own; `tests/test_lent_gpu.py` lends one."""

import logging

import numpy as np
import pytest
import torch

from facegen.latent.photo import lent_projection
from facegen.latent.photo.lent_projection import project_where_quick
from facegen.latent.photo.projection import Projector
from facegen.latent.sampling import sample
from facegen.models.attribute_net import AttributeNet
from facegen.models.generator import FaceGenerator


@pytest.fixture(scope="module")
def projector(generator: FaceGenerator, network: AttributeNet) -> Projector:
    return Projector(generator, network)


@pytest.fixture(scope="module")
def picture(generator: FaceGenerator) -> np.ndarray:
    return next(sample(generator, [5]))


def test_the_steps_are_the_projectors_own(projector: Projector, picture: np.ndarray) -> None:
    found = list(project_where_quick(projector, picture, 6, own_scales=True, every=3))
    expected = list(projector.project(picture, 6, True, 3))
    assert [step.number for step in found] == [0, 3, 6]
    for one, other in zip(found, expected, strict=True):
        assert torch.equal(one.style, other.style)
        assert one.distance == other.distance


def test_steps_come_as_they_are_made(projector: Projector, picture: np.ndarray) -> None:
    steps = project_where_quick(projector, picture, 2000, own_scales=False, every=1)
    assert [next(steps).number for _ in range(3)] == [0, 1, 2]


@pytest.mark.skipif(torch.cuda.is_available(), reason="here the GPU does it")
def test_a_gpu_that_cannot_be_had_is_noted_and_done_without(
    projector: Projector,
    picture: np.ndarray,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(lent_projection, "is_lent", lambda: True)  # and torch has no GPU
    with caplog.at_level(logging.WARNING):
        *_, last = project_where_quick(projector, picture, 2, own_scales=False, every=1)
    *_, expected = projector.project(picture, 2)
    assert last.distance == expected.distance
    assert "so a projection is done on the CPU" in caplog.text
