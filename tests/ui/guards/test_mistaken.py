"""What is asked wrongly of Gradio's routes, on a page of two functions."""

from collections.abc import Iterator

import gradio as gr
import pytest
from gradio.events import api
from starlette.testclient import TestClient

from facegen.config import Settings
from facegen.errors import QueryError
from facegen.ui.guards.mistaken import NOT_FITTING, NOTHING_SUCH
from facegen.ui.handlers import QUICK, answering
from facegen.ui.refusals import NEUTRAL
from facegen.ui.server import application
from tests.ui.blocks import closing_loops

JSON = {"content-type": "application/json"}


def halve(number: float) -> float:
    if number < 0:
        raise QueryError("number must not be negative.")
    return 10 // number


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with closing_loops():
        with gr.Blocks(analytics_enabled=False) as page:
            number, word = gr.Number(), gr.Radio(["a", "b"])
            number.change(answering(halve), number, number, **QUICK)
            word.change(lambda word: word, word, word, **QUICK)
            api(answering(halve), api_name="half")
        app = application(page, Settings.from_environment({}))
        with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
            yield client


def ask(client: TestClient, path: str, body: str | bytes, **headers: str) -> tuple[int, str]:
    answer = client.post(f"/gradio_api/{path}", content=body, headers={**JSON, **headers})
    return answer.status_code, answer.json().get("error", "")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("call/nobody", '{"data": []}'),
        ("call/v2/nobody", "{}"),
        ("run/nobody", '{"data": []}'),
        ("run/predict", '{"data": [], "fn_index": -1}'),
        ("run/predict", '{"data": [], "fn_index": 9999}'),
        ("queue/join", '{"data": [], "fn_index": -1, "session_hash": "a"}'),
    ],
)
def test_what_is_not_there_is_404(client: TestClient, path: str, body: str) -> None:
    assert ask(client, path, body) == (404, NOTHING_SUCH)


@pytest.mark.parametrize("path", ["cancel", "queue/join", "run/predict", "call/half"])
@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"data": 1e400}', '{"data": [1, "fn_index": 0}', '{"\\ud800": "\\ud800"}',
     '{"data": [], "fn_index": 1e400, "session_hash": 1e400, "event_id": []}', b"\xff\xfe"],
)  # fmt: skip
def test_a_body_that_is_none_is_400(client: TestClient, path: str, body: str | bytes) -> None:
    assert ask(client, path, body) == (400, NOT_FITTING)
    form = {"content-type": "multipart/form-data; boundary=x"}
    assert ask(client, path, body, **form)[0] in (400, 422)


def test_a_parameter_that_is_missing_or_nobodys_is_named(client: TestClient) -> None:
    for body, told in (
        ("{}", "The parameter number is missing."),
        ('{"numbr": 1}', "There is no parameter numbr."),
    ):
        assert ask(client, "call/v2/half", body) == (400, f"{told} {NOT_FITTING}")


def test_what_the_pages_functions_refuse_is_400_and_what_fails_is_500(client: TestClient) -> None:
    for data, answered in (
        ("[5]", (200, "")),
        ("[-1]", (400, "number must not be negative.")),
        ("[0]", (500, NEUTRAL)),
        ("[]", (400, NOT_FITTING)),
    ):
        assert ask(client, "run/predict", f'{{"data": {data}, "fn_index": 0}}') == answered
    status, told = ask(client, "run/predict", '{"data": ["c"], "fn_index": 1}')
    assert status == 400
    assert "not in the list of choices: ['a', 'b']" in told
