"""Two processes that share a batch learn what one learns from the whole of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from facegen.data.store import FaceStore
from facegen.training.engine.state import load_state
from facegen.training.engine.world import World
from facegen.training.run.runs import Run
from tests.training.conftest import curves, make_run, make_training

ROOT = Path(__file__).parents[3]


def train_in_two_processes(run: Run) -> None:
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    command += ["-m", "facegen.training", "resume", str(run.folder), "--device=cpu", "--threads=1"]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


# The means of the relativistic hinge couple the processes' samples; pairs must stay together.
@pytest.mark.parametrize(("loss", "penalty"), [("rahinge", "r1"), ("rp", "r1r2")])
def test_two_processes_equal_one_with_the_doubled_batch(
    tmp_path: Path, store: FaceStore, loss: str, penalty: str
) -> None:
    changes = {"loss": loss, "penalty": penalty, "penalty_interval": 2}
    changes |= {"kimg": 0.128, "metrics_kimg": 0.032}
    alone = make_run(tmp_path / "alone", store, **changes)
    make_training(alone).train()
    shared = make_run(tmp_path / "shared", store, **changes)
    train_in_two_processes(shared)
    ours, theirs = (load_state(run.checkpoints()[-1])[0] for run in (alone, shared))
    start, _ = load_state(alone.checkpoints()[0])
    assert ours.keys() == theirs.keys()
    networks = ("generator.", "discriminator.", "average.")
    moved = differed = 0.0
    # What is added to every logit changes no loss here, so its gradient is rounding noise.
    names = {name for name in ours if name.startswith(networks)} - {"discriminator.logit.bias"}
    for name in sorted(names):
        moved += float((ours[name] - start[name]).square().sum())
        differed += float((ours[name] - theirs[name]).square().sum())
    assert differed < 1e-6 * moved
    for line, other in zip(curves(alone), curves(shared), strict=True):
        assert other == pytest.approx(line, rel=1e-3, abs=1e-4)


def test_alone_every_answer_is_ones_own() -> None:
    world = World()
    batch = torch.arange(6.0)
    assert world.leads
    assert torch.equal(world.share(batch), batch)
    assert world.mean(batch) is batch
    assert world.largest(1.0, 2.0) == [1.0, 2.0]


def test_shares_are_neighbours_and_whole() -> None:
    batch = torch.arange(8)
    shares = [World(rank, 4).share(batch) for rank in range(4)]
    assert [share.tolist() for share in shares] == [[0, 1], [2, 3], [4, 5], [6, 7]]
