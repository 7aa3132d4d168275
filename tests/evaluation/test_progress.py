import json
from pathlib import Path

import numpy as np
import pytest

from facegen.errors import FacegenError
from facegen.evaluation.progress import CHARTS, Moment, Trend, write_progress
from facegen.evaluation.report import Measure, Report


def report(value: float) -> Report:
    measures = tuple(Measure(key, key, value, 5.0, "Note.") for key in CHARTS)
    return Report({}, {"swd": 2048}, measures, {}, {})


def test_a_trend_finds_the_law_it_is_shown() -> None:
    images = [1e4, 1e5, 1e6]
    trend = Trend.fit(images, [5 + 3000 * n**-0.5 for n in images], 5)
    assert (trend.scale, trend.power) == pytest.approx((3000, 0.5))
    assert trend.images_to(12) == pytest.approx((3000 / 7) ** 2)
    assert trend.images_to(5) == np.inf
    assert Trend.fit([1, 2], [6, 7], 5).images_to(5.5) == np.inf


@pytest.mark.parametrize(("images", "values"), [([1], [9]), ([1, 2], [9, 5])])
def test_a_trend_that_is_none_is_refused(images: list[float], values: list[float]) -> None:
    with pytest.raises(FacegenError, match="two checkpoints or more, all farther than the floor 5"):
        Trend.fit(images, values, 5)


def test_the_way_to_the_bar_stands_in_the_card(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Model\n")
    moments = [Moment(n, report(5 + 3000 * n**-0.5)) for n in (10_000, 100_000, 150_000)]
    text = write_progress(moments, tmp_path, 12)
    assert "to the power of -0.50" in text
    assert "that is at 183,673 images" in text
    assert "| 100,000 | 14.5 |" in text
    assert (tmp_path / "README.md").read_text().startswith("# Model\n\n<!-- progress: begin -->")
    kept = json.loads((tmp_path / "evaluation" / "moments.json").read_text())
    assert [one["images"] for one in kept] == [10_000, 100_000, 150_000]
    assert (tmp_path / "evaluation" / "progress_swd.svg").is_file()
    assert "below the 20" in write_progress(moments, tmp_path, 20)
    assert (tmp_path / "README.md").read_text().count("progress: begin") == 1


def test_one_earlier_checkpoint_makes_a_table_and_no_trend(tmp_path: Path) -> None:
    moments = [Moment(10_000, report(35)), Moment(20_000, report(26))]
    text = write_progress(moments, tmp_path, 12)
    assert "| 10,000 | 35.0 |" in text
    assert "two earlier checkpoints" in text
