import json
from pathlib import Path

import numpy as np

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.counting import percent
from facegen.data.describe import as_lines, describe
from facegen.data.prepare import prepare
from facegen.data.sources.detect import open_source
from facegen.data.store import open_store
from tests.data.conftest import COUNT, SmallCeleba


def test_figures_and_words(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    small_celeba.write_official(tmp_path / "celeba")
    for i in range(12):
        (tmp_path / "celeba/img_align_celeba" / small_celeba.names[i]).write_bytes(b"")
    prepare(open_source(tmp_path / "celeba"), tmp_path / "store", 256)
    summary = describe(open_store(tmp_path / "store"))
    assert json.loads(json.dumps(summary)) == summary
    kept = slice(12, None)
    assert summary["count"] == COUNT - 12
    assert list(summary["partitions"].values()) == [
        int((small_celeba.partitions[kept] == number).sum()) for number in (0, 1, 2, 255)
    ]
    assert summary["people"] == len(set(small_celeba.identities[kept].tolist()))
    counts = small_celeba.attributes[kept].sum(0).tolist()
    assert summary["attributes"] == dict(zip(CELEBA_ATTRIBUTES, counts, strict=True))
    assert len(summary["rejects"]) == 12
    words = as_lines(summary)
    assert words.startswith(
        "CelebA: 12 faces of 256 x 256 px, crop face, from img_align_celeba\nCelebA: for non-com"
    )
    assert "\n12 faces are larger than what was cut from the picture\n" in words
    assert "\n12 pictures were rejected:\n  000001.jpg is empty (0 bytes)\n" in words
    assert words.count("is empty") == 10
    assert "all of them in manifest.json" in words
    male = counts[CELEBA_ATTRIBUTES.index("Male")] / (COUNT - 12)
    assert f" {percent(male, 1)}  Male" in words


def test_what_is_not_known_is_not_said(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    small_celeba.write_pictures(tmp_path / "faces")
    prepare(open_source(tmp_path / "faces"), tmp_path / "store", 16)
    summary = describe(open_store(tmp_path / "store"))
    assert summary["people"] is None
    assert summary["attributes"] == {}
    assert as_lines(summary).splitlines() == [
        f"faces: {COUNT} faces of 16 x 16 px, crop square, from faces",
        f"Partitions: {COUNT} unknown",
    ]
    assert np.isscalar(summary["count"])
