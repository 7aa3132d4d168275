import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facegen.config import Settings
from facegen.errors import FacegenError


def test_defaults() -> None:
    settings = Settings.from_environment({})
    assert settings.home == Path.home() / ".cache" / "facegen"
    assert settings.stores_home == settings.home / "stores"
    assert settings.stores == ()
    assert settings.celeba is None
    assert (settings.host, settings.port) == ("127.0.0.1", 7860)


def test_everything_can_be_set() -> None:
    settings = Settings.from_environment(
        {
            "FACEGEN_HOME": "~/faces",
            "FACEGEN_STORE": os.pathsep.join(["/a", "", "~/b"]),
            "FACEGEN_CELEBA": "/celeba",
            "GRADIO_SERVER_NAME": "0.0.0.0",
            "GRADIO_SERVER_PORT": "80",
        }
    )
    assert settings.home == Path.home() / "faces"
    assert settings.stores == (Path("/a"), Path.home() / "b")
    assert settings.celeba == Path("/celeba")
    assert (settings.host, settings.port) == ("0.0.0.0", 80)


def test_a_space_listens_to_all_unless_told_otherwise() -> None:
    assert Settings.from_environment({"SYSTEM": "spaces"}).host == "0.0.0.0"
    told = {"SYSTEM": "spaces", "GRADIO_SERVER_NAME": "127.0.0.1"}
    assert Settings.from_environment(told).host == "127.0.0.1"


def test_empty_variables_count_as_not_set() -> None:
    names = ["FACEGEN_HOME", "FACEGEN_STORE", "FACEGEN_CELEBA", "GRADIO_SERVER_PORT"]
    assert Settings.from_environment(dict.fromkeys(names, "")) == Settings.from_environment({})


def test_reads_this_process_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACEGEN_CELEBA", "/somewhere")
    assert Settings.from_environment().celeba == Path("/somewhere")


@settings(deadline=None)
@given(st.text() | st.integers(-9, 99999).map(str))
def test_a_port_is_a_port_or_refused(text: str) -> None:
    environment = {"GRADIO_SERVER_PORT": text}
    digits = all(letter in "0123456789" for letter in text)
    if digits and 0 < int(text or 7860) < 65536:
        assert Settings.from_environment(environment).port == int(text or 7860)
    else:
        with pytest.raises(FacegenError) as refusal:
            Settings.from_environment(environment)
        assert f"but is '{text}'" in str(refusal.value)


def test_training_is_on_but_on_a_space() -> None:
    def read(**given: str) -> tuple[bool, str | None]:
        found = Settings.from_environment(given)
        return found.training, found.training_secret

    assert read() == (True, None)
    assert read(FACEGEN_TRAINING="off") == (False, None)
    assert read(SYSTEM="spaces") == (False, None)
    assert read(SYSTEM="spaces", FACEGEN_TRAINING="on") == (True, None)
    assert read(FACEGEN_TRAINING_SECRET="swordfish") == (True, "swordfish")
    with pytest.raises(FacegenError, match="FACEGEN_TRAINING must be on or off, but is 'yes'"):
        read(FACEGEN_TRAINING="yes")
