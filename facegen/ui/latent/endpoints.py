"""The named endpoints of the generators: a face is asked for in the fields of its link."""

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode

from facegen.answers.context import Context
from facegen.answers.links import link_to
from facegen.answers.projection import MOST_PHOTO_BYTES, STEPS, PhotoRequest, approach
from facegen.checks import known_names, whole
from facegen.errors import QueryError
from facegen.images import data_uri
from facegen.latent.recipe import LARGEST_SEED, Recipe
from facegen.latent.request import FACE_FIELDS, MOST_ENLARGED_PX, Face, FaceRequest

MOST_STEPS = 64


def latent_endpoints(context: Context) -> list[Callable[..., Any]]:
    """Return what answers.

    Args:
        context: The generators.
    """

    def generate(
        seed: int = 0, truncation: float = 1.0, checkpoint: str = "", size: int = 0
    ) -> dict[str, Any]:
        """Make the face of a seed: one that belongs to nobody, the same for the same seed.

        Args:
            seed: A whole number from 0.
            truncation: How unusual the face may be, -2 to 2: 1 as the network draws it, towards 0
                nearer to its mean face.
            checkpoint: Key of the generator; empty takes the one shown first.
            size: Side of the picture in pixels, 0 to 1024; 0 leaves its true pixels.

        Returns:
            image (a data URI), checkpoint, face (its fields, to go on from) and link.

        Example:
            face = client.predict(seed=7, truncation=0.8, size=256, api_name="/generate")
        """
        fields = {"seed": f"{whole('seed', seed, 0, LARGEST_SEED)}", "truncation": f"{truncation}"}
        return made_face(context, _face(fields), checkpoint, size)

    def edit(
        face: str,
        attributes: dict[str, float] | None = None,
        components: dict[str, float] | None = None,
        apart: bool = False,
        checkpoint: str = "",
        size: int = 0,
    ) -> dict[str, Any]:
        """Change a face: more or less of an attribute, or along a principal component.

        Args:
            face: Fields as in a link, such as seed=7&truncation=0.8, or the whole link, or the
                field face of another answer.
            attributes: Name to standard deviations, -12 to 12, such as {"Smiling": 2, "Young": -1}.
            components: Number of a principal component to standard deviations, -12 to 12, such as
                {"0": 1.5}.
            apart: Whether what an attribute is entangled with is left alone.
            checkpoint: Key of the generator; empty takes the face's own, or the one shown first.
            size: Side of the picture in pixels, 0 to 1024; 0 leaves its true pixels.

        Returns:
            As generate.

        Example:
            older = client.predict("seed=7", {"Young": -2}, size=256, api_name="/edit")
        """
        fields = _fields_of(face)
        for name, offsets in (("attributes", attributes), ("components", components)):
            if offsets:
                fields[name] = ",".join(f"{key}:{value}" for key, value in offsets.items())
        if apart:
            fields["apart"] = "1"
        return made_face(context, _face(fields), checkpoint or fields.get("checkpoint", ""), size)

    def interpolate(
        start: str,
        end: str,
        steps: int = 8,
        path: Literal["lerp", "slerp"] = "lerp",
        checkpoint: str = "",
        size: int = 0,
    ) -> list[dict[str, Any]]:
        """Make the faces on the way from one face to another.

        Args:
            start: The first face, as its fields, its link, or the field face of an answer.
            end: The last face, likewise.
            steps: How many faces, both ends included, 2 to 64.
            path: lerp goes straight, slerp along a sphere.
            checkpoint: Key of the generator; empty takes the one shown first.
            size: Side of the pictures in pixels, 0 to 1024; 0 leaves their true pixels.

        Returns:
            A list with, for each face, what generate answers.

        Example:
            between = client.predict("seed=7", "seed=8", 5, "slerp", api_name="/interpolate")
        """
        count = whole("steps", steps, 2, MOST_STEPS)
        if path not in ("lerp", "slerp"):
            raise QueryError(f"path must be lerp or slerp, but is '{path[:30]}'.")
        first, last = _face(_fields_of(start)), _face(_fields_of(end))
        between = Face(first.recipe, last.recipe, path)
        faces = [replace(between, position=i / (count - 1)) for i in range(count)]
        return [made_face(context, face, checkpoint, size) for face in faces]

    def project(
        image: str, steps: int = STEPS, own_scales: bool = False, checkpoint: str = ""
    ) -> dict[str, Any]:
        """Find the face of a generator that is nearest to a photo, which is held in memory alone.

        Args:
            image: The photo as base64, or as a data URI; at most 12 MB.
            steps: Of the search, 0 to 400; 0 gives the first guess.
            own_scales: Whether each scale may have a style of its own: nearer, but less a face.
            checkpoint: Key of the generator; empty takes the one shown first.

        Returns:
            What generate answers, target (what was looked for, a data URI), hint (how it was cut
            out), and the distance in pixels (grey levels) and features (1 is a stranger's).

        Example:
            import base64
            from pathlib import Path

            photo = base64.b64encode(Path("photo.jpg").read_bytes()).decode()
            nearest = client.predict(photo, steps=20, api_name="/project")
        """
        asked = PhotoRequest.read(
            {
                "checkpoint": checkpoint,
                "steps": f"{steps}",
                "own": "1" if own_scales else "0",
            }
        )
        crop = asked.picture(context, _bytes_of(image))
        nearest = approach(context, asked, crop, lambda _: None)
        return {
            **made_face(context, Face(Recipe.read({"style": nearest.style})), checkpoint, 0),
            "target": data_uri(crop.picture),
            "hint": crop.hint,
            "pixels": nearest.pixels,
            "features": nearest.features,
        }

    return [generate, edit, interpolate, project]


def made_face(context: Context, face: Face, checkpoint: str, size: float) -> dict[str, Any]:
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
