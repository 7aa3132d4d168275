"""Files of a folder, each once: linked, left behind, unreadable, or in the Hub's cache."""

import os
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from PIL import Image

from facegen.data.pictures import decode
from facegen.data.remarks import Remarks
from facegen.data.sources.detect import open_source
from facegen.data.sources.walk import Walk
from facegen.errors import DataError
from tests.data.conftest import COUNT, SmallCeleba, picture, seen


def test_every_file_is_found_with_its_size_in_alphabetical_order(tmp_path: Path) -> None:
    files = {"b": 3, "a/z.txt": 0, "a/b/c.bin": 5000, "a.txt": 1}
    for name, size in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(bytes(size))
    remarks = Remarks()
    walk = Walk(tmp_path, remarks)
    assert list(walk.sizes.items()) == sorted(files.items())
    assert walk.elsewhere == {}
    assert walk.bare_pictures == set()
    assert (remarks.passed_over, remarks.notes) == ((), [])


def test_a_link_in_a_text_says_elsewhere_and_a_file_that_is_listed_is_not_again(
    tmp_path: Path,
) -> None:
    picture(tmp_path / "store" / "1.jpg", 3)
    pics = tmp_path / "pics"
    pics.mkdir()
    (pics / "one.jpg").symlink_to(tmp_path / "store" / "1.jpg")
    (pics / "all").write_text("../store")
    remarks = Remarks()
    walk = Walk(pics, remarks)
    assert list(walk.sizes) == ["all/1.jpg"]
    assert walk.elsewhere == {"all/1.jpg": str(tmp_path / "store" / "1.jpg")}
    assert [(one.what, one.example) for one in remarks.passed_over] == [("linked files", "one.jpg")]


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a.jpg").write_bytes(b"x")
    remarks = Remarks()
    assert list(Walk(tmp_path, remarks).sizes) == ["a.jpg"]
    assert [one.what for one in remarks.passed_over] == ["pipes, sockets and devices"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Walk(tmp_path / "gone", Remarks())


def test_linked_folders_are_followed_once(tmp_path: Path) -> None:
    for i in range(3):
        picture(tmp_path / "store" / "m" / f"{i}.jpg", i)
    pics = tmp_path / "pics"
    picture(pics / "x.jpg", 7)
    (pics / "men").symlink_to(tmp_path / "store" / "m")
    (pics / "people").symlink_to(tmp_path / "store" / "m")
    (pics / "men2").symlink_to(pics / "men")
    (pics / "loop").symlink_to(pics)
    (pics / "up").symlink_to(tmp_path)
    (pics / "gone").symlink_to(tmp_path / "nowhere")
    (pics / "y.jpg").symlink_to(pics / "x.jpg")
    (pics / "z.jpg").symlink_to(tmp_path / "store" / "m" / "9.jpg")
    source = open_source(pics)
    assert source.names == ["men/0.jpg", "men/1.jpg", "men/2.jpg", "x.jpg"]
    assert source.read(1) == (tmp_path / "store/m/1.jpg").read_bytes()
    assert seen(source) == {"linked folders": 4, "links": 2, "linked files": 1}


def test_a_link_inside_does_not_take_the_name_of_the_real_folder(tmp_path: Path) -> None:
    picture(tmp_path / "b" / "x.jpg")
    (tmp_path / "a").symlink_to(tmp_path / "b")
    assert open_source(tmp_path).names == ["b/x.jpg"]


def test_links_as_git_writes_them_are_followed(tmp_path: Path) -> None:
    picture(tmp_path / "store" / "m" / "0.jpg", 3)
    (tmp_path / "pics").mkdir()
    (tmp_path / "pics" / "men").write_text("../store/m")
    source = open_source(tmp_path / "pics")
    assert source.names == ["men/0.jpg"]
    assert source.read(0) == (tmp_path / "store/m/0.jpg").read_bytes()
    assert "men names a folder, as Git writes links" in source.notes[0]


def test_a_linked_folder_may_be_the_source(tmp_path: Path) -> None:
    picture(tmp_path / "real" / "a.jpg")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert open_source(tmp_path / "link").names == ["a.jpg"]


def test_what_systems_leave_behind_is_counted(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    for name in (
        "@eaDir/a.jpg/SYNOPHOTO_THUMB_S.jpg", ".thumbnails/a.png", "__MACOSX/a.jpg", "._a.jpg",
        "b/@eaDir/c.jpg", "#recycle/a.jpg", "$RECYCLE.BIN/a.jpg", ".@__thumb/a.jpg",
        "@__thumb/a.jpg", ".Trash-1000/files/a.jpg", ".ipynb_checkpoints/a.jpg",
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    for name in ("Thumbs.db", ".DS_Store", "desktop.ini"):
        (tmp_path / name).write_bytes(b"x")
    source = open_source(tmp_path)
    assert source.names == ["a.jpg"]
    assert [(one.count, one.what[:10]) for one in source.passed_over] == [(14, "thumbnails")]


def test_pictures_without_or_with_rare_endings_are_pictures(tmp_path: Path) -> None:
    for name in ("a.jfif", "b.JPE"):
        Image.new("RGB", (20, 20)).save(tmp_path / name, "JPEG")
    picture(tmp_path / "c")
    for name in ("d.bmp", "e.avif"):
        Image.new("RGB", (20, 20)).save(tmp_path / name)
    (tmp_path / "LICENSE").write_text("Do what you like.")
    source = open_source(tmp_path)
    assert source.names == ["a.jfif", "b.JPE", "c", "d.bmp", "e.avif"]
    assert all(decode(source.read(i)).shape[1:] == (20, 3) for i in range(5))


def test_a_folder_that_may_not_be_read_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = os.scandir

    def refusing(place: Path):  # as for anyone but root, who reads all
        if os.stat(place).st_mode & 0o777 == 0:
            raise PermissionError(13, "Permission denied")
        return read(place)

    monkeypatch.setattr(os, "scandir", refusing)
    picture(tmp_path / "a.jpg")
    picture(tmp_path / "b" / "c.jpg")
    (tmp_path / "b").chmod(0)
    try:
        source = open_source(tmp_path)
    finally:
        (tmp_path / "b").chmod(0o755)
    assert source.names == ["a.jpg"]
    assert seen(source) == {"folders": 1}


def cached(root: Path, small: SmallCeleba, commits: list[str], main: str | None) -> Path:
    repository = root / "datasets--ada--celeba"
    (repository / "blobs").mkdir(parents=True)
    pq.write_table(small.hub_table(np.arange(COUNT)), repository / "blobs" / "abc")
    for n, commit in enumerate(commits):
        shot = repository / "snapshots" / commit
        shot.mkdir(parents=True)
        (shot / "train-00000-of-00001.parquet").symlink_to("../../blobs/abc")
        os.utime(shot, (n, n))
    if main:
        (repository / "refs").mkdir()
        (repository / "refs" / "main").write_text(main)
    return repository


@pytest.mark.parametrize("main", [True, False])
def test_one_snapshot_of_a_cached_data_set_is_taken(
    main: bool, small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    commits = ["b" * 40, "a" * 40]
    repository = cached(tmp_path, small_celeba, commits, commits[0] if main else None)
    for path in (repository, tmp_path, repository / "snapshots"):
        source = open_source(path)
        assert source.names == small_celeba.names
        assert seen(source) == {"other snapshots of the same data set": 1}
        assert source.passed_over[0].example.endswith(commits[1] if main else commits[0])
    one = open_source(repository / "snapshots" / commits[1])
    assert (one.names, one.passed_over) == (small_celeba.names, ())


def test_of_several_cached_data_sets_one_must_be_named(tmp_path: Path) -> None:
    for name in ("datasets--a--b", "datasets--a--c"):
        (tmp_path / name).mkdir()
    with pytest.raises(DataError, match="several data sets .*datasets--a--b, datasets--a--c.*name"):
        open_source(tmp_path)
