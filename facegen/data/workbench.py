"""The folder in which a store comes about, beside the place it is for.

    plan.json       what is being made of what; another plan is another beginning
    journal.jsonl   one line for each chunk of faces that is written, with its checksum
    store/          the store to be

The faces' file has its full size from the first moment, so that a full disk is noticed before any
work is done. A chunk that the journal calls done is believed if its checksum fits, whatever
happened since: a kill, a power cut, a second beginning.
"""

import io
import json
import os
import shutil
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

import numpy as np

from facegen.data.chunks import Written
from facegen.data.sealing import sync
from facegen.errors import StoreError

try:
    import fcntl
except ImportError:
    fcntl = None  # Windows: there, two processes that make one store are not kept apart.


class Workbench:
    """A store's faces in the making.

    Args:
        folder: The folder; made if it is not there.
        count: How many pictures there are.
        size_px: Side of a face, pixels.
    """

    def __init__(self, folder: Path, count: int, size_px: int) -> None:
        """Name the places; nothing is touched yet."""
        self.folder = folder
        self.store = folder / "store"
        self.faces = self.store / "faces.npy"
        self._plan = folder / "plan.json"
        self._journal = folder / "journal.jsonl"
        self._new_journal = folder / "journal.new"
        self._replaced = folder / "replaced"
        self.size_px = size_px
        self._count = count
        self._face_shape = (size_px, size_px, 3)
        self._face_bytes = size_px * size_px * 3
        self.offset = len(self._header(count))

    @property
    def size_bytes(self) -> int:
        """Size of the file of faces."""
        return self.offset + self._count * self._face_bytes

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other processes away.

        Raises:
            StoreError: If one is at work here.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        if fcntl is None:
            yield
            return
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise StoreError(
                f"Another process is making this store in {self.folder}; wait for it to end."
            ) from None
        finally:
            os.close(descriptor)

    def take_up(self, plan: str) -> list[Written] | None:
        """Go on from where an earlier run of the same plan ended.

        Args:
            plan: What is to be made of what.

        Returns:
            The chunks that are done, or None if there was no such run.
        """
        if not self._plan.is_file() or self._plan.read_text() != plan or not self.faces.is_file():
            return None
        lines = self._journal.read_bytes().split(b"\n")[:-1] if self._journal.is_file() else []
        with open(self.faces, "rb") as faces:
            done = {entry.first: entry for entry in _entries(lines) if self._fits(entry, faces)}
        self._allocate()
        # Written anew, as the last line may be half a line.
        self._new_journal.write_text("".join(_line(entry) for entry in done.values()))
        self._new_journal.replace(self._journal)
        return list(done.values())

    def begin(self, plan: str) -> bool:
        """Clear the bench and begin anew.

        Args:
            plan: What is to be made of what.

        Returns:
            Whether another plan's work was thrown away.
        """
        was_busy = self._plan.exists()
        self._plan.unlink(missing_ok=True)
        self._journal.unlink(missing_ok=True)
        shutil.rmtree(self.store, ignore_errors=True)
        self.store.mkdir()
        self._allocate()
        self._plan.write_text(plan)
        return was_busy

    def record(self, done: Written) -> None:
        """Note that a chunk is done."""
        with open(self._journal, "a") as journal:
            journal.write(_line(done))

    def close_gaps(self, rejected: Iterable[int]) -> None:
        """Move the faces together where some were rejected, and cut the file to what is left.

        A kill in between costs the moved chunks, whose checksums no longer fit.
        """
        kept = np.delete(np.arange(self._count), list(rejected))
        faces = np.memmap(self.faces, np.uint8, "r+", self.offset, (self._count, *self._face_shape))
        for first in range(0, len(kept), 1024):
            rows = kept[first : first + 1024]
            faces[first : first + len(rows)] = faces[rows]
        faces.flush()
        del faces
        with open(self.faces, "r+b") as file:
            file.write(self._header(len(kept)))
            file.truncate(self.offset + len(kept) * self._face_bytes)

    def deliver(self, out: Path) -> None:
        """Put the finished store into its place, one that is there already out of it."""
        if out.exists():
            shutil.rmtree(self._replaced, ignore_errors=True)  # of a delivery that was killed
            out.replace(self._replaced) if any(out.iterdir()) else out.rmdir()
        self.store.replace(out)
        sync(out.parent)
        self.clear()

    def clear(self) -> None:
        """Remove the bench with all that was put on it."""
        for folder in (self.store, self._replaced):
            shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # Somebody else's files stay.
            for file in (self._plan, self._journal, self._new_journal):
                file.unlink(missing_ok=True)
            self.folder.rmdir()

    def clear_if_unused(self) -> None:
        """Remove the bench if nothing is done yet."""
        if not self._journal.exists():
            self.clear()

    def _header(self, count: int) -> bytes:
        header = io.BytesIO()
        shape = (count, *self._face_shape)
        np.lib.format.write_array_header_1_0(
            header, {"shape": shape, "fortran_order": False, "descr": "|u1"}
        )
        return header.getvalue()

    def _allocate(self) -> None:
        with open(self.faces, "r+b" if self.faces.exists() else "w+b") as file:
            file.write(self._header(self._count))
            file.flush()
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, self.size_bytes)
            file.truncate(self.size_bytes)

    def _fits(self, done: Written, faces: io.BufferedReader) -> bool:
        faces.seek(self.offset + done.first * self._face_bytes)
        return zlib.crc32(faces.read(done.count * self._face_bytes)) == done.checksum


def _entries(lines: list[bytes]) -> Iterator[Written]:
    for line in lines:
        try:
            fields = json.loads(line)
            yield Written(**{**fields, "rejects": tuple(map(tuple, fields["rejects"]))})
        except (ValueError, TypeError, KeyError):
            return  # What follows a damaged line is done again.


def _line(done: Written) -> str:
    return json.dumps(asdict(done)) + "\n"
