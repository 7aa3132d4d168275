from pathlib import Path

import pytest

from facegen.data.sources.source import LARGEST_PICTURE_BYTES, FolderReader
from facegen.data.sources.tree import folder_tree


def listed(folder: Path, name: str) -> list[str]:
    """Return what a folder of this one file lists as pictures."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(b"x")
    return folder_tree(folder).pictures


@pytest.mark.parametrize("name", ["a.jpg", "a.JPEG", "b/c d/a.png", "ä.webp", "a.b.jpg"])
def test_names_of_pictures(tmp_path: Path, name: str) -> None:
    assert listed(tmp_path, name) == [name]


@pytest.mark.parametrize(
    "name",
    [
        "a.gif",
        "jpg",
        ".jpg",
        ".a.jpg",
        ".git/a.jpg",
        "a/.b/c.jpg",
        "__MACOSX/a.jpg",
        "@eaDir/a.jpg",
    ],
)
def test_names_of_other_things(tmp_path: Path, name: str) -> None:
    assert listed(tmp_path, name) == []


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with open(tmp_path / "huge.jpg", "wb") as file:
        file.truncate(LARGEST_PICTURE_BYTES + 1)  # sparse: takes no room
    tree = folder_tree(tmp_path)
    assert (tree.pictures, tree.sizes) == (["huge.jpg"], {"huge.jpg": LARGEST_PICTURE_BYTES + 1})
    with pytest.raises(OSError, match="is larger than 256 MiB"):
        FolderReader(tmp_path)("huge.jpg")
