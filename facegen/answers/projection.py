"""A photo, or the mean face of a query, brought into a generator's latent space.

Photos are held in memory while they are looked for, never longer and never on disk.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from facegen.answers import links
from facegen.answers.context import Context
from facegen.answers.latent_view import (
    PhotoFaces,
    PhotoSquare,
    PhotoStep,
    PhotoTarget,
    ProjectedFace,
)
from facegen.answers.portraits import PortraitRequest, portrait
from facegen.answers.reading import attribute_network
from facegen.answers.turns import Tell
from facegen.attributes import Query
from facegen.checks import known_names
from facegen.counting import counted
from facegen.errors import QueryError
from facegen.evaluation.sharpness import is_blurred
from facegen.images import data_uri
from facegen.latent.model import LatentModel
from facegen.latent.photo.face_crop import (
    Crop,
    Square,
    crop_face,
    middle_of,
    read_photo,
    squares_in,
)
from facegen.latent.photo.lent_projection import project_where_quick
from facegen.latent.photo.projection import ProjectionStep, Projector
from facegen.latent.photo.tuning import TuningStep
from facegen.latent.recipe import bytes_of, real_of, text_of

STEPS, MOST_STEPS = 150, 400
TOLD_EVERY = 5
CROP_PX = 128
MOST_PHOTO_BYTES = 12 << 20
NO_DETAIL = "This face is blurred: its pose and colours can be found again, who it is cannot."


@dataclass(frozen=True)
class PhotoRequest:
    """What is to be found.

    Attributes:
        checkpoint: Key of the checkpoint.
        store: Key of the dataset of a mean face.
        query: Whose mean face is meant, where no photo is sent.
        steps: Of optimisation.
        own_scales: Whether each scale may have a style of its own.
        square: Where the face is in the photo; None lets it be found.
    """

    checkpoint: str
    store: str
    query: Query
    steps: int
    own_scales: bool
    square: Square | None = None

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> "PhotoRequest":
        """Read a request from fields of text.

        Raises:
            QueryError: If a field means nothing or is out of range.
        """
        known_names(fields, ("checkpoint", "store", "with", "without", "steps", "own", "square"))
        steps = links.read_int(fields, "steps", 0, MOST_STEPS)
        return cls(
            fields.get("checkpoint", ""),
            fields.get("store", ""),
            links.read_query(fields),
            STEPS if steps is None else steps,
            bool(links.read_int(fields, "own", 0, 1)),
            read_square(fields["square"]) if fields.get("square") else None,
        )

    def picture(self, context: Context, photo: bytes) -> Crop:
        """Return the face that is meant, cut out of the photo; the mean face where there is none.

        Raises:
            FacegenError: If the photo cannot be read, or no face has the query's attributes.
            Busy: If others have photos read already.
        """
        if photo:
            with context.photo_turns.turn():
                crop = crop_face(read_photo(photo), CROP_PX, self.square)
            if not crop.hint and is_blurred(crop.picture):
                return replace(crop, hint=NO_DETAIL)
            return crop
        asked = PortraitRequest(self.store or context.default, self.query)
        mean = portrait(context, asked)
        middle = mean.image.shape[0] / 2
        words = f"The mean of {counted(mean.selection.support, 'face')}: {self.query}."
        return Crop(mean.image, "mean", words, Square((middle, middle), 2 * middle))


def read_square(text: str) -> Square:
    """Read a square of a photo: x and y of its middle, its side, its turn, with commas between.

    Raises:
        QueryError: If it is none.
    """
    numbers = text.split(",")
    if len(numbers) != 4:
        raise QueryError(
            f"square must be four numbers x,y,side,turn, but there are {len(numbers)}."
        )
    x, y, side, turn = (real_of("square", number, -1e5, 1e5) for number in numbers)
    return Square((x, y), side, turn)


def faces_in(context: Context, photo: bytes) -> PhotoFaces:
    """Find the faces in a photo, for a person to choose from.

    Raises:
        FacegenError: If the photo cannot be read.
        Busy: If others have photos read already.
    """
    with context.photo_turns.turn():
        picture = read_photo(photo)
        squares = squares_in(picture)
    height, width = picture.shape[:2]
    middle = _square_view(middle_of(picture))
    return PhotoFaces(width, height, tuple(map(_square_view, squares)), middle)


def _square_view(square: Square) -> PhotoSquare:
    return PhotoSquare(*square.centre, square.side, square.turn)


def approach(context: Context, asked: PhotoRequest, crop: Crop, tell: Tell) -> ProjectedFace:
    """Find the nearest face, telling a `PhotoTarget` and each `PhotoStep`.

    Raises:
        FacegenError: If there is no such checkpoint.
        Busy: If others wait already.
    """
    tell(PhotoTarget(data_uri(crop.picture), crop.hint, crop.found))
    with context.turns.turn():
        model = context.renderer.do(asked.checkpoint, lambda model: model).result()
        steps = project_where_quick(
            projector_of(model), crop.picture, asked.steps, asked.own_scales, TOLD_EVERY
        )
        last = None
        for last in steps:
            tell(step_view(last))
    if last is None:
        raise QueryError("Nothing was looked for; ask for 0 steps or more.")
    return ProjectedFace(
        text_of(bytes_of(last.style.flatten().tolist())),
        last.distance.pixels,
        last.distance.features,
        unseen_pixels=median_of(model.reached.get("held_out", {}).get("pixels", [])),
    )


def step_view(step: ProjectionStep | TuningStep) -> PhotoStep:
    """Return a step towards a photo as a script reads it."""
    picture, distance = data_uri(step.picture), step.distance
    return PhotoStep(step.number, step.steps, picture, distance.pixels, distance.features)


def median_of(numbers: Sequence[float]) -> float | None:
    """Return the middle number; None of none."""
    return float(np.median(numbers)) if len(numbers) else None


@lru_cache(maxsize=2)
def projector_of(model: LatentModel) -> Projector:
    """Return what projects into a generator's space, worked out once."""
    return Projector(model.generator, attribute_network(), model.encoder, model.space)
