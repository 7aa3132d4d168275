import json
from pathlib import Path

from facegen.answers.run_view import Metrics


def lines(*images: int, loss: float = 0.0) -> str:
    return "".join(json.dumps({"images": one, "loss": loss}) + "\n" for one in images)


def test_only_whole_lines_that_are_new_are_taken_in(tmp_path: Path):
    metrics = Metrics(tmp_path / "metrics.jsonl")
    assert metrics.read() == []
    metrics.path.write_text(lines(0, 8) + '{"images": 1')
    first = metrics.read()
    assert [line["images"] for line in first] == [0, 8]
    metrics.path.write_text(lines(0, 8, 16))
    assert [line["images"] for line in metrics.read()] == [0, 8, 16]
    assert len(first) == 2


def test_another_file_in_the_same_place_on_disk_is_read_whole(tmp_path: Path):
    metrics = Metrics(tmp_path / "metrics.jsonl")
    metrics.path.write_text(lines(0, 8))
    metrics.read()
    metrics.path.write_text(lines(0, 8, 16, loss=1.5))  # the same number, and longer
    assert [line["loss"] for line in metrics.read()] == [1.5] * 3
