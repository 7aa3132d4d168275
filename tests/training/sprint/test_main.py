"""The rehearsal of ten minutes on a GPU: the same command, tiny networks, on this machine."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from facegen.data.packing import pack
from facegen.data.store import FaceStore
from facegen.training.outcome.export import export
from facegen.training.sprint.parcel import receive

pytestmark = pytest.mark.long

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
