import dataclasses
import json
import xml.etree.ElementTree as xml
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facegen.errors import FacegenError
from facegen.evaluation import card
from facegen.evaluation.report import Measure, Planted, Report

REPORT = Report(
    subject={"checkpoint": "small"},
    sizes={"swd": 2048, "swd_floor": 2048, "features": 2000, "train": 22000},
    measures=(
        Measure("swd_64", "Sliced Wasserstein distance, 64 px", 41.13, 4.4, "Note one."),
        Measure("swd_32", "Sliced Wasserstein distance, 32 px", 13.0, 4.6, "Note one."),
        Measure("coverage", "Coverage", 0.6512, 0.9689, "Note two."),
    ),
    frequencies={"Wearing_Hat": (0.02, 0.06), "Smiling": (0.5, 0.48)},
    planted={"pixels": (Planted(0.0, 2.0, 0.0, 0.1, 0.01), Planted(0.2, -1.0, 0.2, -3.1, 0.21))},
)


def test_every_figure_stands_beside_its_floor_and_note() -> None:
    text = card.section(REPORT)
    assert "| Sliced Wasserstein distance, 64 px | 41.1 | 4.40 | 1 |" in text
    assert "| Coverage | 0.651 | 0.969 | 2 |" in text
    assert "1. Note one.\n2. Note two.\n" in text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234.5, "1234.5"),
        (41.13, "41.1"),
        (-3.456, "-3.46"),
        (0.6512, "0.651"),
        (0.00123, "0.0012"),
        (-6e-11, "0.0000"),
    ],
)
def test_figures_have_about_three_digits(value: float, text: str) -> None:
    assert card.three_digits(value) == text


def test_the_folder_holds_json_charts_and_card(tmp_path: Path) -> None:
    card.write(REPORT, tmp_path)
    assert json.loads((tmp_path / "evaluation.json").read_text())["measures"][0]["value"] == 41.13
    text = (tmp_path / "README.md").read_text()
    charts = sorted(p.name for p in (tmp_path / "evaluation").iterdir())
    assert charts == [
        "attributes.svg",
        "copies_pixels.svg",
        "near_copies_pixels.svg",
        "texture.svg",
    ]
    for name in charts:
        xml.parse(tmp_path / "evaluation" / name)
        assert f"](evaluation/{name})" in text


def test_samples_are_shown_where_they_are_given(tmp_path: Path) -> None:
    card.write(REPORT, tmp_path, np.zeros((32, 16, 16, 3), np.uint8), seen="All are black.")
    assert (
        "](evaluation/samples.webp)\n\nAll are black.\n\n## Measures"
        in (tmp_path / "README.md").read_text()
    )
    with Image.open(tmp_path / "evaluation" / "samples.webp") as sheet:
        assert sheet.size == (10 * 18 - 2, 4 * 18 - 2)


def test_samples_near_the_mean_are_a_sheet_of_their_own(tmp_path: Path) -> None:
    black, white = np.zeros((32, 16, 16, 3), np.uint8), np.full((20, 16, 16, 3), 255, np.uint8)
    card.write(REPORT, tmp_path, black, seen="All are black.", truncated=white)
    assert (
        "All are black.\n\nThe same at a truncation of 0.7, at which the page opens:\n\n"
        "![truncated samples](evaluation/truncated.webp)\n\n## Measures"
    ) in (tmp_path / "README.md").read_text()
    with Image.open(tmp_path / "evaluation" / "truncated.webp") as sheet:
        assert sheet.size == (10 * 18 - 2, 2 * 18 - 2)
        assert sheet.getpixel((8, 8)) == (255, 255, 255)


def test_a_card_keeps_all_but_its_last_evaluation(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("---\nlicense: other\n---\n\n# Model\n\nWhat it is.\n")
    card.write(REPORT, tmp_path)
    once = readme.read_text()
    assert once.startswith("---\nlicense: other\nmodel-index:\n- name: small\n")
    assert "\n---\n\n# Model\n\nWhat it is.\n\n" in once
    readme.write_text(once + "\n## More\n")
    card.write(REPORT, tmp_path)
    assert readme.read_text() == once + "\n## More\n"


def test_baselines_stand_beside_the_samples() -> None:
    twice, thrice = (
        dataclasses.replace(
            REPORT,
            subject=subject,
            measures=tuple(dataclasses.replace(m, value=n * m.value) for m in REPORT.measures),
        )
        for n, subject in (
            (2, {"checkpoint": "plain"}),
            (3, {"checkpoint": "early", "trained": "5 images in 1.00 h"}),
        )
    )
    text = card.section(REPORT, [twice, thrice])
    assert "| Measure | Samples | plain | early, 5 images in 1.00 h | Floor | Note |\n" in text
    assert "| Sliced Wasserstein distance, 64 px | 41.1 | 82.3 | 123.4 | 4.40 | 1 |" in text


@pytest.mark.parametrize(
    "change", [{"sizes": {"swd": 16384}}, {"subject": {"store": "another"}}], ids=["sizes", "faces"]
)
def test_a_baseline_measured_otherwise_is_refused(change: dict) -> None:
    with pytest.raises(FacegenError, match="measure both alike"):
        card.section(REPORT, [dataclasses.replace(REPORT, **change)])


def test_a_baseline_that_lacks_a_measure_is_refused() -> None:
    earlier = dataclasses.replace(REPORT, measures=REPORT.measures[:-1])
    with pytest.raises(FacegenError, match="lacks Coverage; make it anew with: python -m facegen"):
        card.section(REPORT, [earlier])
