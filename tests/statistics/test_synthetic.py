from pathlib import Path

import numpy as np
import pytest

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.data.bundled import open_bundled
from facegen.data.store import PARTITIONS, FaceStore
from facegen.statistics.synthetic import Report, main, make_synthetic


@pytest.fixture
def store(make_store) -> FaceStore:
    """A store of 120 smooth faces of 8 px, the last twenty held out."""
    rng = np.random.default_rng(8)
    coarse = rng.normal(128, 45, (120, 2, 2, 3)).repeat(4, 1).repeat(4, 2)
    faces = np.clip(coarse + rng.normal(0, 10, (120, 8, 8, 3)), 0, 255).astype(np.uint8)
    partitions = np.full(120, PARTITIONS["train"], np.uint8)
    partitions[100:] = PARTITIONS["valid"]
    attributes = np.stack([faces.mean((1, 2, 3)) > 128, np.arange(120) % 3 == 0], 1)
    return make_store(faces, attributes, ("Bright", "Third"), partitions)


def test_the_same_seed_gives_the_same_bytes(store: FaceStore, tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.parquet" for name in ("one", "two", "other")]
    for path, seed in zip(paths, (0, 0, 1), strict=True):
        make_synthetic(store, path, count=9, seed=seed, components=20)
    one, two, other = (path.read_bytes() for path in paths)
    assert one == two
    assert one != other


def test_a_longer_set_begins_with_a_shorter_one(store: FaceStore, tmp_path: Path) -> None:
    stores = []
    for count in (5, 70):
        make_synthetic(store, tmp_path / f"{count}.parquet", count, components=20)
        stores.append(open_bundled(tmp_path / "home", file=tmp_path / f"{count}.parquet"))
    short, long = stores
    assert np.array_equal(short.faces[:], long.faces[:5])
    assert np.array_equal(short.attributes_of(range(5)), long.attributes_of(range(5)))


def test_attributes_go_together_as_those_of_train_faces(store: FaceStore, tmp_path: Path) -> None:
    make_synthetic(store, tmp_path / "faces.parquet", 1500, components=20)
    made = open_bundled(tmp_path / "home", file=tmp_path / "faces.parquet")
    real = store.attributes_of(store.rows_in("train"))
    drawn = made.attributes_of(range(1500))
    for both in ((True, True), (True, False), (False, True), (False, False)):
        expected = (real == both).all(1).mean()
        found = (drawn == both).all(1).mean()
        assert abs(found - expected) < 4 * np.sqrt(expected * (1 - expected) / 1500)
    light = made.faces[:].mean((1, 2, 3))
    assert light[drawn[:, 0]].mean() > light[~drawn[:, 0]].mean() + 10


def test_the_report_tells_distances_to_train_faces(store: FaceStore, tmp_path: Path) -> None:
    report = make_synthetic(store, tmp_path / "faces.parquet", 30, components=20)
    assert report.faces == len(report.sample_distances) == 30
    assert report.megabytes == (tmp_path / "faces.parquet").stat().st_size / 1e6
    assert 0 < report.encoding_error < 10
    basis = np.linalg.svd(
        store.faces[:100].reshape(100, -1) - store.faces[:100].reshape(100, -1).mean(0),
        full_matrices=False,
    )[2][:20]
    train, held_out = (
        store.faces[part].reshape(-1, 192) @ basis.T for part in (slice(100), slice(100, 120))
    )
    expected = np.linalg.norm(held_out[:, None] - train[None], axis=2).min(1) / np.sqrt(192)
    assert report.held_out_distances == pytest.approx(expected, rel=1e-3)
    assert str(report).count("\n") == 4


def test_copies_of_train_faces_would_show_in_the_report() -> None:
    lines = str(
        Report(2, 1.0, 1.0, 5, 0.5, np.array([0.01, 30.0]), np.array([20.0, 31.0]))
    ).splitlines()
    assert lines[-2].split()[-3:-2] == ["0.01"]
    assert lines[-1].split()[-3:-2] == ["20.00"]


@pytest.mark.celeba
def test_makes_faces_of_real_ones(celeba_population, tmp_path: Path) -> None:
    report = make_synthetic(celeba_population.store, tmp_path / "faces.parquet", 40, components=60)
    made = open_bundled(tmp_path / "home", file=tmp_path / "faces.parquet")
    assert made.attribute_names == CELEBA_ATTRIBUTES
    assert made.manifest.title == "Synthetic faces"
    assert "60 eigenfaces" in made.manifest.source
    assert "400 train faces of Test" in made.manifest.notice
    assert report.encoding_error < 3
    assert report.sample_distances.min() > 10


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--count", "0"], "--count: must be a whole number from 1, but is '0'"),
        (["--seed", "-1"], "--seed: must be a whole number from 0, but is '-1'"),
        (["--components", "500"], "--components must be from 1 to 99, but is 500."),
        (["--out", "/none/here.parquet"], "--out: /none/here.parquet cannot be written"),
        (["--store", "/none"], "--store: /none is not a prepared store"),
        (["--count", "x"], "--count: must be a whole number from 1, but is 'x'"),
    ],
)
def test_the_command_says_what_is_wrong(
    store: FaceStore, tmp_path: Path, capsys: pytest.CaptureFixture, more: list[str], says: str
) -> None:
    options = ["--store", str(store.folder), "--out", str(tmp_path / "x.parquet")]
    with pytest.raises(SystemExit) as exit_info:
        main([*options, "--components", "20", *more])
    assert exit_info.value.code == 2
    assert capsys.readouterr().err.startswith(says)


def test_the_command_prints_the_report(
    store: FaceStore, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    out = tmp_path / "faces.parquet"
    options = ["--store", str(store.folder), "--out", str(out)]
    assert main([*options, "--count", "8", "--components", "20"]) == 0
    assert capsys.readouterr().out.startswith("8 faces in ")
    assert out.is_file()
