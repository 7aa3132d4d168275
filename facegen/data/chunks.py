"""One chunk of pictures made into faces: the work that is shared out among processes.

Chunks are written into one file at their own places, so they may be done in any order and again.
"""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Any

import numpy as np

from facegen.data.pictures import UnusablePicture, face_of
from facegen.data.sources.source import Source
from facegen.disguise import HEAD_BYTES, disguise

PICTURES_A_CHUNK = 128


@dataclass(frozen=True)
class Chunk:
    """Some pictures in a row: number of the first, names, and places for the reader."""

    first: int
    names: Sequence[str]
    places: Sequence[Any]


@dataclass(frozen=True)
class Written:
    """What became of a chunk.

    Attributes:
        first: Number of its first picture.
        count: How many pictures it has.
        checksum: CRC-32 of its faces as written, those of rejected pictures being zero.
        enlarged: How many faces are larger than the picture they were made of.
        rejects: Number and reason of each picture no face could be made of.
    """

    first: int
    count: int
    checksum: int
    enlarged: int
    rejects: tuple[tuple[int, str], ...]


def chunks_of(source: Source) -> Iterator[Chunk]:
    """Divide a source into chunks."""
    for first in range(0, len(source), PICTURES_A_CHUNK):
        part = slice(first, first + PICTURES_A_CHUNK)
        yield Chunk(first, source.names[part], source.places[part])


@dataclass
class FaceMaker:
    """Makes a chunk's faces and writes them into the file of all faces.

    Attributes:
        reader: Reads a picture, given its place.
        size_px: Side of a face, pixels.
        crop: One of `pictures.CROPS`.
        faces: The file, of its full size already.
        offset: Where the first face begins in it, bytes.
    """

    reader: Callable[[Any], bytes]
    size_px: int
    crop: str
    faces: Path
    offset: int
    _file: FileIO | None = field(default=None, init=False, repr=False)

    def __call__(self, chunk: Chunk) -> Written:
        """Make and write one chunk.

        Raises:
            OSError: If the faces cannot be written.
            DataError: If what holds the pictures is damaged as a whole.
        """
        faces = np.zeros((len(chunk.names), self.size_px, self.size_px, 3), np.uint8)
        rejects = []
        enlarged = 0
        for i, (name, place) in enumerate(zip(chunk.names, chunk.places, strict=True)):
            picture = b"?"
            try:
                picture = self._read(name, place)
                faces[i], smaller = face_of(picture, self.size_px, self.crop)
                enlarged += smaller
            except UnusablePicture as reason:
                known = disguise(picture[:HEAD_BYTES], len(picture)) if picture else None
                is_picture = known is None or known.endswith("picture under another name")
                rejects.append((chunk.first + i, str(reason) if is_picture else str(known)))
        data = faces.tobytes()
        self._write(data, self.offset + chunk.first * faces[0].nbytes)
        return Written(chunk.first, len(faces), zlib.crc32(data), enlarged, tuple(rejects))

    def _read(self, name: str, place: Any) -> bytes:
        if not _is_storable(name):
            raise UnusablePicture("has a name with a line break, or that is not UTF-8")
        try:
            return self.reader(place)
        except OSError as error:
            raise UnusablePicture(f"could not be read ({error.strerror or error})") from error

    def _write(self, data: bytes, position: int) -> None:
        if self._file is None:
            # Kept open: should this process outlive the one that it works for, it cannot write
            # into another file that has come into this one's place.
            self._file = FileIO(self.faces, "r+b")
        self._file.seek(position)
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]

    def close(self) -> None:
        """Close the file of faces."""
        if self._file is not None:
            self._file.close()


def _is_storable(name: str) -> bool:
    """Say whether a name can be a line of UTF-8 text."""
    try:
        return "\n" not in name and bool(name.encode())
    except UnicodeEncodeError:
        return False
