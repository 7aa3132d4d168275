"""A reader's own pictures become a dataset where the reader is at home, and nowhere else."""

from pathlib import Path

import numpy as np
import pytest

from facegen.answers.context import Context
from facegen.answers.story import kept
from facegen.answers.story.kept import MOST, PICTURE_BYTES, SIDE_PX, is_home, keep_pictures
from facegen.answers.story.told import answer
from facegen.config import Settings
from facegen.data.named import BUNDLED
from facegen.errors import QueryError
from tests.bundled import lend_bundled


@pytest.fixture
def home(tmp_path: Path) -> Context:
    return opened(tmp_path)


def opened(folder: Path, **given: str) -> Context:
    lend_bundled(folder)
    return Context(Settings.from_environment({"FACEGEN_HOME": str(folder), **given}))


def some_pictures(count: int, seed: int = 0) -> np.ndarray:
    shape = (count, SIDE_PX, SIDE_PX, 3)
    return np.random.default_rng(seed).integers(0, 256, shape, np.uint8)


def test_pictures_are_kept_to_the_last_bit_and_once(home: Context, tmp_path: Path):
    pictures = some_pictures(5)
    done = keep_pictures(home, pictures.tobytes())
    (key,) = set(home.datasets) - {BUNDLED}
    store = home.population(key).store
    np.testing.assert_array_equal(store.faces, pictures)
    assert done.link == f"?tab=training&store={key}"
    assert "5 pictures" in done.words
    assert str(store.folder) in done.words
    assert ("Own pictures · 5 real", key) in home.choices()
    assert answer(home, "average", "1", key).faces == "Own pictures · 5"
    assert keep_pictures(home, pictures.tobytes()) == done
    assert len(home.datasets) == 2

    assert home.default == BUNDLED
    assert list(opened(tmp_path).datasets) == [BUNDLED, key]  # nor do they open the next page


@pytest.mark.parametrize("size", [0, 1, PICTURE_BYTES - 1, (MOST + 1) * PICTURE_BYTES])
def test_what_are_no_such_pictures_is_refused(home: Context, size: int):
    with pytest.raises(QueryError, match=f"1 to 500 pictures of 64 x 64.*{size:,} bytes"):
        keep_pictures(home, bytes(size))
    assert list(home.datasets) == [BUNDLED]


@pytest.mark.parametrize(
    "given",
    [
        {"SYSTEM": "spaces"},
        {"SYSTEM": "spaces", "FACEGEN_TRAINING": "on", "FACEGEN_TRAINING_SECRET": "s"},
        {"FACEGEN_TRAINING": "off"},
        {"FACEGEN_TRAINING_SECRET": "s"},
    ],
)
def test_a_page_for_all_keeps_nothing(tmp_path: Path, given: dict[str, str]):
    context = opened(tmp_path, **given)
    assert not is_home(context.settings)
    with pytest.raises(QueryError, match="only where you run facegen yourself"):
        keep_pictures(context, some_pictures(1).tobytes())
    assert not context.settings.stores_home.exists()


def test_no_more_than_some_datasets_are_kept(home: Context, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept, "MOST_DATASETS", 1)
    keep_pictures(home, some_pictures(1).tobytes())
    with pytest.raises(QueryError, match="1 datasets of own pictures are kept already; delete"):
        keep_pictures(home, some_pictures(1, seed=1).tobytes())
    keep_pictures(home, some_pictures(1).tobytes())  # that is there
