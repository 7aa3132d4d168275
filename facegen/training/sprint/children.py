"""Processes of a sprint: started with this interpreter, ended with it, never waited for in vain."""

import json
import signal
import subprocess
import threading
from collections.abc import Sequence
from typing import Any

from facegen.processes import launch
from facegen.training.run.runs import Run

GRACE_SEC = 15.0


class Child:
    """A process that runs one of our modules.

    Args:
        module: Its name.
        words: Its command line.
    """

    def __init__(self, module: str, words: Sequence[str]) -> None:
        self.process = launch(
            module,
            *words,
            variables={"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as said:
            for line in said:
                self.lines.append(line.strip())

    @property
    def ended(self) -> bool:
        """Whether it is over, and what it said has been read."""
        if self.process.poll() is None:
            return False
        self._reader.join(1.0)  # a process it started may hold the far end open for longer
        return True

    @property
    def failed(self) -> bool:
        """Whether it is over and ended by an error."""
        return bool(self.process.poll())

    def stop(self, grace_sec: float = GRACE_SEC) -> None:
        """End it: asked first, then for good."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(grace_sec)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()
        self._reader.join(5.0)


def trials_in(lines: Sequence[str]) -> list[dict[str, Any]]:
    """Return what `trials` said of each shape, among whatever libraries say."""
    read = []
    for line in lines:
        try:
            values = json.loads(line)
        except ValueError:
            continue
        if isinstance(values, dict) and "shape" in values:
            read.append(values)
    return read


def images_of(run: Run) -> int:
    """Return how many images a run has seen, by its last sign of life."""
    beat = run.heartbeat
    return beat.images if beat else 0
