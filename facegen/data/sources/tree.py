"""A tree of files: a folder or a zip archive, read alike.

`celeba` and `folder` look for pictures and tables in one and don't know which it is.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from facegen.data.remarks import Remarks, some
from facegen.data.sources.archive import ZipPlace, ZipReader, open_zip
from facegen.data.sources.source import PICTURE_SUFFIXES, FolderReader, is_left_behind
from facegen.data.sources.walk import Walk
from facegen.errors import DataError

TABLE_SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".jsonl")
PARQUET_SUFFIXES = (".parquet", ".pq")

_LARGEST_TABLE_BYTES = 1 << 29
_NOT_READ: tuple[tuple[str, str, str], ...] = (
    (
        ".gif .tif .tiff .heic .heif .jp2 .jxl .ppm .pgm .dng .cr2 .nef .arw .svg",
        "pictures of formats that are not read",
        "save them as JPEG, PNG or WebP",
    ),
    (
        ".7z .rar .zip .tar .gz .tgz .bz2 .xz .zst .volume",
        "archives that are not read",
        "unpack them beside it (7z x FILE, or tar xf FILE) and name the folder",
    ),
    (
        ".arrow .tfrecord .tfrecords .lmdb .mdb .h5 .hdf5 .npy .npz .pkl .pickle .mat .feather",
        "containers that are not read",
        "save them as parquet, or as pictures with a table",
    ),
    (
        ".part .crdownload .download .incomplete .partial .tmp",
        "downloads that have not ended",
        "let them end, or fetch the files again",
    ),
    (".xlsx .xls .ods .json .xml .numbers", "tables that are not read", "save them as CSV"),
)
OTHER = "other files"


@dataclass(frozen=True, eq=False)
class Tree:
    """Files by their paths, parted by `/`.

    Attributes:
        path: The folder or archive.
        places: Where `reader` finds each file.
        stamps: A number for each file that changes with its bytes, as far as a listing can tell.
        sizes: Size of each file in bytes.
        reader: Reads one.
        pictures: Paths of the pictures, in alphabetical order.
        remarks: What is passed over here.
    """

    path: Path
    places: dict[str, Any]
    stamps: dict[str, int]
    sizes: dict[str, int]
    reader: Callable[[Any], bytes]
    pictures: list[str]
    remarks: Remarks = field(default_factory=Remarks)

    @property
    def name(self) -> str:
        """What to call it."""
        return self.path.resolve().name

    def ending(self, suffixes: tuple[str, ...]) -> list[str]:
        """Return the files that end so, those least deep first."""
        found = [name for name in self.places if name.lower().endswith(suffixes)]
        return sorted(found, key=lambda name: (name.count("/"), name))

    @property
    def tables(self) -> list[str]:
        """The files that may be tables, those least deep first."""
        found = self.ending(TABLE_SUFFIXES)
        return [name for name in found if self.sizes[name] <= _LARGEST_TABLE_BYTES]

    def read(self, name: str) -> bytes:
        """Read one file.

        Raises:
            DataError: If it cannot be read.
        """
        try:
            return self.reader(self.places[name])
        except OSError as error:
            raise DataError(
                f"{self.path / name} could not be read: {error.strerror or error}."
            ) from error

    def where(self, name: str) -> Path:
        """Return a file's path for people."""
        return self.path / name

    def pass_rest(self, used: Sequence[str] = ()) -> None:
        """Count all files that are no picture and were not used, by what they are."""
        skipped = {*self.pictures, *used}
        for name in self.places:
            if name not in skipped and not name.lower().endswith(PICTURE_SUFFIXES):
                self.remarks.passed(*kind_of(name), name)

    def require_pictures(self) -> None:
        """Refuse a tree without pictures.

        Raises:
            DataError: Saying what else is there.
        """
        if not self.pictures:
            self.pass_rest()
            raise DataError(
                f"{self.path} holds no picture (.jpg, .png, .webp, .avif or .bmp).{self.remarks}"
            )


