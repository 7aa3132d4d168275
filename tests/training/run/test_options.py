from dataclasses import fields
from typing import Any

import pytest

from facegen.errors import TrainingError
from facegen.training.run.config import TrainingConfig
from facegen.training.run.live import LIVE
from facegen.training.run.options import OPTIONS, check


def test_every_option_is_a_setting_of_a_run() -> None:
    known = {field.name for field in fields(TrainingConfig)}
    assert set(OPTIONS) <= known | set(LIVE)
    for name, option in OPTIONS.items():
        assert option.lowest < option.highest, name
        assert option.title, name


@pytest.mark.parametrize(
    ("name", "value"),
    [("batch", 1), ("batch", 4096), ("rate", 1), ("augment_target", -1), ("seed", 2**63 - 1)],
)
def test_what_is_allowed_is_taken(name: str, value: Any) -> None:
    check(name, value)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("batch", 0, "--batch. must be a whole number from 1 and at most 4096, but is 0"),
        ("batch", 8.0, "a whole number .* but is 8.0"),
        ("batch", True, "but is True"),
        ("rate", 0, "--rate. must be a number above 0 and at most 1, but is 0"),
        ("rate", float("nan"), "but is nan"),
        ("rate", "fast", "but is fast"),
        ("rate_generator", None, "--rate-generator. must be .* but is None"),
    ],
)
def test_what_means_nothing_is_refused(name: str, value: Any, message: str) -> None:
    with pytest.raises(TrainingError, match=message):
        check(name, value)
