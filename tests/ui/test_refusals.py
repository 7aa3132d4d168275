import logging
import re
from pathlib import Path

import pytest

from facegen.errors import QueryError
from facegen.ui.refusals import NEUTRAL, refusal, sentence_of
from facegen.wire import Failure
from tests.wire import read_as

UI = Path(__file__).parents[2] / "facegen" / "ui"


def test_a_refusal_of_ours_is_told_without_the_paths_of_this_machine(caplog) -> None:
    error = QueryError("There is no store in /home/ada/faces; prepare one.")
    assert sentence_of(error, "a route") == "There is no store in faces; prepare one."
    assert not caplog.records


def test_what_nobody_foresaw_is_told_neutrally_and_logged_with_what_failed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        assert sentence_of(ZeroDivisionError("secret"), "the tool 100%") == NEUTRAL
    (record,) = caplog.records
    assert record.getMessage() == "Failed: the tool 100%"
    assert "ZeroDivisionError: secret" in caplog.text


def test_a_refusal_is_what_scripts_read_and_nobody_keeps_it() -> None:
    answer = refusal("There is nothing here.", 404, connection="close")
    assert read_as(Failure, bytes(answer.body)) == Failure("There is nothing here.")
    assert (answer.status_code, answer.media_type) == (404, "application/json")
    assert (answer.headers["cache-control"], answer.headers["connection"]) == ("no-store", "close")


def test_nobody_else_words_a_refusal() -> None:
    others = [path for path in UI.rglob("*.py") if path.name != "refusals.py"]
    words = re.compile(r'JSONResponse|\{"error":|without_paths|Something went wrong')
    assert [path for path in others if words.search(path.read_text())] == []
