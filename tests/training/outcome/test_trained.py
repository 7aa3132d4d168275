from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.models.category_net import CategoryNetConfig
from facegen.models.generator import to_pictures
from facegen.models.latents import latents_of
from facegen.training.engine.loop import Training
from facegen.training.jobs.branches import add_branch
from facegen.training.outcome.export import export
from facegen.training.outcome.trained import averaged, load_discriminator, load_generator
from facegen.training.run.presets import changed
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


def test_a_further_average_is_the_one_another_run_would_have_shown(
    tmp_path: Path, store: FaceStore
) -> None:
    recipe = {"kimg": 0.16, "checkpoint_kimg": 10.0, "ema_ramp": 1.0}
    run = make_run(tmp_path / "run", store, ema_kimg=0.05, ema_others_kimg=(0.1, 0.2), **recipe)
    stopping = make_training(run)
    stopping.train(stop=lambda: stopping.progress.images >= 64)
    make_training(run).train()
    other = make_run(tmp_path / "other", store, ema_kimg=0.2, **recipe)
    make_training(other).train()
    wanted, found = averaged(other).state_dict(), averaged(run, ema_kimg=0.2).state_dict()
    assert all(torch.equal(found[name], value) for name, value in wanted.items())
    assert not torch.equal(averaged(run).stem_weight, found["stem_weight"])  # type: ignore

    model = export(run, tmp_path / "out", ema_kimg=0.2)
    assert model.facts["training"]["ema_kimg"] == 0.2
    with pytest.raises(TrainingError, match=r"averages of the half-lives 0.05, 0.1, 0.2 thousand"):
        export(run, tmp_path / "out", ema_kimg=0.3)
    with pytest.raises(TrainingError, match="ema_others_kimg cannot be changed"):
        add_branch(run, 160, tmp_path / "branch", {"ema_others_kimg": [1.0]})
    with pytest.raises(TrainingError, match="ascending, but is 2.0, 1.0"):
        changed(run.config, {"ema_others_kimg": [2.0, 1.0]})


def test_what_is_not_there_is_named(tmp_path: Path, store: FaceStore, training: Training) -> None:
    with pytest.raises(TrainingError, match="no checkpoint after 7 images; there are: 0, 240, 480"):
        load_generator(training.run, 7)
    with pytest.raises(TrainingError, match="has no checkpoint yet"):
        load_generator(make_run(tmp_path / "new", store))
    model = CategoryNetConfig(attributes=("Bright", "Large"), channels=(8, 8, 8))
    run = make_run(tmp_path / "net", store, model=model, loss="pixel", penalty="none", kimg=0.016)
    with pytest.raises(TrainingError, match="has no discriminator"):
        load_discriminator(run)
