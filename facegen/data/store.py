"""FaceStore: prepared faces in a folder, memory-mapped, the only form other rooms read.

A store is a folder:

    manifest.json     what it is: format, size, crop, source, counts, checksums, rejects
    faces.npy         uint8 (count, size, size, 3), sRGB 0 to 255
    attributes.npy    uint64 (attributes, ceil(count / 64)): bit i % 64 of word i // 64 is face i
    names.txt         one file name a line, in order
    partitions.npy    uint8 (count,): 0 train, 1 valid, 2 test, 255 not known
    identities.npy    int32 (count,): the person's number, -1 not known

The manifest is written last, so a folder without one is no store. This module knows nothing of
where faces come from or what is asked of them.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from facegen.attributes import Query
from facegen.data.remarks import PassedOver
from facegen.disguise import disguise_of
from facegen.errors import QueryError, StoreError

FORMAT = 1
PARTITIONS: Mapping[str, int] = {"train": 0, "valid": 1, "test": 2, "unknown": 255}
MANIFEST = "manifest.json"
ARRAYS = ("faces.npy", "attributes.npy", "names.txt", "partitions.npy", "identities.npy")


@dataclass(frozen=True)
class Reject:
    """A picture that was left out, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Manifest:
    """What a store says of itself.

    Attributes:
        title: A short name for people, such as `CelebA`.
        source: Where the pictures came from, in words: a path, a Hub id, or how they were made.
        synthetic: True where the faces are of no real person.
        size_px: Side of each face, pixels.
        crop: `face`, `square` or `whole`.
        count: Number of faces.
        attribute_names: Attribute names, in the order of `attributes.npy`.
        rows_without_picture: Rows of the attribute table for which the source had no picture.
        pictures_without_row: Pictures left out because the table has no row for them.
        rejects: Pictures left out as unreadable, with the reason.
        checksums: CRC-32 of each file of the store, as eight hexadecimal digits; of the manifest
            as it is without its own.
        notice: What to know before using these faces: licence, origin, limits.
        plan: A short text that says of which pictures the store was made, and how.
        enlarged: How many faces are larger than the picture they were made of.
        passed_over: What else was seen at the source and not used.
        notes: Sentences on what was read there otherwise than written.
        format: Version of this layout.
    """

    title: str
    source: str
    synthetic: bool
    size_px: int
    crop: str
    count: int
    attribute_names: tuple[str, ...]
    rows_without_picture: int = 0
    pictures_without_row: int = 0
    rejects: tuple[Reject, ...] = ()
    checksums: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    plan: str = ""
    enlarged: int = 0
    passed_over: tuple[PassedOver, ...] = ()
    notes: tuple[str, ...] = ()
    format: int = FORMAT

    def to_json(self) -> str:
        """Write the manifest as indented JSON.

        What is empty and came later than the format is left out, so that a store without it is
        read by any facegen of this format, and its checksum stays.
        """
        fields = asdict(self)
        for name in ("passed_over", "notes"):
            if not fields[name]:
                del fields[name]
        return json.dumps(fields, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str, where: Path) -> "Manifest":
        """Read a manifest.

        Raises:
            StoreError: If it is not JSON, of another format, or lacks a field.
        """
        try:
            fields = json.loads(text)
            found = fields["format"]
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{where} is not the manifest of a store; prepare it anew.") from error
        if found != FORMAT:
            raise StoreError(
                f"{where} is of store format {found}, but this facegen reads format {FORMAT}; "
                "prepare the store anew, or use the facegen that made it."
            )
        try:
            fields["count"], fields["size_px"] = int(fields["count"]), int(fields["size_px"])
            fields["attribute_names"] = tuple(fields["attribute_names"])
            fields["rejects"] = tuple(Reject(**reject) for reject in fields["rejects"])
            passed = fields.get("passed_over", ())
            fields["passed_over"] = tuple(PassedOver(**one) for one in passed)
            fields["notes"] = tuple(map(str, fields.get("notes", ())))
            return cls(**fields)
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise StoreError(f"{where} lacks or misnames a field ({error}).") from error


