"""Engine errors become words on the page, and nothing else of them does."""

import json
import logging
from collections.abc import Iterator

import gradio as gr
import pytest
from starlette.requests import Request

from facegen.errors import ForgottenError, ModelError, QueryError, StoreError
from facegen.ui.handlers import answering, answering_each, refuse
from facegen.wire import Failure
from tests.wire import read_as

REQUEST = Request({"type": "http", "method": "GET", "path": "/", "headers": []})


def half(number: int) -> float:
    """Halve."""
    if number < 0:
        raise StoreError(f"/home/ada/faces/{number} has no half.")
    return 6 / number


def down_from(number: int) -> Iterator[float]:
    while True:
        yield half(number)
        number -= 1


def words_of(error: gr.Error) -> str:
    assert not error.print_exception
    return str(error.message)


def test_an_answer_passes_as_it_is_and_an_error_without_where_things_lie():
    wrapped = answering(half)
    assert (wrapped(3), wrapped.__name__, wrapped.__doc__) == (2, "half", "Halve.")
    with pytest.raises(gr.Error) as caught:
        wrapped(-1)
    assert words_of(caught.value) == "-1 has no half."


def test_what_nobody_foresaw_is_one_neutral_sentence_and_in_the_log(caplog):
    with caplog.at_level(logging.ERROR), pytest.raises(gr.Error) as caught:
        answering(half)(0)
    assert words_of(caught.value) == "Something went wrong here; the log has the details."
    assert "Failed: the handler half" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_one_that_answers_again_and_again_is_heard_until_it_fails():
    answers = answering_each(down_from)(2)
    assert [next(answers), next(answers)] == [3, 6]
    with pytest.raises(gr.Error, match="the log has the details"):
        next(answers)


@pytest.mark.parametrize(
    ("told", "sent"),
    [
        ("No face has these.", "No face has these."),
        ("/home/ada/faces is damaged.", "faces is damaged."),
        ("half a pair: \ud800", "half a pair: ?"),
    ],
)
def test_a_route_is_refused_with_the_sentence(told: str, sent: str):
    answer = refuse(REQUEST, QueryError(told))
    assert (answer.status_code, answer.media_type) == (400, "application/json")
    assert read_as(Failure, bytes(answer.body)) == Failure(sent)
    json.loads(bytes(answer.body).decode())


def test_what_was_held_and_is_no_more_is_told_from_what_never_was():
    assert refuse(REQUEST, ForgottenError("It has been forgotten.")).status_code == 410
    assert refuse(REQUEST, ModelError("There is none.")).status_code == 400
