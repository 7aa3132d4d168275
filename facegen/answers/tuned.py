"""Tuned generators of one server: small differences to checkpoints, in memory and soon forgotten.

A tuned generator is a checkpoint like any other under the key `KEY~TOKEN`: sliders, mixes and films
ask for it as they ask for that of KEY. The token cannot be guessed, so whoever tuned it alone sees
it. Nothing is written to disk; what is to stay is saved as a file by the person it is of.
"""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from facegen.errors import ForgottenError
from facegen.latent.model import LatentModel
from facegen.latent.photo.tuned_file import TunedFace, digest_of, read_tuned, write_tuned
from facegen.latent.photo.tuning import tuned

MARK = "~"
MOST_KEPT = 20
"""A difference takes two bytes a weight that is tuned: 1.7 MB at 128 px."""
MOST_OPEN = 2
IDLE_SEC = 600.0
MOST_FILE_BYTES = 16 << 20


def plain_key(key: str) -> str:
    """Return the key of the checkpoint that a tuned one was made of."""
    return key.split(MARK)[0]


@dataclass
class _Kept:
    """A tuned face, and when somebody last asked for it."""

    checkpoint: str
    face: TunedFace
    asked_sec: float


class TunedFaces:
    """Keeps tuned faces for a while; safe to use from many threads.

    Args:
        open_plain: Opens the generator of a checkpoint's key.
        idle_sec: For so long one stays that nobody asks for.
        clock: Seconds that only grow.
    """

    def __init__(
        self,
        open_plain: Callable[[str], LatentModel],
        idle_sec: float = IDLE_SEC,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is kept yet."""
        self._open_plain, self._idle_sec, self._clock = open_plain, idle_sec, clock
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._open: OrderedDict[str, LatentModel] = OrderedDict()
        self._looking: threading.Timer | None = None
        self._lock = threading.RLock()

    def __len__(self) -> int:
        """Count those that are kept."""
        self.forget_idle()
        return len(self._kept)

    def keep(self, checkpoint: str, face: TunedFace) -> str:
        """Keep a tuned face, and return its key; the one idle longest makes room."""
        key = f"{checkpoint}{MARK}{secrets.token_urlsafe(16)}"
        with self._lock:
            self.forget_idle()
            self._kept[key] = _Kept(checkpoint, face, self._clock())
            while len(self._kept) > MOST_KEPT:
                self.forget(next(iter(self._kept)))
        self._look_again()
        return key

    def read(self, checkpoint: str, content: bytes) -> str:
        """Keep the tuned face of a file, and return its key.

        Raises:
            FacegenError: If it is no such file, or that of another generator.
        """
        return self.keep(checkpoint, read_tuned(content, self._open_plain(checkpoint).generator))

    def file_of(self, key: str) -> bytes:
        """Return a tuned face as a file.

        Raises:
            ForgottenError: If it has been forgotten.
        """
        return write_tuned(self._found(key).face)

    def style_of(self, key: str) -> str:
        """Return the style it was tuned for, as the field of a recipe.

        Raises:
            ForgottenError: If it has been forgotten.
        """
        return self._found(key).face.style_text

    def open(self, key: str) -> LatentModel:
        """Return a generator: a checkpoint's, or a tuned one.

        Raises:
            ModelError: If there is none of that key; a ForgottenError if there is none any more.
        """
        if MARK not in key:
            return self._open_plain(key)
        with self._lock:
            kept = self._found(key)
            if key not in self._open:
                self._open[key] = self._opened(kept)
            self._open.move_to_end(key)
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
            return self._open[key]

    def forget(self, key: str) -> None:
        """Forget a tuned face, if it is kept."""
        with self._lock:
            self._kept.pop(key, None)
            self._open.pop(key, None)

    def forget_idle(self) -> None:
        """Forget all that nobody has asked for of late."""
        with self._lock:
            now = self._clock()
            for key, kept in list(self._kept.items()):
                if now - kept.asked_sec >= self._idle_sec:
                    self.forget(key)

    def _found(self, key: str) -> _Kept:
        with self._lock:
            self.forget_idle()
            kept = self._kept.get(key)
            if kept is None:
                raise ForgottenError(
                    "This tuned face has been forgotten, as all are after ten idle minutes; tune "
                    "it again, or drop its file on the page if you saved it."
                )
            kept.asked_sec = self._clock()
            self._kept.move_to_end(key)
            return kept

    def _opened(self, kept: _Kept) -> LatentModel:
        plain = self._open_plain(kept.checkpoint)
        if digest_of(plain.generator) != kept.face.digest:
            raise ForgottenError(
                "The generator has been trained further since this face was tuned; tune it again."
            )
        mine = tuned(plain.generator, kept.face.difference)
        return LatentModel(
            mine, plain.directions, plain.encoder, plain.reached, recorded=False, sound=plain.sound
        )

    def _look_again(self) -> None:
        """Forget in time what nobody asks for, even if nobody asks for anything."""
        with self._lock:
            if self._looking or not self._kept:
                return
            self._looking = threading.Timer(self._idle_sec / 10, self._look)
            self._looking.daemon = True
            self._looking.start()

    def _look(self) -> None:
        with self._lock:
            self._looking = None
            self.forget_idle()
            self._look_again()
