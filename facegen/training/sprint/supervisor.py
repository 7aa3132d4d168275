"""A sprint from the faces to what is brought home; it trains nothing itself."""

import dataclasses
import time
from dataclasses import dataclass
from pathlib import Path

from facegen.data.packing import unpack
from facegen.data.store import FaceStore
from facegen.files import write_json
from facegen.metrics import Metric
from facegen.training.engine.state import load_state
from facegen.training.run.runs import Run
from facegen.training.sprint.children import Child, images_of
from facegen.training.sprint.choosing import choose
from facegen.training.sprint.compiling import are_faster, compiler_of
from facegen.training.sprint.course import POLL_SEC, Course, log
from facegen.training.sprint.parcel import receive, send_parcel

SEND_SEC = 120.0
"""From one parcel to the next."""
MOST_FAILURES = 4
REHEARSED_KIMG = 1.0
"""Thousand images of a rehearsal, which so ends early where there is time."""


@dataclass
class Sprint:
    """One command's work: faces in, weights out.

    Attributes:
        out: Where to leave what came of it, from the first minutes on.
        work: Folder for all else.
        course: Its time.
        compiling: Whether compiled networks are tried.
    """

    out: Path
    work: Path
    course: Course
    compiling: bool = True

    def __post_init__(self) -> None:
        """Nothing is brought home yet."""
        self._sent_at, self._sent, self._rehearsed_from = 0.0, -1, 0

    def __call__(self, parts: Path, origin: Path | None = None) -> bool:
        """Unpack, choose, train, and bring home.

        Args:
            parts: The packed faces.
            origin: What an earlier sprint left, to go on from.

        Returns:
            Whether there are weights to bring home.

        Raises:
            FacegenError: If the parts or the origin are not whole.
        """
        store = unpack(parts, self.work / "store")
        self.course.note(f"{store.count:,} faces are unpacked: {store.manifest.title}")
        place = self.work / "run"
        if origin is not None:
            run = receive(origin, place, store)
            # kernels compiled elsewhere are not here
            run.write_config(dataclasses.replace(run.config, compile=False))
            self.course.note(
                f"going on from {origin}: {run.config.preset}, {_images(run):,} images"
            )
        else:
            run = Run.create(place, choose(self.course, store), store)
        self._rehearsed_from = _images(run)
        try:
            self.train(run, store)
        finally:
            self.course.end()
            self.bring(run)
        return self._sent >= 0

    def train(self, run: Run, store: FaceStore) -> None:
        """Train until the time is up, in a process that is begun again if it fails or hangs."""
        failures = 0
        compiler = compiler_of(self.course, run.config, store) if self.compiling else None
        while failures < MOST_FAILURES and self._set_budget(run):
            before = _images(run)
            child = self.course.child("sitting", f"{run.folder}")
            outcome, compiler = self._watch(run, child, compiler)
            self.course.note(f"{run.config.preset} after {_images(run):,} images: {outcome}")
            if outcome in ("finished", "time is up"):
                break
            if outcome != "compiled":
                failures = failures + 1 if _images(run) <= before else 1
                self._mend(run)

    def _set_budget(self, run: Run) -> bool:
        """Give a run the time that is left when its process has begun; say whether there is any."""
        seconds = self.course.training_sec
        if seconds <= 0:
            return False
        budget: dict[str, float | None] = {
            "kimg": None,
            "minutes": (_seconds(run) + seconds) / 60,
        }
        if self.course.rehearse:
            budget = {"kimg": self._rehearsed_from / 1000 + REHEARSED_KIMG, "minutes": None}
        config = dataclasses.replace(run.config, **budget)
        run.write_config(config)
        self.course.note(
            f"training for {seconds:.0f} s, batch {config.batch}, compile {config.compile}"
        )
        return True

    def _watch(self, run: Run, child: Child, compiler: Child | None) -> tuple[str, Child | None]:
        """Keep an eye on a process that trains, and say how it ended."""
        began, seen, heard = time.monotonic(), -1, time.monotonic()
        while not child.ended:
            time.sleep(POLL_SEC)
            now, images = time.monotonic(), images_of(run)
            if images != seen:
                seen, heard = images, now
            if self.course.left < self.course.end_sec * 2 / 3:
                child.stop(self.course.end_sec / 4)
                return "time is up", compiler
            if now - heard > self.course.stalled_sec:
                child.stop(2.0)
                return "it hung", compiler
            due = now - max(self._sent_at, began) > SEND_SEC
            if due and self.course.left > 2 * self.course.end_sec:
                self.bring(run)
            if compiler and compiler.ended:
                faster = are_faster(self.course, compiler.lines)
                compiler = None
                if faster and self.course.left > self.course.end_sec + 4 * self.course.begin_sec:
                    child.stop()
                    run.write_config(dataclasses.replace(run.config, compile=True))
                    return "compiled", None
        return ("failed" if child.failed else run.state), compiler

    def _mend(self, run: Run) -> None:
        """Change what may have been the reason of a failure."""
        config = run.config
        if config.compile:
            self.course.note("going on without compiled networks")
            config = dataclasses.replace(config, compile=False)
        elif "out of memory" in run.last_words.lower() and config.batch > 8:
            self.course.note(f"out of memory: half the batch, {config.batch // 2}")
            config = dataclasses.replace(config, batch=config.batch // 2)
        run.write_config(config)

    def bring(self, run: Run) -> None:
        """Write what there is to OUT; whatever goes wrong with that must not end the training."""
        self._sent_at = time.monotonic()
        try:
            if (images := send_parcel(run, self.out)) is not None:
                self._sent = images
                lines = run.metrics()
                facts = {**self.course.facts, "images": images, "machine": run.machine}
                full = (x for x in reversed(lines) if Metric.FRECHET_RANDOM in x)
                facts["measures"] = next(full, {})
                write_json(self.out / "sprint.json", facts)
                log.info("brought home: %s images", f"{images:,}")
        except Exception as error:
            self.course.note(f"not brought home: {type(error).__name__}: {error}")


def _images(run: Run) -> int:
    checkpoints = run.checkpoints()
    return int(checkpoints[-1].name) if checkpoints else 0


def _seconds(run: Run) -> float:
    """Return the time spent training up to the newest checkpoint."""
    checkpoints = run.checkpoints()
    return load_state(checkpoints[-1])[1].seconds if checkpoints else 0.0
