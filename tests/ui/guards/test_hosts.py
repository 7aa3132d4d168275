import socket

import pytest
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from facegen.config import Settings
from facegen.ui.guards.hosts import KnownHosts
from tests.ui.guards.guarded import client_of


def known(**variables: str) -> TestClient:
    settings = Settings.from_environment(variables)
    return client_of(Middleware(KnownHosts, settings=settings))


LOCAL = ["127.0.0.1", "127.0.0.1:99", "localhost:7860", "LOCALHOST.", "[::1]:7860", "127.9.9.9"]


FOREIGN = [
    "evil.com", "evil.com:7860", "127.0.0.1.evil.com", "localhost.evil.com", "192.168.1.5", "",
    "0.0.0.0", "user@127.0.0.1", "127.0.0.1@evil.com", "127.0.0.1:x", "evil.com/127.0.0.1", "[::2]",
]  # fmt: skip


def test_on_the_loopback_only_loopback_names_are_answered():
    client = known()
    for host in LOCAL:
        assert client.get("/", headers={"host": host}).status_code == 200, host
    for host in FOREIGN:
        answer = client.get("/", headers={"host": host})
        assert answer.status_code == 421, host
        assert "FACEGEN_HOSTS" in answer.json()["error"]


def test_on_a_network_numbers_and_own_names_are_answered():
    client = known(GRADIO_SERVER_NAME="0.0.0.0", FACEGEN_HOSTS="faces.example.org, *.lab.example")
    for host in (
        *LOCAL, "192.168.1.5:7860", "[fe80::1]", socket.gethostname(), "faces.example.org:443",
        "a.lab.example",
    ):  # fmt: skip
        assert client.get("/", headers={"host": host}).status_code == 200, host
    for host in ("evil.com", "lab.example", "alab.example", "x.faces.example.org"):
        assert client.get("/", headers={"host": host}).status_code == 421, host


@pytest.mark.parametrize("mark", [{"SYSTEM": "spaces"}, {"SPACE_ID": "ada/faces"}])
def test_on_a_space_its_own_names_are_answered(mark: dict[str, str]):
    client = known(**mark, SPACE_HOST="ada-faces.hf.space")
    assert client.get("/", headers={"host": "ada-faces.hf.space"}).status_code == 200
    assert client.get("/", headers={"host": "evil.com"}).status_code == 421


def test_two_hosts_in_one_request_are_refused():
    headers = [("host", "127.0.0.1"), ("host", "evil.com")]
    assert known().get("/", headers=headers).status_code == 421


def test_a_foreign_page_changes_nothing_and_may_be_looked_from():
    client = known()
    for origin in (
        "http://evil.com", "null", "http://127.0.0.1:1", "file://", "http://127.0.0.1:7860@evil.com",
        "chrome-extension://abc", "http://", "x",
    ):  # fmt: skip
        answer = client.post("/", content=b"a=1", headers={"origin": origin})
        assert answer.status_code == 403, origin
        assert client.get("/", headers={"origin": origin}).status_code == 200
    for site in ("cross-site", "same-site"):
        assert client.post("/", headers={"sec-fetch-site": site}).status_code == 403
    assert client.post("/").status_code == 200
    assert client.post("/", headers={"sec-fetch-site": "same-origin"}).status_code == 200
    assert client.post("/", headers={"origin": "http://127.0.0.1:7860"}).status_code == 200


def test_a_page_under_a_name_of_ones_own_may_change_something_behind_another_host():
    client = known(GRADIO_SERVER_NAME="0.0.0.0", FACEGEN_HOSTS="faces.example.org")
    for origin, status in (
        ("https://faces.example.org", 200), ("https://FACES.example.org:8443", 200),
        ("https://x.faces.example.org", 403), ("https://faces.example.org.evil.com", 403),
        ("http://192.168.1.5", 403),
    ):  # fmt: skip
        assert client.post("/", headers={"origin": origin}).status_code == status, origin
