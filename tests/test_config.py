import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facegen.config import Settings
from facegen.errors import FacegenError


@pytest.fixture(autouse=True)
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's home folder in which nothing lies yet."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_defaults(person: Path) -> None:
    settings = Settings.from_environment({})
    assert settings.home == person / ".cache" / "facegen"
    assert settings.stores_home == person / ".local" / "share" / "facegen" / "stores"
    assert settings.runs_home == person / ".local" / "share" / "facegen" / "runs"
    assert not settings.screen
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


def test_the_base_directories_are_honoured_and_facegens_own_variable_goes_first() -> None:
    given = {"XDG_CACHE_HOME": "/cache", "XDG_DATA_HOME": "/data"}
    settings = Settings.from_environment(given)
    assert settings.home == Path("/cache/facegen")
    assert settings.stores_home == Path("/data/facegen/stores")
    assert settings.runs_home == Path("/data/facegen/runs")
    settings = Settings.from_environment(given | {"FACEGEN_HOME": "/mine"})
    assert settings.home == Path("/mine")
    assert settings.stores_home == Path("/mine/stores")
    assert settings.runs_home == Path("/mine/runs")


def test_a_relative_base_directory_counts_as_none() -> None:
    relative = {"XDG_CACHE_HOME": "cache", "XDG_DATA_HOME": "./data"}
    assert Settings.from_environment(relative) == Settings.from_environment({})


def test_what_an_earlier_version_left_in_the_cache_is_still_found(person: Path) -> None:
    old, new = person / ".cache" / "facegen", person / ".local" / "share" / "facegen"
    settings = Settings.from_environment({})
    (old / "runs").mkdir(parents=True)
    assert settings.runs_home == old / "runs"
    assert settings.stores_home == new / "stores"
    (new / "runs").mkdir(parents=True)
    assert settings.runs_home == new / "runs"


def test_a_space_listens_to_all_unless_told_otherwise() -> None:
    assert Settings.from_environment({"SYSTEM": "spaces"}).host == "0.0.0.0"
    told = {"SYSTEM": "spaces", "GRADIO_SERVER_NAME": "127.0.0.1"}
    assert Settings.from_environment(told).host == "127.0.0.1"


def test_a_space_is_known_by_either_of_its_marks() -> None:
    marked = [{"SYSTEM": "spaces"}, {"SPACE_ID": "a/b"}, {"SYSTEM": "spaces", "SPACE_ID": "a/b"}]
    on_space, *others = map(Settings.from_environment, marked)
    assert (on_space.on_space, on_space.training, on_space.host) == (True, False, "0.0.0.0")
    assert others == [on_space, on_space]
    for none in ({"SYSTEM": "linux"}, {"SPACE_ID": ""}, {"SPACE_HOST": "a-b.hf.space"}):
        assert not Settings.from_environment(none).on_space


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
    with pytest.raises(FacegenError, match="FACEGEN_TRAINING must be on or off, but is 'maybe'"):
        read(FACEGEN_TRAINING="maybe")


@pytest.mark.parametrize(("word", "on"), [("1", True), ("TRUE ", True), ("0", False)])
def test_a_switch_is_read_as_people_write_it(word: str, on: bool) -> None:
    assert Settings.from_environment({"FACEGEN_MCP": word}).mcp is on


def test_a_user_without_a_home_folder_gets_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_: int) -> None:
        raise KeyError

    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr("pwd.getpwuid", unknown)
    home = Settings.from_environment({}).home
    assert home.is_absolute()
    assert home.name == f"facegen-{os.getuid()}"
    with pytest.raises(FacegenError, match="FACEGEN_HOME is '~/a', but there is no home folder"):
        Settings.from_environment({"FACEGEN_HOME": "~/a"})
    with pytest.raises(FacegenError, match="zero byte"):
        Settings.from_environment({"FACEGEN_STORE": "a\0"})


def test_a_port_that_was_named_is_that_one() -> None:
    assert not Settings.from_environment({}).port_fixed
    assert Settings.from_environment({"GRADIO_SERVER_PORT": "7860"}).port_fixed


def test_names_in_a_network_are_names() -> None:
    def read(**given: str) -> tuple[str, ...]:
        return Settings.from_environment(given).hosts

    assert read(FACEGEN_HOSTS="a.example, *.B.example,,box") == ("a.example", "*.b.example", "box")
    assert read(SPACE_HOST="a.hf.space") == ()
    assert read(SPACE_HOST="a.hf.space", SYSTEM="spaces") == ("a.hf.space",)
    assert read(SPACE_HOST="a.hf.space", SPACE_ID="b/a") == ("a.hf.space",)
    for wrong in ("*", "http://a", "a:80", "*.", "a b", "é.example", "a/b"):
        with pytest.raises(FacegenError, match="FACEGEN_HOSTS must be names"):
            read(FACEGEN_HOSTS=wrong)
