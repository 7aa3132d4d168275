import pickle
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facegen.data.chunks import PICTURES_A_CHUNK, Chunk, FaceMaker, chunks_of
from facegen.data.sources.detect import open_source
from facegen.data.sources.source import FolderReader

OFFSET = 128


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pictures and one broken one, and a file for their faces."""
    for i, name in enumerate(["a.png", "c.png"]):
        Image.new("RGB", (16, 16), (i + 1, 0, 0)).save(tmp_path / name)
    (tmp_path / "b.png").write_bytes(b"")
    (tmp_path / "faces").write_bytes(bytes([9]) * (OFFSET + 7 * 8 * 8 * 3))
    return tmp_path


def test_faces_are_written_at_their_place(folder: Path) -> None:
    make = FaceMaker(FolderReader(folder), 8, "square", folder / "faces", OFFSET)
    make = pickle.loads(pickle.dumps(make))
    done = make(Chunk(2, ["a.png", "b.png", "c.png"], ["a.png", "b.png", "c.png"]))
    make.close()
    data = (folder / "faces").read_bytes()
    faces = np.frombuffer(data, np.uint8, offset=OFFSET).reshape(7, 8, 8, 3)
    assert faces[:, 0, 0, 0].tolist() == [9, 9, 1, 0, 2, 9, 9]
    assert data[:OFFSET] == bytes([9]) * OFFSET
    assert (done.first, done.count, done.enlarged) == (2, 3, 0)
    assert done.checksum == zlib.crc32(faces[2:5].tobytes())
    assert done.rejects == ((3, "is empty (0 bytes)"),)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("line\nbreak.png", "has a name with a line break, or that is not UTF-8"),
        ("latin\udce9.png", "has a name with a line break, or that is not UTF-8"),
        ("gone.png", "could not be read (No such file or directory)"),
    ],
)
def test_pictures_that_cannot_be_named_or_read_are_rejected(
    folder: Path, name: str, reason: str
) -> None:
    make = FaceMaker(FolderReader(folder), 8, "square", folder / "faces", OFFSET)
    assert make(Chunk(0, [name], [name])).rejects == ((0, reason),)
    make.close()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"version https://git-lfs.github.com/spec/v1\n", "is a Git LFS pointer"),
        (b"<!DOCTYPE html>", "is a web page"),
        (bytes(99), "begins with zeros alone"),
        (b"hello", "is not a JPEG, PNG, WebP, AVIF, GIF or BMP picture"),
        (b"\xff\xd8\xff", "is"),
    ],
)
def test_what_is_no_picture_is_named_for_what_it_is(
    folder: Path, content: bytes, reason: str
) -> None:
    (folder / "d.png").write_bytes(content)
    make = FaceMaker(FolderReader(folder), 8, "square", folder / "faces", OFFSET)
    ((_, found),) = make(Chunk(0, ["d.png"], ["d.png"])).rejects
    assert found.startswith(reason)
    assert "another name" not in found
    make.close()


def test_chunks_cover_a_source_once(tmp_path: Path) -> None:
    for i in range(PICTURES_A_CHUNK + 3):
        (tmp_path / f"{i:04d}.png").touch()
    first, second = chunks_of(open_source(tmp_path))
    assert (first.first, len(first.names)) == (0, PICTURES_A_CHUNK)
    assert second.first == PICTURES_A_CHUNK
    assert second.names == second.places == ["0128.png", "0129.png", "0130.png"]
