"""How near do projections come, for the generator's own faces and for faces it never saw?

    python -m benchmarks.projection CHECKPOINT --store STORE [--faces 16] [--steps 100]

Prints a table, and writes it with the distances into the checkpoint (projection.md and
projection.json), where the page finds what to compare with. No picture is written.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
from tqdm import tqdm

from facegen.data.store import open_store
from facegen.evaluation.real_faces import divide
from facegen.files import write_whole
from facegen.latent.photo.encoding import load_encoder
from facegen.latent.photo.projection import REFERENCE, ProjectionStep, Projector
from facegen.latent.sampling import sample
from facegen.models.attribute_net import AttributeNet
from facegen.models.checkpoint import load_checkpoint

FIRST_SEED = 5_000_000


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--network", type=Path, default=Path("checkpoints/attributes"))
    parser.add_argument("--faces", type=int, default=16)
    parser.add_argument("--steps", type=int, default=100)
    options = parser.parse_args()
    generator = load_checkpoint(options.checkpoint)
    network = AttributeNet.load(options.network)
    store = open_store(options.store)
    held_out = store.faces[np.sort(divide(store).heldout[: options.faces])]
    own = np.stack(list(sample(generator, range(FIRST_SEED, FIRST_SEED + options.faces))))
    guided = Projector(generator, network, load_encoder(options.checkpoint))
    blind = Projector(generator, network)
    ways = (
        ("the encoder's guess alone", guided, 0, False),
        ("steps from the mean face", blind, options.steps, False),
        ("steps from the encoder's guess", guided, options.steps, False),
        ("likewise, a style a scale", guided, options.steps, True),
    )
    lines = [
        f"Medians over {options.faces} faces, {options.steps} steps. Pixels: root mean square "
        "difference, grey levels of 255. Features: of the attribute network, as a share of the "
        "distance between two of the generator's faces. Own faces are the floor: a style makes "
        "them exactly.",
        "",
        "| | own: pixels | features | held out: pixels | features | seconds |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    reached = {}
    bar = tqdm(total=2 * len(ways) * options.faces, unit="face")
    for name, projector, steps, own_scales in ways:
        cells = []
        for kind, faces in (("own", own), ("held_out", held_out)):
            begun = time.perf_counter()
            last: list[ProjectionStep] = []
            for face in faces:
                *_, end = projector.project(face, steps, own_scales, every=steps or 1)
                last.append(end)
                bar.update()
            seconds = (time.perf_counter() - begun) / len(faces)
            pixels = sorted(round(step.distance.pixels, 2) for step in last)
            features = sorted(round(step.distance.features, 3) for step in last)
            cells += [f"{np.median(pixels):.1f}", f"{np.median(features):.2f}"]
            if steps and not own_scales:
                reached[kind] = {"pixels": pixels, "features": features}
        lines.append(f"| {name} | {' | '.join(cells)} | {seconds:.1f} |")
    bar.close()
    text = "\n".join(lines) + "\n"
    print(text)
    write_whole(options.checkpoint / "projection.md", f"# Projection\n\n{text}".encode())
    whole = json.dumps({"steps": options.steps, "reached": reached}, indent=1) + "\n"
    write_whole(options.checkpoint / REFERENCE, whole.encode())


if __name__ == "__main__":
    main()
