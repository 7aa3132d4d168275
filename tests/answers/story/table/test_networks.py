"""What the last chapter offers is there: moments of a training, and attributes that are read."""

from urllib.parse import parse_qsl

from facegen.answers.reading import attribute_network
from facegen.answers.story.table.networks import NETWORKS
from facegen.attributes import in_words
from facegen.latent.recipe import Recipe

STEPS = {step.key: step for step in NETWORKS}


def test_the_training_is_told_from_its_start_to_its_end():
    shares = [int(key) for key, _ in STEPS["learning"].choices]
    assert shares == sorted(set(shares))
    assert (shares[0], shares[-1]) == (0, 100)


def test_every_slider_is_of_an_attribute_that_the_network_reads():
    choices = dict(STEPS["turn"].choices)
    assert set(choices) <= set(attribute_network().config.attributes)
    assert all(in_words(name).startswith(label) for name, label in choices.items())


def test_the_face_shown_at_first_is_one_that_a_link_can_have():
    fields = dict(parse_qsl(STEPS["turn"].first))
    recipe = Recipe.read(fields)
    assert (recipe.seed, recipe.truncation) == (16, 0.7)
