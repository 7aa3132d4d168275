"""How long does it take to find the training faces nearest to one face?

python -m benchmarks.nearest_faces_speed --store STORE
"""

import argparse
import time
from pathlib import Path

import numpy as np

from facegen.data.store import open_store
from facegen.evaluation.nearest_faces import NearestFaces
from facegen.evaluation.real_faces import divide
from facegen.models.attribute_net import AttributeNet

ASKED = 50


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--network", type=Path, default=Path("checkpoints/attributes"))
    options = parser.parse_args()
    store, network = open_store(options.store), AttributeNet.load(options.network)
    begun = time.perf_counter()
    nearest_faces = NearestFaces.of(store, network)
    prepared = time.perf_counter() - begun
    begun = time.perf_counter()
    NearestFaces.of(store, network)
    read = time.perf_counter() - begun
    seconds, percentiles = [], []
    for row in divide(store).heldout[-ASKED:]:
        begun = time.perf_counter()
        answers = nearest_faces.find(np.asarray(store.faces[row]), 8)
        seconds.append(time.perf_counter() - begun)
        percentiles.append([answer.percentile for answer in answers])
    print(f"{len(nearest_faces.rows):,} training faces")
    print(f"prepared (or read) in {prepared:.1f} s, read again in {read:.2f} s")
    print(f"a face: median {1000 * np.median(seconds):.0f} ms, most {1000 * max(seconds):.0f} ms")
    print(f"mean percentile of held-out faces {np.mean(percentiles):.0f} (50 is right)")


if __name__ == "__main__":
    main()
