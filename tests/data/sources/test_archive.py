import io
import pickle
import zipfile
from pathlib import Path

import pytest

from facegen.data.sources.archive import ZipReader
from facegen.data.sources.tree import zip_tree
from facegen.errors import DataError

TEXT = b"some bytes that repeat, some bytes that repeat, some bytes that repeat"


def archive(path: Path, method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", method) as contents:
        contents.writestr("b/2.png", TEXT)
        contents.writestr("b/", b"")
        contents.writestr("a/1.jpg", TEXT[::-1])
        contents.writestr("notes.txt", b"no picture")
    return path


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_are_listed_and_read(tmp_path: Path, method: int) -> None:
    path = archive(tmp_path / "a.zip", method)
    tree = zip_tree(path)
    assert tree.pictures == ["a/1.jpg", "b/2.png"]
    places = [tree.places[name] for name in tree.pictures]
    read = pickle.loads(pickle.dumps(ZipReader(path)))
    assert [read(place) for place in places] == [TEXT[::-1], TEXT]


def test_streamed_archives_are_read(tmp_path: Path) -> None:
    # Their sizes stand behind each member and only zeros before it.
    path = tmp_path / "a.zip"
    with _Pipe(path, "w") as pipe, zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as contents:
        contents.writestr("a.jpg", TEXT)
    (place,) = zip_tree(path).places.values()
    assert ZipReader(path)(place) == TEXT


class _Pipe(io.FileIO):
    """A file that can only be written on and on."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise io.UnsupportedOperation


@pytest.mark.parametrize(
    ("method", "old", "new", "message"),
    [
        (zipfile.ZIP_STORED, b"some", b"sane", "does not fit its checksum"),
        (zipfile.ZIP_STORED, b"PK\x03\x04", b"PK\x03\x05", "is not where"),
        (zipfile.ZIP_DEFLATED, b"2.png", b"2.png\xff\xff", "cannot be unpacked"),
        (zipfile.ZIP_BZIP2, b"", b"", "is packed by method 12; stored and deflated can be read"),
    ],
)
def test_damaged_members_are_refused(
    tmp_path: Path, method: int, old: bytes, new: bytes, message: str
) -> None:
    path = archive(tmp_path / "a.zip", method)
    place = zip_tree(path).places["b/2.png"]
    data = path.read_bytes()
    path.write_bytes(data.replace(old, new, 1) if old else data)
    with pytest.raises(OSError, match=message):
        ZipReader(path)(place)


def test_a_member_that_claims_less_than_it_holds_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", zipfile.ZIP_DEFLATED)
    place = zip_tree(path).places["b/2.png"]._replace(size_bytes=10)
    with pytest.raises(OSError, match="does not fit its checksum"):
        ZipReader(path)(place)


def test_a_member_too_large_is_not_unpacked(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip")
    place = zip_tree(path).places["b/2.png"]._replace(size_bytes=1 << 40)
    with pytest.raises(OSError, match="is larger than 256 MiB"):
        ZipReader(path)(place)


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(TEXT)
    with pytest.raises(DataError, match=r"a\.zip is not a whole zip archive"):
        zip_tree(path)
