import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from facegen.data.store import PARTITIONS, FaceStore
from facegen.errors import QueryError
from facegen.statistics.samplers import eigenface_index
from facegen.statistics.samplers.eigenface_index import eigenfaces_of, write_eigenfaces


@pytest.fixture
def store(make_store) -> FaceStore:
    """Sixty faces, the last twenty not for training."""
    rng = np.random.default_rng(5)
    faces = np.clip(rng.normal(128, 40, (60, 8, 8, 3)), 0, 255).astype(np.uint8)
    partitions = np.full(60, PARTITIONS["train"], np.uint8)
    partitions[40:] = PARTITIONS["valid"]
    return make_store(faces, partitions=partitions)


def kept(store: FaceStore) -> Path:
    (folder,) = (store.folder / "index").iterdir()
    return folder


def test_equals_a_singular_value_decomposition_of_the_train_faces(store: FaceStore) -> None:
    found = eigenfaces_of(store)
    train = store.faces[:40].reshape(40, -1).astype(np.float64)
    _, singular, axes = np.linalg.svd(train - train.mean(0), full_matrices=False)
    deviations = singular[:39] / np.sqrt(40)
    assert found.fitted_faces == 40
    assert found.mean == pytest.approx(train.mean(0), abs=1e-4)
    assert found.deviations == pytest.approx(deviations, rel=1e-4)
    assert found.total_variance == pytest.approx(np.square(deviations).sum(), rel=1e-5)
    assert found.share_explained(10) == pytest.approx(
        np.square(deviations[:10]).sum() / np.square(deviations).sum(), rel=1e-4
    )
    assert np.abs(found.components @ axes[:39].T) == pytest.approx(np.eye(39), abs=1e-3)


def test_scores_are_standard_over_the_train_faces_and_given_for_all(store: FaceStore) -> None:
    found = eigenfaces_of(store)
    train = found.scores[:40].astype(np.float64)
    assert train.mean(0) == pytest.approx(np.zeros(39), abs=1e-4)
    assert np.cov(train.T, bias=True) == pytest.approx(np.eye(39), abs=1e-3)
    others = store.faces[40:].reshape(20, -1) - found.mean
    expected = others @ found.components.T / found.deviations
    assert found.scores[40:] == pytest.approx(expected, abs=1e-3)


@pytest.mark.celeba
def test_learned_directions_explain_nearly_what_the_best_ones_do(
    celeba_population, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(eigenface_index, "COMPONENTS", 32)
    monkeypatch.setattr(eigenface_index, "VALUES_AT_ONCE", 100 * 64 * 64 * 3)
    store = celeba_population.store
    write_eigenfaces(store, tmp_path)
    found = eigenface_index.open_eigenfaces(store, tmp_path)
    assert found is not None
    faces = store.faces.reshape(store.count, -1) - store.faces.mean(0).ravel()
    variances = np.linalg.eigvalsh(faces @ faces.T / store.count)[::-1]
    best = variances[:32].sum() / variances.sum()
    assert 0.999 * best <= found.share_explained(32) <= best * 1.0001


def test_a_store_without_train_faces_is_fitted_on_all(make_store) -> None:
    faces = np.random.default_rng(1).integers(0, 256, (12, 4, 4, 3), np.uint8)
    store = make_store(faces, partitions=np.full(12, PARTITIONS["unknown"], np.uint8))
    found = eigenfaces_of(store)
    assert found.fitted_faces == 12
    assert len(found.components) == 11


def test_two_runs_write_the_same_bytes(store: FaceStore, tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
        write_eigenfaces(store, folder)
    names = sorted(path.name for path in folders[0].iterdir())
    assert names == ["about.json", "components.npy", "deviations.npy", "mean.npy", "scores.npy"]
    for name in names:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


def test_the_second_call_works_nothing_out(store: FaceStore) -> None:
    shares: list[float] = []
    first = eigenfaces_of(store, shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    again = eigenfaces_of(store, lambda share: pytest.fail("worked out again"))
    assert np.array_equal(first.scores, again.scores)
    assert [path.name for path in (store.folder / "index").iterdir()] == [kept(store).name]


def test_callers_at_one_moment_work_them_out_once(store: FaceStore) -> None:
    shares: list[float] = []
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: eigenfaces_of(store, shares.append), range(4)))
    assert shares.count(1) == 1
    assert all(np.array_equal(found[0].components, other.components) for other in found)


@pytest.mark.parametrize("length", [0, 20])
@pytest.mark.parametrize("name", ["about.json", "mean.npy", "components.npy", "scores.npy"])
def test_what_is_damaged_is_worked_out_again(store: FaceStore, name: str, length: int) -> None:
    before = eigenfaces_of(store).deviations
    path = kept(store) / name
    path.write_bytes(path.read_bytes()[:length])
    assert np.array_equal(eigenfaces_of(store).deviations, before)
    assert len(path.read_bytes()) > 20


def test_where_the_store_cannot_be_written_the_home_is_used(
    store: FaceStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FACEGEN_HOME", str(tmp_path / "home"))
    # Root may write anywhere, so that taking the right away would not do everywhere.
    monkeypatch.setattr("os.access", lambda path, mode: False)
    eigenfaces_of(store)
    assert not (store.folder / "index").exists()
    assert (tmp_path / "home" / "index" / store.fingerprint).is_dir()


def test_a_failure_leaves_nothing_behind(store: FaceStore) -> None:
    def stop(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        eigenfaces_of(store, stop)
    assert not list((store.folder / "index").iterdir())
    shutil.rmtree(store.folder / "index")
    assert eigenfaces_of(store).fitted_faces == 40


def test_refuses_faces_that_are_all_the_same(make_store) -> None:
    with pytest.raises(QueryError, match="two faces that differ"):
        eigenfaces_of(make_store(np.full((5, 4, 4, 3), 90, np.uint8)))
