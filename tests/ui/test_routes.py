"""All plain routes of the page: each there once, and none in the way of another."""

import pytest
from starlette.routing import Route

from facegen.answers.context import Context
from facegen.ui.guards.closed import OPEN
from facegen.ui.routes import page_routes


@pytest.fixture(scope="module")
def routes(doodles: Context) -> list[Route]:
    found = page_routes(doodles)
    assert all(isinstance(route, Route) for route in found)
    return [route for route in found if isinstance(route, Route)]


def test_every_room_that_answers_by_itself_does(routes: list[Route]):
    rooms = {route.path.split("/")[1] for route in routes}
    assert rooms == {"scripts", "story", "training", "latent"}


def test_no_two_answer_the_same_question(routes: list[Route]):
    asked = [(route.path, method) for route in routes for method in sorted(route.methods or ())]
    assert len(asked) == len(set(asked))


def test_none_hides_one_of_gradio_s(routes: list[Route]):
    assert [route.path for route in routes if OPEN.fullmatch(route.path)] == []
