"""What the API says of itself, and that every call on its page answers."""

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
from facegen.statistics.samplers.eigenface_index import COMPONENTS
from facegen.ui.api import endpoints
from facegen.ui.endpoint import Endpoint
from tests.bundled import lend_bundled
from tests.serving import served

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text()


@pytest.fixture(scope="module")
def described() -> dict[str, Endpoint]:
    context = Context(Settings.from_environment({"FACEGEN_HOME": "/nowhere"}))
    return {one.name: one for one in endpoints(context)}


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


@pytest.mark.timeout(900)
def test_every_documented_call_answers(tmp_path, monkeypatch):
    generator = facegen.load(next(one for one in shipped() if (one / "directions.json").is_file()))
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
