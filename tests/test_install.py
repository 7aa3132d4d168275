"""What `pip install .` gives, in an empty environment outside the checkout, without a network."""

import io
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import facegen
from tests.serving import served

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[1]
ALONE = {"PYTHONPATH": "", "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def run(*command: object, folder: Path, **variables: str) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env={**os.environ, **ALONE, **variables},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the source distribution of this checkout."""
    place = tmp_path_factory.mktemp("built")
    beside = {"build", "dist", "tests", "benchmarks", "stores", "runs", "node_modules"}
    anywhere = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info")

    def left_out(folder: str, names: list[str]) -> set[str]:
        return anywhere(folder, names) | (beside if Path(folder) == ROOT else set())

    copy = shutil.copytree(ROOT, place / "source", ignore=left_out)
    build = f"from setuptools import build_meta; build_meta.build_sdist({str(place)!r})"
    run(sys.executable, "-c", build, folder=copy)
    (source,) = place.glob("*.tar.gz")
    pip = (sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation")
    run(*pip, "--wheel-dir", place, source, folder=place)
    (made,) = place.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def bin_folder(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of an environment with nothing but the wheel and, behind it, what it needs."""
    place = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", place, folder=place)
    python = place / "bin" / "python"
    (site,) = place.glob("lib/python*/site-packages")
    (site / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip = (sys.executable, "-m", "pip", "--python", python)
    run(*pip, "install", "--no-deps", wheel, folder=place)
    return place / "bin"


def test_everything_the_application_needs_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "facegen", "checkpoints"], cwd=ROOT, capture_output=True, text=True
    ).stdout.split()
    if not tracked:
        pytest.skip("not a checkout of git, so it is not known what belongs to it")
    wanted = {
        name.replace("checkpoints/", "facegen/_checkpoints/", 1)
        if name.startswith("checkpoints/")
        else name
        for name in tracked
        if (ROOT / name).is_file()
    }
    assert wanted <= names
    assert {Path(name).suffix for name in wanted} >= {".py", ".css", ".js", ".parquet", ".typed"}
    licences = {name.partition("/licenses/")[2] for name in names if "/licenses/" in name}
    parts = json.loads((ROOT / "facegen" / "vendored" / "vendored.json").read_text())
    assert licences == {"LICENSE", *(f"facegen/vendored/{part}/LICENSE" for part in parts)}


@pytest.mark.timeout(900)
def test_the_command_lists_samples_and_answers(bin_folder: Path, tmp_path: Path) -> None:
    home = {"FACEGEN_HOME": str(tmp_path / "home")}
    command = bin_folder / "facegen"
    listed = json.loads(run(command, "latent", "list", "--json", folder=tmp_path, **home))
    assert [one["name"] for one in listed] == ["celeba128"]
    assert Path(listed[0]["folder"]).is_relative_to(bin_folder.parent)
    assert Path(listed[0]["folder"]).parent.name == "_checkpoints"

    words = ("latent", "sample", "celeba128", "--seeds", "7", "--out", "faces")
    run(command, *words, folder=tmp_path, **home)
    face = np.asarray(Image.open(tmp_path / "faces" / "seed000007.png"))
    here = facegen.load("celeba128").sample([7])[0]
    assert np.abs(face.astype(int) - here).max() <= 1  # threads differ in their last digits

    with served([str(command)], tmp_path, {**ALONE, **home}) as address:
        route = f"{address}/latent/face?seed=7&scale=128"
        with urllib.request.urlopen(route, timeout=120) as answer:
            shown = np.asarray(Image.open(io.BytesIO(answer.read())).convert("RGB"))
    assert shown.shape == face.shape
    assert np.abs(shown.astype(int) - face).mean() < 4  # it travels as a picture with losses
