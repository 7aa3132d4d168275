import json
from pathlib import Path
from typing import Any

import pytest

from facegen.errors import ModelError
from facegen.models.description import (
    CONFIG,
    FORMAT,
    MOST_CONFIG_BYTES,
    images_seen,
    read_description,
)

WHOLE = {"format": FORMAT, "family": "msg_gan", "model": {"latent_dim": 8}}


def test_what_stands_there_is_read(tmp_path: Path) -> None:
    (tmp_path / CONFIG).write_text(json.dumps({**WHOLE, "more": [1]}))
    assert read_description(tmp_path) == {**WHOLE, "more": [1]}


@pytest.mark.parametrize(
    ("training", "seen"),
    [
        ({"images": 1_234}, 1_234),
        ({"images": 64_000, "images_before": 600_000}, 664_000),
        ({"images": "many"}, 0),
        ({}, 0),
        ([64_000], 0),
    ],
)
def test_images_are_counted_from_the_smallest_network_on(training: Any, seen: int) -> None:
    assert images_seen({**WHOLE, "training": training}) == seen
    assert images_seen(WHOLE) == 0


def test_a_folder_without_one_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is not a checkpoint .* export RUN --out NEW"):
        read_description(tmp_path)


def test_a_run_says_how_to_make_one_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = tmp_path / "run"
    within = run / "checkpoints" / "000000128"
    within.mkdir(parents=True)
    (run / CONFIG).write_text(json.dumps({"format": 1, "preset": "s64", "model": {}}))
    monkeypatch.chdir(within)
    for folder, words in (
        (run, "is a run"), (within.parent, "is in a run"), (within, "is in"), (Path(), "is in"),
    ):  # fmt: skip
        with pytest.raises(ModelError, match=f"{words}.* export {run} --out NEW$"):
            read_description(folder)
    exported = run / "exported"
    exported.mkdir()
    (exported / CONFIG).write_text(json.dumps(WHOLE))
    assert read_description(exported) == WHOLE


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"format": FORMAT + 1},
            f"of checkpoint format {FORMAT + 1}, but .* reads",
        ),
        ({"family": 7}, "its family is no text"),
        ({"model": None, "family": None}, "its family is no text"),
    ],
)
def test_what_is_of_another_kind_is_refused(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    (tmp_path / CONFIG).write_text(json.dumps({**WHOLE, **changes}))
    with pytest.raises(ModelError, match=message):
        read_description(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "line 1 column 2"),
        ("[]", "list indices"),
        ("{}", "it has no 'format'"),
        ('{"format": 1}', "it has no 'family'"),
        ("[" * 10_000, "nested too deeply"),
        (" " * MOST_CONFIG_BYTES + "{}", "longer than"),
    ],
)
def test_what_describes_nothing_is_refused(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / CONFIG).write_text(text)
    with pytest.raises(ModelError, match=rf"does not describe a checkpoint \(.*{words}") as refused:
        read_description(tmp_path)
    assert "Error(" not in str(refused.value)
    assert str(refused.value).endswith("fetch the checkpoint or export it anew.")


def test_a_pointer_in_its_place_is_named(tmp_path: Path) -> None:
    (tmp_path / CONFIG).write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\n")
    with pytest.raises(ModelError, match="is a Git LFS pointer"):
        read_description(tmp_path)
