"""Cores, threads, and processes of ours: how many, how one is launched and found again.

A process launched here is this interpreter running one of our modules, and can import whatever the
one that launches it can, from wherever either was started.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psutil
else:
    try:
        import psutil
    except ImportError:  # a bare machine trains all the same; nobody there asks who is at work
        psutil = None

ONE_THREAD: Mapping[str, str] = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""Variables that keep a process's arithmetic to one core."""

AUTOGROUP = Path("/proc/self/autogroup")

SAME_START_SEC = 60.0
"""Starts of a process this close are one: a clock may be set meanwhile, but no number comes back
so soon."""


def core_count() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def launch(
    module: str, *words: str, variables: Mapping[str, str] | None = None, **how: Any
) -> subprocess.Popen:
    """Start `python -m MODULE WORDS ...` without waiting for it.

    Args:
        module: One of ours.
        words: Its arguments.
        variables: Of its environment, over those of this process.
        how: What else `subprocess.Popen` is told, such as where its output goes.
    """
    path = os.pathsep.join(path or os.getcwd() for path in sys.path)
    environment = {**os.environ, **(variables or {}), "PYTHONPATH": path}
    return subprocess.Popen([sys.executable, "-m", module, *words], env=environment, **how)


def launch_detached(
    module: str,
    *words: str,
    console: Path,
    variables: Mapping[str, str] | None = None,
    ended: Callable[[int], None] = lambda status: None,
) -> subprocess.Popen:
    """Launch a process that outlives this one, in a session of its own.

    Args:
        module: One of ours.
        words: Its arguments.
        console: File that receives all it prints.
        variables: Of its environment, over those of this process.
        ended: Told its exit status, if this process is still there then.
    """
    with console.open("wb") as output:
        process = launch(
            module,
            *words,
            variables=variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    # Somebody must wait for it, or it stays behind as a zombie.
    threading.Thread(target=lambda: ended(process.wait()), daemon=True).start()
    return process


def give_way(niceness: int) -> None:
    """Let other processes go first.

    Linux may share the cores out among sessions, so that a niceness counts only within one: whoever
    leads a session lowers that of all of it too.

    Args:
        niceness: 0, as others, to 19.

    Source: sched(7), "The autogroup feature".
    """
    psutil.Process().nice(niceness)
    if hasattr(os, "getsid") and os.getsid(0) == os.getpid():
        with suppress(OSError):  # another system, or one that groups nothing
            AUTOGROUP.write_text(str(niceness))


def remember_process(process: "psutil.Process") -> dict[str, float]:
    """Return what a process can be told by: a number alone is given to another one day."""
    return {"process": process.pid, "started": round(process.create_time(), 2)}


def this_process() -> dict[str, float]:
    """Return what this process can be told by."""
    return remember_process(psutil.Process()) if psutil else {"process": os.getpid()}


def find_process(remembered: Mapping[str, Any]) -> "psutil.Process | None":
    """Return a process that `remember_process` told of, if it still runs and can be seen."""
    if psutil is None:
        return None
    try:
        process = psutil.Process(int(remembered["process"]))
        same = abs(process.create_time() - float(remembered["started"])) < SAME_START_SEC
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except (KeyError, TypeError, ValueError, OverflowError, psutil.Error):
        return None
