"""A store packed small, to be carried where nothing can be fetched: lossy pictures, exact labels.

    parts.json        what was packed, how, and what it cost
    labels.npz        names, attributes, partitions and identities, exact
    faces-00.zip ...  mosaics of 8 x 8 faces in the store's order, one lossy picture each

What comes out of it again is a store like any other, which says that its faces are lossy. Parts
hold faces: whatever may not be passed on of the store may not be passed on of them.
"""

import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from facegen.data.mosaics import FORMS, SIDE, Decoder, Encoder, entry, require
from facegen.data.sealing import seal
from facegen.data.store import FaceStore, Manifest, is_store, open_store, read_manifest
from facegen.data.workers import spread
from facegen.errors import StoreError
from facegen.files import whole_folder
from facegen.processes import core_count
from facegen.progress import Progress, unwatched

FORMAT = 1
PART_BYTES = 30_000_000
ENTRY_BYTES = 200
"""More than a zip file takes for an entry besides what is in it."""
TRIED = 24
"""Mosaics, evenly spread, on which a quality is tried."""
ROOM = 0.985
"""Share of the size wanted that a trial may promise, as the rest may differ from it a little."""
INDEX, LABELS = "parts.json", "labels.npz"


@dataclass(frozen=True)
class Parts:
    """What `parts.json` says.

    Attributes:
        form: `webp` or `avif`.
        quality: As Pillow takes it, 1 to 100.
        error: Mean absolute difference from the store's faces, of 255.
        bytes: Of all files but this one.
        faces: By file, the number of its first face and how many it holds.
        store: The manifest of the store, as JSON.
        fingerprint: Of the store.
        format: Version of this layout.
    """

    form: str
    quality: int
    error: float
    bytes: int
    faces: Mapping[str, tuple[int, int]]
    store: str
    fingerprint: str
    format: int = FORMAT

    @property
    def manifest(self) -> Manifest:
        """What the store that comes out says of itself, without checksums."""
        whole = Manifest.from_json(self.store, Path(INDEX))
        return replace(
            whole,
            title=f"{whole.title}, lossy",
            notice=f"{whole.notice} These are lossy copies of the faces of a store (fingerprint "
            f"{self.fingerprint}): {self.form} of quality {self.quality}, on average "
            f"{self.error:.2f} of 255 from them.".strip(),
            plan=f"unpacked: {self.form} {self.quality} {self.fingerprint}",
            checksums={},
        )


def pack(
    store: FaceStore,
    out: Path,
    megabytes: float = 40.0,
    form: str = "webp",
    processes: int | None = None,
    progress: Progress = unwatched,
) -> Parts:
    """Pack a store into files of at most 30 MB that together have a chosen size.

    Args:
        store: What to pack.
        out: Folder to make.
        megabytes: Size of all files together, at most, in units of 10^6 bytes; the best quality
            that fits is taken.
        form: `webp`, which any Pillow reads, or `avif`, which those from 11.3 do and which keeps
            more in the same space.
        processes: How many processes to work in; None means one for each core.
        progress: Told the share done, 0 to 1, of each quality that is tried.

    Returns:
        What was written.

    Raises:
        StoreError: If `out` is there already, this Pillow cannot write the form, or the faces do
            not fit even at the lowest quality.
    """
    require(form)
    if out.exists():
        raise StoreError(f"--out: {out} is there already; delete it or choose another folder.")
    with whole_folder(out) as partial:
        np.savez_compressed(
            partial / LABELS,
            attributes=store.attribute_bits,
            partitions=store.partitions,
            identities=store.identities,
            names=np.frombuffer((store.folder / "names.txt").read_bytes(), np.uint8),
        )
        firsts = range(0, store.count, SIDE * SIDE)
        processes = processes or (1 if len(firsts) <= TRIED else core_count())
        allowed = megabytes * 1e6 - (partial / LABELS).stat().st_size
        quality = _quality(store, form, allowed, firsts, processes)
        while True:
            encode = Encoder(store.folder, form, quality)
            done = _write(store, partial, encode, processes, progress)
            size = sum(path.stat().st_size for path in partial.iterdir())
            if size <= megabytes * 1e6:
                break
            quality = _lower(quality, megabytes)
        parts = replace(done, bytes=size)
        (partial / INDEX).write_text(json.dumps(asdict(parts), indent=1) + "\n", encoding="utf-8")
    return parts


def read_parts(folder: Path) -> Parts:
    """Read what a folder of parts says of itself.

    Raises:
        StoreError: If it is none, of another format, or a file is missing.
    """
    path = folder / INDEX
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        parts = Parts(**{**fields, "faces": {n: (a, b) for n, (a, b) in fields["faces"].items()}})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(
            f"{folder} holds no packed faces ({error}); make them with: "
            f"python -m facegen.data pack STORE --out {folder}"
        ) from error
    if parts.format != FORMAT or parts.form not in FORMS:
        raise StoreError(
            f"{path} is of format {parts.format} ({parts.form}), but this facegen reads format "
            f"{FORMAT} ({', '.join(FORMS)}); pack the store anew."
        )
    missing = [name for name in (LABELS, *parts.faces) if not (folder / name).is_file()]
    if missing:
        raise StoreError(f"{folder} lacks {', '.join(missing)}; bring all of its files.")
    return parts


