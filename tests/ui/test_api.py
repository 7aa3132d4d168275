"""What the API says of itself, the page made from it, and that every call on the page answers."""

import base64
import inspect
import json
import re
import sys
import urllib.request
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from PIL import Image

import facegen
from facegen.answers.context import Context
from facegen.answers.portraits import STATISTICS
from facegen.answers.sheets import SAMPLER_TITLES
from facegen.config import Settings
from facegen.models.places import shipped
from facegen.statistics.eigenface_index import COMPONENTS
from facegen.ui.api import endpoints
from facegen.ui.api_page import page_of, type_of
from facegen.ui.endpoint import Endpoint, endpoint
from tests.bundled import lend_bundled
from tests.serving import served

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text()


@pytest.fixture(scope="module")
def described() -> dict[str, Endpoint]:
    context = Context(Settings.from_environment({"FACEGEN_HOME": "/nowhere"}))
    return {one.name: one for one in endpoints(context)}


def test_the_page_says_what_the_endpoints_say(described):
    assert page_of(list(described.values())) == PAGE, "python -m facegen.ui.api_page > docs/api.md"


def test_every_parameter_of_a_function_is_described(described):
    for one in described.values():
        names = list(inspect.signature(one.function).parameters)
        assert [parameter.name for parameter in one.parameters] == names
        assert all(len(parameter.description) > 10 for parameter in one.parameters)
        assert f'api_name="/{one.name}"' in one.example


def test_the_choices_are_those_there_are(described):
    def choices(name: str, parameter: str) -> list[str]:
        return list(get_args(get_type_hints(described[name].function)[parameter]))

    assert choices("average_face", "statistic") == list(STATISTICS)
    assert choices("sample_faces", "model") == list(SAMPLER_TITLES)
    (components,) = [p for p in described["sample_faces"].parameters if p.name == "components"]
    assert f"1 to {COMPONENTS};" in components.description


def test_a_docstring_is_read_as_google_writes_it():
    def half(
        number: int,
        names: list[str] = [],  # noqa: B006
        weights: dict[str, float] | None = None,
    ) -> float:
        """Halve a number.

        And nothing else.

        Args:
            number: What to
                halve.
            names: Of it.
            weights: Of names: all of them.

        Returns:
            The half.

        Example:
            half(2)
        """
        return number / 2

    one = endpoint(half)
    assert one.description == "Halve a number. And nothing else."
    assert [p.description for p in one.parameters] == [
        "What to halve.",
        "Of it.",
        "Of names: all of them.",
    ]
    assert [type_of(p.schema) for p in one.parameters] == [
        "integer",
        "list of string",
        "object of number",
    ]
    assert [p.required for p in one.parameters] == [True, False, False]
    assert (one.returns, one.example) == ("The half.", "half(2)")


@pytest.mark.timeout(900)
def test_every_documented_call_answers(tmp_path, monkeypatch):
    generator = facegen.load(next(one for one in shipped() if one.name != "attributes"))
    Image.fromarray(generator.sample([3])[0]).save(tmp_path / "photo.jpg")
    monkeypatch.chdir(tmp_path)
    first, *calls = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    environment = {"FACEGEN_HOME": str(lend_bundled(tmp_path)), "PYTHONPATH": str(ROOT)}
    known: dict[str, Any] = {}
    with served([sys.executable, "-m", "facegen"], tmp_path, environment) as address:
        exec(first.replace("http://127.0.0.1:7860", address), known)
        for call in calls:
            exec(call, known)
        with urllib.request.urlopen(f"{address}/gradio_api/info") as answer:
            told = json.load(answer)["named_endpoints"]
    assert {f"/{name}" for name in re.findall(r"^## (\w+)$", PAGE, re.MULTILINE)} == set(told)
    for name, one in told.items():
        for parameter in one["parameters"]:
            words = parameter["python_type"]["description"]
            assert f"| `{parameter['label']}` |" in PAGE, name
            assert f"| {words} |" in PAGE, name
            assert parameter["type"].keys() & {"type", "enum", "oneOf"}, name
    assert known["first"]["store"] == "bundled"
    assert 0 < known["median"]["support"] < known["median"]["faces"]
    assert {"attribute", "lift"} <= set(known["rows"][0])
    assert known["drawn"]["support"] > 0
    assert len(known["between"]) == 5
    pictures = [known[name]["image"] for name in ("median", "drawn", "face", "older", "nearest")]
    kinds = {base64.b64decode(picture.split(",")[1])[:4] for picture in pictures}
    assert kinds <= {b"RIFF", b"\x89PNG"}
