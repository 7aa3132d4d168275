from typing import Any, get_args

import pytest

from facegen.answers.runs.view import ShownState
from facegen.answers.runs.words import STATE_WORDS, explain_run
from facegen.metrics import Metric


def told(**values: float) -> tuple[str, ...]:
    return explain_run(0, 0, [{str(Metric[name.upper()]): x for name, x in values.items()}])


def test_every_state_has_its_words() -> None:
    assert set(STATE_WORDS) == set(get_args(ShownState))
    assert len(set(STATE_WORDS.values())) == len(STATE_WORDS)


def test_a_run_that_has_shown_nothing_is_not_explained() -> None:
    assert explain_run(0, 0, []) == ()
    assert explain_run(0, 500, [{Metric.LOSS_GENERATOR: 1.0}]) == ()


def test_losses_are_those_of_the_last_twenty_lines() -> None:
    losses = [9.0, *(x / 10 for x in range(20))]
    lines: list[dict[str, Any]] = [{Metric.LOSS_GENERATOR: loss} for loss in losses]
    (sentence,) = explain_run(0, 0, lines)
    assert "between 0.00 and 1.90 over the last 20 lines" in sentence


@pytest.mark.parametrize(
    ("held_out", "words"),
    [
        (
            0.85,
            "90 % of faces it trains on for real and 85 % of faces it never saw. They are close",
        ),
        (0.79, "and 79 % of faces it never saw. It begins to know its faces by heart"),
    ],
)
def test_faces_known_by_heart_are_named(held_out: float, words: str) -> None:
    (sentence,) = told(sign_train=0.9, sign_held_out=held_out)
    assert words in sentence


def test_without_held_out_faces_there_is_nothing_to_compare_with() -> None:
    (sentence,) = told(sign_train=0.9)
    assert sentence.endswith("90 % of faces it trains on for real; these faces have no held-out "
                             "part to compare with.")  # fmt: skip


@pytest.mark.parametrize(
    ("floor", "words"),
    [
        (None, "went from 8 to 3."),
        (2.5, "went from 8 to 3; real held-out faces score 2.5, which is no longer far."),
        (1.5, "went from 8 to 3; real held-out faces score 1.5, 2 times as low."),
    ],
)
def test_the_distance_is_told_beside_its_floor(floor: float | None, words: str) -> None:
    last: dict[str, Any] = {Metric.FRECHET_RANDOM: 3.0}
    if floor:
        last[Metric.FRECHET_RANDOM_FLOOR] = floor
    (sentence,) = explain_run(0, 0, [{Metric.FRECHET_RANDOM: 8.0}, last])
    assert sentence.endswith(words)


def test_how_often_each_face_was_shown() -> None:
    (sentence,) = explain_run(1500, 1000, [])
    assert "shown 1,500 pictures, each of its 1,000 faces 1.5 times" in sentence
