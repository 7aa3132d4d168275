import json
from pathlib import Path

import pytest
import torch

from facegen.errors import TrainingError
from facegen.training.engine.state import (
    DamagedError,
    TrainingProgress,
    load_state,
    save_state,
    under,
)

PROGRESS = TrainingProgress(step=7, images=112, seconds=3.5, rate_factor=0.25, falls=2)


@pytest.fixture
def tensors() -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    return {
        "generator.weight": torch.randn(4, 3).T,  # not contiguous
        "optimizer.generator.0.step": torch.tensor(7),
        "counter.augment": torch.tensor(0.5),
        "average.half": torch.randn(5).to(torch.bfloat16),
        "empty": torch.zeros(0, 3),
    }


def test_what_is_saved_comes_back_to_the_last_bit(
    tmp_path: Path, tensors: dict[str, torch.Tensor]
) -> None:
    save_state(tmp_path, tensors, PROGRESS)
    found, progress = load_state(tmp_path)
    assert progress == PROGRESS
    assert found.keys() == tensors.keys()
    for name, value in tensors.items():
        assert found[name].dtype == value.dtype
        assert torch.equal(found[name], value)


def test_equal_states_are_equal_bytes(tmp_path: Path, tensors: dict[str, torch.Tensor]) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        save_state(tmp_path / name, tensors, PROGRESS)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


@pytest.mark.parametrize("name", ["state.safetensors", "state.json"])
@pytest.mark.parametrize("place", [0.05, 0.5, 0.95])
def test_a_byte_that_is_not_as_it_was_is_noticed(
    tmp_path: Path, tensors: dict[str, torch.Tensor], name: str, place: float
) -> None:
    save_state(tmp_path, tensors, PROGRESS)
    content = bytearray((tmp_path / name).read_bytes())
    content[int(place * len(content))] ^= 1
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DamagedError, match=f"Checkpoint {tmp_path} is damaged"):
        load_state(tmp_path)


def test_any_digit_of_the_plain_values_that_is_not_as_it_was_is_noticed(tmp_path: Path) -> None:
    save_state(tmp_path, {"counter.augment": torch.tensor(0.5)}, PROGRESS)
    path = tmp_path / "state.json"
    whole = path.read_bytes()
    digits = [place for place, byte in enumerate(whole) if chr(byte).isdigit()]
    assert len(digits) > 8
    for place in digits:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(TrainingError, match=r"is damaged|of checkpoint format 0"):
            load_state(tmp_path)


@pytest.mark.parametrize("name", ["state.safetensors", "state.json"])
def test_a_file_that_is_not_there_or_cut_off_is_damage(
    tmp_path: Path, tensors: dict[str, torch.Tensor], name: str
) -> None:
    save_state(tmp_path, tensors, PROGRESS)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DamagedError):
        load_state(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(DamagedError, match="No such file"):
        load_state(tmp_path)


def test_one_of_another_format_is_left_to_the_facegen_that_wrote_it(
    tmp_path: Path, tensors: dict[str, torch.Tensor]
) -> None:
    save_state(tmp_path, tensors, PROGRESS)
    facts = json.loads((tmp_path / "state.json").read_text())
    (tmp_path / "state.json").write_text(json.dumps({**facts, "format": 2}))
    with pytest.raises(TrainingError, match="is of checkpoint format 2, .* reads 1") as refused:
        load_state(tmp_path)
    assert not isinstance(refused.value, DamagedError)


def test_an_older_one_without_a_checksum_is_read(
    tmp_path: Path, tensors: dict[str, torch.Tensor]
) -> None:
    save_state(tmp_path, tensors, PROGRESS)
    facts = json.loads((tmp_path / "state.json").read_text())
    del facts["checksum"]
    (tmp_path / "state.json").write_text(json.dumps(facts))
    assert load_state(tmp_path)[1] == PROGRESS


def test_a_part_is_what_begins_with_its_name(tensors: dict[str, torch.Tensor]) -> None:
    assert list(under(tensors, "optimizer")) == ["generator.0.step"]
    assert list(under(tensors, "optimizer.generator")) == ["0.step"]
    assert under(tensors, "gen") == {}
