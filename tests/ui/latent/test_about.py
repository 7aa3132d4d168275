"""What the panel is told of a generator."""

import numpy as np
import pytest

from facegen.answers.choices import opened
from facegen.attributes import plain
from facegen.latent.directions.directions import AttributeDirection
from facegen.latent.directions.effects import REACH, Effect
from facegen.latent.graphs.tables import ALONE, BY_GRAPHS
from facegen.latent.model import LatentModel
from facegen.models.places import shipped
from facegen.models.sound_seeds import SoundSeeds
from facegen.ui.latent.about import COMPONENTS, view_of, words_on
from tests.tiny import Upsampling, tiny_generator


def test_one_of_which_nothing_is_known_has_scales_and_components():
    model = LatentModel(tiny_generator().freeze())
    about = view_of(model)
    assert (about.scales, about.latent_dim) == ((4, 8, 16, 32), 16)
    assert (about.guesses, about.groups) == ("", ())
    assert [one.number for one in about.components] == list(range(16))
    assert sum(one.share for one in about.components) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(("upsampling", "alone"), [("bilinear", True), ("nearest", False)])
def test_a_browser_can_have_at_once_what_stands_alone(upsampling: Upsampling, alone: bool) -> None:
    about = view_of(LatentModel(tiny_generator(upsampling=upsampling).freeze()))
    assert bool(about.graphs) == alone
    assert about.parts == (ALONE if alone else BY_GRAPHS)


def test_one_that_ships_has_a_slider_for_each_direction():
    model = opened(next(folder for folder in shipped() if (folder / "directions.json").is_file()))
    about = view_of(model)
    assert model.directions
    sliders = [slider for group in about.groups for slider in group.attributes]
    assert sorted(slider.name for slider in sliders) == sorted(model.directions.names)
    assert len(about.components) <= COMPONENTS
    known = {one.name: one for one in model.directions.attributes}
    assert all(slider.note == words_on(known[slider.name]) for slider in sliders)
    assert (about.guesses != "") == (model.encoder is not None)


def test_sound_seeds_are_told_with_what_is_rarer_among_them():
    sound = SoundSeeds(np.arange(2000) % 4 > 0, 0.7, {"Wearing_Hat": (0.04, 0.01)})
    told = view_of(LatentModel(tiny_generator().freeze(), recorded=False, sound=sound)).sound
    assert told
    assert (told.bits, told.seeds) == (sound.bits, 2000)
    assert told.note == (
        "A face detector looked at 2,000 seeds, at a truncation of 0.7; new faces are picked from "
        "the 1,500 it is surest of. Rarer among these: Hat."
    )


def test_what_a_direction_does_is_told_with_what_goes_along():
    moved = (("Male", 0.204), ("Young", -0.1), ("Bald", 0.01), ("Bangs", 0.001))
    effect = Effect(0.756, 0.1, 0.2, 0.1, moved)
    said = words_on(AttributeDirection("Blond_Hair", effect, (), None))
    assert said == (
        f"{plain('Blond_Hair')}: from -{REACH:g} to +{REACH:g} its probability changes by +76 %; "
        "along with it: Male +20 %, Young -10 %, Bald +1 %"
    )
    alone = Effect(0.5, 0, 0, 0, ())
    assert words_on(AttributeDirection("Bald", alone, (), None)).endswith("with it: nothing")
