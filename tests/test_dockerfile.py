"""The Dockerfile's steps, taken in order in a clean folder by an unprivileged user.

No container engine is needed: a mount namespace of its own gives the steps an empty home and an
interpreter that the user may run. What a base image alone decides is not tested.
"""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UID = 1000


def instructions() -> list[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def shipped() -> list[str]:
    """Return the tracked files that `.dockerignore` lets through."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    patterns = (ROOT / ".dockerignore").read_text().split()
    return [
        name
        for name in listed
        if not any(fnmatch(name, form) or name.startswith(f"{form}/") for form in patterns)
    ]


@dataclass
class Machine:
    """What the steps have made so far, all of it below `base`."""

    base: Path
    folder: Path = Path("/")
    uid: int = 0
    environment: dict[str, str] = field(default_factory=dict)

    def inside(self, path: str) -> Path:
        """Return where an absolute path of the image lies here."""
        return self.base / path.lstrip("/")

    def command(self, words: str) -> list[str]:
        """Wrap a command: the interpreter of this machine at a place the user may read."""
        python = self.base / "python"
        script = f"mount --bind {shlex.quote(sys.base_prefix)} {python} && exec setpriv "
        script += f"--reuid {self.uid} --regid {self.uid} --clear-groups {words}"
        return ["unshare", "--mount", "sh", "-c", script]

    def variables(self) -> dict[str, str]:
        """Return the steps' environment with the image's paths moved below `base`."""
        moved = {
            key: value.replace("/home/user", str(self.inside("/home/user")))
            for key, value in self.environment.items()
        }
        kept = {key: os.environ[key] for key in os.environ if key.startswith("PIP_")}
        path = f"{self.base}/python/bin:{moved.get('PATH', '/usr/bin:/bin')}"
        library = f"{self.base}/python/lib"
        return {**kept, **moved, "PATH": path, "LD_LIBRARY_PATH": library}


@pytest.mark.timeout(900)
@pytest.mark.skipif(
    not os.environ.get("FACEGEN_DOCKERFILE_STEPS"),
    reason="takes minutes: installs everything anew (set FACEGEN_DOCKERFILE_STEPS=1)",
)
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become the image's user")
def test_the_steps_end_in_a_page_that_answers(tmp_path: Path) -> None:
    base = Path("/tmp") / f"facegen-image-{os.getpid()}"
    machine = Machine(base)
    (base / "python").mkdir(parents=True)
    try:
        commands = [step(machine, word, rest) for word, rest in instructions()]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        variables = {**machine.variables(), "GRADIO_SERVER_PORT": str(port)}
        assert machine.environment["GRADIO_SERVER_PORT"] == "7860"
        assert machine.uid == UID
        server = subprocess.Popen(
            machine.command(shlex.join(commands[-1])),
            cwd=machine.inside(str(machine.folder)),
            env=variables,
            start_new_session=True,
        )
        try:
            assert "facegen" in page_at(f"http://127.0.0.1:{port}", server)
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
    finally:
        shutil.rmtree(base, ignore_errors=True)


@pytest.mark.parametrize(
    ("given", "index"),
    [("", []), ("https://x.org/cpu", ["--extra-index-url", "https://x.org/cpu"])],
)
def test_torch_is_taken_from_another_index_if_that_is_named(
    given: str, index: list[str], tmp_path: Path
) -> None:
    (tmp_path / "python").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (tmp_path / "python").chmod(0o755)
    steps = instructions()
    (install,) = [rest for word, rest in steps if word == "RUN" and "pip install" in rest]
    (default,) = [rest for word, rest in steps if word == "ARG"]
    assert default == "TORCH_INDEX="
    variables = {"PATH": f"{tmp_path}:/usr/bin:/bin", "TORCH_INDEX": given}
    words = subprocess.run(
        ["sh", "-c", install], env=variables, capture_output=True, text=True, check=True
    ).stdout.split()
    wanted = ["-m", "pip", "install", "--no-cache-dir", "--user", *index, "-r", "requirements.txt"]
    assert words == wanted


def test_all_that_is_kept_lies_in_the_volume_that_is_shown() -> None:
    kept = dict(
        pair.split("=", 1)
        for word, rest in instructions()
        if word == "ENV"
        for pair in shlex.split(rest)
    )
    volume = re.search(r"-v facegen:(\S+)", (ROOT / "README.md").read_text())
    assert volume
    assert volume[0] in (ROOT / "Dockerfile").read_text()
    for name in ("FACEGEN_HOME", "HF_HOME"):
        assert Path(kept[name]).is_relative_to(volume[1]), name


def step(machine: Machine, word: str, rest: str) -> list[str]:
    """Take one step; returns the command of CMD, and nothing for the others."""
    if word == "FROM":
        assert rest.startswith(f"python:{sys.version_info.major}.{sys.version_info.minor}")
    elif word == "RUN" and rest.startswith("useradd"):
        assert f"--uid {UID}" in rest
        home = machine.inside("/home/user")
        home.mkdir(parents=True)
        os.chown(home, UID, UID)
    elif word == "RUN":
        folder = machine.inside(str(machine.folder))
        words = f"sh -c {shlex.quote(rest)}"
        subprocess.run(machine.command(words), cwd=folder, env=machine.variables(), check=True)
    elif word == "USER":
        machine.uid = UID
    elif word == "ENV":
        machine.environment.update(dict(pair.split("=", 1) for pair in shlex.split(rest)))
    elif word == "WORKDIR":
        machine.folder = Path(rest)
        made = machine.inside(rest)
        made.mkdir(parents=True, exist_ok=True)
        os.chown(made, UID, UID)
    elif word == "COPY":
        source = rest.split()[1]
        copy([source] if source != "." else shipped(), machine.inside(str(machine.folder)))
    elif word == "CMD":
        return [part.strip(' "') for part in rest.strip("[]").split(",")]
    elif word == "ARG":
        name, _, machine.environment[name] = rest.partition("=")
    else:
        assert word == "EXPOSE", f"the Dockerfile has a step this test does not know: {word}"
    return []


def copy(names: list[str], target: Path) -> None:
    for name in names:
        place = target / name
        for folder in reversed(place.relative_to(target).parents):
            (target / folder).mkdir(exist_ok=True)
            os.chown(target / folder, UID, UID)
        shutil.copy(ROOT / name, place)
        os.chown(place, UID, UID)


def page_at(address: str, server: subprocess.Popen) -> str:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.5)
    pytest.fail("the page did not come up")
