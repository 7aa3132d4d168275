import dataclasses
import json
import math
from typing import Any

import pytest

from facegen.errors import TrainingError
from facegen.models.category_net import CategoryNetConfig
from facegen.models.families import FAMILIES
from facegen.training.run.config import ALONE, CHOICES, SWITCHES, Origin, TrainingConfig
from facegen.training.run.presets import PRESETS
from tests.training.conftest import TINY

NET = CategoryNetConfig(("A", "B"), (8, 4))


def test_what_learns_alone_is_what_has_no_discriminator() -> None:
    assert [name for name, family in FAMILIES.items() if family.discriminator is None] == [ALONE]


@pytest.mark.parametrize(
    "config",
    [
        TINY,
        dataclasses.replace(TINY, kimg=None, minutes=2.5, clip=1.0, rate_discriminator=0.1),
        dataclasses.replace(TINY, ema_others_kimg=(1.0, 2.5), flip=False),
        dataclasses.replace(TINY, grown_from=Origin("small", 8, 1234)),
        TrainingConfig("net", NET, loss="pixel"),
        *PRESETS.values(),
    ],
)
def test_what_is_written_is_read_back(config: TrainingConfig) -> None:
    assert TrainingConfig.from_json(config.to_json(), "here") == config


def test_a_field_an_earlier_run_did_not_know_takes_its_default() -> None:
    fields = json.loads(TINY.to_json())
    for name in ("keep_checkpoints", "grown_from", "ema_others_kimg"):
        del fields[name]
    assert TrainingConfig.from_json(json.dumps(fields), "here") == TINY


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not json", "^here is not the configuration of a run"),
        ("[]", "is not the configuration of a run"),
        ('{"format": 1}', "is not the configuration of a run .'model'"),
        (TINY.to_json().replace('"batch"', '"bunch"'), "unexpected keyword argument 'bunch'"),
        (
            TINY.to_json().replace('"msg_gan"', '"mystery"'),
            "is not the configuration of a run .'mystery'",
        ),
        (TINY.to_json().replace('"latent_dim": 8', '"latent_dim": -8'), "latent_dim must be"),
        (TINY.to_json().replace('"batch": 16', '"batch": 16, "batch": 8'), "is not the config"),
        (TINY.to_json().replace('"format": 1', '"format": 9'), "run format 9, .* reads format 1"),
    ],
)
def test_a_configuration_that_is_none_is_named(text: str, message: str) -> None:
    with pytest.raises(TrainingError, match=message):
        TrainingConfig.from_json(text, "here")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"minutes": 2.0}, "Give the budget as either --kimg or --minutes, not both or none"),
        ({"kimg": None}, "Give the budget as either --kimg or --minutes, not both or none"),
        ({"rate": 0.0}, "--rate. must be a number above 0"),
        ({"rate": math.nan}, "--rate. must be a number above 0"),
        ({"batch": 0}, "--batch. must be a whole number from 1"),
        ({"ema_others_kimg": (2.0, 1.0)}, "ascending, but is 2.0, 1.0"),
        ({"ema_others_kimg": (0.0,)}, "up to 8 numbers above 0"),
        ({"ema_others_kimg": tuple(map(float, range(1, 10)))}, "up to 8 numbers above 0"),
        ({"loss": "pixel"}, "--loss: a msg_gan, which has a discriminator, learns by nonsat.* or"),
        ({"model": NET}, "--loss: a category_net, which has no discriminator, learns by pixel, bu"),
        *(({name: "odd"}, f"--{name} must be one of .*, but is odd") for name in CHOICES),
        *(({name: 1}, f"--{name} must be true or false, but is 1") for name in SWITCHES),
    ],
)
def test_what_cannot_be_trained_is_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(TrainingError, match=message):
        dataclasses.replace(TINY, **values)


def test_a_budget_is_the_one_that_is_given() -> None:
    assert (TINY.budget.amount, TINY.budget.unit) == (0.96, "kimg")
    timed = dataclasses.replace(TINY, kimg=None, minutes=3.0)
    assert (timed.budget.amount, timed.budget.unit) == (3.0, "minutes")


def test_where_it_grew_from_is_said_in_words() -> None:
    assert str(Origin("small", 64, 1_234_567)) == "small, 64 px, after 1,234,567 images"
