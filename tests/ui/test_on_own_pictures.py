"""The engine side of the page on somebody's own pictures with their own attribute names."""

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facegen.answers.context import BUNDLED, Context
from facegen.answers.portraits import PortraitRequest, portrait
from facegen.answers.sheets import SAMPLER_TITLES, SheetRequest, sheet
from facegen.attributes import Query
from facegen.config import Settings
from facegen.data.detect import open_source
from facegen.data.prepare import prepare
from facegen.errors import EmptySelectionError, QueryError, StoreError
from facegen.ui.average.comparisons import Comparison, stage_of


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    home = tmp_path_factory.mktemp("home")
    pictures = home / "doodles"
    pictures.mkdir()
    rng = np.random.default_rng(0)
    lines = ["name,round,red"]
    for i in range(40):
        image = rng.integers(0, 256, (40, 40, 3), np.uint8)
        Image.fromarray(image).save(pictures / f"{i:02d}.png")
        lines.append(f"{i:02d}.png,{i % 2},{int(i < 10)}")
    (pictures / "labels.csv").write_text("\n".join(lines) + "\n")
    prepare(open_source(pictures), home / "stores" / "doodles", size_px=32)
    return Context(Settings.from_environment({"FACEGEN_HOME": str(home)}))


def test_the_stores_found_come_before_the_bundled_faces(context: Context):
    assert list(context.datasets) == ["doodles", BUNDLED]
    assert context.default == "doodles"


def test_one_store_named_twice_is_shown_once(context: Context, tmp_path: Path):
    folder = context.settings.stores_home / "doodles"
    settings = Settings.from_environment(
        {"FACEGEN_HOME": str(context.settings.home), "FACEGEN_STORE": f"{folder}:{folder}"}
    )
    assert list(Context(settings).datasets) == ["doodles", BUNDLED]


def test_an_unknown_dataset_is_named_with_those_there_are(context: Context):
    with pytest.raises(StoreError, match="no dataset 'x' here. Choose from: doodles, bundled"):
        context.population("x")


def test_a_portrait_is_the_mean_of_the_matching_pictures(context: Context):
    made = portrait(context, PortraitRequest("doodles", Query(("red",))))
    faces = np.asarray(context.population("doodles").store.faces[:10], np.float64)
    assert np.abs(made.values - faces.mean(0)).max() < 1e-3
    assert "10 of 40 faces · 25.0%" in made.caption


@pytest.mark.parametrize(
    "nonsense",
    [
        {"quantile": math.nan},
        {"quantile": math.inf},
        {"quantile": "half"},
        {"share": -0.1},
        {"seed": 0.5},
        {"seed": 2**32},
        {"sample_size": 0},
        {"sample_size": True},
        {"statistic": "mode"},
    ],
)
def test_a_request_refuses_what_is_no_number_in_range(nonsense: dict):
    with pytest.raises(QueryError, match=next(iter(nonsense))):
        PortraitRequest("doodles", **nonsense)


def test_balance_gives_an_attribute_its_share(context: Context):
    asked = PortraitRequest("doodles", balance="red", share=0.5)
    faces = np.asarray(context.population("doodles").store.faces, np.float64)
    expected = (faces[:10].mean(0) + faces[10:].mean(0)) / 2
    assert np.abs(portrait(context, asked).values - expected).max() < 1e-3
    assert portrait(context, asked).title == "Mean of all faces, 50% red"


def test_no_face_is_answered_with_ways_on(context: Context):
    asked = Comparison(PortraitRequest("doodles", Query(("red",), ("red",))))
    value = stage_of(context, asked)
    assert value["faces"] == []
    assert value["message"]["suggestions"]
    for way in value["message"]["suggestions"]:
        query = Query(tuple(way["query"]["required"]), tuple(way["query"]["excluded"]))
        assert portrait(context, PortraitRequest("doodles", query)).selection.support > 0


@pytest.mark.parametrize("model", SAMPLER_TITLES)
def test_every_model_draws_a_sheet_that_its_seed_alone_decides(context: Context, model: str):
    asked = SheetRequest("doodles", Query(), model, patch_px=8, components=5, seed=3)
    drawn, again = sheet(context, asked), sheet(context, asked)
    assert np.array_equal(drawn.image, again.image)
    assert drawn.support == 40


def test_a_patch_that_does_not_fit_is_refused(context: Context):
    with pytest.raises(QueryError, match="32 px of these faces"):
        sheet(context, SheetRequest("doodles", model="patches", patch_px=7))


def test_a_sheet_of_nobody_is_refused(context: Context):
    with pytest.raises(EmptySelectionError):
        sheet(context, SheetRequest("doodles", Query(("red",), ("red",))))
