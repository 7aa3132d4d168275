"""Preparing a store in several processes, killed at any moment, beside another, on a full disk."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facegen.data.prepare import prepare
from facegen.data.sources.detect import open_source
from facegen.errors import StoreError
from tests.data.conftest import contents

MANY = 1500


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More pictures than are done in one process, some of them broken."""
    folder = tmp_path_factory.mktemp("many") / "dots"
    folder.mkdir()
    rng = np.random.default_rng(4)
    for i in range(MANY):
        picture = rng.integers(0, 256, (12, 12, 3), dtype=np.uint8)
        Image.fromarray(picture).save(folder / f"{i:04d}.png", compress_level=1)
    for i in (3, 700, 1499):
        (folder / f"{i:04d}.png").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def unbroken(many: Path) -> Iterator[dict[str, bytes]]:
    """The store as one process makes it in one go."""
    out = many.parent / "unbroken"
    prepare(open_source(many), out, 16, processes=1)
    yield contents(out)
    shutil.rmtree(out)


def test_several_processes_make_what_one_makes(
    many: Path, unbroken: dict[str, bytes], tmp_path: Path
) -> None:
    prepare(open_source(many), tmp_path / "store", 16, processes=3)
    assert contents(tmp_path / "store") == unbroken


REPOSITORY = Path(__file__).parents[2]


def run(many: Path, out: Path, patch: str, *options: str) -> subprocess.CompletedProcess:
    """Run the command after a line that changes something in its process."""
    arguments = ["prepare", "--source", str(many), "--out", str(out), "--size", "16", *options]
    program = f"""
        import os, resource, sys
        from facegen.data import prepare, sealing, workbench
        from facegen.data.__main__ import main

        def before(owner, name, calls=1):
            def patched(*args, _real=getattr(owner, name), _left=[calls]):
                _left[0] -= 1
                if not _left[0]:
                    os.kill(os.getpid(), {signal.SIGKILL})
                return _real(*args)
            setattr(owner, name, patched)

        def after(owner, name):
            def patched(*args, _real=getattr(owner, name)):
                _real(*args)
                os.kill(os.getpid(), {signal.SIGKILL})
            setattr(owner, name, patched)

        {patch}
        sys.exit(main({arguments!r}))
        """
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )


MOMENTS = {
    "nothing is allocated": "before(workbench.Workbench, '_allocate')",
    "nothing is planned": "after(workbench.Workbench, '_allocate')",
    "no chunk is noted": "before(workbench.Workbench, 'record')",
    "some chunks are noted": "before(workbench.Workbench, 'record', 4)",
    "the journal is written anew": "before(workbench.Path, 'replace')",
    "all but the last chunk are noted": "before(workbench.Workbench, 'record', 9)",
    "gaps are about to be closed": "before(workbench.Workbench, 'close_gaps')",
    "gaps are closed": "after(workbench.Workbench, 'close_gaps')",
    "tables are half written": "before(sealing.np, 'save', 2)",
    "nothing is on the disk": "before(sealing, 'sync')",
    "the manifest is written": "before(sealing, 'sync', 6)",
    "the store is in its place": "before(workbench.Workbench, 'clear')",
}


def test_killed_at_any_moment_it_goes_on_and_makes_the_same(
    many: Path, unbroken: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "store"
    for moment, patch in MOMENTS.items():
        assert not out.exists(), moment
        assert run(many, out, patch).returncode == -signal.SIGKILL, moment
    assert contents(out) == unbroken
    again = run(many, out, "")
    assert again.returncode == 0
    assert "is already prepared" in again.stderr
    assert contents(out) == unbroken
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_killed_while_it_replaces_a_store_it_goes_on(
    many: Path, unbroken: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "store"
    prepare(open_source(many), out, 8, limit=9)
    moment = "before(workbench.Path, 'replace', 2)"
    assert run(many, out, moment, "--force").returncode == -signal.SIGKILL
    assert not out.exists()
    assert run(many, out, "").returncode == 0
    assert contents(out) == unbroken
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_killed_in_the_midst_of_its_work_it_goes_on(
    many: Path, unbroken: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "store"
    journal = tmp_path / "store.partial" / "journal.jsonl"
    command = [sys.executable, "-m", "facegen.data", "prepare", "--size", "16"]
    with subprocess.Popen([*command, "--source", many, "--out", out], cwd=REPOSITORY) as process:
        while not journal.exists() and process.poll() is None:
            time.sleep(0.001)
        process.kill()
    said = []
    prepare(open_source(many), out, 16, say=said.append)
    assert said[0].startswith(("Going on from", f"{out} is already prepared"))
    assert contents(out) == unbroken


def test_another_plan_begins_anew_and_says_so(many: Path, tmp_path: Path) -> None:
    out = tmp_path / "store"
    assert run(many, out, MOMENTS["some chunks are noted"]).returncode == -signal.SIGKILL
    said = []
    prepare(open_source(many), out, 8, limit=200, say=said.append)
    assert said == [
        f"{out}.partial was of other pictures or another way to prepare; beginning anew."
    ]
    prepare(open_source(many), tmp_path / "fresh", 8, limit=200)
    assert contents(out) == contents(tmp_path / "fresh")


def test_two_at_once_are_kept_apart(many: Path, tmp_path: Path) -> None:
    patch = "workbench.Workbench.record = lambda *_: (print(flush=True), sys.stdin.read())"
    out = tmp_path / "store"
    arguments = ["prepare", "--source", str(many), "--out", str(out), "--size", "16"]
    program = (
        "import sys; from facegen.data import workbench; from facegen.data.__main__ import main; "
        f"{patch}; sys.exit(main({arguments!r}))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as first:
        assert first.stdout
        first.stdout.readline()
        with pytest.raises(StoreError, match="Another process is making this store"):
            prepare(open_source(many), out, 16)
        first.kill()
    assert prepare(open_source(many), out, 16).count == MANY - 3


def test_a_file_size_limit_is_said_and_leaves_nothing(many: Path, tmp_path: Path) -> None:
    limit = "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))"
    result = run(many, tmp_path / "store", limit)
    assert result.returncode == 1
    assert result.stderr.startswith("--out: The disk is full, or allows no file so large: ")
    assert "must have room for 1 MB (File too large)" in result.stderr
    assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1,200 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1200k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_noticed_before_the_work(many: Path, small_disk: Path) -> None:
    with pytest.raises(StoreError, match=r"The disk is full.* room for 5 MB \(No space left on"):
        prepare(open_source(many), small_disk / "store", 32)
    assert list(small_disk.iterdir()) == []


def test_a_disk_that_fills_up_later_loses_nothing(
    many: Path, unbroken: dict[str, bytes], small_disk: Path
) -> None:
    room = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    faces = len(unbroken["faces.npy"]) + 3 * 768  # those rejected have room too, at first
    (small_disk / "other").write_bytes(bytes(room - faces - 30_000))
    with pytest.raises(StoreError, match=r"The disk is full.* the same command goes on from here"):
        prepare(open_source(many), small_disk / "store", 16)
    assert not (small_disk / "store").exists()
    (small_disk / "other").unlink()
    said = []
    prepare(open_source(many), small_disk / "store", 16, say=said.append)
    assert said[0].startswith("Going on from")
    assert contents(small_disk / "store") == unbroken
