import errno
import os
import signal
import subprocess
import sys
import time

import pytest

from facegen.data.workers import spread
from facegen.errors import DataError


def test_results_come_in_order_from_several_processes() -> None:
    items = [f"({i}, __import__('os').getpid(), __import__('time').sleep(0.02))" for i in range(20)]
    results = list(spread(eval, items, 3))
    assert [number for number, *_ in results] == list(range(20))
    assert len({process for _, process, _ in results}) == 3
    assert os.getpid() not in {process for _, process, _ in results}


def test_each_process_computes_on_one_thread() -> None:
    (threads,) = spread(eval, ["__import__('os').environ['OPENBLAS_NUM_THREADS']"], 1)
    assert threads == "1"


def test_what_a_library_prints_is_no_result(capfd: pytest.CaptureFixture) -> None:
    noise = "__import__('os').write(1, b'noise'), print('more')"
    assert list(spread(eval, [f"({noise}, 5)[-1]"], 1)) == [5]
    assert "noise" in capfd.readouterr().err


def test_errors_come_back_as_they_are() -> None:
    full = f"(_ for _ in ()).throw(OSError({errno.ENOSPC}, 'full'))"
    with pytest.raises(OSError, match="full") as raised:
        list(spread(eval, ["1", full, "2"], 2))
    assert raised.value.errno == errno.ENOSPC


def test_a_process_that_ends_is_an_error() -> None:
    with pytest.raises(DataError, match=r"ended unexpectedly \(exit status 7\).* same command"):
        list(spread(eval, ["__import__('os')._exit(7)"], 2))
    with pytest.raises(DataError, match=r"ended unexpectedly \(exit status -9\)"):
        list(spread(eval, ["__import__('os').kill(__import__('os').getpid(), 9)"], 1))


def test_processes_end_when_no_more_results_are_wanted() -> None:
    results = spread(eval, ["__import__('os').getpid()", "__import__('time').sleep(60)"], 2)
    process = next(results)
    results.close()
    assert_gone([process])


def test_processes_end_with_the_one_that_started_them() -> None:
    program = (
        "from facegen.data.workers import spread\n"
        "pid = \"__import__('os').getpid(), __import__('time').sleep(0.2)\"\n"
        "results = spread(eval, [pid, pid, \"__import__('time').sleep(0.5)\"], 2)\n"
        "print(next(results)[0], next(results)[0], flush=True)\n"
        "next(results)\n"
        "__import__('time').sleep(60)\n"
    )
    first = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    with first:
        assert first.stdout
        processes = [int(word) for word in first.stdout.readline().split()]
        assert len(set(processes)) == 2
        first.send_signal(signal.SIGKILL)
    assert_gone(processes)


def assert_gone(processes: list[int]) -> None:
    """Wait until none of the processes runs any more (a zombie does not)."""
    end = time.monotonic() + 10
    while any(is_running(process) for process in processes):
        assert time.monotonic() < end
        time.sleep(0.01)


def is_running(process: int) -> bool:
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True
    )
    return state.stdout.strip()[:1] not in ("", "Z")
