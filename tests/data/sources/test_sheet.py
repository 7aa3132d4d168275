"""Tables as programs and people write them, beside pictures."""

import unicodedata
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facegen.data.sources.detect import open_source
from facegen.errors import DataError
from tests.data.conftest import picture, seen, with_table

NAMES = ["0.jpg", "1.jpg", "2.jpg"]


@pytest.fixture
def pics(tmp_path: Path) -> Path:
    for i, name in enumerate(NAMES):
        picture(tmp_path / "pics" / name, i)
    return tmp_path / "pics"


PLAIN = "file,Glasses,Hat\n0.jpg,0,0\n1.jpg,1,0\n2.jpg,0,1\n"
SPELLINGS = {
    "plain": PLAIN,
    "semicolon": PLAIN.replace(",", ";"),
    "tab": PLAIN.replace(",", "\t"),
    "bar": PLAIN.replace(",", "|"),
    "sep line": "sep=;\r\n" + PLAIN.replace(",", ";").replace("\n", "\r\n"),
    "byte order mark": "\ufeff" + PLAIN,
    "utf-16": PLAIN.replace(",", "\t").encode("utf-16"),
    "utf-16 without mark": PLAIN.encode("utf-16-le"),
    "quoted": PLAIN.replace("file", '"file"').replace("0.jpg", '"0.jpg"'),
    "old Mac ends": PLAIN.replace("\n", "\r"),
    "decimal comma": "file;Glasses;Hat\n0.jpg;0,0;0,0\n1.jpg;1,0;0,0\n2.jpg;0,0;1,0\n",
    "decimal point": PLAIN.replace(",1", ",1.0").replace(",0", ",0.0"),
    "minus one": PLAIN.replace(",0", ",-1"),
    "words": PLAIN.replace(",1", ",Yes").replace(",0", ",NO"),
    "Python words": PLAIN.replace(",1", ",True").replace(",0", ",False"),
    "letters": PLAIN.replace(",1", ",T").replace(",0", ",F"),
    "blanks": PLAIN.replace(",", " , "),
    "by blanks": PLAIN.replace(",", " "),
    "header ends in blanks": PLAIN.replace("Hat\n", "Hat  \n"),
    "empty last columns": PLAIN.replace("\n", ",,\n"),
    "empty last rows": PLAIN + ",,\n,,\n\n",
    "pandas index": ",file,Glasses,Hat\n0,0.jpg,0,0\n1,1.jpg,1,0\n2,2.jpg,0,1\n",
    "pandas index read back": (
        "Unnamed: 0,file,Glasses,Hat\n0,0.jpg,0,0\n1,1.jpg,1,0\n2,2.jpg,0,1\n"
    ),
    "name last": "Glasses,Hat,file\n0,0,0.jpg\n1,0,1.jpg\n0,1,2.jpg\n",
    "whole paths": PLAIN.replace("\n0", "\n/home/ann/0").replace("\n1", "\n/home/ann/1").replace(
        "\n2", "\n/home/ann/2"
    ),
    "Windows paths": PLAIN.replace("\n0", "\nC:\\a\\0").replace("\n1", "\nC:\\a\\1").replace(
        "\n2", "\nC:\\a\\2"
    ),
    "folder's own name": PLAIN.replace("\n0", "\npics/0").replace("\n1", "\npics/1").replace(
        "\n2", "\npics/2"
    ),
    "dotted": PLAIN.replace("\n0", "\n./0").replace("\n1", "\n.\\1").replace("\n2", "\n././2"),
    "capitals": PLAIN.replace("jpg", "JPG"),
    "other ending": PLAIN.replace("jpg", "png"),
    "marks": "file,Glasses,Hat\n0.jpg,,\n1.jpg,x,\n2.jpg,,x\n",
    "German": PLAIN.replace(",1", ",ja").replace(",0", ",nein"),
    "no ending": PLAIN.replace(".jpg", ""),
}  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS)
def test_each_spelling_says_the_same(pics: Path, text: str | bytes) -> None:
    source = with_table(pics, text)
    assert source.names == NAMES
    assert source.attribute_names == ("Glasses", "Hat")
    assert source.attributes.tolist() == [[False, False], [True, False], [False, True]]
    assert source.rows_without_picture == 0


@pytest.mark.parametrize("name", ["labels.tsv", "labels.txt", "sub/labels.csv", "LABELS.CSV"])
def test_each_place_of_a_table_will_do(pics: Path, name: str) -> None:
    assert with_table(pics, PLAIN.replace(",", "\t"), name).attribute_names == ("Glasses", "Hat")


def test_a_table_without_header_is_read_whole(pics: Path) -> None:
    source = with_table(pics, PLAIN.split("\n", 1)[1])
    assert source.attribute_names == ("column 2", "column 3")
    assert source.attributes.tolist() == [[False, False], [True, False], [False, True]]
    assert "has no header" in source.notes[0]


def test_rows_of_another_length_are_passed_over(pics: Path) -> None:
    source = with_table(pics, PLAIN + "3.jpg,1\n")
    assert source.names == NAMES
    assert seen(source) == {"rows of the table": 1}


