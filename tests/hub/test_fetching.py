"""Model repositories fetched in a process of its own, whose Hub is on the loopback."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.hub.conftest import Hub, commit, environment, files_of

ROOT = Path(__file__).parents[2]
PROGRAM = """
import json, sys
from facegen import hub
from facegen.errors import FacegenError

def check(folder):
    if json.loads((folder / "config.json").read_text())["kind"] != "face":
        raise FacegenError("no face")

told = []
try:
    wishes = {"newest": "newest" in sys.argv, "own_token": "strangers" not in sys.argv}
    folder = hub.fetch(sys.argv[1], check, told.append, **wishes)
    print(json.dumps({"folder": str(folder), "told": told}))
except FacegenError as error:
    print(json.dumps({"error": str(error)}))
"""
WEIGHTS = np.random.default_rng(0).bytes(3_000_000)
FILES = {
    "config.json": b'{"kind": "face"}',
    "encoder/config.json": b"{}",
    "model.safetensors": WEIGHTS,
    "pytorch_model.bin": b"a pickle",
    "README.md": b"card",
}
WANTED = {name: FILES[name] for name in ("config.json", "encoder/config.json", "model.safetensors")}


def fetch(home: Path, url: str, *arguments: str, **variables: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=ROOT,
        env=environment(home, url, **variables),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_only_json_and_safetensors_travel_and_their_bytes_are_told(hub: Hub, tmp_path: Path):
    hub.models["ada/faces"] = FILES
    found = fetch(tmp_path, hub.url, "ada/faces")
    assert files_of(Path(found["folder"])) == WANTED
    assert sorted(hub.sent) == sorted(WANTED)
    assert found["told"] == sorted(found["told"])
    assert 0.99 < found["told"][-2] <= found["told"][-1] == 1.0


def test_what_is_in_the_cache_needs_no_network(hub: Hub, tmp_path: Path):
    hub.models["ada/faces"] = FILES
    first = fetch(tmp_path, hub.url, "ada/faces")
    asked = hub.asked
    assert fetch(tmp_path, hub.url, "ada/faces")["folder"] == first["folder"]
    assert hub.asked == asked
    closed = "http://127.0.0.1:9"
    assert fetch(tmp_path, closed, "ada/faces", "newest")["folder"] == first["folder"]


def test_what_is_newer_is_fetched_where_that_is_asked(hub: Hub, tmp_path: Path):
    hub.models["ada/faces"] = FILES
    fetch(tmp_path, hub.url, "ada/faces")
    newer = hub.models["ada/faces"] = {**FILES, "model.safetensors": WEIGHTS[::-1]}
    assert Path(fetch(tmp_path, hub.url, "ada/faces")["folder"]).name == commit(FILES)
    folder = Path(fetch(tmp_path, hub.url, "ada/faces", "newest")["folder"])
    assert folder.name == commit(newer)
    assert files_of(folder) == {**WANTED, "model.safetensors": WEIGHTS[::-1]}
    assert hub.sent.count("encoder/config.json") == 1


def test_what_is_not_wanted_is_refused_before_its_weights_travel(hub: Hub, tmp_path: Path):
    hub.models["ada/cats"] = {**FILES, "config.json": b'{"kind": "cat"}'}
    assert fetch(tmp_path, hub.url, "ada/cats") == {"error": "no face"}
    assert hub.sent == ["config.json"]
    # what came is not taken for the whole
    hub.models["ada/cats"] = FILES
    assert files_of(Path(fetch(tmp_path, hub.url, "ada/cats")["folder"])) == WANTED


@pytest.mark.parametrize(
    ("who", "sent"), [("owner", {"Bearer hf_secretsecret"}), ("strangers", {""})]
)
def test_the_owner_s_token_is_not_lent_to_strangers(hub: Hub, tmp_path: Path, who, sent):
    hub.models["ada/faces"] = FILES
    fetch(tmp_path, hub.url, "ada/faces", who, HF_TOKEN="hf_secretsecret")
    assert hub.tokens == sent


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"README.md": b""}, "no checkpoint of facegen: it has no config.json of at most 64 KB."),
        ({"config.json": b" " * (65 << 10)}, "it has no config.json of at most 64 KB."),
        (
            {**FILES, **{f"{i}.json": b"{}" for i in range(98)}},
            "holds 2 MB in 101 files; at most 256 MB in 100 files are fetched.",
        ),
    ],
)
def test_what_is_no_checkpoint_or_too_much_is_refused(hub: Hub, tmp_path: Path, files, sentence):
    hub.models["ada/faces"] = files
    assert sentence in fetch(tmp_path, hub.url, "ada/faces")["error"]
    assert set(hub.sent) <= {"config.json"}


@pytest.mark.parametrize(
    ("name", "variables", "sentence"),
    [
        ("ada/nothing", {}, "The Hub has no model ada/nothing that you may read; check the name"),
        ("ada/gated", {}, "ada/gated asks for its terms to be accepted"),
        ("ada/x--y", {}, "'ada/x--y' is not an id of the Hub; it must be like 'ada/faces'."),
        ("ada/faces", {"HF_HUB_OFFLINE": "1"}, "is not on this disk, and HF_HUB_OFFLINE forbids"),
    ],
)
def test_why_it_cannot_be_had_is_said(hub: Hub, tmp_path: Path, name, variables, sentence):
    hub.gated.add("ada/gated")
    assert sentence in fetch(tmp_path, hub.url, name, **variables)["error"]


def test_without_a_network_it_says_so(tmp_path: Path):
    error = fetch(tmp_path, "http://127.0.0.1:9", "ada/faces")["error"]
    assert "ada/faces is not on this disk, and there is no network to fetch it over" in error


def test_a_name_that_is_none_is_refused(tmp_path: Path):
    error = fetch(tmp_path, "http://127.0.0.1:9", "faces")["error"]
    assert error.startswith("The repository is written as owner/name")
