import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.hub.conftest import Hub, environment, serving

REPOSITORY = Path(__file__).parents[2]
FILES = {
    "README.md": b"# Faces\n",
    "data/train-00000-of-00002.parquet": np.random.default_rng(0).bytes(300_000),
    "data/train-00001-of-00002.parquet": np.random.default_rng(1).bytes(300_000),
}


@pytest.fixture
def hub() -> Iterator[Hub]:
    with serving() as server:
        server.datasets["someone/faces"] = FILES
        server.gated.add("someone/gated")
        yield server


def command(repo: str, out: Path) -> list[str]:
    return [sys.executable, "-m", "facegen.data", "download", repo, "--out", str(out), "--json"]


def fetch(
    tmp_path: Path, url: str, repo: str = "someone/faces", **more: str
) -> subprocess.CompletedProcess:
    return subprocess.run(
        command(repo, tmp_path / "out"),
        cwd=REPOSITORY,
        env=environment(tmp_path, url, **more),
        capture_output=True,
        text=True,
        timeout=60,
    )


def assert_all_there(folder: Path) -> None:
    for name, data in FILES.items():
        assert (folder / name).read_bytes() == data


def test_fetches_once_and_then_needs_no_network(hub: Hub, tmp_path: Path) -> None:
    first = fetch(tmp_path, hub.url)
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout) == {"repo": "someone/faces", "folder": str(tmp_path / "out")}
    assert_all_there(tmp_path / "out")
    again = fetch(tmp_path, "http://127.0.0.1:9")
    assert (again.returncode, again.stdout) == (0, first.stdout)
    (tmp_path / "out" / "README.md").unlink()
    assert fetch(tmp_path, hub.url).returncode == 0
    assert_all_there(tmp_path / "out")
    assert sorted(hub.sent) == sorted([*FILES, "README.md"])


def test_killed_in_the_midst_it_fetches_the_rest(hub: Hub, tmp_path: Path) -> None:
    _, first, second = FILES
    hub.stalling = second
    with subprocess.Popen(
        command("someone/faces", tmp_path / "out"),
        cwd=REPOSITORY,
        env=environment(tmp_path, hub.url),
        stderr=subprocess.DEVNULL,
    ) as process:
        # The first file is done once the client has noted so beside it.
        noted = f"{Path(first).name}.metadata"
        while not (second in hub.sent and list(tmp_path.rglob(noted))):
            assert process.poll() is None
            time.sleep(0.01)
        process.kill()
    assert not (tmp_path / "out" / second).exists()
    assert list(tmp_path.rglob("*.incomplete")) != []
    hub.go_on.set()
    hub.stalling = ""
    result = fetch(tmp_path, hub.url)
    assert result.returncode == 0, result.stderr
    assert_all_there(tmp_path / "out")
    assert hub.sent.count(first) == 1
    assert hub.sent.count(second) == 2
    assert list(tmp_path.rglob("*.incomplete")) == []


def test_what_came_in_part_is_not_taken_for_the_whole(hub: Hub, tmp_path: Path) -> None:
    """The client returns a folder that is there as if it were what was asked for."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("of another")
    missing = fetch(tmp_path, hub.url, "someone/nothing")
    assert (missing.returncode, "no data set" in missing.stderr) == (1, True)
    hub.patience = hub.asked + 1  # enough to say what there is
    part = fetch(tmp_path, hub.url)
    assert part.returncode == 1
    assert re.search(r"^REPO: .*0 of 3 files came, not README.md; try again", part.stderr, re.M)
    hub.patience = None
    assert fetch(tmp_path, hub.url).returncode == 0
    assert_all_there(tmp_path / "out")


def test_a_copy_in_the_cache_is_found(hub: Hub, tmp_path: Path) -> None:
    program = (
        "import huggingface_hub as h; h.snapshot_download('someone/faces', repo_type='dataset')"
    )
    env = environment(tmp_path, hub.url)
    subprocess.run([sys.executable, "-c", program], env=env, check=True, capture_output=True)
    result = fetch(tmp_path, "http://127.0.0.1:9")
    assert result.returncode == 0, result.stderr
    folder = Path(json.loads(result.stdout)["folder"])
    assert tmp_path / "hf" in folder.parents
    assert_all_there(folder)


@pytest.mark.parametrize(
    ("repo", "more", "message"),
    [
        (
            "someone/faces",
            {},
            "someone/faces is not on this disk, and there is no network to fetch",
        ),
        (
            "someone/faces",
            {"HF_HUB_OFFLINE": "1"},
            "someone/faces is not .* HF_HUB_OFFLINE forbids",
        ),
        ("a b/c", {}, "'a b/c' is not an id of the Hub; it must be like 'flwrlabs/celeba'"),
    ],
)
def test_without_network_it_says_so_in_one_line(
    tmp_path: Path, repo: str, more: dict[str, str], message: str
) -> None:
    result = fetch(tmp_path, "http://127.0.0.1:9", repo, **more)
    assert result.returncode == 1
    assert re.fullmatch(f"REPO: {message}.*\n", result.stderr)
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("repo", "message"),
    [
        ("someone/nothing", "The Hub has no data set someone/nothing that you may read; check the"),
        ("someone/gated", "someone/gated asks for its terms to be accepted: do so on its page"),
    ],
)
def test_what_the_hub_refuses_is_said(hub: Hub, tmp_path: Path, repo: str, message: str) -> None:
    result = fetch(tmp_path, hub.url, repo)
    assert result.returncode == 1
    assert re.fullmatch(f"REPO: {message}.*\n", result.stderr)
