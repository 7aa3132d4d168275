"""The rehearsal of ten minutes on a GPU: the same command, tiny networks, on this machine."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from facegen.data.packing import pack
from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.models.msg_gan import Discriminator, Generator, MsgGanConfig
from facegen.training.engine.state import load_state, under
from facegen.training.outcome.export import export
from facegen.training.sprint import choosing, parcel
from facegen.training.sprint.compiling import are_faster
from facegen.training.sprint.course import Course
from facegen.training.sprint.parcel import receive, send
from facegen.training.sprint.shapes import SHAPES
from facegen.training.sprint.supervisor import Sprint
from tests.training.conftest import make_run, make_training

ROOT = Path(__file__).parents[3]
ABSENT = ("gradio", "av", "plotly", "psutil")
BARE = f"""
import sys
sys.modules |= dict.fromkeys({ABSENT!r})  # importing one of them fails, as where it is not there
"""


@pytest.mark.timeout(900)  # it ends within a minute, but where many others compute beside it
def test_a_sprint_on_a_bare_machine_brings_home_what_goes_on(
    store: FaceStore, tmp_path: Path
) -> None:
    pack(store, tmp_path / ".carry" / "parts", 0.2)
    (tmp_path / "bare").mkdir()
    # every process a sprint starts reads it too
    (tmp_path / "bare" / "sitecustomize.py").write_text(BARE)

    def sprint(out: str, *more: str) -> dict[str, object]:
        command = [sys.executable, "-m", "facegen.training.sprint", ".carry/parts"]
        command += [f"--out={out}", "--seconds=800", "--rehearse", "--compile=off", "--device=cpu"]
        path = os.pathsep.join((f"{tmp_path / 'bare'}", f"{ROOT}"))
        done = subprocess.run(
            [*command, *more],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads((tmp_path / out / "sprint.json").read_text())

    first = sprint("out")
    assert first["images"] == 1024  # the first multiple of 64 past 1,000
    assert "frechet_random" in first["measures"]  # type: ignore[operator]
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"run.zip", "samples.webp", "sprint.json"} | {
        f"{name}-0.safetensors" for name in ("average", "generator", "discriminator")
    }
    second = sprint("out2", "--from=out")
    assert second["images"] == 2048
    assert any("going on from out" in note for note in second["notes"])  # type: ignore[attr-defined]

    run = receive(tmp_path / "out2", tmp_path / "run", store)
    assert [line["images"] for line in run.metrics()][-1] == 2048
    model = export(run, tmp_path / "checkpoint")
    assert model.facts["training"]["images"] == 2048
    assert (tmp_path / "checkpoint" / "training" / "through_time.webp").exists()


def test_what_a_sprint_needs_is_imported_without_what_a_bare_machine_lacks() -> None:
    rooms = ", ".join(
        f"facegen.training.sprint.{name}" for name in ("__main__", "trials", "sitting", "parcel")
    )
    code = f"{BARE}\nimport {rooms}\nassert all(sys.modules[name] is None for name in {ABSENT!r})"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_a_parcel_holds_a_run_but_for_its_moments(
    store: FaceStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run(tmp_path / "run", store, kimg=0.32)
    assert send(run, tmp_path / "none") is None
    make_training(run).train()
    monkeypatch.setattr(parcel, "WEIGHTS_BYTES", 8_000)
    assert send(run, tmp_path / "out") == 320
    files = sorted((tmp_path / "out").glob("*.safetensors"))
    assert len(files) > 3
    assert max(path.stat().st_size for path in files) < 8_000 + 12_000  # and what names its tensors
    back = receive(tmp_path / "out", tmp_path / "back", store)
    assert back.metrics()[-1]["images"] == 320
    assert back.snapshots() == run.snapshots()
    (was, progress), (now, same) = (load_state(one.checkpoints()[-1]) for one in (run, back))
    assert same == progress
    for name in ("average", "generator", "discriminator"):
        for key, value in under(was, name).items():
            torch.testing.assert_close(under(now, name)[key], value, rtol=1e-3, atol=1e-6)
    assert not under(now, "optimizer")
    back.write_config(replace(back.config, kimg=0.48))
    assert make_training(back).train()
    assert int(back.checkpoints()[-1].name) == 480
    with pytest.raises(TrainingError, match="is there already"):
        receive(tmp_path / "out", tmp_path / "back", store)
    for path in (tmp_path / "out").glob("generator-*"):
        path.unlink()
    from_average = receive(tmp_path / "out", tmp_path / "again", store)
    again = load_state(from_average.checkpoints()[-1])[0]
    for key, value in under(again, "average").items():
        torch.testing.assert_close(under(again, "generator")[key], value)
    for path in (tmp_path / "out").glob("discriminator-*"):
        path.unlink()
    with pytest.raises(TrainingError, match="lacks the weights of its discriminator"):
        receive(tmp_path / "out", tmp_path / "third", store)


@pytest.mark.parametrize("name", list(SHAPES))
def test_every_shape_ships_in_files_that_are_small_enough(name: str) -> None:
    model = SHAPES[name].model
    assert isinstance(model, MsgGanConfig)
    assert model.scales_px[-1] == 128
    with torch.device("meta"):
        generator = sum(2 * p.numel() for p in Generator(model).state_dict().values())
        discriminator = sum(2 * p.numel() for p in Discriminator(model).state_dict().values())
    assert generator < 9_900_000
    assert 2 * generator + discriminator < 50_000_000


@pytest.mark.parametrize(
    ("paces", "wanted"),
    [
        ({"sprint-l:64": 3000}, "sprint-l:64"),
        ({"sprint-l:64": 1800, "sprint-l:128": 2600}, "sprint-l:128"),
        ({"sprint-l:64": 900, "sprint-m:64": 2600}, "sprint-m:64"),
        ({"sprint-l:64": 900, "sprint-m:64": 1000, "sprint-s:64": 1100}, "sprint-s:64"),
        ({}, "sprint-s:64"),
    ],
)
def test_the_widest_shape_that_sees_enough_is_taken(
    store: FaceStore,
    monkeypatch: pytest.MonkeyPatch,
    paces: dict[str, float],
    wanted: str,
) -> None:
    def trial(course: Course, store: FaceStore, name: str, batch: int, until: float) -> dict:
        tried = {"shape": name, "batch": batch}
        found = paces.get(f"{name}:{batch}")
        return {**tried, "images_per_sec": found} if found else {**tried, "error": "no memory"}

    monkeypatch.setattr(choosing, "trial", trial)
    chosen = choosing.choose(Course(570), store)  # 520 s of training: 2,308 a second
    assert f"{chosen.preset}:{chosen.batch}" == wanted


def test_a_process_that_fails_is_begun_again_at_another_batch(
    store: FaceStore, tmp_path: Path
) -> None:
    run = make_run(tmp_path / "run", store)
    sprint = Sprint(tmp_path / "out", tmp_path, Course(60))
    log = run.folder / "log.txt"
    log.write_text("It ended by an error in facegen, or for want of memory: ValueError: no\n")
    run.write_config(replace(run.config, compile=True))
    sprint._mend(run)
    assert (run.config.compile, run.config.batch) == (False, 16)
    sprint._mend(run)
    assert (run.config.compile, run.config.batch) == (False, 16)
    log.write_text(
        "It ended by an error in facegen, or for want of memory: "
        "OutOfMemoryError: CUDA out of memory. Tried to allocate\n"
    )
    sprint._mend(run)
    assert (run.config.compile, run.config.batch) == (False, 8)
    sprint._mend(run)
    assert (run.config.compile, run.config.batch) == (False, 8)


@pytest.mark.parametrize(
    ("plain", "compiled", "worth"), [(1000, 1500, True), (1000, 1100, False), (1000, None, False)]
)
def test_compiled_networks_are_used_where_they_are_faster(
    plain: float, compiled: float | None, worth: bool
) -> None:
    tried = {"shape": "sprint-m", "batch": 64}
    found = {"images_per_sec": compiled} if compiled else {"error": "no compiler"}
    said = [
        json.dumps({**tried, "compile": False, "images_per_sec": plain}),
        "a line of some library",
        json.dumps({**tried, "compile": True, **found}),
    ]
    course = Course(600)
    assert are_faster(course, said) is worth
    assert not are_faster(course, said[:1])
