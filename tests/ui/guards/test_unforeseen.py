import logging

from starlette.middleware import Middleware

from facegen.ui.guards.unforeseen import Unforeseen
from facegen.ui.refusals import NEUTRAL
from tests.ui.guards.guarded import client_of


def test_what_nobody_foresaw_is_one_sentence_and_one_line(caplog):
    client = client_of(Middleware(Unforeseen))
    with caplog.at_level(logging.ERROR):
        answer = client.get("/fails")
    assert (answer.status_code, answer.json()) == (500, {"error": NEUTRAL})
    (record,) = caplog.records
    assert "\n" not in record.getMessage()
    assert "RuntimeError: line one" in record.getMessage()
    assert "guarded.py" in record.getMessage()
