"""The synthetic faces that ship with facegen, so that there is something to see at once.

They lie in parquet files in a folder beside this module, in the layout of data sets on the Hub,
with title, origin and notice in their metadata; each is small enough for a Space without LFS. This
module knows nothing of how they were made: whoever makes others, by whatever model, writes them
with `write_faces`.
"""

import hashlib
import io
import itertools
import json
import math
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

from facegen.data.named import ABOUT, BUNDLED, BUNDLED_FACES
from facegen.data.prepare import prepare
from facegen.data.sources.parquet import open_parquet
from facegen.data.store import FaceStore, is_store, open_store
from facegen.decoding import decode
from facegen.errors import StoreError
from facegen.files import passing_folder
from facegen.progress import Progress, unwatched

WEBP_QUALITY = 80
FACES_A_ROW_GROUP = 1024
FILE_NAME = "faces-{number:05}-of-{count:05}.parquet"
FILE_MB = 9.0
"""Megabytes of pictures a file holds at most; a Space takes files of up to 10 MB without LFS."""


def open_bundled(
    home: Path,
    progress: Progress = unwatched,
    faces: Path = BUNDLED_FACES,
) -> FaceStore:
    """Open the bundled faces, prepared on first use.

    The store is kept under the files' checksum, so that other files are another store. Several
    processes may come first at once; each prepares one of its own, and the first to end gives all
    of them theirs.

    Args:
        home: facegen's own folder, `Settings.home`.
        progress: Told the share done, 0 to 1, where the store has to be prepared.
        faces: The folder, as `write_faces` writes it.

    Raises:
        StoreError: If a file is missing, or the store cannot be written.
        DataError: If a file is damaged.
    """
    files = _files(faces)
    checksum = hashlib.blake2b(digest_size=8)
    for file in files:
        checksum.update(file.read_bytes())
    folder = home / BUNDLED / checksum.hexdigest()
    if not is_store(folder):
        try:
            _prepare(files, folder, progress)
        except OSError as error:
            raise StoreError(
                f"The bundled faces cannot be unpacked to {folder.parent} ({error.strerror}). Free "
                "some space there, or name another place with FACEGEN_HOME."
            ) from error
    return open_store(folder)


def write_faces(
    folder: Path,
    faces: np.ndarray,
    attributes: np.ndarray,
    attribute_names: Sequence[str],
    *,
    title: str,
    source: str,
    notice: str,
) -> None:
    """Write synthetic faces as files that may be bundled, and beside them what is in them.

    Args:
        folder: Of the files, replaced as a whole.
        faces: uint8 (count, side, side, 3), stored as WebP pictures of high quality.
        attributes: bool (count, attributes).
        attribute_names: Names of the attributes.
        title: A short name for people.
        source: How the faces were made, in words.
        notice: What to know before using them.
    """
    pictures = [
        {"bytes": _webp(face), "path": f"{number:06d}.webp"} for number, face in enumerate(faces)
    ]
    kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    columns = {"image": pa.array(pictures, kind)}
    columns |= {name: pa.array(attributes[:, i]) for i, name in enumerate(attribute_names)}
    about = {"title": title, "synthetic": True, "source": source, "notice": notice}
    table = pa.table(columns).replace_schema_metadata({"facegen": json.dumps(about)})
    size_bytes = sum(len(picture["bytes"]) for picture in pictures)
    count = max(1, math.ceil(size_bytes / (FILE_MB * 1e6)))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with passing_folder(folder) as beside:
        made = beside / folder.name
        made.mkdir()
        ends = [round(len(faces) * number / count) for number in range(count + 1)]
        for number, (start, end) in enumerate(itertools.pairwise(ends)):
            name = FILE_NAME.format(number=number, count=count)
            part = table.slice(start, end - start)
            pq.write_table(part, made / name, row_group_size=FACES_A_ROW_GROUP)
        facts = {"title": title, "count": len(faces), "px": faces.shape[1], "synthetic": True}
        (made / ABOUT).write_text(json.dumps(facts) + "\n", encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)


def _files(faces: Path) -> list[Path]:
    """List the files of a folder that `write_faces` wrote, none missing."""
    found = sorted(faces.glob("faces-*-of-*.parquet"))
    count = int(found[0].stem.rsplit("-", 1)[-1]) if found else 1
    files = [faces / FILE_NAME.format(number=number, count=count) for number in range(count)]
    for file in files:
        if not file.is_file():
            raise StoreError(f"Bundled faces are missing: {file}. Install facegen anew.")
    return files


def _prepare(files: list[Path], folder: Path, progress: Progress) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with passing_folder(folder) as beside:
        made = beside / "store"
        source = open_parquet(files, files[0].parent.name)
        size_px = _side_px(source.reader(source.places[0]))
        # Some thousand small pictures are done before other processes would have started.
        prepare(source, made, size_px, processes=1, progress=progress)
        try:
            made.rename(folder)
        except OSError:
            if not is_store(folder):
                raise


def _side_px(picture: bytes) -> int:
    return len(decode(picture))


def _webp(face: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(face).save(buffer, "WEBP", quality=WEBP_QUALITY, method=6)
    return buffer.getvalue()


if __name__ == "__main__":
    open_bundled(Path(sys.argv[1]))
