"""CelebA and pictures in the layouts people have: used whole, or what is not used is said."""

import os
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from PIL import Image

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.data.detect import open_source
from facegen.data.source import Source
from facegen.errors import DataError
from tests.data.conftest import COUNT, SmallCeleba, write_lines
from tests.data.test_celeba import assert_is_small_celeba


def seen(source: Source) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in source.passed_over:
        counts[one.what] = counts.get(one.what, 0) + one.count
        assert one.why
        assert one.example
    return counts


def picture(path: Path, colour: int = 0, size: tuple[int, int] = (20, 30)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, (colour, 0, 0)).save(path, "PNG" if path.suffix == "" else None)


@pytest.mark.parametrize("up", ["a", "a/b/c"])
@pytest.mark.parametrize("layout", ["official", "download", "kaggle", "zipped"])
def test_celeba_is_found_below(
    layout: str, up: str, small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    root = tmp_path / up / "celeba"
    root.mkdir(parents=True)
    getattr(small_celeba, f"write_{layout}")(root)
    source = open_source(tmp_path)
    assert_is_small_celeba(source, small_celeba, with_people=layout != "kaggle")
    assert any("celeba" in note for note in source.notes)


@pytest.mark.parametrize(
    "inside", ["Img", "Anno", "Img/img_align_celeba", "Anno/list_attr_celeba.txt"]
)
def test_a_part_of_the_download_is_enough(
    inside: str, small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_unpacked_download(tmp_path)
    assert_is_small_celeba(open_source(tmp_path / inside), small_celeba)


def as_png(folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        Image.open(path).save(path.with_suffix(".png"))
        path.unlink()


def test_png_folder_beside_anno(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    folder = tmp_path / "CelebA" / "Img" / "img_align_celeba_png"
    small_celeba.write_pictures(folder)
    as_png(folder)
    small_celeba.write_listings(tmp_path / "CelebA" / "Anno", tmp_path / "CelebA" / "Eval")
    for path in (folder, tmp_path, tmp_path / "CelebA" / "Img"):
        source = open_source(path)
        assert (source.title, source.crop) == ("CelebA", "face")
        assert source.names == [name.replace(".jpg", ".png") for name in small_celeba.names]
        assert np.array_equal(source.attributes, small_celeba.attributes)
        assert np.array_equal(source.identities, small_celeba.identities)


def test_jpg_png_and_in_the_wild_beside_each_other_are_one_face_each(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_unpacked_download(tmp_path)
    small_celeba.write_pictures(tmp_path / "Img" / "img_align_celeba_png")
    as_png(tmp_path / "Img" / "img_align_celeba_png")
    small_celeba.write_pictures(tmp_path / "Img" / "img_celeba")
    source = open_source(tmp_path)
    assert_is_small_celeba(source, small_celeba)
    assert seen(source)["pictures"] == 2 * COUNT


def test_mask_hq_is_its_faces_and_forty_attributes(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    root = tmp_path / "CelebAMask-HQ"
    for i in range(4):
        picture(root / "CelebA-HQ-img" / f"{i}.jpg", i, (64, 64))
        for part in ("hair", "skin"):
            picture(root / "CelebAMask-HQ-mask-anno" / "0" / f"{i:05d}_{part}.png", 0, (32, 32))
    values = small_celeba.attributes[:4]
    rows = [f"{i}.jpg  " + " ".join(" 1" if v else "-1" for v in values[i]) for i in range(4)]
    head = ["4", " ".join(CELEBA_ATTRIBUTES) + " "]
    write_lines(root / "CelebAMask-HQ-attribute-anno.txt", [*head, *rows], "\n")
    for path in (root, tmp_path, root / "CelebA-HQ-img"):
        source = open_source(path)
        assert (source.title, source.crop) == ("CelebAMask-HQ", "square")
        assert "non-commercial" in source.notice
        assert source.names == [f"{i}.jpg" for i in range(4)]
        assert np.array_equal(source.attributes, values)
        assert seen(source) == ({} if path.name == "CelebA-HQ-img" else {"masks": 8})
    (root / "CelebAMask-HQ-attribute-anno.txt").unlink()
    source = open_source(root)
    assert len(source) == 4
    assert seen(source) == {"masks": 8}
    assert len(open_source(root / "CelebAMask-HQ-mask-anno")) == 8


def test_the_kaggle_download_is_one_zip(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    small_celeba.write_kaggle(tmp_path / "k")
    archive = shutil.make_archive(str(tmp_path / "archive"), "zip", tmp_path / "k")
    shutil.rmtree(tmp_path / "k")
    for path in (Path(archive), tmp_path):
        assert_is_small_celeba(open_source(path), small_celeba, with_people=False)


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


def test_a_folder_is_used_where_the_archive_is_broken(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_official(tmp_path)
    small_celeba.write_zip(tmp_path / "img_align_celeba.zip")
    archive = tmp_path / "img_align_celeba.zip"
    archive.write_bytes(archive.read_bytes()[:1000])
    source = open_source(tmp_path)
    assert_is_small_celeba(source, small_celeba)
    assert seen(source)["archives"] == 1


def test_half_an_unpacked_folder_gives_way_to_the_archive(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_zipped(tmp_path)
    small_celeba.write_pictures(tmp_path / "img_align_celeba")
    for name in small_celeba.names[9:]:
        (tmp_path / "img_align_celeba" / name).unlink()
    source = open_source(tmp_path)
    assert_is_small_celeba(source, small_celeba)
    assert source.origin == "img_align_celeba.zip"
    assert seen(source)["pictures"] == 9


def test_smaller_pictures_of_celeba_are_cut_square_and_it_is_said(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_listings(tmp_path)
    for i in range(COUNT):
        picture(tmp_path / "celeba128" / small_celeba.names[i], i, (64, 64))
    source = open_source(tmp_path)
    assert (source.title, source.crop) == ("CelebA", "square")
    assert "64 x 64 pixels, not the 178 x 218" in source.notes[-1]


def test_celeba_without_tables_says_what_it_lacks(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_pictures(tmp_path / "img_align_celeba")
    source = open_source(tmp_path / "img_align_celeba")
    assert (source.title, source.crop, source.attribute_names) == ("CelebA", "face", ())
    assert "non-commercial" in source.notice
    assert "list_attr_celeba.txt is neither below" in source.notes[-1]


def test_celeba_without_attributes_keeps_partitions_and_people(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_official(tmp_path)
    (tmp_path / "list_attr_celeba.txt").unlink()
    source = open_source(tmp_path)
    assert (source.title, source.crop, source.attribute_names) == ("CelebA", "face", ())
    assert np.array_equal(source.partitions, small_celeba.partitions)
    assert np.array_equal(source.identities, small_celeba.identities)


def test_a_table_above_of_other_pictures_is_left_alone(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_official(tmp_path)
    for i in range(9):
        picture(tmp_path / "doodles" / f"d{i}.png", i)
    picture(tmp_path / "doodles" / "000001.png", 9)
    source = open_source(tmp_path / "doodles")
    assert (source.title, len(source)) == ("doodles", 10)
    assert "names only 1 of the pictures" in source.notes[0]


# Folders of pictures


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
    with pytest.raises(DataError, match=r"holds no picture .* 3 archives that are not .*7z x FILE"):
        open_source(tmp_path)


def test_pictures_without_or_with_rare_endings_are_pictures(tmp_path: Path) -> None:
    for name in ("a.jfif", "b.JPE"):
        Image.new("RGB", (20, 20)).save(tmp_path / name, "JPEG")
    picture(tmp_path / "c")
    (tmp_path / "LICENSE").write_text("Do what you like.")
    assert open_source(tmp_path).names == ["a.jfif", "b.JPE", "c"]


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


def test_a_store_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(DataError, match="is a prepared store already"):
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


# The Hub's cache


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
