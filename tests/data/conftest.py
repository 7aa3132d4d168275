"""A small CelebA, made of noise and written in every layout that people have."""

import csv
import io
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.data.sealing import seal
from facegen.data.sources.detect import open_source
from facegen.data.sources.source import Source
from facegen.data.store import FaceStore, open_store

COUNT = 24
SPLITS = ("train", "valid", "test")


@dataclass
class SmallCeleba:
    """Pictures and tables as CelebA has them: 178 x 218 JPEG, three partitions, five people."""

    names: list[str]
    jpegs: list[bytes]
    attributes: np.ndarray
    partitions: np.ndarray
    identities: np.ndarray

    @classmethod
    def make(cls) -> "SmallCeleba":
        rng = np.random.default_rng(7)
        return cls(
            names=[f"{i + 1:06d}.jpg" for i in range(COUNT)],
            jpegs=[jpeg(noise_picture(rng)) for _ in range(COUNT)],
            attributes=rng.random((COUNT, len(CELEBA_ATTRIBUTES))) < 0.4,
            partitions=np.sort(rng.integers(0, 3, COUNT)),
            identities=rng.integers(1, 6, COUNT),
        )

    def write_pictures(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        for name, data in zip(self.names, self.jpegs, strict=True):
            (folder / name).write_bytes(data)

    def write_zip(self, archive: Path, method: int = zipfile.ZIP_STORED) -> None:
        archive.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(archive, "w", method) as contents:
            for name, data in zip(self.names, self.jpegs, strict=True):
                contents.writestr(f"img_align_celeba/{name}", data)

    def write_listings(self, anno: Path, evaluation: Path | None = None) -> None:
        """Write the tables as the official ones are: CRLF ends, a blank after the header."""
        evaluation = evaluation or anno
        for folder in (anno, evaluation):
            folder.mkdir(parents=True, exist_ok=True)
        rows = [
            f"{name} " + " ".join(" 1" if value else "-1" for value in values)
            for name, values in zip(self.names, self.attributes, strict=True)
        ]
        head = [str(len(rows)), " ".join(CELEBA_ATTRIBUTES) + " "]
        write_lines(anno / "list_attr_celeba.txt", [*head, *rows], "\r\n")
        people = [f"{n} {i}" for n, i in zip(self.names, self.identities, strict=True)]
        write_lines(anno / "identity_CelebA.txt", people, "\r\n")
        parts = [f"{n} {i}" for n, i in zip(self.names, self.partitions, strict=True)]
        write_lines(evaluation / "list_eval_partition.txt", parts, "\n")

    def write_official(self, root: Path) -> None:
        self.write_pictures(root / "img_align_celeba")
        self.write_listings(root)

    def write_download(self, root: Path) -> None:
        self.write_zip(root / "Img" / "img_align_celeba.zip", zipfile.ZIP_DEFLATED)
        self.write_listings(root / "Anno", root / "Eval")

    def write_unpacked_download(self, root: Path) -> None:
        self.write_pictures(root / "Img" / "img_align_celeba")
        self.write_listings(root / "Anno", root / "Eval")

    def write_zipped(self, root: Path) -> None:
        self.write_zip(root / "img_align_celeba.zip")
        self.write_listings(root)

    def write_kaggle(self, root: Path) -> None:
        self.write_pictures(root / "img_align_celeba" / "img_align_celeba")
        with open(root / "list_attr_celeba.csv", "w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["image_id", *CELEBA_ATTRIBUTES])
            for name, values in zip(self.names, self.attributes, strict=True):
                table.writerow([name, *(1 if value else -1 for value in values)])
        with open(root / "list_eval_partition.csv", "w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["image_id", "partition"])
            table.writerows(zip(self.names, self.partitions, strict=True))

    def write_hub(self, root: Path, in_struct: bool = True) -> None:
        """Write one file a split, in row groups of five."""
        root.mkdir(parents=True, exist_ok=True)
        for split, word in enumerate(SPLITS):
            rows = np.flatnonzero(self.partitions == split)
            table = self.hub_table(rows, in_struct)
            path = root / f"{word}-00000-of-00001.parquet"
            pq.write_table(table, path, row_group_size=5)

    def hub_table(self, rows: np.ndarray, in_struct: bool = True) -> pa.Table:
        pictures = [
            {"bytes": self.jpegs[i], "path": self.names[i]} if in_struct else self.jpegs[i]
            for i in rows
        ]
        kind = pa.struct({"bytes": pa.binary(), "path": pa.string()}) if in_struct else pa.binary()
        columns = {
            "image": pa.array(pictures, kind),
            "celeb_id": pa.array(self.identities[rows], pa.int64()),
        }
        for name, values in zip(CELEBA_ATTRIBUTES, self.attributes[rows].T, strict=True):
            columns[name] = pa.array(values)
        return pa.table(columns)


def noise_picture(rng: np.random.Generator, width: int = 178, height: int = 218) -> np.ndarray:
    """Make a picture of smooth coloured patches, different for each draw."""
    coarse = Image.fromarray(rng.integers(0, 256, (9, 7, 3), dtype=np.uint8))
    return np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC))


def jpeg(picture: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


def write_lines(path: Path, lines: list[str], end: str) -> None:
    path.write_bytes("".join(line + end for line in lines).encode())


def seen(source: Source) -> dict[str, int]:
    """Count what was passed over, each with a reason and an example."""
    counts: dict[str, int] = {}
    for one in source.passed_over:
        counts[one.what] = counts.get(one.what, 0) + one.count
        assert one.why
        assert one.example
    return counts


def picture(path: Path, colour: int = 0, size: tuple[int, int] = (20, 30)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, (colour, 0, 0)).save(path, "PNG" if path.suffix == "" else None)


def assert_is_small_celeba(source: Source, small: SmallCeleba, with_people: bool = True) -> None:
    assert source.title == "CelebA"
    assert source.crop == "face"
    assert "non-commercial" in source.notice
    assert source.names == small.names
    assert [source.read(i) for i in range(len(source))] == small.jpegs
    assert source.attribute_names == CELEBA_ATTRIBUTES
    assert np.array_equal(source.attributes, small.attributes)
    assert np.array_equal(source.partitions, small.partitions)
    people = small.identities if with_people else np.full(COUNT, -1)
    assert np.array_equal(source.identities, people)
    assert (source.rows_without_picture, source.pictures_without_row) == (0, 0)


def with_table(pics: Path, text: str | bytes, name: str = "labels.csv") -> Source:
    """Open a folder of pictures after a table was put beside them."""
    (pics / name).parent.mkdir(exist_ok=True)
    (pics / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return open_source(pics)


@pytest.fixture(scope="session")
def small_celeba() -> SmallCeleba:
    return SmallCeleba.make()


@pytest.fixture(scope="session")
def some_bundled(bundled: FaceStore, tmp_path_factory: pytest.TempPathFactory) -> FaceStore:
    """130 of the bundled faces, small, so that the last of three mosaics is not full."""
    rows = np.arange(7, 137)
    folder = tmp_path_factory.mktemp("some")
    np.save(folder / "faces.npy", bundled.faces[rows, ::2, ::2])
    seal(
        folder,
        replace(bundled.manifest, count=len(rows), size_px=bundled.size_px // 2, checksums={}),
        [bundled.names[row] for row in rows],
        bundled.attributes_of(rows),
        bundled.partitions[rows],
        bundled.identities[rows],
    )
    return open_store(folder)


@pytest.fixture
def celeba_folder(small_celeba: SmallCeleba, tmp_path: Path) -> Path:
    """The folder of the small CelebA, its pictures in an archive."""
    small_celeba.write_zipped(tmp_path / "celeba")
    return tmp_path / "celeba"


def contents(folder: Path) -> dict[str, bytes]:
    """Return what is in a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
