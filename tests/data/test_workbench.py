import zlib
from pathlib import Path

import numpy as np
import pytest

from facegen.data.chunks import Written
from facegen.data.workbench import Workbench
from facegen.errors import StoreError

FACES = np.random.default_rng(2).integers(0, 256, (10, 4, 4, 3), dtype=np.uint8)


def done(first: int, count: int) -> Written:
    return Written(
        first, count, zlib.crc32(FACES[first : first + count].tobytes()), 0, ((first, "x"),)
    )


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    """A bench with all faces written and two of three chunks noted."""
    bench = Workbench(tmp_path / "store.partial", len(FACES), 4)
    with bench.held():
        assert not bench.begin("plan")
        with open(bench.faces, "r+b") as file:
            file.seek(bench.offset)
            file.write(FACES.tobytes())
        bench.record(done(0, 4))
        bench.record(done(8, 2))
    return bench


def test_faces_are_an_array_file_of_the_full_size_at_once(bench: Workbench) -> None:
    assert np.array_equal(np.load(bench.faces), FACES)
    assert bench.faces.stat().st_size == bench.size_bytes
    assert bench.faces.stat().st_blocks * 512 >= bench.size_bytes  # no holes a disk may lack


def test_work_is_taken_up(bench: Workbench) -> None:
    assert bench.take_up("plan") == [done(0, 4), done(8, 2)]


def test_work_of_another_plan_is_not_taken_up(bench: Workbench) -> None:
    assert bench.take_up("another") is None
    assert bench.begin("another")
    assert bench.take_up("another") == []
    assert not np.load(bench.faces).any()


def test_nothing_can_be_taken_up_from_an_empty_bench(tmp_path: Path) -> None:
    assert Workbench(tmp_path / "none.partial", 3, 4).take_up("plan") is None


def test_chunks_that_do_not_fit_their_checksum_are_forgotten(bench: Workbench) -> None:
    with open(bench.faces, "r+b") as file:
        file.seek(bench.offset + 9 * 48)
        file.write(b"\0")
    assert bench.take_up("plan") == [done(0, 4)]
    assert bench.take_up("plan") == [done(0, 4)]


@pytest.mark.parametrize("torn", [b'{"first": 4, "cou', b"\x00\x00\n", b"{}\n", b"[1]\n", b"7\n"])
def test_half_a_line_in_the_journal_is_forgotten(bench: Workbench, torn: bytes) -> None:
    with open(bench.folder / "journal.jsonl", "ab") as journal:
        journal.write(torn)
    assert bench.take_up("plan") == [done(0, 4), done(8, 2)]
    bench.record(done(4, 4))
    assert bench.take_up("plan") == [done(0, 4), done(8, 2), done(4, 4)]


def test_a_shortened_file_has_its_full_size_again(bench: Workbench) -> None:
    with open(bench.faces, "r+b") as file:
        file.truncate(bench.offset + 5 * 48)
    assert bench.take_up("plan") == [done(0, 4)]
    assert np.array_equal(np.load(bench.faces)[:5], FACES[:5])


@pytest.mark.parametrize("rejected", [[], [0], [9], [3, 4, 8], list(range(1, 10))])
def test_gaps_are_closed(bench: Workbench, rejected: list[int]) -> None:
    bench.close_gaps(rejected)
    assert np.array_equal(np.load(bench.faces), np.delete(FACES, rejected, axis=0))


def test_a_bench_is_held_by_one(bench: Workbench) -> None:
    with bench.held():
        other = Workbench(bench.folder, 1, 4)
        with (
            pytest.raises(StoreError, match=r"Another process is making .*store\.partial"),
            other.held(),
        ):
            pytest.fail("it was let in")
    with other.held():
        pass


def test_delivery_replaces_what_was_there_and_clears_the_bench(
    bench: Workbench, tmp_path: Path
) -> None:
    out = tmp_path / "store"
    out.mkdir()
    (out / "old").touch()
    bench.deliver(out)
    assert [path.name for path in out.iterdir()] == ["faces.npy"]
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_what_a_killed_delivery_left_is_in_nobodys_way(bench: Workbench, tmp_path: Path) -> None:
    for folder in (bench.folder / "replaced", tmp_path / "store"):
        folder.mkdir()
        (folder / "old").touch()
    bench.deliver(tmp_path / "store")
    assert [path.name for path in (tmp_path / "store").iterdir()] == ["faces.npy"]


def test_clearing_leaves_what_is_not_its_own(bench: Workbench) -> None:
    (bench.folder / "mine.txt").touch()
    bench.clear()
    assert [path.name for path in bench.folder.iterdir()] == ["mine.txt"]


def test_an_unused_bench_is_cleared_a_used_one_is_not(bench: Workbench, tmp_path: Path) -> None:
    bench.clear_if_unused()
    assert bench.take_up("plan") == [done(0, 4), done(8, 2)]
    unused = Workbench(tmp_path / "unused.partial", 3, 4)
    with unused.held():
        unused.begin("plan")
        unused.clear_if_unused()
    assert not unused.folder.exists()
