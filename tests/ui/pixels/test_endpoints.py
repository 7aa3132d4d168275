from typing import Any

import numpy as np
import pytest

from facegen.answers.context import Context
from facegen.answers.sheets import SheetRequest, sheet
from facegen.attributes import Query
from facegen.errors import FacegenError
from facegen.ui.pixels.endpoints import pixels_endpoints
from tests.ui.pictures import shown


@pytest.fixture(scope="module")
def sample_faces(doodles: Context) -> Any:
    (one,) = pixels_endpoints(doodles)
    return one


def test_it_draws_the_sheet_of_the_tab(sample_faces, doodles: Context):
    answer = sample_faces(required=["red"], model="patches", patch_px=16, seed=3)
    drawn = sheet(doodles, SheetRequest("doodles", Query(("red",)), "patches", 16, seed=3))
    np.testing.assert_array_equal(shown(answer["image"]), drawn.image)
    assert (answer["title"], answer["support"]) == ("Patches of 16 px: red", 10)
    assert answer["neighbour_difference"] == drawn.noise
    assert answer["neighbour_difference_of_faces"] == drawn.noise_of_faces


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"store": "elsewhere"}, "no dataset 'elsewhere'"),
        ({"excluded": ["blue"]}, "'blue' is not an attribute"),
        ({"model": "gan"}, "model must be one of pixels"),
        ({"model": "patches", "patch_px": 7}, "32 px of these faces"),
        ({"seed": -1}, "seed must be"),
    ],
)
def test_nonsense_is_refused(sample_faces, values: dict[str, Any], sentence: str):
    with pytest.raises(FacegenError, match=sentence):
        sample_faces(**values)
