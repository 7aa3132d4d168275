from pathlib import Path

import pytest

from facegen.data.store import FaceStore
from facegen.training.run.options import OPTIONS
from tests.training.conftest import call

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.usefixtures("tiny_preset")


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--kimg", "1", "--minutes", "1"], 2, "either --kimg or --minutes"),
        (
            ["--kimg", "0"],
            2,
            "Images (--kimg) must be a number above 0 and at most 1e+06, but is 0.0",
        ),
        (["--device", "cuda"], 1, "--device: cuda was asked for"),
        (["--device", "cpu", "--background"], 2, "--device: is for a run in this process"),
    ],
)
def test_wrong_options_are_named(
    tmp_path: Path,
    store: FaceStore,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    status: int,
    message: str,
) -> None:
    start = ["start", "--data", store.folder, "--run", tmp_path / "run", "--preset", "tiny"]
    assert call(*start, *arguments) == status
    assert message in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_the_help_says_what_an_option_does_and_its_bounds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit, match="0"):
        call("start", "--help")
    said = " ".join(capsys.readouterr().out.split())
    assert "falls to a tenth, along a cosine. (0 to 1 of the budget)" in said
    assert "over the last quarter. (above 0, at most 43,200 minutes)" in said
    for option in OPTIONS.values():
        assert option.words.endswith("."), option.title
    bounds = {name: OPTIONS[name].allowed for name in ("seed", "augment_target", "ema_kimg")}
    assert bounds == {
        "seed": "0 to 9,223,372,036,854,775,807",
        "augment_target": "-1 to 1",
        "ema_kimg": "0 to 100,000 thousand images",
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--batch", "0"], "--batch: must be a whole number from 1 to 4096, but is '0'"),
        (["--rate", "nan"], "--rate: must be a number from 0 to 1, but is 'nan'"),
        (["--rate", "-1"], "--rate: must be a number from 0 to 1, but is '-1'"),
        (["--preset", "huge"], "--preset: invalid choice: 'huge'"),
        ([], "--data, --run: must be given"),
    ],
)
def test_nonsense_is_refused_at_once(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        call("start", *arguments)
    said = capsys.readouterr().err
    assert said.startswith(message)
    assert said.count("\n") == 1
