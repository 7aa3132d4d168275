import json

import pytest
import torch

from facegen.data.store import FaceStore
from facegen.training.sprint.children import trials_in
from facegen.training.sprint.trials import main, try_each


def test_a_candidate_is_told_with_its_pace(store: FaceStore) -> None:
    (tried,) = try_each(store, ["sprint-tiny:16"], "cpu", 0.01, compiled=False)
    assert tried.pop("images_per_sec") > 0  # type: ignore[operator]
    assert tried == {"shape": "sprint-tiny", "batch": 16, "compile": False}


@pytest.mark.skipif(torch.cuda.is_available(), reason="here they would do")
def test_each_is_tried_though_the_one_before_could_not_be(
    store: FaceStore, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(store.folder), "sprint-l:64", "sprint-m:128", "--device=cuda", "--seconds=0.1"]
    assert main(words) == 0
    said = capsys.readouterr().out.splitlines()
    found = trials_in(said)
    assert found == [json.loads(line) for line in said]
    assert [(one["shape"], one["batch"]) for one in found] == [("sprint-l", 64), ("sprint-m", 128)]
    assert all("torch finds none" in one["error"] for one in found)


def test_what_is_no_store_is_said(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "sprint-tiny:16"]) == 1
    assert "is not a prepared store" in capsys.readouterr().err
