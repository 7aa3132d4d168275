"""What the scripts of the Latent tab read is what is declared for them."""

import dataclasses
import re

import pytest

from facegen.answers import latent_view
from facegen.answers.latent_view import (
    Glance,
    ModelView,
    NearestView,
    Neighbour,
    NeighboursView,
    PhotoSquare,
    ProjectedFace,
    SliderReach,
    SoundView,
    TunedGenerator,
)
from facegen.ui.scripts import scripts
from facegen.wire import to_json
from tests.wire import read_as

DECLARED = [
    one
    for one in vars(latent_view).values()
    if dataclasses.is_dataclass(one) and isinstance(one, type)
]
FOR_PEOPLE = {"scales_px"}
"""What only whoever goes on with the numbers of a face elsewhere reads."""


@pytest.mark.parametrize("kind", DECLARED, ids=lambda kind: kind.__name__)
def test_every_field_is_read_by_a_script(kind: type) -> None:
    text = "\n".join(
        content.decode()
        for name, content in scripts().items()
        if name.endswith(".js") and name.startswith(("latent/", "widgets/"))
    )
    fields = {field.name for field in dataclasses.fields(kind)} - FOR_PEOPLE
    assert {name for name in fields if not re.search(rf"\b{name}\b", text)} == set()


@pytest.mark.parametrize(
    "view",
    [
        Glance(None, ""),
        Glance(PhotoSquare(1.5, 2, 30, -4), "data:"),
        ProjectedFace("AAAA", 1.5, 0.5, None),
        TunedGenerator("tiny~1", 1.0, 0.5, {"pixels": 2.0}),
        SliderReach({"Smiling": (-2.0, 3.0)}),
        NearestView((NeighboursView("pixels", 50.0, (Neighbour("data:", "1.jpg"),)),)),
        ModelView(
            (4, 8), "", (), True, "server", 16, (), (), None, "tiny", (), {"faces": "0"}, ("Male",)
        ),
        SoundView("DQI=", 11, "Some."),
    ],
    ids=lambda view: type(view).__name__,
)
def test_a_view_comes_through_json_as_it_was(view) -> None:
    assert read_as(type(view), to_json(view)) == view
