"""The named endpoints of the generators: a face is asked for in the fields of its link."""

import base64
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from gradio.events import api

from facegen.answers.context import Context
from facegen.answers.links import link_to
from facegen.answers.projection import MOST_PHOTO_BYTES, STEPS, PhotoRequest, approach
from facegen.checks import known_names, whole
from facegen.errors import QueryError
from facegen.images import data_uri
from facegen.latent.recipe import LARGEST_SEED, Recipe
from facegen.latent.request import FACE_FIELDS, MOST_ENLARGED_PX, Face, FaceRequest
from facegen.ui.handlers import answering

MOST_STEPS = 64


def add_latent_endpoints(context: Context) -> None:
    """Add the endpoints to the page being built.

    Args:
        context: The generators.
    """

    @answering
    def generate(
        seed: float = 0, truncation: float = 1.0, checkpoint: str = "", size: float = 0
    ) -> dict[str, Any]:
        """Make the face of a seed; size 0 leaves its true pixels, others enlarge it."""
        fields = {"seed": f"{whole('seed', seed, 0, LARGEST_SEED)}", "truncation": f"{truncation}"}
        return answer(context, _face(fields), checkpoint, size)

    @answering
    def edit(
        face: str,
        attributes: dict[str, float] | None = None,
        components: dict[str, float] | None = None,
        apart: bool = False,
        checkpoint: str = "",
        size: float = 0,
    ) -> dict[str, Any]:
        """Lead a face along directions, by standard deviations.

        Args:
            face: Fields as in a link, such as `seed=7&truncation=0.8`, or the whole link.
            attributes: Name to standard deviations, such as {"Smiling": 2}.
            components: Number of a principal component to standard deviations.
            apart: Whether what attributes are entangled with is left alone.
            checkpoint: Key of the generator; empty means the first.
            size: Side of the picture, pixels; 0 leaves its true pixels.
        """
        fields = _fields_of(face)
        for name, offsets in (("attributes", attributes), ("components", components)):
            if offsets:
                fields[name] = ",".join(f"{key}:{value}" for key, value in offsets.items())
        if apart:
            fields["apart"] = "1"
        return answer(context, _face(fields), checkpoint or fields.get("checkpoint", ""), size)

    @answering
    def interpolate(
        start: str,
        end: str,
        steps: float = 8,
        path: str = "lerp",
        checkpoint: str = "",
        size: float = 0,
    ) -> list[dict[str, Any]]:
        """Make the faces on the way from one face to another, both as fields of a link."""
        count = whole("steps", steps, 2, MOST_STEPS)
        if path not in ("lerp", "slerp"):
            raise QueryError(f"path must be lerp or slerp, but is '{path[:30]}'.")
        first, last = _face(_fields_of(start)), _face(_fields_of(end))
        between = Face(first.recipe, last.recipe, path)
        faces = [replace(between, position=i / (count - 1)) for i in range(count)]
        return [answer(context, face, checkpoint, size) for face in faces]

    @answering
    def project(
        image: str, steps: float = STEPS, own_scales: bool = False, checkpoint: str = ""
    ) -> dict[str, Any]:
        """Find the face nearest to a photo, given as base64 or as a data URI.

        The answer holds the face found, how far it is from the photo, and what was looked for. The
        photo is held in memory alone.
        """
        asked = PhotoRequest.read(
            {
                "checkpoint": checkpoint,
                "steps": f"{steps}",
                "own": "1" if own_scales else "0",
            }
        )
        crop = asked.picture(context, _bytes_of(image))
        found = approach(context, asked, crop, lambda _: None)
        return {
            **answer(context, Face(Recipe.read(found)), checkpoint, 0),
            "target": data_uri(crop.picture),
            "hint": crop.hint,
            "pixels": found["pixels"],
            "features": found["features"],
        }

    for endpoint in (generate, edit, interpolate, project):
        api(endpoint, api_name=endpoint.__name__)


def answer(context: Context, face: Face, checkpoint: str, size: float) -> dict[str, Any]:
    """Make a face, and say what brings it back.

    Raises:
        QueryError: If something means nothing or is out of range.
        ModelError: If there is no such checkpoint.
    """
    key = context.checkpoints.find(checkpoint).key
    scales = context.renderer.do(key, lambda model: model.scales_px).result()
    enlarged = whole("size", size, 0, MOST_ENLARGED_PX)
    asked = FaceRequest(key, face, scales[-1], enlarged, "png")
    picture = context.renderer.picture(asked).result()
    return {
        "image": f"data:image/png;base64,{base64.b64encode(picture).decode()}",
        "checkpoint": key,
        "face": urlencode(face.fields(), safe=":,"),
        "link": link_to("latent", {"checkpoint": key, **face.fields()}),
    }


def _bytes_of(image: str) -> bytes:
    """Read a picture from base64 or a data URI."""
    if not isinstance(image, str) or len(image) > 2 * MOST_PHOTO_BYTES:
        raise QueryError(f"A photo is base64 text of at most {MOST_PHOTO_BYTES >> 20} MB.")
    text = "".join(image.rpartition(",")[2].split())  # `base64 photo.jpg` breaks its lines
    try:
        photo = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise QueryError("The photo must be base64 or a data URI.") from error
    if not 0 < len(photo) <= MOST_PHOTO_BYTES:
        raise QueryError(f"A photo has 1 byte to {MOST_PHOTO_BYTES >> 20} MB.")
    return photo


def _fields_of(face: str) -> dict[str, str]:
    """Read the fields of a face, written alone, after a `?`, or in a whole link.

    Raises:
        QueryError: If one is unknown, or given twice.
    """
    given = parse_qsl(face.strip().rpartition("?")[2].partition("#")[0])
    fields = dict(given)
    if len(fields) < len(given):
        raise QueryError("A field of the face is given twice; give each once.")
    known_names(fields, (*FACE_FIELDS, "checkpoint", "tab", "store"))
    return fields


def _face(fields: dict[str, str]) -> Face:
    return Face.read(fields)
