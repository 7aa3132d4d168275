"""The clock and the decisions of a sprint; it trains nothing itself."""

import dataclasses
import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from facegen.data.packing import unpack
from facegen.data.store import FaceStore
from facegen.files import write_json
from facegen.metrics import Metric
from facegen.training.engine.state import load_state
from facegen.training.run.config import TrainingConfig
from facegen.training.run.runs import Run
from facegen.training.sprint.children import Child, images_of
from facegen.training.sprint.parcel import receive, send
from facegen.training.sprint.shapes import BATCHES, SHAPES, TINY, WANTED_IMAGES, shape

log = logging.getLogger("facegen.sprint")

POLL_SEC = 0.2
TRIAL_SEC = 75.0
SEND_SEC = 120.0
"""From one parcel to the next."""
STALLED_SEC = 100.0
"""Without a sign of life for so long, a process is thought to hang: beginning takes half a minute,
the first step with its choice of convolutions the rest."""
BEGIN_SEC = 20.0
"""What a process is thought to need to begin, until one has told."""
MOST_FAILURES = 4
REHEARSED_KIMG = 1.0
"""Thousand images of a rehearsal, which so ends early where there is time."""
FASTER = 1.15
"""By what factor compiled networks must be faster to be worth a new beginning."""


@dataclass
class Sprint:
    """Ten minutes.

    Attributes:
        out: Where to leave what came of it, from the first minutes on.
        work: Folder for all else.
        seconds: For everything, from now on.
        device: As `Machine.prepare` takes it.
        rehearse: Whether tiny networks are trained.
        compiling: Whether compiled networks are tried.
    """

    out: Path
    work: Path
    seconds: float
    device: str = "auto"
    rehearse: bool = False
    compiling: bool = True
    facts: dict[str, Any] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    begin_sec: float = BEGIN_SEC

    def __post_init__(self) -> None:
        """Begin to say what happens."""
        logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
        logging.getLogger("facegen").setLevel(logging.INFO)
        self.facts |= {"seconds": self.seconds, "notes": []}
        self.begin_sec = min(BEGIN_SEC, self.seconds / 10)
        self._sent_at, self._sent, self._rehearsed_from = 0.0, -1, 0
        self._children: list[Child] = []

    @property
    def left(self) -> float:
        """Seconds until all must be over."""
        return self.began + self.seconds - time.monotonic()

    @property
    def end_sec(self) -> float:
        """Seconds kept for the last save, the last parcel and leaving."""
        return min(30.0, self.seconds / 6)

    @property
    def trial_sec(self) -> float:
        """Seconds for all trials; a rehearsal, whose networks take none, may be on a busy machine.

        The same holds for how long a process may be silent.
        """
        return self.seconds / 4 if self.rehearse else min(TRIAL_SEC, self.seconds / 4)

    @property
    def stalled_sec(self) -> float:
        """Seconds without a sign of life after which a process is thought to hang."""
        return self.seconds / 2 if self.rehearse else STALLED_SEC

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
        self.note(f"{store.count:,} faces are unpacked: {store.manifest.title}")
        place = self.work / "run"
        if origin is not None:
            run = receive(origin, place, store)
            # kernels compiled elsewhere are not here
            run.write_config(dataclasses.replace(run.config, compile=False))
            self.note(f"going on from {origin}: {run.config.preset}, {_images(run):,} images")
        else:
            run = Run.create(place, self.choose(store), store)
        self._rehearsed_from = _images(run)
        try:
            self.train(run, store)
        finally:
            for child in self._children:
                child.stop(self.end_sec / 4)
            self.bring(run)
        return self._sent >= 0

    def note(self, words: str) -> None:
        """Say something, and keep it."""
        log.info("%s", words)
        self.facts["notes"].append(f"{self.seconds - self.left:.0f} s: {words}")

    def choose(self, store: FaceStore) -> TrainingConfig:
        """Try shapes and take the widest that will see enough images; if none, the fastest."""
        names = [TINY.preset] if self.rehearse else list(SHAPES)
        wanted = 0 if self.rehearse else WANTED_IMAGES
        tried: list[dict[str, Any]] = []
        until = time.monotonic() + self.trial_sec
        for name in names:
            for batch in BATCHES:
                goal = wanted / (self.left - self.begin_sec - self.end_sec)
                if time.monotonic() > until or (tried and _hopeless(tried[-1], name, goal)):
                    continue
                found = self.trial(store, name, batch, until)
                tried.append(found)
                self.note(f"trial: {json.dumps(found)}; {goal:,.0f} a second are wanted")
                if found.get("images_per_sec", 0) >= goal:
                    self.facts["trials"] = tried
                    return shape(name, batch)
        self.facts["trials"] = tried
        best = max(tried, key=lambda one: one.get("images_per_sec", 0), default={})
        if not best.get("images_per_sec"):
            self.note("no trial came to an end: the narrowest shape, untried")
            return shape(names[-1], BATCHES[0])
        return shape(best["shape"], best["batch"])

    def trial(self, store: FaceStore, name: str, batch: int, until: float) -> dict[str, Any]:
        """Try one shape in a process of its own."""
        began = time.monotonic()
        seconds = 0.3 if self.rehearse else 3.0
        words = [f"{store.folder}", f"{name}:{batch}", f"--seconds={seconds}"]
        child = self._child("trials", *words)
        while not child.ended and time.monotonic() < until:
            time.sleep(POLL_SEC)
        child.stop(1.0)
        spent = time.monotonic() - began
        found = _newest(child.lines) or {"shape": name, "batch": batch, "error": "it did not end"}
        if "images_per_sec" in found:
            self.begin_sec = max(2.0, spent - seconds)
        return found

    def train(self, run: Run, store: FaceStore) -> None:
        """Train until the time is up, in a process that is begun again if it fails or hangs."""
        failures, compiler = 0, self._compiler(run, store)
        while self.left > self.end_sec + self.begin_sec and failures < MOST_FAILURES:
            before = _images(run)
            if not self._set_budget(run):
                break
            child = self._child("sitting", f"{run.folder}")
            outcome, compiler = self._watch(run, child, compiler)
            self.note(f"{run.config.preset} after {_images(run):,} images: {outcome}")
            if outcome in ("finished", "time is up"):
                break
            if outcome != "compiled":
                failures = failures + 1 if _images(run) <= before else 1
                self._mend(run)

    def _child(self, module: str, *words: str) -> Child:
        """Begin a process, to be ended with this one at the latest."""
        child = Child(f"facegen.training.sprint.{module}", [*words, f"--device={self.device}"])
        self._children.append(child)
        return child

    def _set_budget(self, run: Run) -> bool:
        """Give a run the time that is left when its process has begun."""
        seconds = self.left - self.end_sec - self.begin_sec
        if seconds <= 0:
            return False
        budget: dict[str, float | None] = {
            "kimg": None,
            "minutes": (_seconds(run) + seconds) / 60,
        }
        if self.rehearse:
            budget = {"kimg": self._rehearsed_from / 1000 + REHEARSED_KIMG, "minutes": None}
        config = dataclasses.replace(run.config, **budget)
        run.write_config(config)
        self.note(f"training for {seconds:.0f} s, batch {config.batch}, compile {config.compile}")
        return True

    def _watch(self, run: Run, child: Child, compiler: Child | None) -> tuple[str, Child | None]:
        """Keep an eye on a process that trains, and say how it ended."""
        began, seen, heard = time.monotonic(), -1, time.monotonic()
        while not child.ended:
            time.sleep(POLL_SEC)
            now, images = time.monotonic(), images_of(run)
            if images != seen:
                seen, heard = images, now
            if self.left < self.end_sec * 2 / 3:
                child.stop(self.end_sec / 4)
                return "time is up", compiler
            if now - heard > self.stalled_sec:
                child.stop(2.0)
                return "it hung", compiler
            due = now - max(self._sent_at, began) > SEND_SEC
            if due and self.left > 2 * self.end_sec:
                self.bring(run)
            if compiler and compiler.ended:
                faster = self._faster(compiler.lines)
                compiler = None
                if faster and self.left > self.end_sec + 4 * self.begin_sec:
                    child.stop()
                    run.write_config(dataclasses.replace(run.config, compile=True))
                    return "compiled", None
        return ("failed" if child.failed else run.state), compiler

    def _mend(self, run: Run) -> None:
        """Change what may have been the reason of a failure."""
        config = run.config
        if config.compile:
            self.note("going on without compiled networks")
            config = dataclasses.replace(config, compile=False)
        elif "out of memory" in run.last_words.lower() and config.batch > 8:
            self.note(f"out of memory: half the batch, {config.batch // 2}")
            config = dataclasses.replace(config, batch=config.batch // 2)
        run.write_config(config)

    def _compiler(self, run: Run, store: FaceStore) -> Child | None:
        """Begin to compile the networks while they are trained as they are."""
        if not self.compiling or run.config.compile:
            return None
        words = [f"{store.folder}", f"{run.config.preset}:{run.config.batch}", "--compile"]
        seconds = "--seconds=0.5" if self.rehearse else "--seconds=2"
        return self._child("trials", *words, seconds)

    def _faster(self, said: Sequence[str]) -> bool:
        """Say whether compiled networks, tried beside the training, were worth it."""
        lines = [line for line in map(_read, said) if line]
        paces = {line["compile"]: line.get("images_per_sec", 0.0) for line in lines}
        self.facts["compiled"] = lines
        plain, compiled = paces.get(False, 0.0), paces.get(True, 0.0)
        self.note(f"compiled {compiled:,.0f} images a second, as it is {plain:,.0f}, side by side")
        return bool(plain) and compiled > FASTER * plain

    def bring(self, run: Run) -> None:
        """Write what there is to OUT; whatever goes wrong with that must not end the training."""
        self._sent_at = time.monotonic()
        try:
            if (images := send(run, self.out)) is not None:
                self._sent = images
                lines = run.metrics()
                facts = {**self.facts, "images": images, "machine": run.machine}
                full = (x for x in reversed(lines) if Metric.FRECHET_RANDOM in x)
                facts["measures"] = next(full, {})
                write_json(self.out / "sprint.json", facts)
                log.info("brought home: %s images", f"{images:,}")
        except Exception as error:
            self.note(f"not brought home: {type(error).__name__}: {error}")


def _hopeless(tried: dict[str, Any], name: str, goal: float) -> bool:
    """Say whether a shape was so slow at one batch that another will not do."""
    return tried["shape"] == name and tried.get("images_per_sec", 0) < 0.6 * goal


def _read(line: str) -> dict[str, Any] | None:
    try:
        values = json.loads(line)
    except ValueError:
        return None
    return values if isinstance(values, dict) and "shape" in values else None


def _newest(lines: Sequence[str]) -> dict[str, Any] | None:
    return next((found for line in reversed(lines) if (found := _read(line))), None)


def _images(run: Run) -> int:
    checkpoints = run.checkpoints()
    return int(checkpoints[-1].name) if checkpoints else 0


def _seconds(run: Run) -> float:
    """Return the time spent training up to the newest checkpoint."""
    checkpoints = run.checkpoints()
    return load_state(checkpoints[-1])[1].seconds if checkpoints else 0.0
