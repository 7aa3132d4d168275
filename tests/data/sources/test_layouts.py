"""CelebA in the layouts people have: used whole, or what is not used is said."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.data.sources.detect import open_source
from tests.data.conftest import (
    COUNT,
    SmallCeleba,
    assert_is_small_celeba,
    picture,
    seen,
    write_lines,
)


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
