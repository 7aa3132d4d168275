import shutil
from pathlib import Path

import pytest

from facegen.data.store import FaceStore, open_store
from facegen.errors import FacegenError, TrainingError
from facegen.training.jobs import jobs
from facegen.training.run.runs import Run
from tests.training.conftest import make_run, make_training, weights
from tests.training.jobs.conftest import until


def test_a_job_that_cannot_start_says_why(home: Path, store: FaceStore) -> None:
    with pytest.raises(TrainingError, match=r"faces of 64 px.*32 px"):
        jobs.start(home / "run", store.folder, {"preset": "xs"})
    for options, message in (
        ({"preset": "huge"}, "--preset must be one of .* but is huge"),
        ({"batch": float("nan")}, "--batch. must be a whole number from 1 and at most 4096"),
        ({"batch": "many"}, "but is many"),
        ({"rate": 10**400}, "--rate. must be a number above 0 and at most 1"),
        ({"loss": ["wgan"]}, "--loss must be one of"),
        ({"flip": 3}, "--flip must be true or false"),
        ({"model": None, "layers": 3}, "no option layers to choose"),
        ({"kimg": 1, "minutes": 1}, "either --kimg or --minutes"),
    ):
        with pytest.raises(TrainingError, match=message):
            jobs.start(home / "run", store.folder, options)
    assert not (home / "run").exists()


@pytest.mark.slow
def test_a_branch_is_what_a_changed_run_would_have_become(
    home: Path, store: FaceStore, trained: Run
) -> None:
    run = jobs.branch(trained, 720, home / "branch", {"rate": 0.001, "kimg": 1.2}, threads=1)
    assert run.parent == {
        "run": "trained", "images": 720, "changes": {"rate": 0.001, "kimg": 1.2},
    }  # fmt: skip
    until(lambda: run.state == "finished")
    assert [line["images"] for line in run.metrics()] == list(range(0, 1201, 80))
    assert trained.metrics()[-1]["images"] == 960

    other = make_run(home / "other", store)
    other.wishes.wish({"rate_generator": 0.002})
    training = make_training(other)
    training.train(stop=lambda: training.progress.images >= 720)
    other.write_config(run.config)
    other.wishes.wish({"rate_generator": 0.001, "rate_discriminator": 0.001})
    make_training(other).train()
    assert weights(other) == weights(run)
    assert other.changes() == run.changes()


def test_a_branch_that_has_spent_its_budget_already_is_not_begun(home: Path, trained: Run) -> None:
    for images, options in ((960, {}), (720, {"kimg": 0.5}), (960, {"minutes": 1e-6})):
        with pytest.raises(TrainingError, match=r"trained has spent its budget of .* give it more"):
            jobs.branch(trained, images, home / "branch", options)
    with pytest.raises(TrainingError, match="no checkpoint after 970 images"):
        jobs.branch(trained, 970, home / "branch", {})
    assert list(home.iterdir()) == []


def test_going_back_to_a_checkpoint_forgets_what_came_after(
    home: Path, store: FaceStore, trained: Run
) -> None:
    run = make_run(home / "run", store)
    training = make_training(run)

    def tell(share: float) -> None:
        if training.progress.images == 800:
            run.wishes.wish({"rate_generator": 0.0001})

    training.train(progress=tell)
    assert [line["images"] for line in run.changes()] == [816]
    jobs.restart(run, 720, threads=1)
    until(lambda: run.state == "finished")
    assert run.changes() == []
    plain = make_run(home / "plain", store)
    make_training(plain).train()
    assert weights(run) == weights(plain)
    with pytest.raises(TrainingError, match=r"has spent its budget of 0\.96 kimg; give it more"):
        jobs.resume(run)
    with pytest.raises(TrainingError, match="so rate cannot be chosen now"):
        jobs.resume(run, {"rate": 0.1})


def test_going_back_takes_nothing_away_where_it_cannot_go_on(
    home: Path, store: FaceStore, trained: Run
) -> None:
    moved = shutil.copytree(store.folder, home / "store")
    run = Run(shutil.copytree(trained.folder, home / "run"))
    run.move_store(open_store(moved))
    shutil.rmtree(moved)

    def files() -> dict[str, bytes]:
        there = [path for path in run.folder.rglob("*") if path.is_file()]
        return {str(path): path.read_bytes() for path in there}

    before = files()
    for images, message in ((720, "where no store is now"), (960, "has spent its budget")):
        with pytest.raises(FacegenError, match=message):
            jobs.restart(run, images, threads=1)
        assert files() == before
