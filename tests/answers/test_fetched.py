"""Generators of the Hub's cache, as a server remembers them: no network is asked."""

import hashlib
from pathlib import Path

import pytest

from facegen.answers.fetched import MOST_FETCHED, Fetched, _called, on_hub
from facegen.errors import FacegenError, HubError, ModelError
from facegen.models.category_net import CategoryNet, CategoryNetConfig
from facegen.models.checkpoint import save_checkpoint
from tests.tiny import save_tiny


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "cache"
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(place))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    return place


def folder_of(cache: Path, name: str) -> Path:
    """Return where the one commit of a repository lies in the cache, whose layout is the Hub's."""
    commit = hashlib.sha1(name.encode()).hexdigest()
    place = cache / f"models--{name.replace('/', '--')}"
    (place / "refs").mkdir(parents=True)
    (place / "refs" / "main").write_text(commit)
    return place / "snapshots" / commit


def test_what_was_fetched_is_listed_the_newest_first_and_opens(cache: Path):
    fetched = Fetched()
    assert fetched.choices() == []
    told: list[float] = []
    for seed, name in enumerate(("ada/one", "ada/two")):
        save_tiny(folder_of(cache, name), seed)
        fetched.fetch(name, told.append)
    newest, first = fetched.choices()
    assert [newest.key, first.key] == ["ada/two", "ada/one"]
    assert first.label == "ada/one · from the Hub"
    assert first.open().scales_px == (4, 8, 16, 32)
    assert first.version() != newest.version()


def test_no_more_than_a_few_are_kept(cache: Path):
    fetched = Fetched()
    save_tiny(folder_of(cache, "ada/0"), channels=(8,))
    for number in range(MOST_FETCHED):
        if number:
            place = folder_of(cache, f"ada/{number}")
            place.parent.mkdir()
            place.symlink_to(fetched._folders["ada/0"])
        fetched.fetch(f"ada/{number}")
    with pytest.raises(ModelError, match=f"{MOST_FETCHED} generators have been fetched here"):
        fetched.check("ada/another")
    fetched.check("ada/0")


@pytest.mark.parametrize("name", ["", "faces", "a/b/c", "../x", "a b/c"])
def test_a_name_that_is_none_is_refused(name: str):
    with pytest.raises(HubError, match="owner/name"):
        Fetched().check(name)


def test_what_is_no_generator_is_called_by_its_name_and_not_listed(cache: Path):
    save_checkpoint(folder_of(cache, "ada/net"), CategoryNet(CategoryNetConfig()), "card")
    damaged = save_tiny(folder_of(cache, "ada/damaged"))
    (damaged / "model.safetensors").write_bytes(b"?")
    fetched = Fetched()
    for name, sentence in (
        ("ada/net", "ada/net holds a category_net"),
        ("ada/damaged", "ada/damaged/model.safetensors is missing or damaged"),
        ("ada/nothing", "ada/nothing is not on this disk"),
    ):
        with pytest.raises(FacegenError, match=sentence) as caught:
            fetched.fetch(name)
        assert str(cache) not in str(caught.value)
    assert fetched.choices() == []


def test_what_a_person_has_named_is_fetched_as_it_is_opened(cache: Path):
    choice = on_hub("ada/tiny")
    assert (choice.key, choice.label) == ("ada/tiny", "ada/tiny · from the Hub")
    with pytest.raises(HubError, match="not on this disk"):
        choice.open()
    save_tiny(folder_of(cache, "ada/tiny"), channels=(8, 8))
    assert choice.open().scales_px == (4, 8)


def test_what_a_stranger_s_numbers_bring_about_is_a_sentence(tmp_path: Path):
    told = pytest.raises(ModelError, match=r"ada/x cannot be opened \(ZeroDivisionError\)")
    with told, _called("ada/x", tmp_path):
        raise ZeroDivisionError
