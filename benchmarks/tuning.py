"""How much nearer to unseen photos does tuning bring a generator, and what becomes of sliders?

    python -m benchmarks.tuning CHECKPOINT --store STORE [--faces 50] [--write]

Prints a table of held-out faces, projected and then tuned, beside what is asked for: pixels at most
60 % of the projection's, features at most 40 %, identity kept under two sliders at least as well as
without tuning, at most 4 s on two cores. --write keeps it as tuning.md in the checkpoint. No
picture is written.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from facegen.answers.choices import opened
from facegen.data.store import open_store
from facegen.evaluation.real_faces import divide
from facegen.files import write_whole
from facegen.latent.directions.reach import FARTHEST, limit_of, reach_of
from facegen.latent.mixing import by_scale
from facegen.latent.model import LatentModel
from facegen.latent.photo.projection import Projector
from facegen.latent.photo.tuning import Tuner, tuned
from facegen.models.attribute_net import AttributeNet
from facegen.models.generator import FaceGenerator

STEPS = 150
"""Of projection, as on the page."""
EDITS = {"Smiling": 2.0, "Eyeglasses": 2.0}
MOST_PIXELS, MOST_FEATURES, MOST_SEC = 0.6, 0.4, 4.0

Row = dict[str, float]


def measure(model: LatentModel, projector: Projector, face: np.ndarray) -> Row:
    """Project and tune one face; return what was reached."""
    *_, found = projector.project(face, STEPS, every=STEPS)
    begun = time.perf_counter()
    *_, end = Tuner(projector).tune(face, found.style, every=1000)
    row = {
        "seconds": time.perf_counter() - begun,
        "pixels": found.distance.pixels,
        "features": found.distance.features,
        "tuned pixels": end.distance.pixels,
        "tuned features": end.distance.features,
    }
    mine = tuned(model.generator, end.difference)
    for name, offset in EDITS.items():
        for kind, generator in (("", model.generator), ("tuned ", mine)):
            row[kind + name] = kept(model, projector, generator, face, found.style, name, offset)
    assert model.directions is not None
    reach = reach_of(mine, model.directions, found.style, limit_of(model.generator))
    row["reach"] = float(np.mean([(up - down) / (2 * FARTHEST) for down, up in reach.values()]))
    return row


@torch.no_grad()
def kept(
    model: LatentModel,
    projector: Projector,
    generator: FaceGenerator,
    face: np.ndarray,
    style: torch.Tensor,
    name: str,
    offset: float,
) -> float:
    """Return how far the face is from the photo in features, once a slider is moved."""
    assert model.directions is not None
    moved = by_scale(style + offset * model.directions.attribute(name), len(model.scales_px))
    images = generator.synthesize(moved.reshape(1, len(model.scales_px), -1))
    return projector.distance(projector.target(face), images).features


def told(rows: list[Row]) -> str:
    """Write the table."""
    median = {key: float(np.median([row[key] for row in rows])) for key in rows[0]}
    pixels = median["tuned pixels"] / median["pixels"]
    features = median["tuned features"] / median["features"]
    lines = [
        f"Medians over {len(rows)} held-out faces, {STEPS} steps of projection; "
        f"{torch.get_num_threads()} threads.",
        "",
        "| | projected | tuned | wanted |",
        "|---|---:|---:|---|",
        f"| pixels, of 255 levels | {median['pixels']:.1f} | {median['tuned pixels']:.1f} "
        f"({pixels:.0%}) | at most {MOST_PIXELS:.0%} |",
        f"| features, of the distance between strangers | {median['features']:.3f} | "
        f"{median['tuned features']:.3f} ({features:.0%}) | at most {MOST_FEATURES:.0%} |",
        *(
            f"| features under {name} +{offset:g} | {median[name]:.3f} | "
            f"{median[f'tuned {name}']:.3f} | no more than projected |"
            for name, offset in EDITS.items()
        ),
        f"| seconds of tuning | | {median['seconds']:.1f} | at most {MOST_SEC:g} on two cores |",
        f"| share of the sliders on which the face stays whole | | {median['reach']:.0%} | |",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--network", type=Path, default=Path("checkpoints/attributes"))
    parser.add_argument("--faces", type=int, default=50)
    parser.add_argument("--write", action="store_true", help="keep the table in the checkpoint")
    options = parser.parse_args()
    model = opened(options.checkpoint)
    if model.directions is None:
        parser.error(f"{options.checkpoint} has no directions, so there is no slider to move")
    network = AttributeNet.load(options.network)
    projector = Projector(model.generator, network, model.encoder, model.space)
    store = open_store(options.store)
    faces = store.faces[np.sort(divide(store).heldout[: options.faces])]
    text = told([measure(model, projector, face) for face in tqdm(faces, unit="face")])
    print(text)
    if options.write:
        write_whole(options.checkpoint / "tuning.md", f"# Tuning\n\n{text}".encode())


if __name__ == "__main__":
    main()
