"""The numbers in the words of the second chapter are those that are worked out."""

import math
from itertools import combinations

from facegen.answers.story.chances import ANIMALS, BATCH, COUNTS, WANTED
from facegen.answers.story.table.chances import CHANCES

STEPS = {step.key: step for step in CHANCES}


def test_a_table_of_colour_pictures_has_as_many_rows_as_the_text_says():
    text = " ".join(STEPS["four-pixels"].text)
    assert f"{256**3:,} values" in text
    digits = math.floor(64 * 64 * 24 * math.log10(2)) + 1
    assert f"{digits:,} digits" in text


def test_the_animals_of_the_text_are_those_that_are_drawn():
    text = " ".join(STEPS["batches"].text)
    (dogs, cats), (many, few) = ANIMALS, COUNTS
    assert f"{many} pictures of {dogs} and {few} of {cats}" in text
    assert f"p_data(dog) = {many} / {many + few:,} = {many / (many + few):.1f}*" in text
    assert f"*minibatches*, {BATCH} pictures here" in text


def test_two_pixels_of_four_are_chosen_in_every_way():
    pairs = [f"{a}{b}" for a, b in combinations("1234", 2)]
    assert [key for key, _ in STEPS["four-pixels"].choices] == pairs
    assert STEPS["four-pixels"].first.split("-")[1] in pairs


def test_there_is_a_face_for_every_degree_of_belief():
    assert [key for key, _ in STEPS["belief"].choices] == list(WANTED)


def test_shares_of_men_are_per_cents_in_order():
    shares = [int(key) for key, _ in STEPS["balance"].choices]
    assert shares == sorted(set(shares))
    assert (shares[0], shares[-1]) == (0, 100)