def kind_of(name: str) -> tuple[str, str]:
    """Return what a file is that is not read, by its ending, and why it is not."""
    suffix = PurePosixPath(name).suffix.lower()
    if re.fullmatch(r"\.z?\d{2,3}", suffix):
        suffix = ".volume"
    for suffixes, what, why in _NOT_READ:
        if suffix in suffixes.split():
            return what, why
    return OTHER, "they are neither pictures nor a table that was used"


def folder_tree(folder: Path, remarks: Remarks | None = None) -> Tree:
    """List a folder.

    Raises:
        OSError: If it cannot be read.
    """
    remarks = remarks or Remarks()
    walk = Walk(folder, remarks)
    pictures = [
        name
        for name in walk.sizes
        if name.lower().endswith(PICTURE_SUFFIXES) or name in walk.bare_pictures
    ]
    return Tree(
        path=folder,
        places={name: walk.elsewhere.get(name, name) for name in walk.sizes},
        stamps=walk.sizes,
        sizes=walk.sizes,
        reader=FolderReader(folder.resolve()),
        pictures=_without_masks(pictures, remarks),
        remarks=remarks,
    )


def zip_tree(archive: Path, remarks: Remarks | None = None) -> Tree:
    """List a zip archive.

    Raises:
        DataError: If it is no whole zip archive.
    """
    remarks = remarks or Remarks()
    places: dict[str, ZipPlace] = {}
    for info in sorted(open_zip(archive), key=lambda info: info.filename):
        written = info.filename.replace("\\", "/")
        if written.endswith("/"):
            continue
        name = "/".join(part for part in written.split("/") if part.strip("."))  # none leads out
        if any(is_left_behind(part) for part in name.split("/")):
            what = "thumbnails, hidden files and other files that systems leave behind"
            remarks.passed(what, "they are no pictures of their own", name)
        elif info.flag_bits & 1:
            remarks.passed("files", "a password protects them; unpack the archive first", name)
        elif name in places:
            remarks.passed("files", "another has the same name", written)
        else:
            places[name] = ZipPlace.of(info)
    pictures = [name for name in places if name.lower().endswith(PICTURE_SUFFIXES)]
    return Tree(
        path=archive,
        places=places,
        stamps={name: place.checksum for name, place in places.items()},
        sizes={name: place.size_bytes for name, place in places.items()},
        reader=ZipReader(archive.resolve()),
        pictures=_without_masks(pictures, remarks),
        remarks=remarks,
    )


def zip_trees(tree: Tree) -> list[Tree]:
    """List the zip archives in a folder; damaged ones are passed over."""
    found = []
    if tree.path.is_file():
        for name in tree.ending((".zip",)):
            why = "archives within an archive are not read; unpack the outer one first"
            tree.remarks.passed("archives", why, name)
        return []
    for name in tree.ending((".zip",)):
        try:
            found.append(zip_tree(tree.path / name, Remarks()))
        except DataError as error:
            tree.remarks.passed("archives", f"{error}".rstrip("."), name)
    return found


_MASKS = frozenset("mask masks segmentation segmentations seg parsing".split())


def _without_masks(pictures: list[str], remarks: Remarks) -> list[str]:
    """Set aside pictures that show which pixel is what, where there are others."""
    masks = {name for name in pictures if _is_mask(name)}
    if not masks or len(masks) == len(pictures):
        return pictures
    why = "they show where hair, skin and the like are; for them alone, name their own folder"
    remarks.passed("masks", why, min(masks), len(masks))
    return [name for name in pictures if name not in masks]


def _is_mask(name: str) -> bool:
    return any(
        part in _MASKS or part.endswith(("mask-anno", "-mask", "-mask-color", "_masks"))
        for part in name.lower().split("/")[:-1]
    )


def several(trees: Sequence[Tree]) -> str:
    """Name some trees."""
    return some(tree.path.name for tree in trees)
