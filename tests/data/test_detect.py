import zipfile
from pathlib import Path

import pytest

from facegen.data.detect import open_source
from facegen.errors import DataError


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="none does not exist"):
        open_source(tmp_path / "none")


def test_something_else(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(DataError, match="neither a folder, nor a zip archive, nor a parquet file"):
        open_source(tmp_path / "notes.txt")


def test_an_archive_without_tables(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "pictures.zip", "w") as contents:
        contents.writestr("a.jpg", b"x")
    with pytest.raises(DataError, match=r"no list_attr_celeba\.txt or \.csv beside it"):
        open_source(tmp_path / "pictures.zip")


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"holds no picture \(\.jpg, \.jpeg, \.png or \.webp\)"):
        open_source(tmp_path)
