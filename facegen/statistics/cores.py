"""How compiled loops are made and run side by side."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

import numba

from facegen.processes import core_count

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function on its first call, to run without Python's lock.

    The machine code is kept beside the source, or in the person's cache folder; where neither can
    be written to, each process compiles anew.
    """
    try:
        return numba.njit(nogil=True, cache=True)(function)
    except RuntimeError:  # numba's answer where it finds no place for a cache
        return numba.njit(nogil=True)(function)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(core_count(), thread_name_prefix="facegen-statistics")


def on_all_cores(task: Callable[[Piece], Answer], pieces: Iterable[Piece]) -> list[Answer]:
    """Run a task on each piece, on all cores, and return the answers in order.

    The threads are our own, not numba's: its portable threading layer ends the process when two
    callers meet. A task must not call this function again.
    """
    return list(_pool().map(task, pieces))
