"""An endpoint is described by its function, and takes what its types say and nothing else."""

from typing import Any, Literal

import gradio as gr
import pytest

from facegen.errors import QueryError
from facegen.ui.endpoint import Endpoint, endpoint
from tests.ui.blocks import blocks


def repeat(
    word: str,
    times: int = 2,
    scale: float = 1.0,
    loud: bool = False,
    also: list[str] = [],  # noqa: B006
    way: Literal["up", "down"] = "up",
    weights: dict[str, float] | None = None,
) -> list[Any]:
    """Repeat a word.

    And nothing else.

    Args:
        word: What to
            repeat.
        times: How often.
        scale: A number.
        loud: Whether it is loud.
        also: Other words.
        way: Up or down: both are fine.
        weights: Of words.

    Returns:
        The words.

    Example:
        client.predict("a", api_name="/repeat")
    """
    return [word, times, scale, loud, also, way, weights]


@pytest.fixture(scope="module")
def one() -> Endpoint:
    return endpoint(repeat)


def test_a_docstring_is_read_as_google_writes_it(one: Endpoint):
    assert one.name == "repeat"
    assert one.description == "Repeat a word. And nothing else."
    told = {parameter.name: parameter.description for parameter in one.parameters}
    assert told == {
        "word": "What to repeat.",
        "times": "How often.",
        "scale": "A number.",
        "loud": "Whether it is loud.",
        "also": "Other words.",
        "way": "Up or down: both are fine.",
        "weights": "Of words.",
    }
    assert [p.required for p in one.parameters] == [True, *[False] * 6]
    assert [p.default for p in one.parameters][1:] == [2, 1.0, False, [], "up", None]
    assert (one.returns, one.example) == ("The words.", 'client.predict("a", api_name="/repeat")')


def test_values_of_the_right_kind_are_taken_and_whole_floats_are_whole(one: Endpoint):
    assert one.function("a") == ["a", 2, 1.0, False, [], "up", None]
    taken = one.function("a", 3.0, 2, weights={"x": 1}, way="down", also=["b"])
    assert taken == ["a", 3, 2, False, ["b"], "down", {"x": 1}]
    assert isinstance(taken[1], int)
    assert one.function("a", way="sideways")[5] == "sideways"  # which is for the function to say


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"word": 7}, "word must be text, but is 7."),
        ({"times": 1.5}, "times must be a whole number, but is 1.5."),
        ({"times": True}, "times must be a whole number, but is True."),
        ({"times": "2"}, "times must be a whole number, but is '2'."),
        ({"scale": None}, "scale must be a number, but is None."),
        ({"loud": 1}, "loud must be true or false, but is 1."),
        ({"also": "b"}, "also must be a list of texts, but is 'b'."),
        ({"also": ["b", 1]}, "also must be a list of texts, but is"),
        ({"way": 3}, "way must be one of up, down, but is 3."),
        ({"weights": [1]}, "weights must be an object of names and numbers, but is"),
        ({"weights": {"x": "y"}}, "weights must be an object of names and numbers, but is"),
        ({"times": 10**5000}, None),
    ],
)
def test_values_of_another_kind_are_refused_by_name(one: Endpoint, values, sentence):
    if sentence is None:
        assert one.function(**{"word": "a", **values})[1] == values["times"]
        return
    with pytest.raises(QueryError) as caught:
        one.function(**{"word": "a", **values})
    assert str(caught.value).startswith(sentence)


def test_what_the_api_says_of_a_parameter_is_what_its_function_does(one: Endpoint):
    with blocks() as page:
        gr.Markdown("A page.")
        one.add()
    (told,) = page.get_api_info()["named_endpoints"].values()  # type: ignore[union-attr]
    assert [parameter["label"] for parameter in told["parameters"]] == [
        parameter.name for parameter in one.parameters
    ]
    for said, known in zip(told["parameters"], one.parameters, strict=True):
        assert said["python_type"]["description"] == known.description
        assert said.get("parameter_has_default") is not known.required
