"""What `facegen latent project` does: a photo's nearest face, and the generator tuned to it."""

import argparse
import json
import time
from pathlib import Path
from typing import Any

from tqdm import tqdm

from facegen.command_line import Outcome, about, writing
from facegen.errors import FacegenError
from facegen.files import write_whole
from facegen.images import encode
from facegen.latent.photo.encoding import FOLDER as ENCODER
from facegen.latent.photo.encoding import load_encoder
from facegen.latent.photo.face_crop import crop_face, read_photo
from facegen.latent.photo.projection import Distance, Projector
from facegen.latent.photo.tuned_file import TunedFace, write_tuned
from facegen.latent.photo.tuning import STEPS, Tuner
from facegen.latent.recipe import bytes_of, text_of
from facegen.latent.style_space import require_latent_space
from facegen.models.attribute_net import AttributeNet
from facegen.models.checkpoint import load_checkpoint
from facegen.models.named import folder_of

CROPPED_PX = 256
"""Side of the face that is cut out; a generator takes what it needs of it."""


def project(options: argparse.Namespace) -> Outcome:
    """Find the face nearest to a photo."""
    with about("PHOTO"):
        crop = crop_face(read_photo(_read(options.photo)), CROPPED_PX)
    with about("CHECKPOINT"):
        folder = folder_of(options.checkpoint)
        encoder = load_encoder(folder) if (folder / ENCODER).is_dir() else None
        generator = load_checkpoint(folder)
        require_latent_space(generator)
    with about("--network"):
        network = AttributeNet.load(folder_of(options.network))
    begun = time.perf_counter()
    projector = Projector(generator, network, encoder)
    *_, last = tqdm(projector.project(crop.picture, options.steps), total=options.steps + 1)
    files = {"photo.png": encode(crop.picture), "face.png": encode(last.picture)}
    result: dict[str, Any] = {
        "found": crop.found,
        "square": vars(crop.square),
        **vars(last.distance),
        "seconds": round(time.perf_counter() - begun, 2),
    }
    words = f"{options.out}: the nearest face is {_far(last.distance)}"
    if options.tune:
        begun = time.perf_counter()
        *_, end = tqdm(Tuner(projector).tune(crop.picture, last.style), total=STEPS + 1)
        face = TunedFace.of(generator, last.style, end.difference)
        files |= {"tuned.png": encode(end.picture), "tuned.safetensors": write_tuned(face)}
        seconds = round(time.perf_counter() - begun, 2)
        result["tuned"] = {**vars(end.distance), "seconds": seconds}
        words = f"{words}; tuned, it is {_far(end.distance)}"
    if crop.found == "centre":
        words = f"{words}. No face was found in the photo, so its middle was taken"
    style = text_of(bytes_of(last.style.flatten().tolist()))
    files["face.json"] = json.dumps({**result, "style": style}, indent=1).encode()
    with about("--out"), writing(options.out):
        options.out.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            write_whole(options.out / name, content)
    return Outcome({"folder": str(options.out), "files": sorted(files), **result}, words)


def _read(photo: Path) -> bytes:
    try:
        return photo.read_bytes()
    except OSError as error:
        raise FacegenError(f"{photo} cannot be read ({error.strerror}).") from error


def _far(distance: Distance) -> str:
    return (
        f"off by {distance.pixels:.1f} of 255 levels a pixel, its features by "
        f"{distance.features:.2f} of the distance between strangers"
    )
