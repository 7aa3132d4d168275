import json
import pickle
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from facegen.data.sources.detect import open_source
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


def test_files_of_different_columns_are_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"image": [b"x"], "red": [True]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"image": [b"x"], "big": [True]}), tmp_path / "b.parquet")
    with pytest.raises(
        DataError, match=r"b\.parquet has other columns than a\.parquet: image .*big"
    ):
        open_source(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "is not a whole parquet file"),
        (b"", "is empty"),
        (b"version https://git-lfs.github.com/spec/v1\nsize 4\n", "is a Git LFS pointer"),
        (b"<html>", "is a web page"),
    ],
)
def test_a_bad_shard_is_passed_over_unless_it_is_all(
    small_celeba: SmallCeleba, tmp_path: Path, content: bytes | None, message: str
) -> None:
    small_celeba.write_hub(tmp_path)
    path = tmp_path / "valid-00000-of-00001.parquet"
    path.write_bytes(path.read_bytes()[:-100] if content is None else content)
    source = open_source(tmp_path)
    kept = small_celeba.partitions != 1
    assert source.names == [n for n, k in zip(small_celeba.names, kept, strict=True) if k]
    assert np.array_equal(source.attributes, small_celeba.attributes[kept])
    (one,) = source.passed_over
    assert (one.what, one.count, one.example) == ("parquet files", 1, path.name)
    assert message in one.why
    with pytest.raises(DataError, match=message):
        open_source(path)


def test_whole_numbers_of_two_values_are_attributes(tmp_path: Path) -> None:
    columns = {
        "image": [b"x", b"y", b"z"],
        "red": [1, 0, 1],
        "big": [-1, 1, 1],
        "float": [1.0, 0.0, 0.0],
        "text": ["yes", "no", "yes"],
        "n": [3, 4, 5],
        "list": [[1], [2], [3]],
        "celeb_id": [7, 7, 2],
        "split": ["train", "test", "train"],
    }
    pq.write_table(pa.table(columns), tmp_path / "dots.parquet")
    source = open_source(tmp_path)
    assert source.attribute_names == ("red", "big", "float", "text")
    expected = [[True, False, True, True], [False, True, False, False], [True, True, False, True]]
    assert source.attributes.tolist() == expected
    assert source.identities.tolist() == [7, 7, 2]
    assert source.partitions.tolist() == [0, 2, 0]
    assert {one.example: one.count for one in source.passed_over} == {"'list'": 1, "'n'": 1}


def test_rows_without_a_value_are_passed_over(tmp_path: Path) -> None:
    red = [i % 2 == 0 for i in range(20)]
    columns = {"image": [b"%d" % i for i in range(20)], "red": [None, *red[1:]]}
    pq.write_table(pa.table(columns), tmp_path / "dots.parquet")
    source = open_source(tmp_path)
    assert source.attributes[:, 0].tolist() == red[1:]
    assert source.read(0) == b"1"
    assert [(one.what, one.count) for one in source.passed_over] == [("rows of the table", 1)]


def test_people_may_be_called_by_names(tmp_path: Path) -> None:
    columns = {"image": [b"x", b"y", b"z"], "person": ["Bo", "Ann", "Bo"]}
    pq.write_table(pa.table(columns), tmp_path / "dots.parquet")
    assert open_source(tmp_path).identities.tolist() == [1, 0, 1]


@pytest.mark.parametrize("in_struct", [True, False])
def test_paths_of_pictures_beside_it_are_followed(
    in_struct: bool, small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_pictures(tmp_path / "pics")
    paths = [f"/home/ann/pics/{name}" for name in small_celeba.names]
    kind = pa.struct({"bytes": pa.binary(), "path": pa.string()})
    structs = pa.array([{"bytes": None, "path": path} for path in paths], kind)
    male = small_celeba.attributes[:, 20]
    table = pa.table({"image": structs if in_struct else paths, "Male": male})
    pq.write_table(table, tmp_path / "train.parquet")
    for path in (tmp_path, tmp_path / "train.parquet"):
        source = open_source(path)
        assert source.attribute_names == ("Male",)
        assert source.attributes[:, 0].tolist() == male.tolist()
        assert source.read(3) == small_celeba.jpegs[3]


def test_pictures_beside_whole_files_are_counted(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    small_celeba.write_hub(tmp_path)
    small_celeba.write_pictures(tmp_path / "samples")
    source = open_source(tmp_path)
    assert source.names == small_celeba.names
    assert [(one.what, one.count) for one in source.passed_over] == [("pictures", COUNT)]


@pytest.mark.parametrize("text", [b"{", b"[1]"])
def test_damaged_metadata_is_refused(tmp_path: Path, text: bytes) -> None:
    table = pa.table({"image": [b"x"]}).replace_schema_metadata({"facegen": text})
    pq.write_table(table, tmp_path / "faces.parquet")
    with pytest.raises(DataError, match="under 'facegen'"):
        open_source(tmp_path / "faces.parquet")
