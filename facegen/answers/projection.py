"""A photo, or the mean face of a query, brought into a generator's latent space.

Photos are held in memory while they are looked for, never longer and never on disk.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from facegen.answers import links
from facegen.answers.context import Context
from facegen.answers.latent_view import FoundFace, PhotoStep, PhotoTarget
from facegen.answers.portraits import PortraitRequest, portrait
from facegen.answers.reading import attribute_network
from facegen.answers.turns import Tell
from facegen.attributes import Query
from facegen.checks import known_names
from facegen.errors import QueryError
from facegen.images import data_uri
from facegen.latent.face_crop import Crop, crop_face, read_photo
from facegen.latent.lent_projection import project_where_quick
from facegen.latent.model import LatentModel
from facegen.latent.projection import Projector
from facegen.latent.recipe import bytes_of, text_of

STEPS, MOST_STEPS = 150, 400
TOLD_EVERY = 5
CROP_PX = 128
MOST_PHOTO_BYTES = 12 << 20


@dataclass(frozen=True)
class PhotoRequest:
    """What is to be found.

    Attributes:
        checkpoint: Key of the checkpoint.
        store: Key of the dataset of a mean face.
        query: Whose mean face is meant, where no photo is sent.
        steps: Of optimisation.
        own_scales: Whether each scale may have a style of its own.
    """

    checkpoint: str
    store: str
    query: Query
    steps: int
    own_scales: bool

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> "PhotoRequest":
        """Read a request from fields of text.

        Raises:
            QueryError: If a field means nothing or is out of range.
        """
        known_names(fields, ("checkpoint", "store", "with", "without", "steps", "own"))
        steps = links.read_int(fields, "steps", 0, MOST_STEPS)
        return cls(
            fields.get("checkpoint", ""),
            fields.get("store", ""),
            links.read_query(fields),
            STEPS if steps is None else steps,
            bool(links.read_int(fields, "own", 0, 1)),
        )

    def picture(self, context: Context, photo: bytes) -> Crop:
        """Return the face that is meant, cut out of the photo; the mean face where there is none.

        Raises:
            FacegenError: If the photo cannot be read, or no face has the query's attributes.
            Busy: If others have photos read already.
        """
        if photo:
            with context.photo_turns.turn():
                return crop_face(read_photo(photo), CROP_PX)
        asked = PortraitRequest(self.store or context.default, self.query)
        mean = portrait(context, asked)
        middle = mean.image.shape[0] / 2
        words = f"The mean of {mean.selection.support:,} faces: {self.query}."
        return Crop(mean.image, "mean", words, (middle, middle), 2 * middle, 0.0)


def approach(context: Context, asked: PhotoRequest, crop: Crop, tell: Tell) -> FoundFace:
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
            distance = last.distance
            tell(
                PhotoStep(
                    last.number,
                    last.steps,
                    data_uri(last.picture),
                    distance.pixels,
                    distance.features,
                )
            )
    if last is None:
        raise QueryError("Nothing was looked for; ask for 0 steps or more.")
    return FoundFace(
        text_of(bytes_of(last.style.flatten().tolist())),
        last.distance.pixels,
        last.distance.features,
        unseen_pixels=median_of(model.reached.get("held_out", {}).get("pixels", [])),
    )


def median_of(numbers: Sequence[float]) -> float | None:
    """Return the middle number; None of none."""
    return float(np.median(numbers)) if len(numbers) else None


@lru_cache(maxsize=2)
def projector_of(model: LatentModel) -> Projector:
    """Return what projects into a generator's space, worked out once."""
    return Projector(model.generator, attribute_network(), model.encoder, model.space)
