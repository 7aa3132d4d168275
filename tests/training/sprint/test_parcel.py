from dataclasses import replace
from pathlib import Path

import pytest
import safetensors.torch
import torch

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.training.engine.state import load_state, under
from facegen.training.sprint import parcel
from facegen.training.sprint.parcel import receive, send_parcel
from tests.training.conftest import make_run, make_training


def test_a_parcel_holds_a_run_but_for_its_moments(
    store: FaceStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run(tmp_path / "run", store, kimg=0.32)
    assert send_parcel(run, tmp_path / "none") is None
    make_training(run).train()
    monkeypatch.setattr(parcel, "WEIGHTS_BYTES", 8_000)
    assert send_parcel(run, tmp_path / "out") == 320
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
    generator = tmp_path / "out" / "generator-0.safetensors"
    older = safetensors.torch.load_file(generator)
    generator.write_bytes(safetensors.torch.save(older, {"images": "160"}))
    with pytest.raises(
        TrainingError, match=r"is of a checkpoint after 160 images, but run\.zip of"
    ):
        receive(tmp_path / "out", tmp_path / "mixed", store)
    generator.write_bytes(generator.read_bytes()[:-1])
    with pytest.raises(TrainingError, match="is not the parcel of a run, or not whole"):
        receive(tmp_path / "out", tmp_path / "cut", store)
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
