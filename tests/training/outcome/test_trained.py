from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.models.category_net import CategoryNetConfig
from facegen.models.generator import to_pictures
from facegen.models.latents import latents_of
from facegen.training.engine.loop import Training
from facegen.training.outcome.trained import load_discriminator, load_generator
from tests.training.conftest import make_run, make_training


@pytest.fixture(scope="module")
def training(tmp_path_factory: pytest.TempPathFactory, store: FaceStore) -> Training:
    run = make_run(tmp_path_factory.mktemp("runs") / "run", store, kimg=0.48)
    training = make_training(run)
    training.train()
    return training


def test_a_generator_in_training_makes_what_its_samples_show(training: Training) -> None:
    for images in (240, None):
        model = load_generator(training.run, images)
        shown = model(latents_of(range(32), model.latent_dim))
        assert model.facts["training"]["images"] == (images or 480)
        sheet = np.asarray(Image.open(training.run.grid_path(images or 480, 16))).astype(int)
        for place, picture in ((0, 0), (18, 1), (36, 2)):
            drawn = to_pictures(shown[-1])[picture].astype(int)
            assert np.abs(sheet[:16, place : place + 16] - drawn).max() <= 1
        assert float(model.mean_style.abs().sum()) > 0


def test_a_discriminator_judges_as_it_did(training: Training) -> None:
    judge = load_discriminator(training.run)
    images = training.task.render(training.task.inputs(8))
    np.testing.assert_allclose(judge(images).numpy(), training.task.judge(images), atol=1e-5)


def test_what_is_not_there_is_named(tmp_path: Path, store: FaceStore, training: Training) -> None:
    with pytest.raises(TrainingError, match="no checkpoint after 7 images; there are: 0, 240, 480"):
        load_generator(training.run, 7)
    with pytest.raises(TrainingError, match="has no checkpoint yet"):
        load_generator(make_run(tmp_path / "new", store))
    model = CategoryNetConfig(attributes=("Bright", "Large"), channels=(8, 8, 8))
    run = make_run(tmp_path / "net", store, model=model, loss="pixel", penalty="none", kimg=0.016)
    with pytest.raises(TrainingError, match="has no discriminator"):
        load_discriminator(run)