@dataclass(frozen=True)
class FaceStore:
    """An opened store. Arrays are read-only maps of the files.

    Attributes:
        folder: Where it lies.
        manifest: What it says of itself.
        faces: uint8 (count, size, size, 3), memory-mapped.
        attribute_bits: uint64 (attributes, ceil(count / 64)); bits beyond `count` are zero.
        partitions: uint8 (count,); see `PARTITIONS`.
        identities: int32 (count,); -1 not known.
    """

    folder: Path
    manifest: Manifest
    faces: np.ndarray
    attribute_bits: np.ndarray
    partitions: np.ndarray
    identities: np.ndarray

    @property
    def count(self) -> int:
        """Number of faces."""
        return self.manifest.count

    @property
    def size_px(self) -> int:
        """Side of each face, pixels."""
        return self.manifest.size_px

    @property
    def attribute_names(self) -> tuple[str, ...]:
        """Names of the attributes, in order."""
        return self.manifest.attribute_names

    @cached_property
    def names(self) -> tuple[str, ...]:
        """File names of the faces, in order."""
        text = (self.folder / "names.txt").read_bytes().decode()
        return tuple(text.removesuffix("\n").split("\n"))

    @cached_property
    def fingerprint(self) -> str:
        """A short text that changes whenever any face or label does (from the checksums)."""
        whole = json.dumps(dict(sorted(self.manifest.checksums.items())))
        return f"{zlib.crc32(whole.encode()):08x}"

    def bits_of(self, attribute: str) -> np.ndarray:
        """Return which faces have an attribute, uint64 (ceil(count / 64),).

        Raises:
            QueryError: If these faces know no such attribute, naming the closest.
        """
        Query((attribute,)).check(self.attribute_names)
        return self.attribute_bits[self.attribute_names.index(attribute)]

    def attributes_of(self, rows: Sequence[int] | np.ndarray) -> np.ndarray:
        """Return the attributes of some faces, bool (len(rows), attributes)."""
        rows = np.asarray(rows, dtype=np.int64)
        words = self.attribute_bits[:, rows // 64]
        return ((words >> (rows % 64).astype(np.uint64)) & np.uint64(1)).astype(bool).T

    def rows_in(self, partition: str) -> np.ndarray:
        """Return the rows of a partition (`train`, `valid`, `test`, `unknown`), int64, sorted.

        Raises:
            QueryError: If there is no such partition.
        """
        if partition not in PARTITIONS:
            raise QueryError(
                f"The partition must be one of {', '.join(PARTITIONS)}, but is '{partition}'."
            )
        return np.flatnonzero(self.partitions == PARTITIONS[partition])


def pack_attributes(values: np.ndarray) -> np.ndarray:
    """Pack a table of booleans into the store's bit columns.

    Args:
        values: bool (count, attributes).

    Returns:
        uint64 (attributes, ceil(count / 64)), face 0 in the lowest bit of word 0.
    """
    count, attributes = values.shape
    words = -(-count // 64)
    padded = np.zeros((attributes, words * 64), bool)
    padded[:, :count] = values.T
    return np.packbits(padded, axis=1, bitorder="little").view("<u8")


def is_store(folder: Path) -> bool:
    """Say whether a folder looks like a whole store."""
    return (folder / MANIFEST).is_file()


def find_stores(folder: Path | str) -> list[Path]:
    """Find the stores at a place: the folder itself, and those in it, in alphabetical order."""
    folder = Path(folder)
    inside = sorted(path for path in folder.iterdir()) if folder.is_dir() else []
    return [path for path in (folder, *inside) if is_store(path)]


def open_store(folder: Path | str) -> FaceStore:
    """Open a prepared store.

    Args:
        folder: The folder that `python -m facegen.data prepare` made.

    Raises:
        StoreError: If it is no store, or its files do not fit its manifest.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    count, size = manifest.count, manifest.size_px
    return FaceStore(
        folder=folder,
        manifest=manifest,
        faces=_map(folder / "faces.npy", (count, size, size, 3), np.uint8),
        attribute_bits=_map(
            folder / "attributes.npy",
            (len(manifest.attribute_names), -(-count // 64)),
            np.uint64,
        ),
        partitions=_map(folder / "partitions.npy", (count,), np.uint8),
        identities=_map(folder / "identities.npy", (count,), np.int32),
    )


def read_manifest(folder: Path) -> Manifest:
    """Read what a store says of itself.

    Raises:
        StoreError: If it is no store, or its manifest is damaged or of another format.
    """
    path = folder / MANIFEST
    if not is_store(folder):
        raise StoreError(_why_no_store(folder))
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{path} could not be read: {error}.") from error
    return Manifest.from_json(text, path)


def _why_no_store(folder: Path) -> str:
    inside = [path.name for path in find_stores(folder)]
    if inside:
        return (
            f"{folder} is not a prepared store itself, but holds {', '.join(inside)}; name one, "
            f"such as {folder / inside[0]}."
        )
    make = f"python -m facegen.data prepare --source PICTURES --out {folder}"
    if folder.with_name(folder.name + ".partial").is_dir():
        return f"{folder} is not prepared to its end; go on with the same command as before: {make}"
    if not folder.exists():
        return (
            f"There is no {folder}. If the store was moved, name the place it is in now; if it was "
            f"never made, make it with: {make}"
        )
    return f"{folder} is not a prepared store (it has no {MANIFEST}). Make one with: {make}"


def _map(path: Path, shape: tuple[int, ...], kind: type) -> np.ndarray:
    try:
        array = np.load(path, mmap_mode="r" if 0 not in shape else None)
    except (OSError, ValueError, EOFError) as error:
        found = disguise_of(path)
        cause = f" (it {found})" if found else ""
        raise StoreError(f"{path} is missing or damaged{cause}; prepare the store anew.") from error
    if array.shape != shape or array.dtype != kind:
        raise StoreError(
            f"{path} should hold {np.dtype(kind)} {shape} by the manifest, but holds "
            f"{array.dtype} {array.shape}; prepare the store anew."
        )
    return array
