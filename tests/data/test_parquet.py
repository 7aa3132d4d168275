import json
import pickle
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from facegen.data.detect import open_source
from facegen.errors import DataError
from tests.data.conftest import COUNT, SmallCeleba


def test_plain_bytes_are_read_too(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    small_celeba.write_hub(tmp_path, in_struct=False)
    source = pickle.loads(pickle.dumps(open_source(tmp_path)))
    assert [source.read(i) for i in range(COUNT)] == small_celeba.jpegs
    assert np.array_equal(source.attributes, small_celeba.attributes)
    train = int((small_celeba.partitions == 0).sum())
    assert source.names[0] == "train-00000-of-00001/000000"
    assert source.names[train] == "valid-00000-of-00001/000000"
    assert len(set(source.names)) == COUNT


def test_splits_may_be_folders(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    for split, folder in enumerate(["train", "validation", "test"]):
        (tmp_path / folder).mkdir()
        rows = np.flatnonzero(small_celeba.partitions == split)
        pq.write_table(small_celeba.hub_table(rows), tmp_path / folder / "0000.parquet")
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "0001.parquet").write_bytes(b"half a download")
    source = open_source(tmp_path)
    assert source.names == small_celeba.names
    assert np.array_equal(source.partitions, small_celeba.partitions)


def test_one_file_is_enough(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    path = tmp_path / "faces.parquet"
    pq.write_table(small_celeba.hub_table(np.arange(COUNT)), path)
    source = open_source(path)
    assert source.names == small_celeba.names
    assert source.origin == "faces.parquet"
    assert set(source.partitions.tolist()) == {255}


def test_rows_may_be_read_in_any_order(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    small_celeba.write_hub(tmp_path)
    source = open_source(tmp_path)
    for i in np.random.default_rng(1).permutation(COUNT):
        assert source.read(i) == small_celeba.jpegs[i]


def test_a_file_of_ours_says_what_it_is(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    about = {"title": "Made up", "synthetic": True, "notice": "Nobody.", "source": "a Gaussian"}
    table = small_celeba.hub_table(np.arange(COUNT))
    table = table.replace_schema_metadata({"facegen": json.dumps(about)})
    pq.write_table(table, tmp_path / "faces.parquet")
    source = open_source(tmp_path / "faces.parquet")
    assert (source.title, source.origin) == ("Made up", "a Gaussian")
    assert (source.synthetic, source.notice, source.crop) == (True, "Nobody.", "whole")


def test_other_sets_have_their_own_attributes(tmp_path: Path) -> None:
    columns = {"img": pa.array([b"x", None], pa.large_binary()), "red": [True, False], "n": [1, 2]}
    pq.write_table(pa.table(columns), tmp_path / "dots.parquet")
    source = open_source(tmp_path)
    assert source.attribute_names == ("red",)
    assert source.attributes.tolist() == [[True], [False]]
    assert (source.crop, source.notice) == ("square", "")
    assert [source.read(0), source.read(1)] == [b"x", b""]


def test_a_changed_picture_changes_the_fingerprint(tmp_path: Path) -> None:
    fingerprints = set()
    for picture in (b"x", b"y"):
        pq.write_table(pa.table({"image": [picture], "red": [True]}), tmp_path / "dots.parquet")
        fingerprints.add(open_source(tmp_path / "dots.parquet").fingerprint)
    assert len(fingerprints) == 2


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"red": [True]}, r"no column of pictures \(.*\); it has: red"),
        ({"image": [b"x", b"x"], "red": [True, None]}, "row 2: expected true or false in 'red'"),
        ({"image": [b"x"], "celeb_id": ["Ann"]}, "expected whole numbers in 'celeb_id'"),
        ({"image": [b"x"], "celeb_id": [2**40]}, "expected whole numbers in 'celeb_id'"),
    ],
)
def test_unfit_columns_are_refused(tmp_path: Path, columns: dict, message: str) -> None:
    pq.write_table(pa.table(columns), tmp_path / "dots.parquet")
    with pytest.raises(DataError, match=message):
        open_source(tmp_path)


def test_files_of_different_columns_are_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"image": [b"x"], "red": [True]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"image": [b"x"], "big": [True]}), tmp_path / "b.parquet")
    with pytest.raises(
        DataError, match=r"b\.parquet has other columns than a\.parquet: image .*big"
    ):
        open_source(tmp_path)


def test_half_a_file_is_refused(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    small_celeba.write_hub(tmp_path)
    path = tmp_path / "valid-00000-of-00001.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(DataError, match=r"valid-.*parquet is not a whole parquet file"):
        open_source(tmp_path)


def test_damage_within_a_file_is_refused_on_reading(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    path = tmp_path / "faces.parquet"
    pq.write_table(small_celeba.hub_table(np.arange(COUNT)), path, compression="zstd")
    source = open_source(path)
    data = bytearray(path.read_bytes())
    data[4:2000] = bytes(1996)
    path.write_bytes(data)
    with pytest.raises(DataError, match=r"faces\.parquet is damaged"):
        source.read(0)


@pytest.mark.parametrize("text", [b"{", b"[1]"])
def test_damaged_metadata_is_refused(tmp_path: Path, text: bytes) -> None:
    table = pa.table({"image": [b"x"]}).replace_schema_metadata({"facegen": text})
    pq.write_table(table, tmp_path / "faces.parquet")
    with pytest.raises(DataError, match="under 'facegen'"):
        open_source(tmp_path / "faces.parquet")
