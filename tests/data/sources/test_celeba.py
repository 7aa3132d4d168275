import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from facegen.data.sources.detect import open_source
from facegen.errors import DataError
from tests.data.conftest import COUNT, SmallCeleba, assert_is_small_celeba

LAYOUTS = ["official", "download", "unpacked_download", "zipped", "kaggle", "hub"]


def written(small: SmallCeleba, layout: str, root: Path) -> Path:
    root.mkdir(exist_ok=True)
    getattr(small, f"write_{layout}")(root)
    return root


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_is_found_and_read_whole(
    layout: str, small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    source = open_source(written(small_celeba, layout, tmp_path))
    assert_is_small_celeba(source, small_celeba, with_people=layout != "kaggle")


@pytest.mark.parametrize(
    ("layout", "inside"),
    [
        ("official", "img_align_celeba"),
        ("kaggle", "img_align_celeba"),
        ("unpacked_download", "Img/img_align_celeba"),
        ("zipped", "img_align_celeba.zip"),
        ("download", "Img/img_align_celeba.zip"),
    ],
)
def test_the_path_of_the_pictures_alone_is_enough(
    layout: str, inside: str, small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    source = open_source(written(small_celeba, layout, tmp_path) / inside)
    assert_is_small_celeba(source, small_celeba, with_people=layout != "kaggle")


def test_rows_without_picture_and_pictures_without_row_are_counted(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_official(tmp_path)
    pictures = tmp_path / "img_align_celeba"
    for name in small_celeba.names[3:5]:
        (pictures / name).unlink()
    (pictures / "000000.jpg").write_bytes(small_celeba.jpegs[0])
    source = open_source(tmp_path)
    assert source.names == small_celeba.names[:3] + small_celeba.names[5:]
    assert np.array_equal(source.attributes, np.delete(small_celeba.attributes, [3, 4], 0))
    assert np.array_equal(source.partitions, np.delete(small_celeba.partitions, [3, 4]))
    assert (source.rows_without_picture, source.pictures_without_row) == (2, 1)


def test_partitions_and_people_may_be_unknown(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    small_celeba.write_official(tmp_path)
    (tmp_path / "list_eval_partition.txt").unlink()
    (tmp_path / "identity_CelebA.txt").unlink()
    source = open_source(tmp_path)
    assert set(source.partitions.tolist()) == {255}
    assert set(source.identities.tolist()) == {-1}


def test_order_is_the_tables_whatever_the_archives(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_listings(tmp_path)
    with zipfile.ZipFile(tmp_path / "img_align_celeba.zip", "w") as contents:
        for i in np.random.default_rng(0).permutation(COUNT):
            contents.writestr(small_celeba.names[i], small_celeba.jpegs[i])
    assert_is_small_celeba(open_source(tmp_path), small_celeba)


def test_png_pictures_have_the_rows_of_jpg(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    small_celeba.write_official(tmp_path)
    for path in sorted((tmp_path / "img_align_celeba").iterdir()):
        path.rename(path.with_suffix(".png"))
    source = open_source(tmp_path)
    assert source.names == [name.replace(".jpg", ".png") for name in small_celeba.names]
    assert np.array_equal(source.attributes, small_celeba.attributes)
    assert np.array_equal(source.partitions, small_celeba.partitions)


def test_what_a_mac_adds_to_an_archive_is_passed_over(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_zipped(tmp_path)
    with zipfile.ZipFile(tmp_path / "img_align_celeba.zip", "a") as contents:
        contents.writestr("__MACOSX/img_align_celeba/000001.jpg", b"x")
        contents.writestr("img_align_celeba/._000001.jpg", b"x")
        contents.writestr("img_align_celeba/readme.txt", b"x")
    assert_is_small_celeba(open_source(tmp_path), small_celeba)


def test_of_two_pictures_of_one_name_one_is_taken(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_official(tmp_path)
    pictures = tmp_path / "img_align_celeba"
    (pictures / "again").mkdir()
    shutil.copy(pictures / "000002.jpg", pictures / "again")
    source = open_source(tmp_path)
    assert_is_small_celeba(source, small_celeba)
    (one,) = source.passed_over
    assert (one.count, one.example) == (1, "img_align_celeba/again/000002.jpg")


def test_a_table_without_pictures_is_refused(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    small_celeba.write_listings(tmp_path)
    with pytest.raises(DataError, match=r"no picture: expected img_align_celeba\.zip or a folder"):
        open_source(tmp_path)


def test_a_table_of_other_pictures_is_refused(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    small_celeba.write_listings(tmp_path)
    (tmp_path / "img_align_celeba").mkdir()
    (tmp_path / "img_align_celeba" / "other.jpg").write_bytes(small_celeba.jpegs[0])
    with pytest.raises(DataError, match=r"list_attr_celeba.txt does not name the only picture"):
        open_source(tmp_path)


def test_a_broken_archive_is_refused(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    small_celeba.write_zipped(tmp_path)
    archive = tmp_path / "img_align_celeba.zip"
    archive.write_bytes(archive.read_bytes()[:-300])
    with pytest.raises(DataError, match="is not a whole zip archive .*download it again"):
        open_source(tmp_path)


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("list_attr_celeba.txt", " -1", " 2", "line 3: expected one of 1, 0, -1, but found '2'"),
        ("list_attr_celeba.txt", "Bald", "Hairy", "line 2: expected CelebA's .*found 'Hairy'"),
        ("list_attr_celeba.txt", "24", "25", "line 1: expected 25 rows, as it says, .*found 24"),
        ("identity_CelebA.txt", "000001.jpg", "", "line 1: expected 2 fields .*, but found 1"),
        ("list_eval_partition.txt", " 0", " 7", "line 1: expected a whole number .*found '7'"),
    ],
)
def test_damaged_tables_are_refused(
    table: str, old: str, new: str, message: str, small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_official(tmp_path)
    path = tmp_path / table
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode(), 1))
    with pytest.raises(DataError, match=f"{table}, {message}"):
        open_source(tmp_path)


@pytest.mark.celeba
def test_real_celeba_is_listed_whole(celeba: Path) -> None:
    source = open_source(celeba)
    assert len(source) == 24_000
    assert (source.rows_without_picture, source.pictures_without_row) == (178_599, 0)
    assert np.bincount(source.partitions).tolist() == [22_000, 2_000]
    assert len(np.unique(source.identities)) == 8_281
    assert source.names == sorted(source.names)
    assert source.read(0)[:2] == b"\xff\xd8"
    assert open_source(celeba / "img_align_celeba.zip").fingerprint == source.fingerprint


def test_tables_of_celeba_without_pictures_say_what_else_is_there(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_unpacked_download(tmp_path)
    shutil.rmtree(tmp_path / "Img")
    part = tmp_path / "Img" / "img_align_celeba_png.7z.001"
    part.parent.mkdir()
    part.write_bytes(b"7z")
    with pytest.raises(DataError, match=r"but no picture: .*not read .1., .*7z\.001: unpack them"):
        open_source(tmp_path)
