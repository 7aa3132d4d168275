"""What the panel is told of a generator: its scales, and what its sliders do."""

from facegen.answers.graphs import can_write
from facegen.answers.latent_view import (
    ComponentView,
    GeneratorView,
    Slider,
    SliderGroup,
    SoundView,
    WrittenGraphs,
)
from facegen.attributes import favourites_first, in_words, plain
from facegen.latent.directions.directions import AttributeDirection
from facegen.latent.directions.effects import REACH
from facegen.latent.graphs.tables import guesses, is_ready, names_of, version_of
from facegen.latent.model import LatentModel
from facegen.models.sound_seeds import SoundSeeds

COMPONENTS = 24
"""Principal components that get a slider; the others are too weak to see."""


def view_of(opened: LatentModel) -> GeneratorView:
    """Describe a generator to the page."""
    names = opened.directions.names if opened.directions else ()
    effects = {one.name: one for one in opened.directions.attributes} if opened.directions else {}
    shares = opened.shares[:COMPONENTS].tolist()
    return GeneratorView(
        scales=tuple(opened.scales_px),
        **vars(graphs_view(opened)),
        writable=not is_ready(opened) and can_write(opened.checkpoint),
        latent_dim=opened.generator.latent_dim,
        components=tuple(ComponentView(number, share) for number, share in enumerate(shares)),
        groups=tuple(
            SliderGroup(
                group.title,
                group.note,
                tuple(
                    Slider(one.name, one.label, words_on(effects[one.name]))
                    for one in group.attributes
                ),
            )
            for group in favourites_first(names)
        ),
        sound=None if opened.sound is None else sound_view(opened.sound),
    )


def sound_view(sound: SoundSeeds) -> SoundView:
    """Describe sound seeds to the page."""
    seeds, kept = len(sound.sound), int(sound.sound.sum())
    rarer = ", ".join(in_words(name) for name in sound.rarer)
    return SoundView(
        sound.bits,
        seeds,
        f"A face detector looked at {seeds:,} seeds, at a truncation of {sound.truncation:g}; new "
        f"faces are picked from the {kept:,} it is surest of. "
        f"Rarer among these: {rarer or 'nothing'}.",
    )


def graphs_view(opened: LatentModel) -> WrittenGraphs:
    """Describe what a browser can be given of a generator."""
    version = version_of(opened) if is_ready(opened) else ""
    return WrittenGraphs(version, names_of(opened), _guesses(opened))


def _guesses(opened: LatentModel) -> str:
    if opened.encoder is None:
        return ""
    return "browser" if guesses(opened) else "server"


def words_on(direction: AttributeDirection) -> str:
    """Say what a direction was measured to do."""
    effect = direction.effect
    with_it = ", ".join(f"{plain(name)} {100 * change:+.0f} %" for name, change in effect.moved[:3])
    return (
        f"{plain(direction.name)}: from -{REACH:g} to +{REACH:g} its probability changes by "
        f"{100 * effect.target:+.0f} %; along with it: {with_it or 'nothing'}"
    )
