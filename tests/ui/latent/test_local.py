"""The scripts that make faces in a browser make those of the server, state for state."""

import io
import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from facegen.answers.choices import opened
from facegen.answers.context import Context
from facegen.config import Settings
from facegen.latent.graphs.tables import ALONE, BY_GRAPHS, part_of
from facegen.latent.model import LatentModel
from facegen.latent.recipe import Recipe, bytes_of
from facegen.latent.request import Face
from facegen.models.latents import latents_of
from facegen.models.places import shipped
from facegen.ui.latent.routes import latent_routes
from tests.bundled import lend_bundled

pytestmark = pytest.mark.long

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
STATES = 200


@pytest.fixture(scope="module")
def checkpoint() -> Path:
    """The first generator that ships with its directions and its graphs."""
    return next(folder for folder in shipped() if (folder / "directions.json").is_file())


@pytest.fixture(scope="module")
def model(checkpoint: Path) -> LatentModel:
    return opened(checkpoint)


@pytest.fixture(scope="module")
def folder(checkpoint: Path, model: LatentModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that a browser may be given of it."""
    assert model.graphs, f"python -m facegen.latent export {checkpoint}"
    place = tmp_path_factory.mktemp("local")
    for name in {*ALONE, *BY_GRAPHS}:
        (place / name).write_bytes(part_of(model, name))
    return place


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    home = {"FACEGEN_HOME": str(lend_bundled(tmp_path_factory.mktemp("home")))}
    return TestClient(Starlette(routes=latent_routes(Context(Settings.from_environment(home)))))


def node() -> str:
    found = shutil.which("node")
    if not found:
        pytest.skip("no Node on this machine")
    return found


def recipe(draw: random.Random, model: LatentModel) -> Recipe:
    """Make a recipe with something of everything."""
    dim, scales = model.generator.latent_dim, len(model.scales_px)
    names = model.directions.names if model.directions else ()
    start: dict[str, Any] = draw.choice(
        [
            {"seed": draw.choice([0, draw.randrange(2**31), 2**63 - 1 - draw.randrange(9)])},
            {"latent": bytes_of([draw.gauss(0, 1) for _ in range(dim)])},
            {"style": bytes_of([draw.gauss(0, 0.5) for _ in range(dim)])},
            {"style": bytes_of([draw.gauss(0, 0.5) for _ in range(dim * scales)])},
        ]
    )

    def offsets(keys) -> tuple:
        return tuple((key, draw.uniform(-3, 3)) for key in draw.sample(keys, draw.randrange(3)))

    return Recipe(
        **start,
        truncation=draw.choice([1.0, draw.uniform(-1, 2)]),
        centre=draw.choice(["", "", draw.choice(names), f"-{draw.choice(names)}"]),
        components=offsets(range(len(model.components))),
        attributes=offsets(names),
        coordinates=offsets(range(dim)),
        apart=draw.random() < 0.5,
    )


def states(model: LatentModel) -> list[dict[str, str]]:
    """Draw faces of one recipe and of two, as fields."""
    draw = random.Random(0)
    faces = []
    for _ in range(STATES):
        one, other = recipe(draw, model), recipe(draw, model)
        blend = draw.choice(["lerp", "slerp", "mix"])
        coarse = draw.randrange(len(model.scales_px) + 1)
        blended = Face(one, other, blend, draw.random(), coarse)
        faces.append(draw.choice([Face(one), blended]).fields())
    opposite = latents_of([5], model.generator.latent_dim)[0] - model.generator.mean_style
    ends = [bytes_of((model.generator.mean_style + s * opposite).tolist()) for s in (1, -1)]
    faces.append(Face(Recipe(style=ends[0]), Recipe(style=ends[1]), "slerp", 0.3).fields())
    return faces


@pytest.mark.parametrize("parts", [ALONE, BY_GRAPHS], ids=["weights", "graphs"])
def test_faces_of_200_states_are_those_of_the_server(
    model: LatentModel, folder: Path, client: TestClient, parts: tuple[str, ...]
) -> None:
    asked = states(model)
    (folder / "states.json").write_text(json.dumps(asked))
    command = [node(), HERE / "local_faces.js", folder, ",".join(parts)]
    subprocess.run(command, check=True, cwd=ROOT)
    top = model.scales_px[-1]
    found = np.fromfile(folder / "faces.bin", np.uint8).reshape(len(asked), top, top * 3 // 2, 4)
    assert (found[:, :, :top, 3] == 255).all()
    for fields, face in zip(asked, found, strict=True):
        answer = client.get("/latent/face", params=fields)
        assert answer.status_code == 200, answer.text
        expected = np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB")).astype(int)
        difference = np.abs(face[..., :3] - expected)
        assert difference.max() <= 3, fields
        assert difference.mean() <= 0.1, fields


SEEDS = [0, 1, 2**32 - 1, 2**32, 2**63 - 1, *range(1000, 1200)]


def test_latents_of_seeds_are_numpys_to_the_last_bit() -> None:
    script = (
        f"import {{ latentOf }} from '{ROOT}/facegen/ui/latent/local/seeds.js';"
        "const seeds = process.argv[1].split(',');"
        "console.log(JSON.stringify(seeds.map((seed) => [...latentOf(seed, 512)])));"
    )
    command = [node(), "--input-type=module", "-e", script, ",".join(map(str, SEEDS))]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found, expected = np.array(json.loads(printed), np.float32), latents_of(SEEDS, 512).numpy()
    np.testing.assert_allclose(found, expected, rtol=2e-7)  # logarithms differ in the last bit
    assert (found != expected).mean() < 1e-4
