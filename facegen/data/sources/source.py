"""Source: pictures as people have them, listed with what is known of each, read one by one.

`folder`, `celeba` and `parquet` each make one from what lies on disk; `prepare` turns it into a
store. This module knows nothing of tables or of decoding.
"""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from facegen.data.remarks import PassedOver

PICTURE_SUFFIXES = (".jpg", ".jpeg", ".jfif", ".jpe", ".png", ".webp", ".avif", ".bmp")

LARGEST_PICTURE_BYTES = 1 << 28
"""A file larger than this is not read into memory to find out whether it is a picture."""


@dataclass(frozen=True, eq=False)
class Source:
    """Pictures in their order, and what is known of them.

    Attributes:
        title: A short name for people.
        origin: Where the pictures came from, in words.
        names: Name of each picture.
        places: Where `reader` finds each; means nothing to anyone else.
        stamps: A number for each that changes when its bytes do, as far as a listing can tell.
        reader: Reads one picture's bytes, given its place. Picklable: each process opens the files
            for itself.
        attribute_names: Names of the attributes.
        attributes: bool (pictures, attributes).
        partitions: uint8 (pictures,); see `store.PARTITIONS`.
        identities: int32 (pictures,); -1 not known.
        crop: The crop that suits these pictures.
        synthetic: True where the faces are of no real person.
        notice: What to know before using the pictures.
        rows_without_picture: Rows of the attribute table that have no picture here.
        pictures_without_row: Pictures left out because the table has no row for them.
        passed_over: What else was seen there and not used.
        notes: Sentences on what was read otherwise than written.
    """

    title: str
    origin: str
    names: Sequence[str]
    places: Sequence[Any]
    stamps: Sequence[int]
    reader: Callable[[Any], bytes]
    attribute_names: tuple[str, ...]
    attributes: np.ndarray
    partitions: np.ndarray
    identities: np.ndarray
    crop: str = "square"
    synthetic: bool = False
    notice: str = ""
    rows_without_picture: int = 0
    pictures_without_row: int = 0
    passed_over: tuple[PassedOver, ...] = ()
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return how many pictures there are."""
        return len(self.names)

    def read(self, index: int) -> bytes:
        """Read one picture's bytes.

        Raises:
            OSError: If it cannot be read.
            DataError: If what holds it is damaged.
        """
        return self.reader(self.places[index])

    def first(self, count: int) -> "Source":
        """Return the first pictures alone."""
        return replace(
            self,
            names=self.names[:count],
            places=self.places[:count],
            stamps=self.stamps[:count],
            attributes=self.attributes[:count],
            partitions=self.partitions[:count],
            identities=self.identities[:count],
        )

    @property
    def fingerprint(self) -> str:
        """A short text that changes whenever a picture or what is known of it does."""
        words = [self.title, self.origin, self.attribute_names, self.synthetic, self.notice]
        words += [self.rows_without_picture, self.pictures_without_row]
        whole = hashlib.blake2b(json.dumps(words).encode(), digest_size=16)
        whole.update("\n".join(self.names).encode("utf-8", "backslashreplace"))
        for numbers in (self.stamps, self.attributes, self.partitions, self.identities):
            whole.update(np.ascontiguousarray(numbers).tobytes())
        return whole.hexdigest()


_LEFT_BEHIND = frozenset(
    "@eadir @__thumb #recycle #snapshot @recycle @tmp $recycle.bin __macosx thumbs.db "
    "desktop.ini lost+found".split()
    + ["system volume information"]
)
"""What systems leave in folders, besides hidden things: NAS thumbnails, bins, a Mac's copies."""


def is_left_behind(name: str) -> bool:
    """Say whether a file or folder of this name is one that systems leave behind, or is hidden."""
    return name.startswith(".") or name.lower() in _LEFT_BEHIND


@dataclass(frozen=True)
class FolderReader:
    """Reads pictures that are files in a folder; a place is a path within it, or a whole one."""

    folder: Path

    def __call__(self, place: str) -> bytes:
        """Read one file."""
        with open(self.folder / place, "rb") as file:
            if os.fstat(file.fileno()).st_size > LARGEST_PICTURE_BYTES:
                raise OSError(f"is larger than {LARGEST_PICTURE_BYTES >> 20} MiB")
            return file.read()