def test_accents_and_percent_signs(tmp_path: Path) -> None:
    name = "Renée é ü.jpg"
    Image.new("RGB", (20, 20)).save(tmp_path / unicodedata.normalize("NFD", name))
    picture(tmp_path / "a b+c.jpg")
    text = f"file,x\n{unicodedata.normalize('NFC', name)},1\na%20b%2Bc.jpg,0\n"
    source = with_table(tmp_path, text)
    assert source.attributes[:, 0].tolist() == [True, False]
    (tmp_path / "labels.csv").unlink()
    source = with_table(tmp_path, text.encode("cp1252"), "ansi.csv")
    assert source.attributes[:, 0].tolist() == [True, False]
    assert "code page 1252" in source.notes[0]


def test_names_that_fit_several_pictures_are_said(tmp_path: Path) -> None:
    for name in ("men/0.jpg", "women/0.jpg", "men/1.jpg", "A.png", "a.PNG"):
        picture(tmp_path / name)
    source = with_table(tmp_path, "file,x\n0.jpg,1\n1.jpg,1\na.png,1\n")
    assert source.names == ["men/1.jpg"]
    (one,) = source.passed_over
    assert (one.what, one.count, one.example) == ("names in the table", 2, "0.jpg")
    assert (source.rows_without_picture, source.pictures_without_row) == (0, 4)


def test_a_name_in_another_folder_is_not_taken_for_it(tmp_path: Path) -> None:
    picture(tmp_path / "men" / "0.jpg")
    picture(tmp_path / "men" / "1.jpg")
    with pytest.raises(DataError, match="names none of the 2 pictures"):
        with_table(tmp_path, "file,x\nwomen/0.jpg,1\nwomen/1.jpg,0\n")


def test_tables_in_the_folders_of_their_pictures(tmp_path: Path) -> None:
    for split in ("train", "test"):
        for i in range(2):
            picture(tmp_path / split / f"{i}.jpg")
        (tmp_path / split / "metadata.csv").write_text(
            f"file_name,x\n0.jpg,1\n1.jpg,{int(split == 'test')}\n"
        )
    source = open_source(tmp_path)
    assert source.names == ["test/0.jpg", "test/1.jpg", "train/0.jpg", "train/1.jpg"]
    assert source.attributes[:, 0].tolist() == [True, True, True, False]


def test_tables_of_the_same_columns_are_one(tmp_path: Path) -> None:
    for split in ("train", "val"):
        picture(tmp_path / split / "0.jpg")
        (tmp_path / f"labels_{split}.csv").write_text(f"file,x\n{split}/0.jpg,{split == 'val'}\n")
    source = open_source(tmp_path)
    assert source.names == ["train/0.jpg", "val/0.jpg"]
    assert source.attributes.tolist() == [[False], [True]]


def test_a_table_of_something_else_is_said(pics: Path) -> None:
    (pics / "sub").mkdir()
    source = with_table(pics, "a,b\n1,2\n", "sub/prices.csv")
    assert source.names == NAMES
    assert seen(source) == {"other files": 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "is a Git LFS pointer"),
        ("<!DOCTYPE html><html>", "is a web page"),
        ("file\n0.jpg\n", "expected at least one attribute, but found none"),
        ("file,x\n9.jpg,1\n", "names none of the 3 pictures"),
    ],
)
def test_a_table_that_is_none_is_refused(pics: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=f"labels.csv.* {message}"):
        with_table(pics, text)


def test_a_list_of_names_alone_leaves_no_picture_out(pics: Path) -> None:
    source = with_table(pics, "0.jpg\n1.jpg\n", "bad.txt")
    assert source.names == NAMES
    assert np.array_equal(source.partitions, [255] * 3)


def test_a_table_of_json_lines(pics: Path) -> None:
    lines = '{"file_name": "0.jpg", "x": true}\n{"file_name": "1.jpg", "x": false}\n'
    source = with_table(pics, lines, "metadata.jsonl")
    assert source.names == ["0.jpg", "1.jpg"]
    assert source.attributes.tolist() == [[True], [False]]


def test_folders_of_classes_are_said_not_to_be_read(tmp_path: Path) -> None:
    picture(tmp_path / "men" / "0.jpg")
    picture(tmp_path / "women" / "0.jpg")
    assert "folders (men, women) were not read as attributes" in open_source(tmp_path).notes[0]


def test_a_table_above_is_pointed_out(tmp_path: Path) -> None:
    picture(tmp_path / "pics" / "0.jpg")
    (tmp_path / "labels.csv").write_text("file,x\npics/0.jpg,1\n")
    source = open_source(tmp_path / "pics")
    assert source.attribute_names == ()
    assert "labels.csv names these pictures, but lies above them" in source.notes[0]
    assert open_source(tmp_path).attribute_names == ("x",)
    assert open_source(tmp_path / "labels.csv").attribute_names == ("x",)


def test_zeros_that_a_spreadsheet_lost(tmp_path: Path) -> None:
    for i in (1, 2, 30):
        picture(tmp_path / f"{i:06d}.jpg", i)
    source = with_table(tmp_path, "id,smile\n1,1\n2,0\n30,1\n")
    assert source.names == ["000001.jpg", "000002.jpg", "000030.jpg"]
    assert source.attributes[:, 0].tolist() == [True, False, True]
