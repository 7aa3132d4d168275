from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facegen.data.sources.detect import open_source
from facegen.errors import DataError


@pytest.fixture
def doodles(tmp_path: Path) -> Path:
    """Pictures of every kind, nested, beside things that are none."""
    folder = tmp_path / "doodles"
    for i, name in enumerate(["b.png", "cats/a.JPG", "cats/old/é.webp", "dogs/c.jpeg"]):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (20, 30), (i, 0, 0)).save(path)
    for name in [".hidden.png", ".git/x.png", "cats/.DS_Store", "notes.txt", "cats/film.gif"]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    (folder / "odd.png").mkdir()
    return folder


NAMES = ["b.png", "cats/a.JPG", "cats/old/é.webp", "dogs/c.jpeg"]


def test_finds_all_pictures_and_nothing_else(doodles: Path) -> None:
    source = open_source(doodles)
    assert source.names == NAMES
    assert source.title == "doodles"
    assert source.crop == "square"
    assert source.attribute_names == ()
    assert source.attributes.shape == (4, 0)
    assert set(source.partitions.tolist()) == {255}
    assert set(source.identities.tolist()) == {-1}
    assert source.read(1) == (doodles / "cats/a.JPG").read_bytes()


def test_a_table_gives_attributes(doodles: Path) -> None:
    table = "file,has tail,is_red\ndogs/c.jpeg,yes,0\nb.png,-1,TRUE\ncats/a.JPG,1,1\nlost.png,0,0\n"
    (doodles / "labels.csv").write_text(table)
    source = open_source(doodles)
    assert source.names == ["b.png", "cats/a.JPG", "dogs/c.jpeg"]
    assert source.attribute_names == ("has tail", "is_red")
    assert source.attributes.tolist() == [[False, True], [True, True], [True, False]]
    assert (source.rows_without_picture, source.pictures_without_row) == (1, 1)


def test_of_several_tables_one_must_be_named(doodles: Path) -> None:
    (doodles / "prices.csv").write_text("file,price\nb.png,12\n")
    (doodles / "attributes.csv").write_text("file,red\nb.png,yes\n")
    assert open_source(doodles).names == ["b.png"]
    (doodles / "attributes.csv").rename(doodles / "labels.csv")
    with pytest.raises(DataError, match=r"several tables \(labels\.csv, prices\.csv\); name the"):
        open_source(doodles)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("file,red\nx/c.png,1\n", r"names none of the 4 pictures .*'b\.png', .*'x/c\.png'"),
        ("file,red\n", r"labels\.csv has a header, but no row below it"),
    ],
)
def test_a_table_that_is_none_is_refused(doodles: Path, text: str, message: str) -> None:
    (doodles / "labels.csv").write_text(text)
    with pytest.raises(DataError, match=message):
        open_source(doodles)


def numbered(folder: Path, table: str) -> Path:
    """Pictures called by numbers, and a table beside them."""
    for i in range(3):
        Image.new("RGB", (20, 20), (i, 0, 0)).save(folder / f"{i}.png")
    (folder / "labels.csv").write_text(table)
    return folder


def test_yes_and_no_are_not_taken_for_the_names_of_pictures(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="names none of the 3 pictures"):
        open_source(numbered(tmp_path, "red,round\n1,0\n0,1\n1,1\n"))


def test_bare_numbers_that_tell_rows_apart_are_names(tmp_path: Path) -> None:
    source = open_source(numbered(tmp_path, "red,id\n1,0\n0,1\n1,2\n"))
    assert source.attribute_names == ("red",)
    assert source.attributes[:, 0].tolist() == [True, False, True]


def test_a_row_is_missed_for_one_reason(tmp_path: Path) -> None:
    table = "file,red\n0.png,1\n0.png,0\n1.png,0\nlost.png,1\n"
    source = open_source(numbered(tmp_path, table))
    assert source.names == ["0.png", "1.png"]
    assert source.rows_without_picture == 1
    assert [(one.what, one.count) for one in source.passed_over] == [("rows of the table", 1)]


def test_yes_and_no_with_gaps_are_two_attributes(tmp_path: Path) -> None:
    source = open_source(numbered(tmp_path, "file,red\n0.png,1\n1.png,\n2.png,0\n"))
    assert source.attribute_names == ("red=0", "red=1")
    assert source.attributes.tolist() == [[False, True], [False, False], [True, False]]


def test_linked_folders_are_not_followed_round_and_round(doodles: Path) -> None:
    (doodles / "cats" / "loop").symlink_to(doodles)
    assert open_source(doodles).names == NAMES


def test_equal_folders_have_equal_fingerprints(doodles: Path, tmp_path: Path) -> None:
    before = open_source(doodles).fingerprint
    assert open_source(doodles).fingerprint == before
    (doodles / "b.png").write_bytes((doodles / "b.png").read_bytes() + b"\0")
    assert open_source(doodles).fingerprint != before


def test_the_first_pictures_alone(doodles: Path) -> None:
    (doodles / "t.csv").write_text("f,red\n" + "".join(f"{n},1\n" for n in NAMES))
    source = open_source(doodles)
    first = source.first(2)
    assert len(first) == 2
    assert first.names == NAMES[:2]
    assert np.array_equal(first.attributes, source.attributes[:2])
    assert first.read(1) == source.read(1)
    assert first.fingerprint != source.fingerprint
