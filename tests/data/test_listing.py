import json
from pathlib import Path

import pytest

from facegen.data.__main__ import main
from facegen.data.prepare import prepare
from facegen.data.sources.detect import open_source
from facegen.data.store import FaceStore
from tests.data.conftest import COUNT, SmallCeleba


def test_stores_are_listed_those_of_the_settings_first(
    bundled: FaceStore,
    small_celeba: SmallCeleba,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    manifest = bundled.manifest
    line = f"bundled  {manifest.title}, {bundled.count:,} faces of {bundled.size_px} px\n"
    monkeypatch.setenv("FACEGEN_HOME", str(tmp_path / "home"))
    assert main(["list"]) == 0
    assert capsys.readouterr().out == line

    small_celeba.write_official(tmp_path / "celeba")
    source = open_source(tmp_path / "celeba")
    home, named = tmp_path / "home" / "stores" / "mine", tmp_path / "named"
    home.parent.mkdir(parents=True)
    prepare(source, home, 8)
    prepare(source, named, 16, limit=3)
    monkeypatch.setenv("FACEGEN_STORE", f"{named}:{home}")
    assert main(["list"]) == 0
    assert capsys.readouterr().out == (
        f"{named}  CelebA, 3 faces of 16 px\n{home}  CelebA, {COUNT} faces of 8 px\n{line}"
    )
    monkeypatch.delenv("FACEGEN_STORE")
    assert main(["list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "name": "mine",
            "folder": str(home),
            "title": "CelebA",
            "count": COUNT,
            "px": 8,
            "synthetic": False,
        },
        {"name": "bundled", "folder": "bundled", "title": manifest.title}
        | {"count": bundled.count, "px": bundled.size_px, "synthetic": True},
    ]


def test_a_store_of_the_settings_that_is_none_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FACEGEN_HOME", str(tmp_path))
    monkeypatch.setenv("FACEGEN_STORE", str(tmp_path / "gone"))
    assert main(["list"]) == 1
    assert capsys.readouterr().err.startswith(f"There is no {tmp_path / 'gone'}. If the store")
