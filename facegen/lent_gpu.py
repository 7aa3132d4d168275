"""A GPU lent for the length of a call, as a Space on ZeroGPU has it.

Such a Space runs on two cores. What is marked with `on_lent_gpu` goes to a process that is given a
GPU, at the expense of the visitor's minutes a day, so only what takes seconds is marked: never what
answers a slider. Everywhere else a mark does nothing. The package `spaces`, which does the lending
and is on every Space, wants to be imported before torch, and told when the page starts: it waits
for Gradio's own `launch`, which this page has no use for.
"""

import importlib
import importlib.util
import os
from collections.abc import Callable, Iterator
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_marked: list[Callable] = []


def import_first() -> None:
    """Import `spaces` where it is there; to be called before torch or gradio is imported.

    On ZeroGPU it makes torch say that there is a GPU in this process too, which has none: an
    optimiser would ask it whether a graph is being captured, and fail.
    """
    if importlib.util.find_spec("spaces"):
        importlib.import_module("spaces")
    if is_lent():
        cuda = importlib.import_module("torch.cuda")
        cuda.is_current_stream_capturing = lambda: False  # type: ignore[attr-defined]


def is_lent() -> bool:
    """Say whether this is a Space on ZeroGPU."""
    return os.environ.get("SPACES_ZERO_GPU", "").lower() in ("1", "t", "true")


def on_lent_gpu(
    seconds: int,
) -> Callable[[Callable[P, Iterator[R]]], Callable[P, Iterator[R]]]:
    """Mark a generator function of a module: its arguments and what it yields travel by pickle.

    Args:
        seconds: It may take, so much must be left of the visitor's quota.
    """

    def mark(work: Callable[P, Iterator[R]]) -> Callable[P, Iterator[R]]:
        if not is_lent():
            return work
        _marked.append(work)
        return importlib.import_module("spaces").GPU(work, duration=seconds)

    return mark


def report_start() -> None:
    """Tell a Space on ZeroGPU that the page starts, or it is taken for one that uses no GPU."""
    if is_lent() and _marked:
        importlib.import_module("spaces.zero").startup()
