"""`facegen latent page`, run in this process."""

import json
from pathlib import Path

import pytest

from facegen.latent.__main__ import main
from facegen.models.places import shipped


@pytest.fixture(scope="module")
def name() -> str:
    """A generator that ships with its graphs, so that nothing has to be exported."""
    return next(folder.name for folder in shipped() if (folder / "directions.json").is_file())


def test_the_file_is_written_where_it_should_and_told(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a" / "explorer.html"
    assert main(["page", name, "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(out), "bytes": out.stat().st_size}
    assert f"<title>{name} · facegen explorer</title>" in out.read_text(encoding="utf-8")
    assert [path.name for path in out.parent.iterdir()] == ["explorer.html"]


@pytest.mark.parametrize(
    ("checkpoint", "line"),
    [
        ("nobody", "CHECKPOINT: There is no checkpoint 'nobody'"),
        ("attributes", "CHECKPOINT: "),
    ],
)
def test_what_is_no_generator_is_a_failure_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], checkpoint: str, line: str
) -> None:
    assert main(["page", checkpoint, "--out", str(tmp_path / "x.html")]) == 1
    assert capsys.readouterr().err.startswith(line)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_to_is_named(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    out = tmp_path / "file" / "explorer.html"
    assert main(["page", name, "--out", str(out)]) == 1
    assert f"{out} cannot be written" in capsys.readouterr().err
