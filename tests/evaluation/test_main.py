from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from facegen.evaluation.__main__ import main

Draw = Callable[..., np.ndarray]


def test_what_is_wrong_is_said_on_the_error_stream(
    tmp_path: Path, places: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *places]) == 2
    assert "CHECKPOINT: give either it or --samples" in capsys.readouterr().err
    assert main(["report", str(tmp_path), *places]) == 1
    assert "is not a checkpoint" in capsys.readouterr().err
