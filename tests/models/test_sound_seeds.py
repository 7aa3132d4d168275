"""A table of sound seeds comes back as it was, and another's or a damaged one is refused."""

import json
from pathlib import Path

import numpy as np
import pytest

from facegen.errors import ModelError, QueryError
from facegen.models.checkpoint import save_checkpoint
from facegen.models.places import shipped
from facegen.models.sound_seeds import FILE, MOST_SEEDS, SoundSeeds
from tests.tiny import tiny_generator

FEW = np.array([True, False, True, True, False, False, False, False, False, True, False])


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    save_checkpoint(tmp_path, tiny_generator().freeze(), "card")
    SoundSeeds(FEW, 0.7, {"Wearing_Hat": (0.04, 0.01)}, {"least": 0.94}).save(tmp_path)
    return tmp_path


def test_it_comes_back_as_it_was(kept: Path) -> None:
    found = SoundSeeds.load(kept)
    np.testing.assert_array_equal(found.sound, FEW)
    assert (found.truncation, found.facts) == (0.7, {"least": 0.94})
    assert found.rarer == {"Wearing_Hat": (0.04, 0.01)}
    assert [seed for seed in range(-3, 40) if seed in found] == [0, 2, 3, 9]
    assert found.among([9, 5, 3, 11]) == [9, 3]
    with pytest.raises(QueryError, match="None of these seeds is known .* the first 11 were"):
        found.among([1, 12])


def test_the_bit_of_a_seed_is_where_scripts_look_for_it(kept: Path) -> None:
    assert SoundSeeds.load(kept).bits == "DQI="  # 0b00001101, 0b00000010


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("format", 2, "is of another version"),
        ("generator", "0", "is of other weights"),
        ("bits", "DQ==", "is of another version"),
        ("bits", "AAA=", "is of another version"),
        ("bits", "DQI=DQI=", "is damaged"),
        ("bits", 3, "is damaged"),
        ("seeds", 0, "seeds must be a whole number from 1"),
        ("seeds", MOST_SEEDS + 1, "seeds must be a whole number from 1"),
        ("truncation", "0.7", "truncation must be a number"),
        ("rarer", {"Wearing_Hat": [0.04]}, "is damaged"),
        ("rarer", {"Wearing_Hat": [0.04, 4]}, "a share must be a number from 0 to 1"),
        ("rarer", ["Wearing_Hat"], "is damaged"),
    ],
)
def test_what_is_none_or_anothers_is_refused(kept: Path, field: str, value, said: str) -> None:
    described = json.loads((kept / FILE).read_text())
    (kept / FILE).write_text(json.dumps({**described, field: value}))
    with pytest.raises(ModelError, match=said) as refused:
        SoundSeeds.load(kept)
    assert f"facegen.latent sound {kept}" in str(refused.value)


def test_without_a_table_it_is_said_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="has no sound seeds; make them with"):
        SoundSeeds.load(tmp_path)


def test_the_generator_that_ships_has_one_of_its_own() -> None:
    (folder,) = [folder for folder in shipped() if (folder / FILE).exists()]
    found = SoundSeeds.load(folder)
    assert len(found.sound) >= 4096
    assert 0.5 < found.sound.mean() < 0.95
