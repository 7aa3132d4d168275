"""The nearest face of a picture at first sight, for whoever looks into a camera.

A browser that can does this itself (`facegen/ui/latent/local/sight.js`): then no picture leaves it.
"""

from functools import partial

import numpy as np

from facegen.answers.context import Context
from facegen.answers.latent_view import Glance, PhotoSquare
from facegen.answers.projection import CROP_PX, projector_of
from facegen.errors import QueryError
from facegen.face_finding import SEARCHED_PX, find_faces
from facegen.images import data_uri
from facegen.latent.model import LatentModel
from facegen.latent.photo.face_crop import cut, read_photo, square_of

NOBODY = Glance(None, "")


def glance(context: Context, checkpoint: str, photo: bytes) -> Glance:
    """Find the largest face of a picture, and guess the generator's nearest to it.

    Args:
        context: The generators.
        checkpoint: Key of the checkpoint.
        photo: A picture's file, held in memory while it is looked at and never longer.

    Raises:
        FacegenError: If the picture cannot be read, or the generator has no encoder.
        Busy: If others have pictures looked at already.
    """
    with context.photo_turns.turn():
        picture = read_photo(photo)
        faces = find_faces(picture, SEARCHED_PX[:1])
    if not faces:
        return NOBODY
    square = square_of(faces[0])
    crop = cut(picture, square, CROP_PX)
    face = context.renderer.do(checkpoint, partial(_guess, crop)).result()
    return Glance(PhotoSquare(*square.centre, square.side, square.turn), face)


def _guess(crop: np.ndarray, model: LatentModel) -> str:
    if model.encoder is None:
        raise QueryError("This generator has no encoder, so it cannot guess a face at once.")
    (first,) = projector_of(model).project(crop, steps=0)
    return data_uri(first.picture)
