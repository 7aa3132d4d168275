"""CelebA's tables found by name, by header and above, read strictly or as programs write them."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.data.remarks import Remarks
from facegen.data.sources.celeba_names import ATTRIBUTES, IDENTITY, PARTITION
from facegen.data.sources.celeba_tables import (
    CelebaTable,
    find_table,
    numbers_from,
    read_table,
    table_above,
    table_by_header,
)
from facegen.data.sources.detect import open_source
from facegen.data.sources.tree import folder_tree, zip_tree
from facegen.errors import DataError
from tests.data.conftest import COUNT, SmallCeleba, assert_is_small_celeba, write_lines


def test_of_several_tables_of_one_name_the_least_deep_is_taken(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_listings(tmp_path / "a" / "b")
    small_celeba.write_listings(tmp_path / "c")
    tree = folder_tree(tmp_path)
    found = find_table([tree], ATTRIBUTES)
    assert found
    assert (found.path, found.where) == (
        tmp_path / "c" / f"{ATTRIBUTES}.txt",
        f"c/{ATTRIBUTES}.txt",
    )
    assert found.data == found.path.read_bytes()
    assert find_table([tree], "list_landmarks_celeba") is None
    assert find_table([], ATTRIBUTES) is None


def test_a_table_above_is_found_beside_the_pictures_and_up_to_three_folders_higher(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_listings(tmp_path / "Anno")
    pictures = tmp_path / "a" / "b" / "pictures"
    pictures.mkdir(parents=True)
    found = table_above(pictures, PARTITION)
    assert found
    assert found.tree is None
    assert found.where == str(tmp_path / "Anno" / f"{PARTITION}.txt")
    assert found.data == (tmp_path / "Anno" / f"{PARTITION}.txt").read_bytes()
    assert table_above(pictures / "deeper", PARTITION) is None
    assert table_above(pictures, "list_landmarks_celeba") is None


def test_a_table_is_told_by_its_header_where_the_pictures_are_numbered(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_kaggle(tmp_path)
    (tmp_path / f"{ATTRIBUTES}.csv").rename(tmp_path / "mine.csv")
    (tmp_path / "other.csv").write_text("image_id,Male\n000001.jpg,1\n")
    found = table_by_header([folder_tree(tmp_path)])
    assert found
    assert found.where == "mine.csv"
    for path in (tmp_path / "img_align_celeba" / "img_align_celeba").iterdir():
        path.rename(path.with_name(f"face_{path.name}"))
    assert table_by_header([folder_tree(tmp_path)]) is None


def test_a_table_may_lie_in_an_archive(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    small_celeba.write_zip(tmp_path / "a.zip")
    text = "000001.jpg 2\r\n000002.jpg 0\r\n"
    with zipfile.ZipFile(tmp_path / "a.zip", "a") as contents:
        contents.writestr(f"Anno/{PARTITION}.txt", text)
    found = find_table([zip_tree(tmp_path / "a.zip")], PARTITION)
    assert found
    assert found.data == text.encode()
    numbers = numbers_from(found, 2, ["000002.jpg", "000001.jpg"], 255, Remarks())
    assert numbers.tolist() == [0, 2]


def table(folder: Path, text: str, name: str = f"{ATTRIBUTES}.csv") -> CelebaTable:
    (folder / name).write_text(text)
    return CelebaTable(folder / name)


def test_what_is_wrong_with_a_strict_table_is_said_and_not_guessed_at(tmp_path: Path) -> None:
    head = ",".join(["image_id", *CELEBA_ATTRIBUTES])
    broken = table(tmp_path, f"{head}\n000001.jpg,{'1,' * 39}7\n")
    with pytest.raises(DataError, match="line 2: expected one of 1, 0, -1, but found '7'"):
        read_table(broken, Remarks())
    few = table(tmp_path, "image_id,Male\n000001.jpg,1\n")
    with pytest.raises(DataError, match="line 1: expected all 40 attributes"):
        read_table(few, Remarks())


def test_numbers_are_those_of_the_pictures_whatever_their_ending(tmp_path: Path) -> None:
    people = table(tmp_path, "000001.jpg 7\n000002.jpg 9\n", f"{IDENTITY}.txt")
    remarks = Remarks()
    keys = ["000002.png", "000001.png"]
    assert numbers_from(people, 100, keys, -1, remarks).tolist() == [9, 7]


def test_pictures_that_a_table_does_not_name_are_said(tmp_path: Path) -> None:
    people = table(tmp_path, "000001.jpg 7\n000002.jpg 9\n", f"{IDENTITY}.txt")
    remarks = Remarks()
    keys = ["000002.jpg", "000003.jpg", "000001.jpg"]
    assert numbers_from(people, 100, keys, -1, remarks).tolist() == [9, -1, 7]
    assert remarks.notes == [f"{people.where} says nothing of 1 picture (000003.jpg)."]
    remarks = Remarks()
    assert numbers_from(people, 100, ["a.jpg", "b.jpg"], -1, remarks).tolist() == [-1, -1]
    assert remarks.notes == [f"{people.where} names none of the pictures; it was not used."]
    assert numbers_from(None, 100, keys, -1, remarks).tolist() == [-1] * 3
    with pytest.raises(DataError, match="a whole number from 0 to 8, but found '9'"):
        numbers_from(people, 8, keys, -1, remarks)


def test_a_table_of_celeba_is_known_by_its_header(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_kaggle(tmp_path)
    (tmp_path / "list_eval_partition.csv").unlink()
    table = tmp_path / "list_attr_celeba.csv"
    table.rename(tmp_path / "my labels.csv")
    source = open_source(tmp_path)
    assert (source.title, source.crop) == ("CelebA", "face")
    assert np.array_equal(source.attributes, small_celeba.attributes)


def test_a_table_merged_by_pandas_says_partition_and_person(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_pictures(tmp_path / "img_align_celeba")
    head = ["", "image_id", *CELEBA_ATTRIBUTES, "partition", "identity"]
    rows = [
        [i, small_celeba.names[i], *np.where(small_celeba.attributes[i], 1, -1),
         small_celeba.partitions[i], small_celeba.identities[i]]
        for i in range(COUNT)
    ]  # fmt: skip
    lines = [",".join(map(str, row)) for row in [head, *rows]]
    write_lines(tmp_path / "list_attr_celeba.csv", lines, "\n")
    assert_is_small_celeba(open_source(tmp_path), small_celeba)


@pytest.mark.parametrize(
    "stem", ["list_attr_celeba (1)", "LIST_ATTR_CELEBA", "list_attr_celeba.txt"]
)
def test_names_of_second_copies_are_known(
    stem: str, small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_official(tmp_path)
    (tmp_path / "list_attr_celeba.txt").rename(tmp_path / f"{stem}.txt")
    assert_is_small_celeba(open_source(tmp_path), small_celeba)


def test_both_layouts_are_told_apart_by_content(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    small_celeba.write_official(tmp_path / "a")
    (tmp_path / "a/list_attr_celeba.txt").rename(tmp_path / "a/list_attr_celeba.csv")
    (tmp_path / "a/identity_CelebA.txt").rename(tmp_path / "a/identity_CelebA.csv")
    (tmp_path / "a/list_eval_partition.txt").rename(tmp_path / "a/list_eval_partition.csv")
    assert_is_small_celeba(open_source(tmp_path / "a"), small_celeba)
    small_celeba.write_kaggle(tmp_path / "b")
    for stem in ("list_attr_celeba", "list_eval_partition"):
        (tmp_path / f"b/{stem}.csv").rename(tmp_path / f"b/{stem}.txt")
    assert_is_small_celeba(open_source(tmp_path / "b"), small_celeba, with_people=False)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_celebas_table_saved_by_a_spreadsheet(
    separator: str, small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_kaggle(tmp_path)
    for stem in ("list_attr_celeba", "list_eval_partition"):
        table = tmp_path / f"{stem}.csv"
        table.write_bytes(table.read_text().replace(",", separator).encode("utf-16"))
    assert_is_small_celeba(open_source(tmp_path), small_celeba, with_people=False)
