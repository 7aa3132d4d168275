import threading
import time

import numpy as np
import pytest

from facegen.statistics.cores import compiled, on_all_cores


def test_answers_come_in_the_order_of_the_pieces() -> None:
    def late(piece: int) -> int:
        time.sleep(0.01 * (piece == 0))
        return piece * piece

    assert on_all_cores(late, iter(range(20))) == [i * i for i in range(20)]
    assert on_all_cores(late, []) == []


def test_tasks_run_in_threads_of_our_own() -> None:
    names = on_all_cores(lambda _: threading.current_thread().name, range(4))
    assert all(name.startswith("facegen-statistics") for name in names)


def test_what_a_task_raises_reaches_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        on_all_cores(lambda piece: 1 // piece, [1, 0, 1])


def test_a_compiled_loop_answers_as_it_did() -> None:
    def total(values: np.ndarray) -> int:
        found = 0
        for value in values:
            found += value
        return found

    function = compiled(total)
    assert function(np.arange(100)) == sum(range(100)) == total(np.arange(100))
    assert function.signatures  # pyright: ignore[reportFunctionMemberAccess]


def test_a_loop_is_compiled_where_no_cache_can_be_written() -> None:
    # What is executed from a text has no source that numba could keep a cache beside.
    made: dict = {}
    exec(compile("def double(value): return 2 * value", "<nowhere>", "exec"), made)
    assert compiled(made["double"])(21) == 42
