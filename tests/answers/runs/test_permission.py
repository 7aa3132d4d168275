import pytest

from facegen.answers.runs.permission import is_open, needs_secret, permit
from facegen.config import Settings
from facegen.errors import TrainingError
from facegen.training.jobs.limits import Limits


def settings(**given: str) -> Settings:
    return Settings.from_environment(given)


def test_at_home_everybody_may_train() -> None:
    permit(settings(), None)
    assert not needs_secret(settings())


@pytest.mark.parametrize(
    "given",
    [
        {"FACEGEN_TRAINING": "off"},
        {"SYSTEM": "spaces"},
        {"SYSTEM": "spaces", "FACEGEN_TRAINING": "on"},
        {"SYSTEM": "spaces", "FACEGEN_TRAINING_SECRET": "swordfish"},
    ],
)
def test_where_training_is_off_no_secret_helps(given: dict[str, str]) -> None:
    for secret in (None, "", "swordfish"):
        with pytest.raises(TrainingError, match=r"off on this server\. Duplicate the Space"):
            permit(settings(**given), secret)
    assert not is_open(settings(**given))


@pytest.mark.parametrize("system", ["spaces", ""])
def test_only_the_secret_opens(system: str) -> None:
    given = settings(SYSTEM=system, FACEGEN_TRAINING="on", FACEGEN_TRAINING_SECRET="swordfish")
    permit(given, "swordfish")
    assert needs_secret(given)
    for wrong in (
        None,
        "",
        "Swordfish",
        "swordfish ",
        "schwertfisch\N{LATIN SMALL LETTER O WITH DIAERESIS}",
    ):
        with pytest.raises(TrainingError, match="asks for a secret"):
            permit(given, wrong)


def test_a_space_allows_less() -> None:
    there, here = Limits.of(settings(SYSTEM="spaces")), Limits.of(settings())
    assert there.minutes < here.minutes
    assert there.runs < here.runs
