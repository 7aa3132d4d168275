from pathlib import Path

import pytest

from facegen.errors import ModelError
from facegen.models.named import folder_of
from facegen.shipped import CHECKPOINTS


def test_a_folder_and_what_ships_are_found_where_they_lie(tmp_path: Path) -> None:
    assert folder_of(tmp_path) == tmp_path
    assert folder_of(str(tmp_path)) == tmp_path
    assert folder_of("celeba128") == (CHECKPOINTS / "celeba128").resolve()


@pytest.mark.parametrize("name", ["nobody", "a/b/c", "owner/", "-/-", "x" * 5000, "a\0b"])
def test_a_name_that_means_nothing_is_refused_without_a_network(name: str) -> None:
    with pytest.raises(ModelError) as refused:
        folder_of(name)
    said = str(refused.value)
    assert said.startswith(f"There is no checkpoint '{name[:80]}': it is no folder")
    assert "those that ship (attributes, category, celeba128)" in said
    assert said.endswith("which is written as owner/name.")
