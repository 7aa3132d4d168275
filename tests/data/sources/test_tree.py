"""Folders and archives read alike."""

import pickle
import shutil
import zipfile
from pathlib import Path

import pytest

from facegen.data.remarks import Remarks
from facegen.data.sources.detect import open_source
from facegen.data.sources.tree import (
    OTHER,
    Tree,
    folder_tree,
    kind_of,
    several,
    zip_tree,
    zip_trees,
)
from facegen.errors import DataError
from tests.data.conftest import picture, seen

FILES = {
    "b.png": b"2",
    "a/1.JPG": b"1",
    "a/deep/list.csv": b"name,x",
    "notes.txt": b"some words",
    "a/t.parquet": b"PAR1",
}


@pytest.fixture(params=["folder", "zip"])
def tree(request: pytest.FixtureRequest, tmp_path: Path) -> Tree:
    for name, data in FILES.items():
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    if request.param == "folder":
        return folder_tree(tmp_path / "tree")
    return zip_tree(Path(shutil.make_archive(str(tmp_path / "tree"), "zip", tmp_path / "tree")))


def test_both_list_and_read_the_same_files(tree: Tree) -> None:
    assert tree.pictures == ["a/1.JPG", "b.png"]
    assert tree.tables == ["notes.txt", "a/deep/list.csv"]
    assert tree.ending((".parquet", ".pq")) == ["a/t.parquet"]
    assert tree.sizes == {name: len(data) for name, data in FILES.items()}
    assert {name: tree.read(name) for name in tree.places} == FILES
    assert tree.where("b.png") == tree.path / "b.png"
    assert tree.name == tree.path.name
    reader = pickle.loads(pickle.dumps(tree.reader))
    assert reader(tree.places["a/1.JPG"]) == b"1"


def test_what_was_not_used_is_counted_by_what_it_is(tree: Tree) -> None:
    tree.pass_rest(["notes.txt"])
    (one,) = tree.remarks.passed_over
    assert (one.what, one.count) == (OTHER, 2)
    assert one.example in ("a/deep/list.csv", "a/t.parquet")


def test_what_cannot_be_read_is_said(tree: Tree) -> None:
    if tree.path.is_dir():
        (tree.path / "b.png").unlink()
    else:
        tree.path.unlink()
    with pytest.raises(DataError, match=r"b\.png could not be read: No such file"):
        tree.read("b.png")


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("a.GIF", "pictures of formats that are not read"),
        ("a.tar.gz", "archives that are not read"),
        ("a.zip.001", "archives that are not read"),
        ("a.z01", "archives that are not read"),
        ("a.npz", "containers that are not read"),
        ("a.zip.crdownload", "downloads that have not ended"),
        ("a.xlsx", "tables that are not read"),
        ("a.py", OTHER),
        ("Makefile", OTHER),
    ],
)
def test_the_ending_says_what_a_file_is(name: str, what: str) -> None:
    found, why = kind_of(f"some/{name}")
    assert found == what
    assert why


def test_archives_in_a_folder_are_listed_but_not_those_within_one(tmp_path: Path) -> None:
    inner, outer = tmp_path / "inner.zip", tmp_path / "outer.zip"
    with zipfile.ZipFile(inner, "w") as contents:
        contents.writestr("a.jpg", b"x")
    with zipfile.ZipFile(outer, "w") as contents:
        contents.write(inner, "inner.zip")
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04")
    tree = folder_tree(tmp_path)
    found = zip_trees(tree)
    assert [one.name for one in found] == ["inner.zip", "outer.zip"]
    assert found[0].pictures == ["a.jpg"]
    (broken,) = tree.remarks.passed_over
    assert (broken.what, broken.example) == ("archives", "broken.zip")
    assert zip_trees(found[1]) == []
    assert "not read; unpack the outer one first" in str(found[1].remarks)
    assert several(found) == "inner.zip, outer.zip"


def test_masks_are_set_aside_unless_they_are_all_there_is(tmp_path: Path) -> None:
    for name in ("faces/1.png", "masks/1.png", "CelebA-mask-anno/2.png"):
        picture(tmp_path / name)
    tree = folder_tree(tmp_path)
    assert tree.pictures == ["faces/1.png"]
    (one,) = tree.remarks.passed_over
    assert (one.what, one.count) == ("masks", 2)
    shutil.rmtree(tmp_path / "faces")
    assert len(folder_tree(tmp_path, Remarks()).pictures) == 2


def test_all_else_is_counted_by_what_it_is(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    for name in ("b.gif", "c.HEIC", "d.tar.gz", "e.h5", "f.xlsx", "README", "g.py"):
        (tmp_path / name).write_bytes(b"x")
    assert seen(open_source(tmp_path)) == {
        "pictures of formats that are not read": 2,
        "archives that are not read": 1,
        "containers that are not read": 1,
        "tables that are not read": 1,
        "other files": 2,
    }


def test_a_folder_without_pictures_says_what_is_there(tmp_path: Path) -> None:
    for i in range(3):
        (tmp_path / f"img_align_celeba_png.7z.00{i}").write_bytes(b"x")
    with pytest.raises(DataError, match=r"holds no picture .* not read \(3\),.*7z x FILE"):
        open_source(tmp_path)


def test_a_zip_of_pictures_is_a_folder_of_pictures(tmp_path: Path) -> None:
    picture(tmp_path / "p" / "men" / "0.png", 5)
    picture(tmp_path / "p" / "1.png", 6)
    (tmp_path / "p" / "labels.csv").write_text("file;glasses\nmen\\0.png;1\n1.png;0\n")
    archive = Path(shutil.make_archive(str(tmp_path / "pics"), "zip", tmp_path / "p"))
    (tmp_path / "only").mkdir()
    shutil.copy(archive, tmp_path / "only")
    for path in (archive, tmp_path / "only"):
        source = open_source(path)
        assert source.names == ["1.png", "men/0.png"]
        assert source.attribute_names == ("glasses",)
        assert source.attributes.tolist() == [[False], [True]]
        assert source.title == "pics"


def test_names_in_a_zip_lead_nowhere_else(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as contents:
        for name in ("../../a.jpg", "/men/b.jpg", "men/./b.jpg", "..\\c.jpg", "__MACOSX/._a.jpg"):
            contents.writestr(name, b"x")
    tree = zip_tree(path)
    assert sorted(tree.pictures) == ["a.jpg", "c.jpg", "men/b.jpg"]
    tree.pass_rest()
    passed = {one.example: one.why for one in tree.remarks.passed_over}
    assert passed == {
        "__MACOSX/._a.jpg": "they are no pictures of their own",
        "men/./b.jpg": "another has the same name",
    }


def test_locked_members_of_a_zip_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as contents:
        contents.writestr("a.jpg", b"x")
        contents.writestr("b.jpg", b"y")
    data = path.read_bytes()
    at = data.rindex(b"PK\x01\x02")
    path.write_bytes(data[: at + 8] + b"\x01" + data[at + 9 :])
    source = open_source(path)
    assert source.names == ["a.jpg"]
    assert "a password protects them" in source.passed_over[0].why
