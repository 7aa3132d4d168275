import zipfile
from pathlib import Path

import pytest

from facegen.data.sources.detect import open_source
from facegen.errors import DataError


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="none does not exist"):
        open_source(tmp_path / "none")


def test_something_else(tmp_path: Path) -> None:
    (tmp_path / "notes.doc").write_text("hello")
    with pytest.raises(DataError, match="neither a folder, nor a zip archive, nor a parquet file"):
        open_source(tmp_path / "notes.doc")
    (tmp_path / "face.jpg").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(DataError, match="is one file; name the folder it is in"):
        open_source(tmp_path / "face.jpg")


def test_an_archive_without_tables_is_pictures(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "pictures.zip", "w") as contents:
        contents.writestr("a.jpg", b"x")
    source = open_source(tmp_path / "pictures.zip")
    assert (source.names, source.title, source.crop) == (["a.jpg"], "pictures", "square")


def test_an_archive_without_pictures(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as contents:
        contents.writestr("b.zip", b"x")
    with pytest.raises(DataError, match=r"a\.zip holds no picture .*Passed over: .*b\.zip"):
        open_source(tmp_path / "a.zip")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", r"is empty \(0 bytes\)"),
        (b"version https://git-lfs.github.com/spec/v1\n", "is a Git LFS pointer, .*git lfs pull"),
        (b"<!DOCTYPE html>", "is a web page"),
        (b"PK\x03\x04" + bytes(99), "not a whole zip archive .*ended before it was whole"),
    ],
)
def test_an_archive_that_is_none_is_named_for_what_it_is(
    tmp_path: Path, data: bytes, message: str
) -> None:
    (tmp_path / "img_align_celeba.zip").write_bytes(data)
    with pytest.raises(DataError, match=message):
        open_source(tmp_path / "img_align_celeba.zip")
    with pytest.raises(DataError, match=f"holds no picture .*{message}"):
        open_source(tmp_path)


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match=r"holds no picture \(\.jpg, \.png, \.webp, \.avif or \.bmp\)"
    ):
        open_source(tmp_path)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.7z", b"7z", "archives that are not read: unpack them"),
        ("a.zip.crdownload", b"PK\x03\x04", "downloads that have not ended"),
        ("a.arrow", b"ARROW1", "containers that are not read: save them as parquet"),
        ("a.csv", b"<html>", "is a web page"),
        ("a.xlsx", b"PK\x03\x04", "save them as CSV"),
    ],
)
def test_files_of_other_kinds(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DataError, match=message):
        open_source(tmp_path / name)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("hello", "expected at least one attribute"),
        ("to do\nread more\n", "names none of the 2 pictures"),
        ("a.jpg\nb.jpg\n", "expected at least one attribute"),
    ],
)
def test_a_text_that_is_no_table_of_the_pictures_beside_it_is_refused(
    tmp_path: Path, table: str, message: str
) -> None:
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "notes.txt").write_text(table)
    with pytest.raises(DataError, match=message):
        open_source(tmp_path / "notes.txt")
    assert open_source(tmp_path).names == ["a.jpg", "b.jpg"]


def test_a_table_stands_for_the_folder_it_lies_in(tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "told.txt").write_text("name Smiling\na.jpg 1\n")
    (tmp_path / "other.txt").write_text("hello")
    source = open_source(tmp_path / "told.txt")
    assert (source.names, source.attribute_names) == (["a.jpg"], ("Smiling",))
    assert source.notes[-1] == "told.txt is a table; its folder was read."


def test_an_archive_of_another_name_is_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "pictures.zip.1", "w") as contents:
        contents.writestr("a.jpg", b"x")
    assert open_source(tmp_path / "pictures.zip.1").names == ["a.jpg"]


def test_a_store_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(DataError, match="is a prepared store already"):
        open_source(tmp_path)
