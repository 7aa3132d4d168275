import os
import time
from contextlib import nullcontext
from pathlib import Path

import pytest

from facegen.files import LEFT_SEC, passing_folder, whole_folder, write_whole


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    for content in (b"one", b"two"):
        write_whole(tmp_path / "file", content)
        assert (tmp_path / "file").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_fails_leaves_the_old_file(tmp_path: Path) -> None:
    write_whole(tmp_path / "file", b"old")
    with pytest.raises(TypeError):
        write_whole(tmp_path / "file", None)  # type: ignore[arg-type]
    assert (tmp_path / "file").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_is_there_once_it_is_filled(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "in" / "folder") as partial:
        (partial / "file").write_text("new")
        assert not (tmp_path / "in" / "folder").exists()
    assert (tmp_path / "in" / "folder" / "file").read_text() == "new"
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["folder"]


def test_a_folder_that_cannot_be_filled_leaves_nothing(tmp_path: Path) -> None:
    def fill() -> None:
        with whole_folder(tmp_path / "folder") as partial:
            (partial / "file").write_text("half")
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        fill()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("replace", [True, False])
def test_what_is_there_is_replaced_only_where_that_is_meant(tmp_path: Path, replace: bool) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "old").write_text("old")
    (tmp_path / ".partial-folder").mkdir()  # of a process that was killed
    (tmp_path / ".partial-folder" / "half").write_text("half")
    expected = nullcontext() if replace else pytest.raises(OSError, match="folder")
    with expected, whole_folder(tmp_path / "folder", replace) as partial:
        (partial / "new").write_text("new")
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))
    assert left == ["folder", "folder/new" if replace else "folder/old"]


def test_a_passing_folder_is_gone_and_takes_what_killed_processes_left(tmp_path: Path) -> None:
    for name, age_sec in (("old", LEFT_SEC + 60), ("at work", LEFT_SEC - 600)):
        left = tmp_path / f".passing-{name}"
        left.mkdir()
        (left / "half").write_text("half")
        os.utime(left, (0, time.time() - age_sec))
    with passing_folder(tmp_path / "place") as one, passing_folder(tmp_path / "place") as other:
        assert one != other
        assert one.parent == other.parent == tmp_path
        assert not list(one.iterdir())
        (one / "file").write_text("half")
    assert [path.name for path in tmp_path.iterdir()] == [".passing-at work"]
