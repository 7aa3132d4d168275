"""How a link opens the Latent tab, and what it leaves alone."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import gradio as gr
import pytest

from facegen.answers.context import BUNDLED, Context
from facegen.errors import FacegenError
from facegen.shipped import OPENING_FACE
from facegen.ui.latent.tab import LatentTab
from tests.answers.photos import context_of
from tests.ui.blocks import blocks


@pytest.fixture(scope="module")
def context(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Context:
    return context_of(tmp_path_factory.mktemp("home"), folder)


@pytest.fixture(scope="module")
def tab(context: Context) -> Iterator[LatentTab]:
    with blocks():
        yield LatentTab(context)


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({"tab": "latent"}, OPENING_FACE),
        ({"tab": "latent", "seed": "9", "checkpoint": "tiny"}, {"seed": "9", "checkpoint": "tiny"}),
        ({"tab": "latent", "seed": "9", "__theme": "dark", "visitor": "7"}, {"seed": "9"}),
        ({"seed": "9"}, {"seed": "9"}),
    ],
)
def test_a_link_sets_the_face(tab: LatentTab, fields, value):
    (update,) = tab.restore(fields)
    assert update.value == value


@pytest.mark.parametrize("fields", [{}, {"store": BUNDLED}])
def test_one_of_a_dataset_alone_leaves_it(tab: LatentTab, fields):
    assert tab.restore(fields) == [gr.skip()]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"tab": "latent", "seed": "-1"}, "seed must be"),
        ({"tab": "latent", "truncaton": "0.2"}, "did you mean 'truncation'"),
        ({"tab": "latent", "checkpoint": "elsewhere"}, "no checkpoint 'elsewhere'"),
        ({"tab": "latent", "checkpoint": "ada/faces"}, "has not been fetched"),
    ],
)
def test_a_link_that_means_nothing_is_refused(tab: LatentTab, fields, sentence):
    with pytest.raises(FacegenError, match=sentence):
        tab.restore(fields)


def test_the_face_nearest_to_a_mean_face_is_looked_for(tab: LatentTab):
    update = tab.look_for({"with": "Male,Young", "without": "Smiling"})
    assert dict(parse_qsl(update.value["like"])) == {"with": "Male,Young", "without": "Smiling"}


def test_what_a_link_sets_is_its_panel(tab: LatentTab):
    assert tab.controls == [tab.panel]
    assert tab.panel.value == OPENING_FACE
