"""A generator tuned to a photo, so that the nearest face becomes the photo's own."""

from facegen.answers.context import Context
from facegen.answers.latent_view import SliderReach, TunedGenerator
from facegen.answers.projection import TOLD_EVERY, PhotoRequest, projector_of, step_view
from facegen.answers.tuned import plain_key
from facegen.answers.turns import Tell
from facegen.latent.directions.reach import limit_of, reach_of
from facegen.latent.photo.face_crop import Crop
from facegen.latent.photo.tuned_file import TunedFace, read_style
from facegen.latent.photo.tuning import Tuner


def tune(
    context: Context, asked: PhotoRequest, style: str, crop: Crop, tell: Tell
) -> TunedGenerator:
    """Tune the generator so that a style found gives the photo, telling each stage.

    Args:
        context: Keeps what comes of it, in memory and for a while.
        asked: Of the photo.
        style: That `approach` found.
        crop: The photo's face.
        tell: What to tell with.

    Returns:
        The tuned generator's key and its distance.

    Raises:
        FacegenError: If there is no such checkpoint, or the style is not of it.
        Busy: If others wait already.
    """
    with context.turns.turn():
        key = context.checkpoints.find(asked.checkpoint).key
        model = context.renderer.do(key, lambda model: model).result()
        pivot = read_style(style, model.generator)
        first = last = None
        for last in Tuner(projector_of(model)).tune(crop.picture, pivot, every=TOLD_EVERY):
            first = first or last
            tell(step_view(last))
        assert first is not None
        assert last is not None
        face = TunedFace.of(model.generator, pivot, last.difference)
    return TunedGenerator(
        context.tuned.keep(key, face),
        last.distance.pixels,
        last.distance.features,
        before=vars(first.distance),
    )


def slider_reach(context: Context, key: str) -> SliderReach:
    """Find how far sliders may go from a tuned face before it breaks; none where there are none.

    Raises:
        ForgottenError: If it has been forgotten.
        Busy: If others wait already.
    """
    model = context.tuned.open(key)
    plain = context.checkpoints.open(plain_key(key))
    style = read_style(context.tuned.style_of(key), plain.generator)
    if model.directions is None:
        return SliderReach({})
    with context.turns.turn():
        limit = limit_of(plain.generator)
        return SliderReach(reach_of(model.generator, model.directions, style, limit))
