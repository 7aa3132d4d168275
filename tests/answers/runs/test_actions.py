import dataclasses
import math
import time
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from facegen.answers.context import BUNDLED, Context
from facegen.answers.runs.actions import OFFERS, STATES, act, begin
from facegen.answers.runs.view import ShownState
from facegen.answers.runs.watch import Watch
from facegen.config import Settings
from facegen.data.store import FaceStore
from facegen.errors import FacegenError
from facegen.training.run.presets import PRESETS
from facegen.training.run.recording import record
from facegen.training.run.runs import Run
from tests.bundled import lend_bundled
from tests.training.conftest import TINY, make_run, make_training

DEEDS = sorted({offer.what for offers in OFFERS.values() for offer in offers})


@pytest.fixture(scope="session")
def faces(bundled: FaceStore) -> FaceStore:
    return bundled


def context_of(home: Path, **variables: str) -> Context:
    return Context(
        Settings.from_environment({"FACEGEN_HOME": str(lend_bundled(home)), **variables})
    )


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return context_of(tmp_path)


@pytest.fixture
def run(tmp_path: Path, faces: FaceStore) -> Run:
    return Run.create(tmp_path / "runs" / "first", PRESETS["xs"], faces)


def refusal(context: Context, action: dict[str, Any], secret: str = "") -> str:
    with pytest.raises(FacegenError) as caught:
        act(context, action, secret, BUNDLED)
    return str(caught.value)


@pytest.mark.parametrize("what", [*DEEDS, "two-minutes", "undo", "restart", "nonsense"])
def test_every_action_is_refused_where_training_is_off(tmp_path, run, what):
    closed = context_of(tmp_path, SYSTEM="spaces")
    before = sorted(tmp_path.rglob("*"))
    assert "off on this server" in refusal(closed, {"what": what, "run": "first", "images": 0})
    assert sorted(tmp_path.rglob("*")) == before


def test_the_secret_of_a_space_is_asked_for(tmp_path, run):
    variables = {"FACEGEN_TRAINING": "on", "FACEGEN_TRAINING_SECRET": "open sesame"}
    space = context_of(tmp_path, SYSTEM="spaces", **variables)
    action = {"what": "delete", "run": "first"}
    for wrong in ("", "open", "open sesame "):
        assert "secret" in refusal(space, action, wrong)
    assert "trash" in act(space, action, "open sesame", BUNDLED).text


def test_a_deleted_run_comes_back_by_its_token(context, run):
    done = act(context, {"what": "delete", "run": "first"}, "", BUNDLED)
    assert not run.folder.exists()
    back = act(context, {"what": "undo", "token": done.undo}, "", BUNDLED)
    assert back.run == "first"
    assert run.folder.exists()


@pytest.mark.parametrize(
    "action",
    [
        {},
        {"what": None},
        {"what": ["stop"], "run": "first"},
        {"what": "explode", "run": "first"},
        {"what": "stop"},
        {"what": "stop", "run": "../first"},
        {"what": "restart", "run": "first"},
        {"what": "restart", "run": "first", "images": math.nan},
        {"what": "restart", "run": "first", "images": 123},
        {"what": "pause", "run": "first"},
        {"what": "undo", "token": "../../etc"},
        {"what": "report", "run": "first"},
    ],
)
def test_nonsense_is_refused_with_a_sentence_and_nothing_is_lost(context, run, action):
    before = sorted(run.folder.rglob("*"))
    assert refusal(context, action).endswith((".", "first", "see below.", "again."))
    assert sorted(run.folder.rglob("*")) == before


def test_a_recording_cannot_be_changed(tmp_path, context, run):
    run.append_metrics({"images": 0, "seconds": 0.0})
    run.write_grids(0, {64: np.zeros((32, 64, 64, 3), np.uint8)})
    record(run, tmp_path / "shipped" / "recording")
    context.watch = Watch(tmp_path / "runs", [tmp_path / "shipped" / "recording"])
    assert "recording" in refusal(context, {"what": "delete", "run": "shipped-recorded"})


@pytest.mark.parametrize("name", ["../up", "a/b", ".hidden", "x" * 61, "a\nb", "ä"])
def test_a_name_that_is_no_name_is_refused(context, name):
    with pytest.raises(FacegenError, match="name of a run"):
        begin(context, "", BUNDLED, {"preset": "xs"}, name)
    assert list(context.settings.runs_home.iterdir()) == []


@pytest.mark.parametrize(
    "options",
    [
        {"preset": "none such"},
        {"preset": "xs", "batch": 0},
        {"preset": "xs", "batch": 1.5},
        {"preset": "xs", "kimg": math.nan},
        {"preset": "xs", "minutes": math.inf},
        {"preset": "xs", "rate": -1},
        {"preset": "xs", "loss": "none such"},
    ],
)
def test_settings_that_mean_nothing_start_nothing(context, options):
    with pytest.raises(FacegenError):
        begin(context, "", BUNDLED, options)
    assert list(context.settings.runs_home.iterdir()) == []


def test_a_run_grows_from_a_checkpoint_to_the_size_of_a_preset(context, run, faces, monkeypatch):
    monkeypatch.setitem(PRESETS, "tiny", dataclasses.replace(TINY, kimg=0.016))
    widths = {"generator_channels": (8, 8), "discriminator_channels": (8, 8)}
    small = make_run(
        run.folder.parent / "small",
        faces,
        model=dataclasses.replace(TINY.model, **widths),
        kimg=0.016,
    )
    make_training(small).train()
    with pytest.raises(FacegenError, match="no checkpoint after 5 images; there are: 0, 16"):
        begin(context, "", BUNDLED, {"preset": "tiny"}, "", (small, 5), grow=True)
    done = begin(context, "", BUNDLED, {"preset": "tiny"}, "", (small, 16), grow=True)
    assert done.run == "tiny-1"
    larger = Run(run.folder.parent / "tiny-1")
    deadline = time.monotonic() + 120
    while larger.state != "finished":
        assert larger.state in ("queued", "starting", "training"), larger.last_words
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert larger.scales_px == (4, 8, 16)
    assert larger.parent["run"] == "small"


def test_every_state_has_its_words_and_offers():
    assert set(STATES) == set(OFFERS) == set(get_args(ShownState))
    assert len({shown.words for shown in STATES.values()}) == len(STATES)
