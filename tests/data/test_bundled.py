import json
import multiprocessing
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.data import bundled
from facegen.data.bundled import open_bundled, write_faces
from facegen.data.named import ABOUT, BUNDLED_FACES
from facegen.data.store import FaceStore
from facegen.data.verify import damage_of
from facegen.errors import DataError, StoreError

ONLY = "faces-00000-of-00001.parquet"


def write(folder: Path, written: Mapping[str, np.ndarray]) -> None:
    words = {"title": "Some", "source": "a test", "notice": "Nobody."}
    write_faces(folder, written["faces"], written["attributes"], ("One", "Two", "Three"), **words)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twenty smooth faces of 16 px with three attributes."""
    rng = np.random.default_rng(0)
    colours = rng.integers(40, 180, (20, 1, 1, 3))
    faces = (colours + 4 * np.arange(16)[:, None, None]).repeat(16, 2).astype(np.uint8)
    path = tmp_path / "faces"
    attributes = rng.random((20, 3)) < 0.5
    written = {"faces": faces, "attributes": attributes}
    write(path, written)
    np.savez(tmp_path / "written.npz", **written)
    return path


def open_in(home: Path, folder: Path) -> str:
    return str(open_bundled(home, faces=folder).folder)


def test_what_is_written_is_what_is_opened(folder: Path, tmp_path: Path) -> None:
    store = open_bundled(tmp_path / "home", faces=folder)
    written = np.load(tmp_path / "written.npz")
    assert store.faces.shape == written["faces"].shape
    assert np.abs(store.faces.astype(int) - written["faces"]).mean() < 2
    assert np.array_equal(store.attributes_of(range(20)), written["attributes"])
    assert store.attribute_names == ("One", "Two", "Three")
    manifest = store.manifest
    assert (manifest.title, manifest.source, manifest.notice) == ("Some", "a test", "Nobody.")
    assert manifest.synthetic
    about = {"title": "Some", "count": 20, "px": 16, "synthetic": True}
    assert json.loads((folder / ABOUT).read_text()) == about
    assert store.names[:2] == ("000000.webp", "000001.webp")


def test_the_file_has_the_layout_of_the_hub(folder: Path) -> None:
    schema = pq.read_schema(folder / ONLY)
    assert str(schema.field("image").type) == "struct<bytes: binary, path: string>"
    assert all(str(schema.field(name).type) == "bool" for name in ("One", "Two", "Three"))
    assert json.loads(schema.metadata[b"facegen"])["synthetic"] is True


def test_writing_again_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    written = np.load(tmp_path / "written.npz")
    again = tmp_path / "again"
    write(again, written)
    assert (again / ONLY).read_bytes() == (folder / ONLY).read_bytes()


def test_more_than_a_file_may_hold_is_several_files(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = open_bundled(tmp_path / "home", faces=folder)
    written = np.load(tmp_path / "written.npz")
    monkeypatch.setattr(bundled, "FILE_MB", (folder / ONLY).stat().st_size / 5e6)
    write(folder, written)
    files = sorted(folder.iterdir())
    assert len(files) > 1
    parts = open_bundled(tmp_path / "home", faces=folder)
    assert parts.folder != whole.folder
    assert parts.names == whole.names
    assert np.array_equal(parts.faces, whole.faces)
    assert np.array_equal(parts.attributes_of(range(20)), whole.attributes_of(range(20)))
    files[-1].unlink()
    with pytest.raises(StoreError, match=f"missing: .*{files[-1].name}"):
        open_bundled(tmp_path / "home", faces=folder)


def test_the_second_opening_prepares_nothing(folder: Path, tmp_path: Path) -> None:
    calls: list[float] = []
    open_bundled(tmp_path / "home", calls.append, folder)
    assert calls[-1] == 1
    calls.clear()
    open_bundled(tmp_path / "home", calls.append, folder)
    assert not calls


def test_another_file_is_another_store(folder: Path, tmp_path: Path) -> None:
    first = open_bundled(tmp_path / "home", faces=folder)
    faces = np.full((2, 8, 8, 3), 90, np.uint8)
    write_faces(folder, faces, np.zeros((2, 0), bool), (), title="B", source="b", notice="")
    second = open_bundled(tmp_path / "home", faces=folder)
    assert first.folder != second.folder
    assert (first.count, second.count, second.size_px) == (20, 2, 8)


def test_processes_that_come_first_at_once_all_get_the_store(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        folders = pool.starmap(open_in, [(home, folder)] * 6)
    assert len(set(folders)) == 1
    assert [path.name for path in (home / "bundled").iterdir()] == [Path(folders[0]).name]
    assert not damage_of(folders[0])


def test_says_what_is_wrong(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=rf"missing: .*none.{ONLY}"):
        open_bundled(tmp_path, faces=tmp_path / "none")
    (tmp_path / "occupied").write_text("a file, not a folder")
    with pytest.raises(StoreError, match="cannot be unpacked to .* FACEGEN_HOME"):
        open_bundled(tmp_path / "occupied", faces=folder)
    file = folder / ONLY
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(DataError, match="parquet"):
        open_bundled(tmp_path / "home", faces=folder)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> FaceStore:
    return open_bundled(tmp_path_factory.mktemp("home"))


def test_the_shipped_faces_are_as_promised(shipped: FaceStore) -> None:
    assert shipped.count >= 6000
    assert shipped.size_px == 128
    assert shipped.attribute_names == CELEBA_ATTRIBUTES
    assert shipped.manifest.synthetic
    assert "trained on 34,000 faces of CelebA, and" in shipped.manifest.notice
    assert "facegen.data prepare" in shipped.manifest.notice
    assert not shipped.manifest.rejects
    assert all(file.stat().st_size < 10_000_000 for file in BUNDLED_FACES.iterdir())


def test_the_shipped_faces_show_their_attributes(shipped: FaceStore) -> None:
    def mean_of(name: str, present: bool) -> np.ndarray:
        index = shipped.attribute_names.index(name)
        rows = shipped.attributes_of(range(shipped.count))[:, index] == present
        side = shipped.size_px // 64  # places are those of a face of 64 px
        mean = shipped.faces[rows].mean(0).reshape(64, side, 64, side, 3)
        return mean.mean(axis=(1, 3))

    # Fair hair is lighter above the face, lipstick redder at the mouth than around the nose,
    # glasses darker at the eyes than under them.
    blond = mean_of("Blond_Hair", True) - mean_of("Blond_Hair", False)
    assert blond[4:10, 20:44].mean() > 20
    lips = mean_of("Wearing_Lipstick", True) - mean_of("Wearing_Lipstick", False)
    redder = lips[..., 0] - lips[..., 1]
    assert redder[48:52, 26:38].mean() > redder[38:42, 20:44].mean() + 5
    glasses = mean_of("Eyeglasses", True) - mean_of("Eyeglasses", False)
    assert glasses[30:34, 16:48].mean() < glasses[40:44, 16:48].mean() - 3
