"""Generators as ONNX on one server, for visitors' browsers: some come with it, others are written.

What is written lies under the sum of its weights in the folder for what can be made again; the few
used last are kept. A process of its own writes it, so that no picture waits for that.
"""

import os
import shutil
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

from facegen.errors import FacegenError, ModelError
from facegen.files import passing_folder
from facegen.latent.graphs.graph_file import FOLDER, require_onnx
from facegen.latent.graphs.portable import exported
from facegen.latent.graphs.weights import MOST_BYTES
from facegen.latent.photo.encoding import FOLDER as ENCODER_FOLDER
from facegen.models.description import WEIGHTS
from facegen.models.stored import weights_digest
from facegen.processes import ONE_THREAD, launch

MOST_KEPT = 8
LONGEST_SEC = 600.0


class Graphs:
    """Finds the graphs of checkpoints, and writes those that are missing.

    Args:
        home: Folder for what facegen makes and can make again.
    """

    def __init__(self, home: Path) -> None:
        """Nothing is written yet."""
        self._home = home / FOLDER
        self._writing = threading.Lock()

    def find(self, checkpoint: Path) -> Path | None:
        """Return the folder of a checkpoint's graphs that were written here; None without."""
        try:
            found = exported(checkpoint, self._place(checkpoint))
        except ModelError:  # damaged: they are written anew
            return None
        self.use(found)
        return found

    def use(self, found: Path | None) -> None:
        """Count graphs among those used last, if they were written here."""
        if found is not None and found.parent == self._home:
            with suppress(OSError):
                os.utime(found)

    def write(self, checkpoint: Path) -> Path:
        """Return the folder of a checkpoint's graphs, written if need be, one at a time.

        Raises:
            FacegenError: If they cannot be written.
        """
        with self._writing:
            found = self.find(checkpoint)
            if found is not None:
                return found
            place = self._place(checkpoint)
            place.parent.mkdir(parents=True, exist_ok=True)
            with passing_folder(place) as passing:
                _write(checkpoint, passing / FOLDER)
                shutil.rmtree(place, ignore_errors=True)
                (passing / FOLDER).rename(place)
            self._forget_oldest()
            return place

    def _place(self, checkpoint: Path) -> Path:
        """Return where graphs of these weights are kept."""
        digests = [weights_digest(checkpoint)]
        if (checkpoint / ENCODER_FOLDER).is_dir():
            digests.append(weights_digest(checkpoint / ENCODER_FOLDER))
        return self._home / "-".join(digests)

    def _forget_oldest(self) -> None:
        kept = [folder for folder in self._home.iterdir() if not folder.name.startswith(".")]
        kept.sort(key=lambda folder: folder.stat().st_mtime, reverse=True)
        for folder in kept[MOST_KEPT:]:
            shutil.rmtree(folder, ignore_errors=True)


def can_write(checkpoint: Path | None) -> bool:
    """Return whether the graphs of a checkpoint can be written here.

    Args:
        checkpoint: Its folder; None if it has none that stays.
    """
    try:
        require_onnx()
        return checkpoint is not None and (checkpoint / WEIGHTS).stat().st_size < MOST_BYTES
    except (FacegenError, OSError):
        return False


def _write(checkpoint: Path, folder: Path) -> None:
    """Write the graphs of a checkpoint in a process of its own.

    Raises:
        FacegenError: If that fails, or takes too long.
    """
    process = launch(
        "facegen.latent",
        *("export", str(checkpoint), "--out", str(folder)),
        variables=ONE_THREAD,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _, said = process.communicate(timeout=LONGEST_SEC)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise FacegenError(
            f"It took more than {LONGEST_SEC:.0f} seconds to write this generator as ONNX."
        ) from None
    if process.returncode:
        why = said.strip().splitlines()[-1:] or ["no reason was given"]
        raise FacegenError(f"This generator could not be written as ONNX: {why[0]}")
