from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from facegen.evaluation import measure
from facegen.evaluation.__main__ import main

Draw = Callable[..., np.ndarray]


def test_what_is_wrong_is_said_on_the_error_stream(
    tmp_path: Path, places: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *places]) == 2
    assert "CHECKPOINT: give either it or --samples" in capsys.readouterr().err
    assert main(["report", str(tmp_path), *places]) == 1
    assert "is not a checkpoint" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["report", "truncation"])
def test_fewer_images_than_can_be_measured_are_refused_at_once(
    places: list[str], capsys: pytest.CaptureFixture[str], command: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([command, "celeba128", *places, "--images", str(measure.FEWEST - 1)])
    wanted = f"--images: must be a whole number from {measure.FEWEST}, but is "
    assert capsys.readouterr().err.startswith(wanted)
