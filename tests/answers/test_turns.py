import threading

import pytest

from facegen.answers.turns import MOST_WAITING, Turns
from facegen.latent.renderer import Busy


def test_one_works_while_a_few_wait_and_others_are_refused() -> None:
    turns, at_work, most = Turns(), [], []
    begun, go_on = threading.Semaphore(0), threading.Event()

    def work() -> None:
        begun.release()
        with turns.turn():
            at_work.append(1)
            most.append(len(at_work))
            go_on.wait(30)
            at_work.pop()

    threads = [threading.Thread(target=work) for _ in range(MOST_WAITING)]
    for thread in threads:
        thread.start()
        begun.acquire()
    while turns._places.acquire(blocking=False):  # until all have taken their places
        turns._places.release()
    with pytest.raises(Busy, match="try again in a moment"), turns.turn():
        pass
    go_on.set()
    for thread in threads:
        thread.join(30)
    assert most == [1] * MOST_WAITING
    with turns.turn():
        pass


def test_work_that_fails_leaves_its_place() -> None:
    turns = Turns()

    def fail() -> None:
        with turns.turn():
            raise ValueError("broken")

    for _ in range(MOST_WAITING + 1):
        with pytest.raises(ValueError, match="broken"):
            fail()
