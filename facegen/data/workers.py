"""Share work out among processes that end with the one that started them.

The processes are this module run by a fresh interpreter and spoken to through their standard input
and output. Compared with a pool of the standard library, none is left behind when the first is
killed (each sees its input end), a page that prepares a store is not imported anew in each, and
each computes on one thread without a setting that would bind the page too.
"""

import os
import pickle
import queue
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from facegen.errors import DataError
from facegen.processes import ONE_THREAD, launch

Item = TypeVar("Item")
Result = TypeVar("Result")


def spread(
    work: Callable[[Item], Result], items: Iterable[Item], processes: int
) -> Generator[Result, None, None]:
    """Do some work on every item, in several processes at once.

    Args:
        work: What to do; picklable.
        items: What to do it on; picklable.
        processes: How many processes.

    Yields:
        The results, in the order of the items.

    Raises:
        DataError: If a process ends before its work is done.
        Exception: Whatever the work itself raises.
    """
    workers = [_Worker(work) for _ in range(processes)]
    idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
    for worker in workers:
        idle.put(worker)

    def run(item: Item) -> Result:
        worker = idle.get()
        try:
            return worker.run(item)
        finally:
            idle.put(worker)

    threads = ThreadPoolExecutor(processes)
    try:
        yield from threads.map(run, items)
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.stop()
        threads.shutdown()


class _Worker:
    """The near end of a process."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self._process = launch(
            __name__, variables=ONE_THREAD, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdin
        assert self._process.stdout
        self._to, self._from = self._process.stdin, self._process.stdout
        pickle.dump(work, self._to)

    def run(self, item: Any) -> Any:
        try:
            pickle.dump(item, self._to)
            self._to.flush()
            succeeded, result = pickle.load(self._from)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise DataError(
                f"A worker process ended unexpectedly (exit status {self._process.wait()}), "
                "perhaps for want of memory; run the same command again to go on from here."
            ) from error
        if not succeeded:
            raise result
        return result

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        self._from.close()
        with suppress(BrokenPipeError):  # It may have been killed with an item half sent.
            self._to.close()


def _serve() -> None:
    """Work at the far end until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that is in charge.
    source = sys.stdin.buffer
    results = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # What a library prints is no result.
    work = pickle.load(source)
    while True:
        try:
            item = pickle.load(source)
        except EOFError:
            return
        try:
            answer = True, work(item)
        except Exception as error:
            answer = False, error
        pickle.dump(answer, results)
        results.flush()


if __name__ == "__main__":
    _serve()
