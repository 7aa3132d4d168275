"""Which datasets a server has, in which order, and what becomes of one that is not there."""

from pathlib import Path
from typing import Any

import pytest

from facegen.answers.context import BUNDLED, Context
from facegen.config import Settings
from facegen.errors import StoreError
from tests.bundled import lend_bundled


def test_the_stores_found_come_before_the_bundled_faces(doodles: Context):
    assert list(doodles.datasets) == ["doodles", BUNDLED]
    assert doodles.default == "doodles"


def test_one_store_named_twice_is_shown_once(doodles: Context):
    folder = doodles.settings.stores_home / "doodles"
    given = {"FACEGEN_HOME": str(doodles.settings.home), "FACEGEN_STORE": f"{folder}:{folder}"}
    assert list(Context(Settings.from_environment(given)).datasets) == ["doodles", BUNDLED]


def test_stores_of_one_name_are_told_apart_by_a_number(doodles: Context, tmp_path: Path):
    found = doodles.settings.stores_home / "doodles"
    named = [tmp_path / place / name for place, name in (("a", "doodles"), ("b", "bundled"))]
    for folder in named:
        folder.mkdir(parents=True)
    given = {
        "FACEGEN_HOME": str(doodles.settings.home),
        "FACEGEN_STORE": ":".join(map(str, named)),
    }
    context = Context(Settings.from_environment(given))
    assert list(context.datasets) == ["doodles", "bundled-2", "doodles-2", BUNDLED]
    assert context.population("doodles-2").store.folder == found


@pytest.mark.parametrize("key", ["x", "", None, 7, ["doodles"], "x" * 500])
def test_an_unknown_dataset_is_named_with_those_there_are(doodles: Context, key: Any):
    with pytest.raises(
        StoreError, match="no dataset '.*' here. Choose from: doodles, bundled"
    ) as e:
        doodles.population(key)
    assert len(str(e.value)) < 150


def test_a_dataset_is_opened_once(doodles: Context):
    assert doodles.population("doodles") is doodles.population("doodles")


def test_one_that_does_not_open_is_not_offered(tmp_path: Path):
    home = lend_bundled(tmp_path / "home")
    given = {"FACEGEN_HOME": str(home), "FACEGEN_STORE": str(tmp_path / "gone")}
    context = Context(Settings.from_environment(given))
    assert context.default == "gone"
    ((shown, key),) = context.choices()
    manifest = context.population(BUNDLED).store.manifest
    assert (shown, key) == (f"{manifest.title} · {manifest.count:,} synthetic", BUNDLED)
    with pytest.raises(StoreError):
        context.population("gone")


def test_pictures_of_ones_own_are_called_real(doodles: Context):
    assert doodles.choices()[0] == ("doodles · 40 real", "doodles")
