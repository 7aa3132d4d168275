"""How many faces does YuNet find, how well and how fast, beside Haar cascades?

    python -m benchmarks.face_finders --celeba FOLDER [--faces 2000]

Aligned pictures of CelebA's valid partition are pasted into a larger picture: turned, small and
dark. A face counts as found if its square's middle is within half a face of where it is. Prints a
table; no picture is written.
"""

import argparse
import io
import math
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from tqdm import tqdm

from benchmarks.haar_faces import haar_square
from facegen.latent.photo.face_crop import CROP_CENTRE, POINTS, Square, squares_in

PHOTO_PX = (480, 640)
FACE_PX = 86
"""Width of the detector's box about a face of an aligned picture."""


@dataclass(frozen=True)
class Kind:
    """How faces are pasted.

    Attributes:
        name: In the table.
        turn: Degrees, clockwise.
        face_px: Width of the face.
        light: What its values, and those around it, are multiplied by.
    """

    name: str
    turn: float = 0
    face_px: float = FACE_PX
    light: float = 1


KINDS = (
    Kind("upright, 86 px"),
    *(Kind(f"turned {turn}°", turn) for turn in (10, 20, 30, 40)),
    *(Kind(f"{px} px wide", face_px=px) for px in (48, 32, 24)),
    *(Kind(f"light x {light:g}", light=light) for light in (0.3, 0.1, 0.05)),
    Kind("turned 30°, 32 px, light x 0.3", 30, 32, 0.3),
)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--celeba", type=Path, required=True)
    parser.add_argument("--faces", type=int, default=2000)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    finders = {"YuNet": _first, "Haar": haar_square}
    pictures = valid_pictures(options.celeba, options.faces)
    print(
        f"{len(pictures):,} faces of the valid partition, each in a picture of {PHOTO_PX[1]} x "
        f"{PHOTO_PX[0]}. Eye error: median over those found, pixels of the aligned picture of 178 "
        "(eyes 39.6 apart). Milliseconds: median, one thread.\n"
    )
    print("| |" + "".join(f" {name}: found | eye error | ms |" for name in finders))
    print("|---|" + "---:|---:|---:|" * len(finders))
    for kind in KINDS:
        cells = [cell for finder in finders.values() for cell in measured(finder, pictures, kind)]
        print(f"| {kind.name} | {' | '.join(cells)} |", flush=True)


def measured(
    finder: Callable[[np.ndarray], Square | None], pictures: list[np.ndarray], kind: Kind
) -> list[str]:
    """Return the cells of one detector and one kind."""
    rng = np.random.default_rng(0)
    errors, took = [], []
    for picture in tqdm(pictures, desc=kind.name, leave=False):
        photo, truth = pasted(picture, kind, rng)
        begun = time.perf_counter()
        found = finder(photo)
        took.append(time.perf_counter() - begun)
        if found and math.dist(found.centre, truth.centre) < kind.face_px / 2:
            gaps = np.linalg.norm(eyes_of(found) - eyes_of(truth), axis=1)
            errors.append(gaps.mean() * FACE_PX / kind.face_px)
    error = f"{np.median(errors):.1f}" if errors else "-"
    return [f"{len(errors) / len(pictures):.1%}", error, f"{1000 * np.median(took):.0f}"]


def pasted(picture: np.ndarray, kind: Kind, rng: np.random.Generator) -> tuple[np.ndarray, Square]:
    """Paste a picture somewhere on coloured clouds, and tell where its face is."""
    height, width = PHOTO_PX
    clouds = cv2.resize(rng.integers(60, 200, (6, 8, 3)).astype(np.float32), (width, height))
    scale, turn = kind.face_px / FACE_PX, math.radians(kind.turn)
    reach = scale * math.hypot(*picture.shape[:2]) / 2
    place = np.array([rng.uniform(reach, side - reach) for side in (width, height)])
    matrix = scale * np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    middle = np.array(CROP_CENTRE)
    affine = np.column_stack([matrix, place - matrix @ middle])
    wide = cv2.GaussianBlur(picture, (0, 0), 0.4 / scale) if scale < 1 else picture
    inside = cv2.warpAffine(np.ones(picture.shape[:2], np.float32), affine, (width, height))
    laid = cv2.warpAffine(wide.astype(np.float32), affine, (width, height))
    photo = (laid * (inside == 1)[..., None] + clouds * (inside < 1)[..., None]) * kind.light
    x, y = place.tolist()
    return photo.round().clip(0, 255).astype(np.uint8), Square((x, y), 148 * scale, kind.turn)


def eyes_of(square: Square) -> np.ndarray:
    """Return where CelebA's alignment has the eyes of a square's face, (2, 2)."""
    turn, scale = math.radians(square.turn), square.side / 148
    matrix = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    return square.centre + scale * (POINTS[:2] - CROP_CENTRE) @ matrix.T


def valid_pictures(folder: Path, count: int) -> list[np.ndarray]:
    """Return aligned pictures of the valid partition, 218 x 178."""
    lines = (folder / "list_eval_partition.txt").read_text().split("\n")
    valid = {line.split()[0] for line in lines if line.endswith(" 1")}
    with zipfile.ZipFile(folder / "img_align_celeba.zip") as archive:
        names = [name for name in archive.namelist() if Path(name).name in valid][:count]
        return [np.asarray(Image.open(io.BytesIO(archive.read(name)))) for name in names]


def _first(photo: np.ndarray) -> Square | None:
    found = squares_in(photo)
    return found[0] if found else None


if __name__ == "__main__":
    main()
