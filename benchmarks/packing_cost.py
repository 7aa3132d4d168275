"""What lossy packing costs, beside what tells real faces apart: python -m benchmarks.packing_cost.

The sliced Wasserstein distance of packed faces from as many unpacked ones of other people, at the
store's size and at half of it, and the mean absolute difference from their own originals. The first
line is the floor: the same faces, not packed. gpu_plan.md says what came of it.
"""

import argparse
from pathlib import Path

import numpy as np

from facegen.data.mosaics import SIDE, decode, encode
from facegen.data.store import open_store
from facegen.evaluation.real_faces import SmallerFaces, divide
from facegen.evaluation.sliced_wasserstein import SlicedWasserstein

TRIED = (("webp", 41), ("webp", 55), ("avif", 49), ("avif", 56))


def main() -> None:
    """Pack some faces in each way and say what it cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--faces", type=int, default=256, help="a side, a multiple of 64")
    options = parser.parse_args()
    store, distance = (
        open_store(options.store),
        SlicedWasserstein(patches=48, repeats=1, directions=64, smallest_px=32),
    )
    ours, others = (store.faces[np.sort(half[: options.faces])] for half in divide(store).halves)
    half_px = store.size_px // 2

    def show(name: str, faces: np.ndarray, size_bytes: int) -> None:
        words = [f"{name:>9}  {size_bytes * store.count / len(faces) / 1e6:6.1f} MB"]
        for px in (store.size_px, half_px):
            seen, own, other = (SmallerFaces(some, px)[:] for some in (faces, ours, others))
            error = np.abs(seen.astype(np.int16) - own).mean()
            levels = ", ".join(f"{px}: {one:.1f}" for px, one in distance(seen, other).items())
            words.append(f"at {px} px: off by {error:.2f} of 255, distance {levels}")
        print("; ".join(words), flush=True)

    show("originals", ours, ours[0].nbytes * len(ours))
    step = SIDE * SIDE
    for form, quality in TRIED:
        packed = [
            encode(ours[first : first + step], form, quality) for first in range(0, len(ours), step)
        ]
        back = np.concatenate([decode(one, step, store.size_px) for one in packed])
        show(f"{form} {quality}", back, sum(map(len, packed)))


if __name__ == "__main__":
    main()
