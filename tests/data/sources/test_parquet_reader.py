import pickle
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from facegen.data.prepare import prepare
from facegen.data.sources.detect import open_source
from facegen.data.sources.parquet_reader import ParquetReader, on_one_line
from tests.data.conftest import COUNT, SmallCeleba


@pytest.fixture
def file(small_celeba: SmallCeleba, tmp_path: Path) -> Path:
    """All pictures in row groups of eight."""
    path = tmp_path / "faces.parquet"
    table = small_celeba.hub_table(np.arange(COUNT))
    pq.write_table(table, path, compression="zstd", row_group_size=8)
    return path


def damage(file: Path) -> None:
    """Spoil the first row group."""
    data = bytearray(file.read_bytes())
    data[4:2000] = bytes(1996)
    file.write_bytes(data)


def test_a_picture_is_found_by_file_row_group_and_row(
    file: Path, small_celeba: SmallCeleba
) -> None:
    read = ParquetReader((file, file), "image.bytes")
    for i in np.random.default_rng(1).permutation(2 * COUNT).tolist():
        number, row = divmod(i, COUNT)
        assert read((number, row // 8, row % 8)) == small_celeba.jpegs[row]


def test_a_reader_travels_without_the_row_group_it_holds(
    file: Path, small_celeba: SmallCeleba
) -> None:
    read = ParquetReader((file,), "image.bytes")
    before = pickle.dumps(read)
    assert read((0, 1, 2)) == small_celeba.jpegs[10]
    assert pickle.dumps(read) == before
    assert pickle.loads(before)((0, 2, 7)) == small_celeba.jpegs[23]


def test_an_empty_cell_is_an_empty_picture(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    table = small_celeba.hub_table(np.arange(2), in_struct=False).select(["image"])
    without = table.set_column(0, "image", [[None, small_celeba.jpegs[1]]])
    pq.write_table(without, tmp_path / "some.parquet")
    read = ParquetReader((tmp_path / "some.parquet",), "image")
    assert [read((0, 0, row)) for row in range(2)] == [b"", small_celeba.jpegs[1]]


def test_what_is_damaged_is_said_each_time_and_the_rest_is_read(
    file: Path, small_celeba: SmallCeleba
) -> None:
    damage(file)
    read = ParquetReader((file,), "image.bytes")
    for row in (0, 1):
        with pytest.raises(OSError, match=r"^faces\.parquet is damaged there: .+$") as refused:
            read((0, 0, row))
        assert "\n" not in str(refused.value)
    assert read((0, 1, 0)) == small_celeba.jpegs[8]
    file.unlink()
    with pytest.raises(OSError, match=r"faces\.parquet is damaged there"):
        read((0, 2, 0))


def test_what_pyarrow_says_in_lines_is_one_line() -> None:
    assert on_one_line(ValueError("one\n  two\tthree ")) == "one two three"


def test_damage_within_a_file_costs_its_row_group(
    file: Path, small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    damage(file)
    source = open_source(file)
    assert [source.read(i) for i in range(8, COUNT)] == small_celeba.jpegs[8:]
    manifest = prepare(source, tmp_path / "store", 16)
    assert manifest.count == COUNT - 8
    assert "is damaged there" in manifest.rejects[0].reason
