"""A Space's folder: what is in it, what its pins are, and that it starts as a Space starts it."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from facegen.errors import FacegenError
from facegen.hub import space
from facegen.models.licences import RESEARCH_ONLY
from tests.serving import free_port

ROOT = Path(__file__).parents[2]
UID = 1000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "space"
    assert space.main(["ada/faces", str(out), "--model", "ada/gan"]) == 0
    return out


def git(folder: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=folder, capture_output=True, text=True, check=True
    ).stdout


def test_all_the_application_needs_is_there_and_no_tests(folder: Path) -> None:
    listed = git(ROOT, "ls-files", "facegen", "checkpoints", "app.py").split()
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {name for name in listed if (ROOT / name).is_file()} <= there
    assert {name.split("/")[0] for name in there} == {
        "app.py", "facegen", "checkpoints", "benchmarks", "docs", "README.md", "requirements.txt",
        "LICENSE", "CITATION.cff", ".gitattributes",
    }  # fmt: skip
    assert not [name for name in there if "__pycache__" in name]
    links = re.findall(r"\]\(([^)#:]+)\)", (folder / "README.md").read_text())
    assert links
    assert set(links) <= there


def test_what_the_hub_takes_by_lfs_alone_is_under_lfs(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "space")
    git(copy, "init", "--quiet")
    git(copy, "-c", "filter.lfs.clean=cat", "add", ".")
    names = git(copy, "ls-files").split()
    attributes = git(copy, "check-attr", "filter", "--", *names).splitlines()
    filters = dict(line.split(": filter: ") for line in attributes)
    for name in names:
        binary = b"\0" in (folder / name).read_bytes()
        assert (filters[name] == "lfs") == binary, name
        assert binary or (folder / name).stat().st_size < 10_000_000


def test_the_front_matter_names_what_is_shown_and_where_its_picture_lies(folder: Path) -> None:
    header = (folder / "README.md").read_text().split("---\n")[1]
    picture = "https://huggingface.co/spaces/ada/faces/resolve/main/"
    (thumbnail,) = [line for line in header.splitlines() if line.startswith("thumbnail: ")]
    assert (folder / thumbnail.removeprefix(f"thumbnail: {picture}")).is_file()
    assert header.endswith("models:\n- ada/gan\n")
    link = f"license_link: {RESEARCH_ONLY['license_link']}"  # to what binds most of what is in it
    for line in ("license: other", link, "suggested_hardware: zero-a10g", "datasets:", "tags:"):
        assert f"\n{line}\n" in header


def test_the_pins_are_those_of_the_python_that_the_front_matter_names() -> None:
    lines = 'a==1\nb==2; python_version == "3.12"\nb==3; python_version != "3.12"\n# c==4\n'
    assert space.plain_pins(lines, "3.12.12") == "a==1\nb==2\n"
    assert space.plain_pins(lines, "3.11.7") == "a==1\nb==3\n"


def test_nothing_is_laid_out_over_anything_or_from_nowhere(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FacegenError, match="holds something already"):
        space.lay_out(ROOT, folder, "ada/faces")
    with pytest.raises(FacegenError, match=r"has no app\.py; clone"):
        space.lay_out(tmp_path, tmp_path / "out", "ada/faces")
    with pytest.raises(FacegenError, match="owner/name"):
        space.lay_out(ROOT, tmp_path / "out", "faces")


@pytest.fixture
def started(folder: Path, tmp_path: Path) -> Iterator[str]:
    """The folder started by somebody who may write nowhere in it and has no home."""
    if os.geteuid() != 0:
        pytest.skip("needs root to become another user")
    base = Path("/tmp") / f"facegen-space-{os.getpid()}"
    for name in ("python", "site", "app"):
        (base / name).mkdir(parents=True)
    binds = {sys.base_prefix: "python", sysconfig.get_path("purelib"): "site", str(folder): "app"}
    script = "".join(
        f"mount --bind {shlex.quote(place)} {base}/{name} && mount -o remount,bind,ro {base}/{name}"
        " && "
        for place, name in binds.items()
    )
    as_nobody = f"setpriv --reuid {UID} --regid {UID} --clear-groups"
    script += f"cd {base}/app && exec {as_nobody} {base}/python/bin/python3 app.py"
    port = free_port()
    environment = {
        "PATH": "/usr/bin:/bin",
        "LD_LIBRARY_PATH": f"{base}/python/lib",
        "PYTHONPATH": f"{base}/site",
        "SYSTEM": "spaces",
        "SPACE_ID": "ada/faces",
        "SPACE_HOST": "ada-faces.hf.space",
        "GRADIO_SERVER_PORT": str(port),
        "TMPDIR": str(base),
    }
    base.chmod(0o777)
    log = tmp_path / "log"
    with log.open("wb") as console:
        server = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", script],
            env=environment,
            stdout=console,
            stderr=console,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 240
        while True:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            try:
                ask(address)
                break
            except OSError:
                time.sleep(0.5)
        yield address
        assert "Traceback" not in log.read_text()
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        shutil.rmtree(base, ignore_errors=True)


def ask(address: str, body: bytes | None = None) -> bytes:
    headers = {"Host": "ada-faces.hf.space", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=120) as got:
        return got.read()


@pytest.mark.timeout(600)
def test_it_starts_for_a_user_without_a_home_on_a_tree_that_is_read_only(started: str) -> None:
    assert b"facegen" in ask(started)
    assert ask(f"{started}/latent/face?seed=3").startswith(b"RIFF")
    asked = json.dumps({"data": ["bundled", ["Smiling"], [], "median", 0.5, 0, 0]}).encode()
    (event,) = json.loads(ask(f"{started}/gradio_api/call/average_face", asked)).values()
    assert b'"support"' in ask(f"{started}/gradio_api/call/average_face/{event}")
