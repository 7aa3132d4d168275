"""What the README and the cards show is run as it stands there."""

import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import facegen
from facegen.shipped import CHECKPOINTS
from tests.bundled import lend_bundled
from tests.serving import served

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[1]


def blocks(file: Path) -> list[str]:
    """Return the Python that a Markdown file shows."""
    return re.findall(r"^```python\n(.*?)^```", file.read_text(), re.DOTALL | re.MULTILINE)


def run(code: str, known: dict[str, Any]) -> dict[str, Any]:
    exec(compile(code, "README.md", "exec"), known)
    return known


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of a person who has a store and a photo, as the README supposes."""
    monkeypatch.setenv("FACEGEN_HOME", str(lend_bundled(tmp_path / "home")))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stores").mkdir()
    (tmp_path / "stores" / "celeba").symlink_to(facegen.open_store("bundled").folder)
    Image.fromarray(facegen.load("celeba128").sample([3])[0]).save(tmp_path / "photo.jpg")
    return tmp_path


@pytest.mark.timeout(900)
def test_the_python_of_the_readme_runs(place: Path) -> None:
    shown = blocks(ROOT / "README.md")
    library = [code for code in shown if "Client(" not in code and "client." not in code]
    assert (len(library), len(shown)) == (2, 4)
    known: dict[str, Any] = {}
    for code in library:
        run(code, known)
    assert (known["faces"].shape, known["faces"].dtype) == ((8, 128, 128, 3), np.uint8)
    assert known["store"].faces.shape[1:] == known["faces"].shape[1:]
    men = known["store"].faces[known["store"].attributes_of(range(known["store"].count))[:, 20]]
    assert np.array_equal(known["face"], np.median(men, axis=0).astype(np.float32))
    environment = {"FACEGEN_HOME": str(place / "home"), "PYTHONPATH": str(ROOT)}
    with served([sys.executable, "-m", "facegen"], place, environment) as address:
        for code in shown:
            if code not in library:
                run(code.replace("http://127.0.0.1:7860", address), known)
    assert known["face"]["image"] != known["older"]["image"]
    assert known["nearest"]


@pytest.mark.parametrize("name", ["celeba128", "attributes", "celeba128/encoder"])
def test_the_python_of_the_cards_runs(name: str) -> None:
    faces = facegen.load("celeba128").sample([1, 2])
    images = facegen.load("celeba128")(facegen.load("celeba128").mean_style[None])[-1]
    known = {"faces": faces, "images": images}
    (code,) = blocks(CHECKPOINTS / name / "README.md")
    run(code, known)
    if name == "celeba128":
        assert known["faces"].shape == (8, 128, 128, 3)
    elif name == "attributes":
        assert known["shown"].shape == (2, 40)
    else:
        assert known["styles"].shape == (1, 128)


def test_only_what_is_named_is_exported() -> None:
    assert set(facegen.__all__) <= set(dir(facegen))
    with pytest.raises(AttributeError, match="no attribute 'lod'"):
        facegen.lod  # noqa: B018
