from pathlib import Path

import pytest

from facegen.errors import TrainingError
from facegen.training.jobs.branches import add_branch, checkpoint_of
from facegen.training.run.live import Live
from facegen.training.run.runs import Run
from tests.training.conftest import curves


def test_a_branch_has_what_the_other_run_had_until_then(tmp_path: Path, trained: Run) -> None:
    run = add_branch(trained, 720, tmp_path / "branch", {"penalty_weight": 2.0, "kimg": 3})
    assert run.state in ("new", "stopped")
    assert [path.name for path in run.checkpoints()] == ["000000720"]
    ours, theirs = (one.checkpoints() for one in (run, trained))
    for name in ("state.json", "state.safetensors"):
        assert (ours[0] / name).read_bytes() == (theirs[1] / name).read_bytes()
    assert curves(run) == [line for line in curves(trained) if line["images"] <= 720]
    assert run.snapshots() == [images for images in trained.snapshots() if images <= 720]
    assert (run.config.kimg, run.config.penalty_weight) == (3, 2.0)
    assert run.parent == {
        "run": "trained", "images": 720, "changes": {"penalty_weight": 2.0, "kimg": 3},
    }  # fmt: skip
    assert run.faces == trained.faces
    assert run.open_store().folder == trained.open_store().folder


def test_what_was_chosen_outdoes_what_was_changed_before(tmp_path: Path, trained: Run) -> None:
    (before,) = trained.changes()
    run = add_branch(trained, 480, tmp_path / "branch", {"rate": 0.001})
    rates = {"rate_generator": 0.001, "rate_discriminator": 0.001}
    assert run.changes() == [before, {"images": 480, **rates}]
    plain = add_branch(trained, 480, tmp_path / "plain", {"kimg": 2})
    assert plain.changes() == [before]


def test_the_discriminator_keeps_a_rate_of_its_own(tmp_path: Path, trained: Run) -> None:
    """As `detail128` has one: what trains is what config.json says."""
    faster = add_branch(trained, 720, tmp_path / "faster", {"rate_discriminator": 0.015})
    run = add_branch(faster, 720, tmp_path / "branch", {"rate": 0.001})
    live = Live.of(run.config).at(run.changes(), 720)
    assert (live.rate_generator, live.rate_discriminator) == (0.001, 0.015)
    assert run.config.rate_discriminator == 0.015


def test_a_checkpoint_is_found_by_its_images(trained: Run) -> None:
    assert checkpoint_of(trained, 720) == trained.checkpoints()[1]
    with pytest.raises(TrainingError, match="no checkpoint after 500 images; there are: 480, 720,"):
        checkpoint_of(trained, 500)


def test_of_a_run_that_never_began_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="there are: none"):
        checkpoint_of(Run(tmp_path), 0)


def test_what_cannot_branch_is_named(tmp_path: Path, trained: Run) -> None:
    for images, options, message in (
        (500, {}, "no checkpoint after 500 images; there are: 480, 720, 960"),
        (480, {"optimizer": "rmsprop"}, "optimizer cannot be changed"),
        (480, {"preset": "s"}, "preset"),
        (480, {"rate": -1}, "--rate. must be"),
    ):
        with pytest.raises(TrainingError, match=message):
            add_branch(trained, images, tmp_path / "branch", options)
    (tmp_path / "there").mkdir()
    with pytest.raises(TrainingError, match="is there already"):
        add_branch(trained, 480, tmp_path / "there", {})
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
