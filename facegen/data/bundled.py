"""The synthetic faces that ship with facegen, so that there is something to see at once.

They lie in one parquet file beside this module, in the layout of data sets on the Hub, with title,
origin and notice in its metadata. This module knows nothing of how they were made: whoever makes
others, by whatever model, writes them with `write_faces`.
"""

import hashlib
import io
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

from facegen.data.parquet import open_parquet
from facegen.data.prepare import prepare
from facegen.data.store import FaceStore, is_store, open_store
from facegen.decoding import decode
from facegen.errors import StoreError

BUNDLED_FACES = Path(__file__).with_name("bundled_faces.parquet")

WEBP_QUALITY = 85
FACES_A_ROW_GROUP = 1024


def open_bundled(
    home: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
    file: Path = BUNDLED_FACES,
) -> FaceStore:
    """Open the bundled faces, prepared on first use.

    The store is kept under the file's checksum, so that another file is another store. Several
    processes may come first at once; each prepares one of its own, and the first to end gives all
    of them theirs.

    Args:
        home: facegen's own folder, `Settings.home`.
        progress: Called with pictures done and of all, where the store has to be prepared.
        file: The faces, as `write_faces` writes them.

    Raises:
        StoreError: If the file is missing, or the store cannot be written.
        DataError: If the file is damaged.
    """
    if not file.is_file():
        raise StoreError(f"The bundled faces are missing: {file}. Install facegen anew.")
    checksum = hashlib.blake2b(file.read_bytes(), digest_size=8).hexdigest()
    folder = home / "bundled" / checksum
    if not is_store(folder):
        try:
            _prepare(file, folder, progress)
        except OSError as error:
            raise StoreError(
                f"The bundled faces cannot be unpacked to {folder.parent} ({error.strerror}). Free "
                "some space there, or name another place with FACEGEN_HOME."
            ) from error
    return open_store(folder)


def write_faces(
    path: Path,
    faces: np.ndarray,
    attributes: np.ndarray,
    attribute_names: Sequence[str],
    *,
    title: str,
    source: str,
    notice: str,
) -> None:
    """Write synthetic faces as a file that may be bundled.

    Args:
        path: The file, replaced in one step.
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
    beside = path.with_name(path.name + ".tmp")
    pq.write_table(table, beside, row_group_size=FACES_A_ROW_GROUP)
    os.replace(beside, path)


def _prepare(file: Path, folder: Path, progress: Callable[[int, int], None]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
        made = Path(beside) / "store"
        source = open_parquet([file], file.name)
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
