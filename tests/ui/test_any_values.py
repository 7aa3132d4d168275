"""Any values whatever for the named endpoints: an answer, or one of our sentences."""

import json
import math
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facegen.answers.context import Context
from facegen.config import Settings
from facegen.data.sealing import seal
from facegen.data.store import Manifest
from facegen.errors import FacegenError
from facegen.ui.api import endpoints

WHOLE = st.one_of(
    st.sampled_from(
        [
            *(-1, 0, 1, 2, 3, 24, 63, 64, 65, 128, 255, 256, 257, 1024, 2**31 - 1, 2**31, 2**32),
            *(2**53, 2**63 - 1, 2**63, -(2**63), 2**64, 10**18, 10**400, -(10**400)),
        ]
    ),
    st.integers(0, 300),
    st.integers(),
)
REAL = st.one_of(
    st.sampled_from([0.0, -0.0, 0.5, 1.0, 1.5, 1e-320, 1e308, -1e308, math.inf, math.nan, 2.0**53]),
    st.floats(0, 3),
    st.floats(),
)
NUMBERS = st.one_of(WHOLE, REAL)
STRANGE = st.sampled_from(["", "0", "-1", "1e400", "nan", "\u0660", "\ud800", "x" * 400, "mean"])
NAMES = st.sampled_from(["Smiling", "Male", "Young", "Eyeglasses", "Bald", "nobody", ""])
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, STRANGE, st.text(max_size=9)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def mostly(right: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw values of the right kind, and one in a dozen of any."""
    return st.integers(0, 11).flatmap(lambda drawn: right if drawn else ANYTHING)


def one_of(*right: Any) -> st.SearchStrategy[Any]:
    return mostly(st.sampled_from(right))


LISTS = mostly(st.lists(NAMES, max_size=3))
OFFSETS = mostly(st.dictionaries(st.one_of(NAMES, st.sampled_from("0179")), NUMBERS, max_size=3))
FIELDS = st.sampled_from(
    ["seed", "truncation", "attributes", "components", "apart", "style", "to", "position", "path"]
)
FACES = mostly(
    st.lists(st.tuples(FIELDS, st.one_of(NUMBERS, STRANGE)), max_size=3).map(
        lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
    )
)


VALUES: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "average_face": {
        "store": one_of(""),
        "required": LISTS,
        "excluded": LISTS,
        "statistic": one_of("mean", "median", "quantile", "std"),
        "quantile": mostly(REAL),
        "sample_size": mostly(NUMBERS),
        "seed": mostly(NUMBERS),
    },
    "shared_attributes": {"store": one_of(""), "required": LISTS, "excluded": LISTS},
    "sample_faces": {
        "store": one_of(""),
        "required": LISTS,
        "model": one_of("pixels", "patches", "gaussian", "eigenfaces"),
        "patch_px": mostly(NUMBERS),
        "components": mostly(NUMBERS),
        "seed": mostly(NUMBERS),
    },
    "generate": {
        "seed": mostly(NUMBERS),
        "truncation": mostly(REAL),
        "checkpoint": one_of(""),
        "size": mostly(NUMBERS),
    },
    "edit": {
        "face": FACES,
        "attributes": OFFSETS,
        "components": OFFSETS,
        "apart": one_of(True, False),
        "size": mostly(NUMBERS),
    },
    "interpolate": {
        "start": FACES,
        "end": FACES,
        "steps": mostly(st.integers(0, 4)),
        "path": one_of("lerp", "slerp"),
        "size": mostly(NUMBERS),
    },
    "project": {
        "image": one_of("", "data:,", "AAAA", "data:image/png;base64,iVBORw0KGgo="),
        "steps": mostly(WHOLE),
        "own_scales": one_of(True, False),
        "checkpoint": one_of(""),
    },
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A store of 300 faces of 32 px, with some of CelebA's attributes."""
    rng = np.random.default_rng(0)
    folder = tmp_path / "small"
    folder.mkdir()
    np.save(folder / "faces.npy", rng.integers(0, 256, (300, 32, 32, 3), np.uint8))
    names = ("Smiling", "Male", "Young", "Eyeglasses", "Bald")
    manifest = Manifest("Small", "drawn", True, 32, "whole", 300, names)
    told = [f"{number}.png" for number in range(300)]
    has = rng.random((300, len(names))) < 0.5
    seal(folder, manifest, told, has, np.zeros(300, np.uint8), np.full(300, -1, np.int32))
    return folder


@pytest.fixture
def functions(small: Path, tmp_path: Path) -> dict[str, Any]:
    given = {"FACEGEN_HOME": f"{tmp_path / 'home'}", "FACEGEN_STORE": f"{small}"}
    context = Context(Settings.from_environment(given))
    return {one.name: one.function for one in endpoints(context)}


def test_every_endpoint_that_takes_values_is_tried(functions: dict[str, Any]) -> None:
    assert VALUES.keys() == functions.keys() - {"datasets"}


@pytest.mark.parametrize("name", VALUES)
def test_any_values_give_an_answer_or_a_sentence(functions: dict[str, Any], name: str) -> None:
    required = {"face", "start", "end", "image"}

    @settings(max_examples=100)
    @given(st.fixed_dictionaries(
        {key: value for key, value in VALUES[name].items() if key in required},
        optional={key: value for key, value in VALUES[name].items() if key not in required},
    ))  # fmt: skip
    def ask(values: dict[str, Any]) -> None:
        told = ""
        try:
            json.dumps(functions[name](**values), allow_nan=False)
        except FacegenError as error:
            told = str(error)
        assert not told or told.rstrip().endswith((".", "?"))
        assert len(told) < 1000

    ask()


def test_whole_floats_are_whole_numbers(functions: dict[str, Any]) -> None:
    ask = functions["average_face"]
    assert ask(sample_size=7.0, seed=1.0)["image"] == ask(sample_size=7, seed=1)["image"]


def test_a_store_deleted_in_use_gives_an_answer_or_a_sentence(
    functions: dict[str, Any], small: Path
) -> None:
    before = functions["average_face"]()
    shutil.rmtree(small)
    told = []
    for name, values in (
        ("average_face", {}),
        ("average_face", {"statistic": "median", "required": ["Male"]}),
        ("shared_attributes", {"required": ["Male"]}),
        *(("sample_faces", {"model": model}) for model in ("pixels", "patches", "eigenfaces")),
        ("datasets", {}),
    ):
        try:
            answer = functions[name](**values)
        except FacegenError as error:
            told.append(str(error))
        else:
            json.dumps(answer, allow_nan=False)
    assert functions["average_face"]()["image"] == before["image"]  # its pages are still mapped
    assert all(words.endswith((".", "?")) for words in told)
