"""Names, the cache and the network of the Hub, each asked in this process."""

import hashlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub.errors import HFValidationError

from facegen.errors import FacegenError, HubError, ModelError
from facegen.hub.reach import in_cache, refusals_in_words, require_name, require_network
from tests.hub.answered import error_of

COMMIT = hashlib.sha1(b"commit").hexdigest()


@pytest.mark.parametrize("name", ["ada/faces", "a/b", "ada-l/Faces_128.v2", "0/1"])
def test_an_owner_and_a_name_are_a_repository(name: str) -> None:
    require_name(name)


@pytest.mark.parametrize(
    "name",
    ["", "faces", "a/b/c", "../x", "/x", "a/", "ä/b", "a/b\n", "x" * 10_000, "a b/c", "-a/b"],
)
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(HubError, match="The repository is written as owner/name") as caught:
        require_name(name)
    assert len(str(caught.value)) < 200


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    return tmp_path


def test_what_lies_in_the_cache_is_found_there_as_its_kind(cache: Path) -> None:
    assert in_cache("ada/faces", "model") is None
    place = cache / "models--ada--faces"
    (place / "refs").mkdir(parents=True)
    (place / "refs" / "main").write_text(COMMIT)
    (place / "snapshots" / COMMIT).mkdir(parents=True)
    (place / "snapshots" / COMMIT / "config.json").write_text("{}")
    assert in_cache("ada/faces", "model", ("*.json",)) == place / "snapshots" / COMMIT
    assert in_cache("ada/faces", "dataset") is None


def test_offline_is_said_without_a_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(HubError, match="HF_HUB_OFFLINE forbids to fetch it; unset it first"):
        require_network("ada/faces")


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Somebody who listens, and no proxy but who is named."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield door


def test_a_hub_that_answers_is_one(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = listener.getsockname()[1]
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", f"http://127.0.0.1:{port}")
    require_network("ada/faces")
    listener.close()
    with pytest.raises(HubError, match="no network to fetch it over: 127.0.0.1 cannot be reached"):
        require_network("ada/faces")


@pytest.mark.parametrize("written", ["http://127.0.0.1:{}", "127.0.0.1:{}"])
def test_behind_a_proxy_the_proxy_is_what_must_answer(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "https://hub.invalid")
    monkeypatch.setenv("https_proxy", written.format(listener.getsockname()[1]))
    require_network("ada/faces")
    listener.close()
    with pytest.raises(HubError, match="hub.invalid cannot be reached"):
        require_network("ada/faces")


@pytest.mark.parametrize(
    ("status", "code", "kind", "sentence"),
    [
        (403, "GatedRepo", "model", "ada/faces asks for its terms to be accepted"),
        (401, "RepoNotFound", "model", "The Hub has no model ada/faces that you may read"),
        (401, "RepoNotFound", "dataset", "The Hub has no data set ada/faces that you may read"),
        (500, "", "model", "The download of ada/faces broke off: "),
    ],
)
def test_what_the_hub_answers_is_a_sentence(
    status: int, code: str, kind: str, sentence: str
) -> None:
    with pytest.raises(HubError, match=sentence), refusals_in_words("ada/faces", kind):
        raise error_of(status, code)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (HFValidationError("no"), "not an id of the Hub; it must be like 'flwrlabs/celeba'"),
        (OSError("It broke.\nSomewhere."), r"broke off: It broke\. Try again"),
    ],
)
def test_what_else_the_client_raises_is_one_too(error: Exception, sentence: str) -> None:
    with pytest.raises(HubError, match=sentence), refusals_in_words("ada/faces", "dataset"):
        raise error


def test_our_own_errors_pass_as_they_are() -> None:
    ours = ModelError("It is no checkpoint.")
    with pytest.raises(FacegenError) as caught, refusals_in_words("ada/faces"):
        raise ours
    assert caught.value is ours
