"""The renderer: requests in, encoded pictures out, on one thread of its own.

Whoever drags a slider asks more often than a network answers. So of each session only the newest
request waits, older ones are dropped unanswered; sessions take turns; and what several of them ask
of one checkpoint at the same time goes through the network in one pass.

The network rounds slightly differently in passes of different sizes: of 20,000 values of a picture
about one falls one level to the other side. PNG is the form for keeping, so a PNG is always made
alone and equal requests give equal bytes. This module knows neither HTTP nor where checkpoints lie.
"""

import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import torch

from facegen.errors import FacegenError
from facegen.latent.model import LatentModel
from facegen.latent.request import FaceRequest
from facegen.latent.sheet import encoded

MOST_TOGETHER = 8
MOST_WAITING = 64
MOST_KEPT_BYTES = 32 << 20


def leave_cores_free() -> None:
    """Draw on one core, for this whole process: it has one setting for all its threads.

    With two threads each layer waits for the slower one: 1.1 ms a face of preset s in place of 1.7
    where both cores are idle, but 100 and more where anything else wants one, as a run does.
    """
    torch.set_num_threads(1)


class Superseded(Exception):
    """A newer request of the same session has taken this one's place."""


class Busy(FacegenError):
    """More sessions wait than can be served."""


@dataclass(frozen=True)
class _Job:
    """Something to do with a model.

    Attributes:
        checkpoint: Key of the checkpoint.
        request: The picture to make, or
        work: what else to do, by itself.
        answer: Receives the result.
    """

    checkpoint: str
    request: FaceRequest | None = None
    work: Callable[[LatentModel], Any] | None = None
    answer: Future = field(default_factory=Future)

    @property
    def shares_a_pass(self) -> bool:
        """Whether it may be done together with others like it."""
        return self.request is not None and not self.request.alone


class Renderer:
    """Makes pictures on a thread of its own.

    Args:
        open_model: Returns the model of a key, quickly where it was opened before; raises
            FacegenError where there is none. Called on the renderer's thread alone.
    """

    def __init__(self, open_model: Callable[[str], LatentModel]) -> None:
        """Start the thread; it ends with the process."""
        self._open_model = open_model
        self._waiting: OrderedDict[str, _Job] = OrderedDict()
        self._changed = threading.Condition()
        self._kept = _Kept(MOST_KEPT_BYTES)
        self._numbers = itertools.count()
        threading.Thread(target=self._run, name="facegen-renderer", daemon=True).start()

    def picture(self, request: FaceRequest, session: str | None = None) -> "Future[bytes]":
        """Ask for a picture.

        Args:
            request: What is wanted.
            session: Whose newest wish this is; None for one that nothing supersedes.

        Returns:
            The encoded picture to be; fails with Superseded, with Busy, or with a FacegenError
            that says what is wrong with the request.
        """
        return self._submit(_Job(request.checkpoint, request), session)

    def do(self, checkpoint: str, work: Callable[[LatentModel], Any]) -> "Future[Any]":
        """Have something short done with a model, between pictures."""
        return self._submit(_Job(checkpoint, work=work), None)

    def _submit(self, job: _Job, session: str | None) -> Future:
        place = f"once {next(self._numbers)}" if session is None else f"session {session}"
        with self._changed:
            older = self._waiting.get(place)
            if older is None and len(self._waiting) >= MOST_WAITING:
                job.answer.set_exception(
                    Busy(f"{MOST_WAITING} pictures are waiting already; try again in a moment.")
                )
                return job.answer
            self._waiting[place] = job  # keeps the older one's place in the line
            self._changed.notify()
        if older is not None and older.answer.set_running_or_notify_cancel():
            older.answer.set_exception(Superseded())
        return job.answer

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting)
                jobs = self._take()
            jobs = [job for job in jobs if job.answer.set_running_or_notify_cancel()]
            try:
                if jobs:
                    self._answer(jobs)
            except Exception as error:
                for job in jobs:
                    if not job.answer.done():
                        job.answer.set_exception(error)

    def _take(self) -> list[_Job]:
        """Take the oldest job, and those that can share its pass."""
        _, first = self._waiting.popitem(last=False)
        if not first.shares_a_pass:
            return [first]
        fitting = [
            place
            for place, job in self._waiting.items()
            if job.shares_a_pass and job.checkpoint == first.checkpoint
        ]
        return [first, *(self._waiting.pop(place) for place in fitting[: MOST_TOGETHER - 1])]

    def _answer(self, jobs: list[_Job]) -> None:
        model = self._open_model(jobs[0].checkpoint)
        requested = [(job.request, job.answer) for job in jobs if job.request is not None]
        if not requested:
            (job,) = jobs
            assert job.work is not None
            job.answer.set_result(job.work(model))
            return
        styles, drawn = [], []
        for request, answer in requested:
            kept = self._kept.get((model.number, request))
            if kept is not None:
                answer.set_result(kept)
                continue
            try:
                model.check_scale(request.scale_px)
                styles.append(model.style_of(request.face))
            except FacegenError as error:
                answer.set_exception(error)
                continue
            drawn.append((request, answer))
        if not drawn:
            return
        for (request, answer), scales in zip(drawn, model.pictures(styles), strict=True):
            made = encoded(scales, request)
            self._kept.put((model.number, request), made)
            answer.set_result(made)


class _Kept:
    """The pictures made last, up to a number of bytes.

    Args:
        most_bytes: What they may take.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._pictures: OrderedDict[Any, bytes] = OrderedDict()

    def get(self, key: Any) -> bytes | None:
        """Return a picture that is still kept."""
        if key in self._pictures:
            self._pictures.move_to_end(key)
        return self._pictures.get(key)

    def put(self, key: Any, made: bytes) -> None:
        """Keep a picture, and forget those not asked for longest."""
        self.bytes += len(made) - len(self._pictures.get(key, b""))
        self._pictures[key] = made
        while self.bytes > self.most_bytes:
            _, old = self._pictures.popitem(last=False)
            self.bytes -= len(old)