def unpack(
    folder: Path,
    out: Path,
    processes: int | None = None,
    progress: Progress = unwatched,
) -> FaceStore:
    """Make a store of packed faces; one that was made of the same parts before is left as it is.

    Args:
        folder: What `pack` made.
        out: Folder of the store.
        processes: How many processes to work in; None means one for each core.
        progress: Told the share done, 0 to 1.

    Raises:
        StoreError: If the parts are not whole, this Pillow cannot read them, or something else is
            at `out`.
    """
    parts = read_parts(folder)
    require(parts.form)
    manifest = parts.manifest
    if is_store(out) and read_manifest(out).plan == manifest.plan:
        return open_store(out)
    if out.exists():
        raise StoreError(f"--out: {out} is there already; delete it or choose another folder.")
    try:
        with (folder / LABELS).open("rb") as file, np.load(file) as labels:
            bits, partitions, identities = (
                labels[name] for name in ("attributes", "partitions", "identities")
            )
            names = labels["names"].tobytes().decode().removesuffix("\n").split("\n")
        with whole_folder(out) as partial:
            px = manifest.size_px
            faces = np.lib.format.open_memmap(
                partial / "faces.npy", "w+", np.uint8, (manifest.count, px, px, 3)
            )
            del faces
            decode = Decoder(folder, partial / "faces.npy", parts.form)
            places = list(_places(parts))
            processes = processes or (1 if len(places) <= TRIED else core_count())
            for done, _ in enumerate(_spread(decode, places, processes), 1):
                progress(done / len(places))
            attributes = np.unpackbits(bits.view(np.uint8), axis=1, bitorder="little")
            table = attributes[:, : manifest.count].astype(bool).T
            seal(partial, manifest, names, table, partitions, identities)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, ValueError) as error:
        raise StoreError(f"{folder} cannot be unpacked ({error}); bring its files anew.") from error
    return open_store(out)


def _write(
    store: FaceStore, folder: Path, encode: Encoder, processes: int, progress: Progress
) -> Parts:
    """Write the files of faces, in place of any there."""
    for old in folder.glob("faces-*.zip"):
        old.unlink()
    firsts = range(0, store.count, SIDE * SIDE)
    faces: dict[str, tuple[int, int]] = {}
    total, name, size = 0.0, "", PART_BYTES
    made = zip(firsts, _spread(encode, firsts, processes), strict=True)
    for done, (first, (content, error)) in enumerate(made, 1):
        if size + len(content) + ENTRY_BYTES > PART_BYTES:
            name, size = f"faces-{len(faces):02d}.zip", 0
            faces[name] = (first, 0)
        with zipfile.ZipFile(folder / name, "a") as file:
            file.writestr(entry(first, encode.form), content)
        size += len(content) + ENTRY_BYTES
        count = min(SIDE * SIDE, store.count - first)
        faces[name] = (faces[name][0], faces[name][1] + count)
        total += error * count
        progress(done / len(firsts))
    return Parts(
        form=encode.form,
        quality=encode.quality,
        error=round(total / store.count, 3),
        bytes=0,
        faces=faces,
        store=store.manifest.to_json(),
        fingerprint=store.fingerprint,
    )


def _quality(
    store: FaceStore, form: str, allowed: float, firsts: Sequence[int], processes: int
) -> int:
    """Return the best quality at which all faces should fit."""
    step = max(1, len(firsts) // TRIED)
    tried = firsts[::step]
    low, high = 1, 100
    while low < high:
        middle = (low + high + 1) // 2
        sizes = [
            len(content)
            for content, _ in _spread(Encoder(store.folder, form, middle), tried, processes)
        ]
        if sum(sizes) / len(tried) * len(firsts) <= allowed * ROOM:
            low = middle
        else:
            high = middle - 1
    return low


def _lower(quality: int, megabytes: float) -> int:
    if quality == 1:
        raise StoreError(
            f"--megabytes: {megabytes:g} MB are too few for these faces at any quality; allow more."
        )
    return quality - 1


def _places(parts: Parts) -> Iterator[tuple[str, int, int]]:
    for name, (first, count) in parts.faces.items():
        for start in range(first, first + count, SIDE * SIDE):
            yield name, start, min(SIDE * SIDE, first + count - start)


def _spread(work: Callable[[Any], Any], items: Sequence[Any], processes: int) -> Iterator[Any]:
    if processes == 1:
        yield from map(work, items)
        return
    with closing(spread(work, items, processes)) as results:
        yield from results
