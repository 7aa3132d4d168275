from pathlib import Path

import numpy as np
import pytest

from facegen.config import Settings
from facegen.data import named
from facegen.data.named import OWN, is_bundled, store_named, stores_offered, unpack_aside
from facegen.data.prepare import prepare
from facegen.data.sources.detect import open_source
from facegen.data.store import FaceStore, open_store
from facegen.errors import StoreError
from tests.bundled import lend_bundled
from tests.data.conftest import COUNT, SmallCeleba


def test_a_folder_is_opened_where_it_lies(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    small_celeba.write_official(tmp_path / "celeba")
    prepare(open_source(tmp_path / "celeba"), tmp_path / "store", 8)
    for name in (tmp_path / "store", str(tmp_path / "store")):
        store = store_named(name)
        assert (store.folder, store.count) == (tmp_path / "store", COUNT)


def test_bundled_are_the_faces_that_ship(
    bundled: FaceStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACEGEN_HOME", str(lend_bundled(tmp_path / "home")))
    monkeypatch.chdir(tmp_path)
    assert is_bundled("bundled")
    assert is_bundled(Path("bundled"))
    store = store_named("bundled")
    assert store.fingerprint == bundled.fingerprint
    np.testing.assert_array_equal(store.faces[5], bundled.faces[5])


def test_a_store_called_bundled_goes_before_them_and_another_folder_does_not(
    small_celeba: SmallCeleba, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bundled").mkdir()
    assert is_bundled("bundled")
    small_celeba.write_official(tmp_path / "celeba")
    prepare(open_source(tmp_path / "celeba"), tmp_path / "bundled", 8)
    assert not is_bundled("bundled")
    assert store_named("bundled").count == COUNT


@pytest.mark.parametrize("name", ["gone", "./bundled", "Bundled"])
def test_a_name_of_nothing_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError):
        store_named(name)


def test_stores_named_come_first_and_those_of_own_pictures_last(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_official(tmp_path / "celeba")
    settings = Settings.from_environment(
        {"FACEGEN_HOME": str(tmp_path / "home"), "FACEGEN_STORE": str(tmp_path / "named")}
    )
    assert stores_offered(settings) == ([tmp_path / "named"], [])
    own, found = settings.stores_home / f"{OWN}1", settings.stores_home / "z"
    for folder in (own, found):
        prepare(open_source(tmp_path / "celeba"), folder, 8)
    assert stores_offered(settings) == ([tmp_path / "named", found], [own])


def test_the_faces_that_ship_are_unpacked_aside_where_they_never_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bundled: FaceStore
) -> None:
    settings = Settings.from_environment({"FACEGEN_HOME": str(tmp_path / "home")})
    assert unpack_aside(settings)() == 0
    (folder,) = (tmp_path / "home" / "bundled").iterdir()
    assert open_store(folder).fingerprint == bundled.fingerprint
    monkeypatch.setattr(named, "launch", lambda *_, **how: pytest.fail("they are there"))
    unpack_aside(settings)()


def test_where_they_cannot_be_unpacked_the_page_says_why_by_itself(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder")
    assert unpack_aside(Settings.from_environment({"FACEGEN_HOME": str(tmp_path / "home")}))() == 1
